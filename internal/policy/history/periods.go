package history

import (
	"slices"
	"sort"
	"time"

	"zitadel-graphql/internal/policy/eventlog"
)

// born is the topic of the first event of an organization or instance: org.added.
const born eventlog.Topic = "added"

// policyPrefix begins the topics of all events of a login policy, also of those that a newer ZITADEL has.
const policyPrefix = "policy.login."

// period is a time in which an organization inherited: behind from, up to until. The zero time means that it has no such end.
//
// The ends are where they are because events of the same date have an order: the instance's come before the organization's. So what
// the instance changed at the very moment of a customization was inherited, and what it changed at that of a reset wasn't.
type period struct{ from, until time.Time }

// periods are the times in which an organization inherited the instance's policy, the oldest first. None overlaps another.
type periods []period

// periodsOf works them out from the events that an organization's log has of the topics born, Added and Removed, newest first.
// Where the log is no longer kept back to the organization's first event, the oldest one tells how it was before: a policy that is
// added, the first of its kind, was inherited, and one that is removed wasn't. inheritsNow counts where there is no event at all.
//
// Of two creations in a row, which ZITADEL accepts where they come at once, the second changes nothing.
func periodsOf(events []Change, inheritsNow bool) periods {
	if len(events) == 0 && inheritsNow {
		return periods{{}}
	}
	var found periods
	inherits, from := len(events) > 0 && events[len(events)-1].Topic == eventlog.Added, time.Time{}
	for _, event := range slices.Backward(events) {
		switch {
		case event.Topic == eventlog.Added && inherits:
			found = append(found, period{from, event.Date})
			inherits = false
		case event.Topic != eventlog.Added && !inherits:
			inherits, from = true, event.Date
		}
	}
	if inherits {
		found = append(found, period{from: from})
	}
	return found.joined()
}

// joined returns the same times without overlaps, which there are where dates don't follow the sequences.
func (p periods) joined() (joined periods) {
	slices.SortStableFunc(p, func(a, b period) int { return a.from.Compare(b.from) })
	for _, one := range p {
		last := len(joined) - 1
		switch {
		case !one.until.IsZero() && !one.until.After(one.from): // nothing is in it
		case last < 0 || !joined[last].reaches(one.from):
			joined = append(joined, one)
		case !one.until.IsZero() && joined[last].reaches(one.until): // all of it is in the last one
		default:
			joined[last].until = one.until
		}
	}
	return joined
}

// reaches reports whether the period has this time or ended after it.
func (p period) reaches(at time.Time) bool { return p.until.IsZero() || !at.After(p.until) }

// have reports whether the organization inherited at this time.
func (p periods) have(at time.Time) bool {
	behind := sort.Search(len(p), func(i int) bool { return !at.After(p[i].from) })
	return behind > 0 && p[behind-1].reaches(at)
}

// areAfter reports whether all of them are after this time.
func (p periods) areAfter(at time.Time) bool {
	return !slices.ContainsFunc(p, func(one period) bool { return at.After(one.from) })
}
