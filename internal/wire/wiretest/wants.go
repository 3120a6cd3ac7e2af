package wiretest

import (
	"errors"
	"fmt"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/types/known/timestamppb"

	zitadelv1 "zitadel-graphql/internal/wire/zitadel/v1"
)

const detailType = "type.googleapis.com/zitadel.v1.ErrorDetail"

// succeeds demands an answer without an error.
func succeeds() want {
	return func(_ *scene, r reply) error {
		if r.err != nil {
			return fmt.Errorf("failed: %w", r.err)
		}
		return nil
	}
}

// either demands that one of the two holds.
func either(a, b want) want {
	return func(s *scene, r reply) error {
		if a(s, r) == nil {
			return nil
		}
		return b(s, r)
	}
}

// fails demands this code and exactly one detail, an ErrorDetail with this id and the status's own text.
func fails(code codes.Code, id string) want {
	return func(_ *scene, r reply) error {
		_, err := detailOf(r.err, code, id)
		return err
	}
}

// failsRaw demands as fails, and the untranslated key as text.
func failsRaw(code codes.Code, id, key string) want {
	return func(_ *scene, r reply) error {
		text, err := detailOf(r.err, code, id)
		if err == nil && text != key {
			err = fmt.Errorf("the text is %q, want the raw key %q", text, key)
		}
		return err
	}
}

// failsBare demands this code, some text, and no detail at all.
func failsBare(code codes.Code) want {
	return func(_ *scene, r reply) error {
		st, err := statusOf(r.err, code)
		switch {
		case err != nil:
			return err
		case len(st.Proto().GetDetails()) != 0:
			return fmt.Errorf("carries details, want none: %v", st.Proto().GetDetails())
		case st.Message() == "":
			return fmt.Errorf("%v has no text", code)
		}
		return nil
	}
}

func statusOf(err error, code codes.Code) (*status.Status, error) {
	if err == nil {
		return nil, fmt.Errorf("succeeded, want %v", code)
	}
	st, ok := status.FromError(err)
	if !ok {
		return nil, fmt.Errorf("%w is no gRPC status", err)
	}
	if st.Code() != code {
		return nil, fmt.Errorf("failed with %v %q, want %v", st.Code(), st.Message(), code)
	}
	return st, nil
}

// detailOf checks a ZITADEL error's whole shape and returns its text without the id.
func detailOf(err error, code codes.Code, id string) (string, error) {
	st, err := statusOf(err, code)
	if err != nil {
		return "", err
	}
	details := st.Proto().GetDetails()
	if len(details) != 1 || details[0].GetTypeUrl() != detailType {
		return "", fmt.Errorf("details are %v, want one %s", details, detailType)
	}
	var detail zitadelv1.ErrorDetail
	if err := details[0].UnmarshalTo(&detail); err != nil {
		return "", fmt.Errorf("read the detail: %w", err)
	}
	if detail.GetId() != id {
		return "", fmt.Errorf("the detail's id is %q, want %q", detail.GetId(), id)
	}
	if full := detail.GetMessage() + " (" + id + ")"; detail.GetMessage() == "" || st.Message() != full {
		return "", fmt.Errorf("the status says %q and its detail %q", st.Message(), detail.GetMessage())
	}
	return detail.GetMessage(), nil
}

// added demands the details of an addition that took n events.
func added(n uint64) want {
	return func(s *scene, r reply) error {
		d, err := writeDetails(r)
		if err != nil {
			return err
		}
		if d.GetChangeDate() != nil {
			return fmt.Errorf("an addition has a change date: %v", d)
		}
		return s.wrote(d, d.GetCreationDate(), n)
	}
}

// changed demands the details of a change, a removal or a reset, each of which is one event.
func changed() want {
	return func(s *scene, r reply) error {
		d, err := writeDetails(r)
		if err != nil {
			return err
		}
		if d.GetCreationDate() != nil {
			return fmt.Errorf("a change has a creation date: %v", d)
		}
		return s.wrote(d, d.GetChangeDate(), 1)
	}
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
func (s *scene) wrote(d *zitadelv1.ObjectDetails, date *timestamppb.Timestamp, n uint64) error {
	if err := checkDate(date); err != nil {
		return err
	}
	if d.GetResourceOwner() != s.target.Own {
		return fmt.Errorf("wrote in %q, want %q", d.GetResourceOwner(), s.target.Own)
	}
	if s.last != 0 && d.GetSequence() != s.last+n {
		return fmt.Errorf("the sequence went from %d to %d, want %d further", s.last, d.GetSequence(), n)
	}
	if d.GetSequence() == 0 {
		return fmt.Errorf("answered without a sequence: %v", d)
	}
	s.last, s.date = d.GetSequence(), date
	return nil
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

// latest is the one date that a write's details carry.
func latest(d *zitadelv1.ObjectDetails) *timestamppb.Timestamp {
	if d.GetChangeDate() != nil {
		return d.GetChangeDate()
	}
	return d.GetCreationDate()
}
