package eventlog

// Creation is what became of the creation of an organization's own policy.
type Creation int

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

// Creation finds out what became of a creation. last is the sequence of its last event, and since one at which the organization
// still inherited. ZITADEL writes the events of one creation without others in between, so it is the newest one up to last.
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
			return aloneOrBeside(beside)
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
	return aloneOrBeside(beside)
}

// aloneOrBeside returns what became of a creation that counts.
func aloneOrBeside(beside bool) Creation {
	if beside {
		return CreatedBeside
	}
	return CreatedAlone
}

// CreatedTwice reports whether the own policy is the result of two creations at the same time. Then ZITADEL compares updates with
// the settings of the second, and shows those of the first. It is false where the log doesn't tell.
func (l *Log) CreatedTwice() bool {
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
