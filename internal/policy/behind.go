package policy

import (
	"math"
	"time"

	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
)

// Verdict is what the log says of a policy as it is shown.
type Verdict int

// The verdicts.
const (
	// Unknown means that the log doesn't tell: it couldn't be read, or is no longer kept that far back.
	Unknown Verdict = iota
	// UpToDate means that the newest change is in what is shown. An earlier one may have been skipped all the same: ZITADEL
	// stamps a policy with the sequence of the change that it applied last.
	UpToDate
	// Behind means that what is shown certainly lacks the newest change.
	Behind
)

// Judge compares the policy that an organization is shown with its log. Where that is behind, the change is the newest one
// that is missing.
//
// An own policy carries the sequence of the newest change that was applied to it. An inherited one carries the instance's,
// which says nothing of the organization; whether it is right that the organization inherits, the log tells, and nothing
// about the instance's policy itself.
func (l *Log) Judge(shown *policyv1.LoginPolicy) (Verdict, Change) {
	if shown.GetIsDefault() {
		return l.judgeInherited()
	}
	sequence := shown.GetDetails().GetSequence()
	if i := l.turn(); i >= 0 && l.Changes[i].Topic == Removed && l.Changes[i].Sequence > sequence {
		return Behind, l.Changes[i] // whatever came after it doesn't show
	}
	return l.JudgeSequence(sequence)
}

// JudgeSequence is Judge for a policy that is shown as its owner's own with this sequence, as the instance's always is.
//
// ZITADEL applies changes by their dates. Of two at the same time the one with the greater sequence can have the earlier date:
// then the policy carries the smaller sequence, though it has both, until the next change.
func (l *Log) JudgeSequence(sequence uint64) (Verdict, Change) {
	applied := l.dateOf(sequence)
	for i, change := range l.Changes {
		if change.Sequence <= sequence {
			break
		}
		if !change.ofLink() && !l.secondCreation(i, sequence) && !change.Date.Before(applied) {
			return Behind, change
		}
	}
	if l.reaches(sequence) {
		return UpToDate, Change{}
	}
	return Unknown, Change{}
}

// dateOf is the date of the change with this sequence, and the zero time where the log doesn't have it.
func (l *Log) dateOf(sequence uint64) time.Time {
	for _, change := range l.Changes {
		if change.Sequence == sequence {
			return change.Date
		}
	}
	return time.Time{}
}

func (l *Log) judgeInherited() (Verdict, Change) {
	switch i := l.turn(); {
	case i >= 0 && l.Changes[i].Topic == Added:
		return Behind, l.Changes[i]
	case i >= 0, l.From <= 1:
		return UpToDate, Change{}
	default:
		return Unknown, Change{}
	}
}

// secondCreation says that the i-th change, which is newer than the own policy that is shown, is the second of two
// creations: ZITADEL accepts both where they come at once, shows the first, and never the second.
func (l *Log) secondCreation(i int, sequence uint64) bool {
	if l.Changes[i].Topic != Added {
		return false
	}
	for _, older := range l.Changes[i+1:] {
		if older.Sequence <= sequence {
			break // the policy that is shown was created before
		}
		if older.Topic == Removed {
			return false
		}
		if older.Topic == Added {
			break
		}
	}
	return true
}

// ChangesOwner says whether a change makes an organization's policy its own, or takes it away.
func (c Change) ChangesOwner() bool { return c.Topic == Added || c.Topic == Removed }

// Creation is what became of the creation of an own policy.
type Creation int

// What became of it.
const (
	// CreationUnknown means that the log doesn't tell.
	CreationUnknown Creation = iota
	// CreatedAlone means that nobody else created the policy at the same time.
	CreatedAlone
	// CreatedBeside means that there was another creation at the same time, before or after: ZITADEL shows the settings of the
	// first and the lists of both.
	CreatedBeside
	// CreatedAndRemoved means that the policy was taken away again.
	CreatedAndRemoved
)

// Creation says what became of the creation of which last is the last event. The organization inherited up to the change
// since. ZITADEL writes the events of one creation in one piece, so it is the newest one up to last.
func (l *Log) Creation(since, last uint64) Creation {
	found, beside := false, false
	for _, change := range l.Changes {
		if change.Sequence <= since {
			break
		}
		switch {
		case change.Topic == Removed && !found:
			return CreatedAndRemoved
		case change.Topic == Removed:
			return created(beside)
		case change.Topic != Added:
		case change.Sequence > last || found:
			beside = true
		default:
			found = true
		}
	}
	if !found || !l.reaches(since) {
		return CreationUnknown
	}
	return created(beside)
}

func created(beside bool) Creation {
	if beside {
		return CreatedBeside
	}
	return CreatedAlone
}

// Diverged says that the own policy is the result of two creations at once, so that ZITADEL's writes are compared with other
// settings than it shows. It is false where the log doesn't tell.
func (l *Log) Diverged() bool {
	created := false
	for _, change := range l.Changes {
		switch {
		case change.Topic == Removed:
			return false
		case change.Topic == Added && created:
			return true
		case change.Topic == Added:
			created = true
		}
	}
	return false
}

// OlderThan says that a policy with this sequence shows what happened after the log was read. What is written then is more
// than the log tells.
func (l *Log) OlderThan(sequence uint64) bool { return l.Read() && l.To < sequence }

// Read says that anything of the log is known.
func (l *Log) Read() bool { return l.From != math.MaxUint64 }
