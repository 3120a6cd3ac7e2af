package embedded

import (
	"maps"
	"slices"
	"time"

	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
)

// policy is what an aggregate knows of its login policy, in two views that can disagree. Commands are decided on the
// write view; readers are shown the row. A factor that was added while there was no row is in the write view only: a
// phantom. So is a change that the reads skip (skip.go).
type policy struct {
	// The write view: the own factor events (absent: never touched, false: removed), and the policy as last written.
	second map[policyv1.SecondFactorType]bool
	multi  map[policyv1.MultiFactorType]bool
	own    bool
	set    settings

	// The read view, nil while there is no own policy.
	row *policyRow

	// links are the linked identity providers, in the order of their addition. They have one view only.
	links []string
}

// policyRow is a login policy as readers are shown it. A factor may stand in a list twice.
type policyRow struct {
	settings settings
	second   []policyv1.SecondFactorType
	multi    []policyv1.MultiFactorType
	creation time.Time
	change   time.Time
	sequence uint64
}

func (p *policy) clone() policy {
	c := *p
	c.second, c.multi = maps.Clone(p.second), maps.Clone(p.multi)
	c.links = slices.Clone(p.links)
	if p.row != nil {
		row := *p.row
		row.second, row.multi = slices.Clone(row.second), slices.Clone(row.multi)
		c.row = &row
	}
	return c
}

// fold is the only place where a policy changes. Events that are no business of the policy leave it as it is; those of
// links don't move the row's change and sequence.
func (p *policy) fold(e event) {
	switch body := e.Payload.(type) {
	case *settings:
		p.foldAdded(*body, e)
	case *settingsChange:
		p.foldChanged(*body, e)
	case *secondFactorPayload:
		p.foldSecondFactor(body.MFAType, e)
	case *multiFactorPayload:
		p.foldMultiFactor(body.MFAType, e)
	case *linkPayload:
		p.foldLinked(body.ID)
	case *unlinkPayload:
		p.links = listed(p.links, body.ID, false)
	case nil:
		p.foldRemoved(e)
	}
}

func (p *policy) foldAdded(s settings, e event) {
	p.own, p.set = true, s
	// A second addition is possible where two calls race: the row stays the first one's.
	if p.row == nil {
		p.row = &policyRow{settings: s, creation: e.CreatedAt, change: e.CreatedAt, sequence: e.Sequence}
	}
}

func (p *policy) foldChanged(c settingsChange, e event) {
	p.set.take(c)
	if p.shows(e) {
		p.row.settings.take(c)
		p.row.touch(e)
	}
}

func (p *policy) foldRemoved(e event) {
	if e.Topic != topicPolicyRemoved {
		return
	}
	// The factors go with the policy, phantoms too, and so do the links.
	markRemoved(p.second)
	markRemoved(p.multi)
	p.own, p.set, p.row, p.links = false, settings{}, nil, nil
}

// foldLinked lists a provider once, however often it was added: unlike a factor, a link has a key.
func (p *policy) foldLinked(id string) {
	if !slices.Contains(p.links, id) {
		p.links = append(p.links, id)
	}
}

func (p *policy) foldSecondFactor(t policyv1.SecondFactorType, e event) {
	added := e.Topic == topicSecondFactorAdded
	p.second = marked(p.second, t, added)
	if p.shows(e) {
		p.row.second = listed(p.row.second, t, added)
		p.row.touch(e)
	}
}

func (p *policy) foldMultiFactor(t policyv1.MultiFactorType, e event) {
	added := e.Topic == topicMultiFactorAdded
	p.multi = marked(p.multi, t, added)
	if p.shows(e) {
		p.row.multi = listed(p.row.multi, t, added)
		p.row.touch(e)
	}
}

// shows says whether the row takes part in the event.
func (p *policy) shows(e event) bool { return p.row != nil && !e.Skipped }

// touch makes the event the row's latest, even where it changed nothing in it.
func (r *policyRow) touch(e event) {
	r.change, r.sequence = e.CreatedAt, e.Sequence
}

func marked[T comparable](active map[T]bool, t T, added bool) map[T]bool {
	if active == nil {
		active = map[T]bool{}
	}
	active[t] = added
	return active
}

func markRemoved[T comparable](active map[T]bool) {
	for t := range active {
		active[t] = false
	}
}

// listed appends without looking for duplicates, and removes all of them at once: so does ZITADEL.
func listed[T comparable](list []T, t T, added bool) []T {
	if added {
		return append(list, t)
	}
	return slices.DeleteFunc(list, func(other T) bool { return other == t })
}
