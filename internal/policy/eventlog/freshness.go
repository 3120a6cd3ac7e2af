package eventlog

import (
	"math"
	"time"

	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
)

// Freshness tells whether a policy as it is shown has the newest change in the log.
type Freshness int

const (
	// Unknown means that the log doesn't tell: it couldn't be read, or is no longer kept that far back.
	Unknown Freshness = iota
	// UpToDate means that the newest change is in what is shown. An earlier one may have been skipped all the same: ZITADEL
	// stamps a policy with the sequence of the change that it applied last.
	UpToDate
	// Behind means that what is shown certainly lacks the newest change.
	Behind
)

// Freshness compares the policy that an organization is shown with its log. Where it is Behind, the change is the newest one
// that is missing.
//
// An own policy carries the sequence of the newest change that was applied to it. An inherited one carries the instance's,
// which has nothing to do with the organization: the log tells whether it is right that the organization
// inherits, and nothing about the instance's policy itself.
func (l *Log) Freshness(shown *policyv1.LoginPolicy) (Freshness, Change) {
	if shown.GetIsDefault() {
		return l.freshnessOfInherited()
	}
	sequence := shown.GetDetails().GetSequence()
	if i := l.lastOwnerChange(); i >= 0 && l.Changes[i].Topic == Removed && l.Changes[i].Sequence > sequence {
		return Behind, l.Changes[i] // whatever came after it doesn't show
	}
	return l.FreshnessAt(sequence)
}

// FreshnessAt is Freshness for a policy that is shown as its owner's own with this sequence, as the instance's always is.
//
// ZITADEL applies changes by their dates. Of two at the same time the one with the greater sequence can have the earlier date:
// then the policy carries the smaller sequence, though it has both, until the next change.
func (l *Log) FreshnessAt(sequence uint64) (Freshness, Change) {
	applied := l.dateOf(sequence)
	for i, change := range l.Changes {
		if change.Sequence <= sequence {
			break
		}
		if !change.isOfLink() && !l.secondCreation(i, sequence) && !change.Date.Before(applied) {
			return Behind, change
		}
	}
	if l.reaches(sequence) {
		return UpToDate, Change{}
	}
	return Unknown, Change{}
}

// dateOf returns the date of the change with this sequence, or the zero time where the log doesn't have it.
func (l *Log) dateOf(sequence uint64) time.Time {
	for _, change := range l.Changes {
		if change.Sequence == sequence {
			return change.Date
		}
	}
	return time.Time{}
}

// freshnessOfInherited is Freshness for an organization that is shown as inheriting.
func (l *Log) freshnessOfInherited() (Freshness, Change) {
	switch i := l.lastOwnerChange(); {
	case i >= 0 && l.Changes[i].Topic == Added:
		return Behind, l.Changes[i]
	case i >= 0, l.Oldest <= 1:
		return UpToDate, Change{}
	default:
		return Unknown, Change{}
	}
}

// secondCreation reports whether the i-th change, which is newer than the own policy that is shown, is the second of two
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

// NewestChange returns the sequence of the newest change of a policy that is shown with this sequence: that of the log, or the
// policy's own where the log reaches back to it and has none that is newer. It returns false where the log doesn't tell.
func (l *Log) NewestChange(shown uint64) (uint64, bool) {
	if len(l.Changes) > 0 {
		return l.Changes[0].Sequence, true
	}
	return shown, l.reaches(shown)
}

// Between returns how many changes came after the first of these sequences, up to the second.
func (l *Log) Between(after, upTo uint64) int {
	count := 0
	for _, change := range l.Changes {
		if change.Sequence > after && change.Sequence <= upTo {
			count++
		}
	}
	return count
}

// OlderThan reports whether a policy with this sequence shows something that happened after the log was read, so that the log lacks
// something that is written. It is false where nothing of the log is known.
func (l *Log) OlderThan(sequence uint64) bool { return l.HasAny() && l.Newest < sequence }

// HasAny reports whether anything of the log is known.
func (l *Log) HasAny() bool { return l.Oldest != math.MaxUint64 }
