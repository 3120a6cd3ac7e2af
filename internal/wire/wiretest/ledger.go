package wiretest

import (
	"errors"
	"fmt"

	"google.golang.org/protobuf/types/known/timestamppb"

	zitadelv1 "zitadel-graphql/internal/wire/zitadel/v1"
)

// level is whose policy, or which person, a call is about; each counts its own writes.
type level int

const (
	ofOrg level = iota
	ofInstance
	ofPerson // the person of the case under way
	levels
)

// ledger follows the writes of one level.
type ledger struct {
	// last is the latest write; its sequence is 0 until the first one.
	last write
	// policy is the latest write that the policy's own details show: links to providers aren't among them.
	policy write
}

// write is a write's sequence and date.
type write struct {
	sequence uint64
	date     *timestamppb.Timestamp
}

// writeOf takes the one date that a write's details carry.
func writeOf(d *zitadelv1.ObjectDetails) write {
	if d.GetChangeDate() != nil {
		return write{d.GetSequence(), d.GetChangeDate()}
	}
	return write{d.GetSequence(), d.GetCreationDate()}
}

// added demands the details of an addition that took n events.
func added(n uint64) want { return addedWith(0, n) }

// addedWith demands the details of an addition that took n events, of which the last links were links to providers.
func addedWith(links, n uint64) want {
	return func(s *suite, r reply) error {
		d, err := addDetails(r)
		if err != nil {
			return err
		}
		if err := s.wrote(r.level, d, n); err != nil {
			return err
		}
		s.ledgers[r.level].policy = write{d.GetSequence() - links, d.GetCreationDate()}
		return nil
	}
}

// linked demands the details of a link that was added: one event, which the policy's details don't show.
func linked() want {
	return func(s *suite, r reply) error {
		d, err := addDetails(r)
		if err != nil {
			return err
		}
		return s.wrote(r.level, d, 1)
	}
}

// changed demands the details of a change, a removal or a reset, each of which is one event.
func changed() want {
	return func(s *suite, r reply) error {
		if err := unlinked()(s, r); err != nil {
			return err
		}
		s.ledgers[r.level].policy = s.ledgers[r.level].last
		return nil
	}
}

// unlinked demands the details of a link that was removed: one event, which the policy's details don't show.
func unlinked() want {
	return func(s *suite, r reply) error {
		d, err := writeDetails(r)
		if err != nil {
			return err
		}
		if d.GetCreationDate() != nil {
			return fmt.Errorf("a change has a creation date: %v", d)
		}
		return s.wrote(r.level, d, 1)
	}
}

func addDetails(r reply) (*zitadelv1.ObjectDetails, error) {
	d, err := writeDetails(r)
	if err == nil && d.GetChangeDate() != nil {
		err = fmt.Errorf("an addition has a change date: %v", d)
	}
	return d, err
}

func writeDetails(r reply) (*zitadelv1.ObjectDetails, error) {
	if r.err != nil {
		return nil, fmt.Errorf("failed: %w", r.err)
	}
	m, ok := r.message.(interface {
		GetDetails() *zitadelv1.ObjectDetails
	})
	if !ok || m.GetDetails() == nil {
		return nil, fmt.Errorf("answered without details: %v", r.message)
	}
	return m.GetDetails(), nil
}

// wrote checks what all writes answer, and keeps the sequence for the next.
func (s *suite) wrote(at level, d *zitadelv1.ObjectDetails, n uint64) error {
	now, before := writeOf(d), s.ledgers[at].last.sequence
	if err := checkDate(now.date); err != nil {
		return err
	}
	if d.GetResourceOwner() != s.owner(at) {
		return fmt.Errorf("wrote in %q, want %q", d.GetResourceOwner(), s.owner(at))
	}
	if before != 0 && now.sequence != before+n {
		return fmt.Errorf("the sequence went from %d to %d, want %d further", before, now.sequence, n)
	}
	if now.sequence == 0 {
		return fmt.Errorf("answered without a sequence: %v", d)
	}
	s.ledgers[at].last = now
	return nil
}

// owner is whose the policy of a level is, or the person's home. The instance's id is taken from its policy where the target doesn't say it.
func (s *suite) owner(at level) string {
	switch {
	case at == ofOrg, at == ofPerson:
		return s.target.Org
	case s.target.InstanceID != "":
		return s.target.InstanceID
	}
	return s.initial.GetDetails().GetResourceOwner()
}

// checkDate demands a date of a database that keeps microseconds.
func checkDate(date *timestamppb.Timestamp) error {
	switch {
	case date == nil:
		return errors.New("the date is missing")
	case date.CheckValid() != nil:
		return fmt.Errorf("the date is invalid: %w", date.CheckValid())
	case date.GetNanos()%1000 != 0:
		return fmt.Errorf("the date %v is finer than a microsecond", date.AsTime())
	}
	return nil
}
