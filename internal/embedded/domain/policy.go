package domain

import (
	"maps"
	"slices"
	"time"

	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
)

// policy holds an aggregate's own login policy twice, as ZITADEL does, and the two can disagree: decisions look at the write
// side, and readers are shown the projection of the events into a table. A factor that was added while there was no policy is
// on the write side only. Nobody is shown it, and adding it again is refused: a phantom. An event that the projection skipped
// (Event.Skipped) is on the write side only as well.
type policy struct {
	// The write side: which factors the events leave active (false: removed, absent: never added), whether the policy exists,
	// and its settings as they were last written.
	secondFactors map[policyv1.SecondFactorType]bool
	multiFactors  map[policyv1.MultiFactorType]bool
	exists        bool
	settings      Settings

	// The read side; nil while there is no policy.
	projected *LoginPolicy

	// The ids of the linked identity providers, in the order of their addition. Both sides share them.
	links []string
}

// LoginPolicy is a login policy as readers are shown it, without its links. A factor may be listed twice.
type LoginPolicy struct {
	Settings      Settings
	SecondFactors []policyv1.SecondFactorType
	MultiFactors  []policyv1.MultiFactorType
	CreationDate  time.Time
	ChangeDate    time.Time
	Sequence      uint64 // of the last event that this policy took part in; links don't count
}

func (p *policy) clone() policy {
	c := *p
	c.secondFactors, c.multiFactors = maps.Clone(p.secondFactors), maps.Clone(p.multiFactors)
	c.links = slices.Clone(p.links)
	if p.projected != nil {
		projected := *p.projected
		projected.SecondFactors = slices.Clone(projected.SecondFactors)
		projected.MultiFactors = slices.Clone(projected.MultiFactors)
		c.projected = &projected
	}
	return c
}

// apply changes the policy, and nothing else does. Events about anything but the policy leave it as it is. Those of links
// leave the policy's change date and sequence, as they do in ZITADEL.
func (p *policy) apply(e Event) {
	switch body := e.Payload.(type) {
	case *Settings:
		p.applyAdded(*body, e)
	case *settingsChange:
		p.applyChanged(*body, e)
	case *secondFactorPayload:
		p.applySecondFactor(body.MFAType, e)
	case *multiFactorPayload:
		p.applyMultiFactor(body.MFAType, e)
	case *ProviderLink:
		p.applyLinkAdded(body.ID)
	case *linkRemovedPayload:
		p.links = appendOrRemove(p.links, body.ID, false)
	case nil:
		p.applyRemoved(e)
	}
}

func (p *policy) applyAdded(s Settings, e Event) {
	p.exists, p.settings = true, s
	// Where two calls race there can be a second addition. ZITADEL's table then keeps the settings of the first.
	if p.projected == nil {
		p.projected = &LoginPolicy{Settings: s, CreationDate: e.CreatedAt, ChangeDate: e.CreatedAt, Sequence: e.Sequence}
	}
}

func (p *policy) applyChanged(c settingsChange, e Event) {
	p.settings.apply(c)
	if p.shows(e) {
		p.projected.Settings.apply(c)
		p.projected.touch(e)
	}
}

func (p *policy) applyRemoved(e Event) {
	if e.Topic != TopicPolicyRemoved {
		return
	}
	// All factors go with the policy, phantoms included, and so do the links.
	deactivateAll(p.secondFactors)
	deactivateAll(p.multiFactors)
	p.exists, p.settings, p.projected, p.links = false, Settings{}, nil, nil
}

// applyLinkAdded lists a provider once, however often it was added: unlike a factor, a link has a key in ZITADEL's table.
func (p *policy) applyLinkAdded(id string) {
	if !slices.Contains(p.links, id) {
		p.links = append(p.links, id)
	}
}

func (p *policy) applySecondFactor(t policyv1.SecondFactorType, e Event) {
	added := e.Topic == TopicSecondFactorAdded
	p.secondFactors = setActive(p.secondFactors, t, added)
	if p.shows(e) {
		p.projected.SecondFactors = appendOrRemove(p.projected.SecondFactors, t, added)
		p.projected.touch(e)
	}
}

func (p *policy) applyMultiFactor(t policyv1.MultiFactorType, e Event) {
	added := e.Topic == TopicMultiFactorAdded
	p.multiFactors = setActive(p.multiFactors, t, added)
	if p.shows(e) {
		p.projected.MultiFactors = appendOrRemove(p.projected.MultiFactors, t, added)
		p.projected.touch(e)
	}
}

// shows reports whether readers are shown what the event changes.
func (p *policy) shows(e Event) bool { return p.projected != nil && !e.Skipped }

// touch makes the event the policy's latest, also where it has changed nothing that is shown.
func (p *LoginPolicy) touch(e Event) {
	p.ChangeDate, p.Sequence = e.CreatedAt, e.Sequence
}

func setActive[T comparable](active map[T]bool, t T, added bool) map[T]bool {
	if active == nil {
		active = map[T]bool{}
	}
	active[t] = added
	return active
}

func deactivateAll[T comparable](active map[T]bool) {
	for t := range active {
		active[t] = false
	}
}

// appendOrRemove appends without looking for duplicates, and removes all of them at once, as ZITADEL's table does.
func appendOrRemove[T comparable](list []T, t T, added bool) []T {
	if added {
		return append(list, t)
	}
	return slices.DeleteFunc(list, func(other T) bool { return other == t })
}
