package eventstore

import (
	"maps"
	"slices"
	"time"

	"zitadel-graphql/internal/embedded/domain"
)

// PolicyInForce is the login policy that holds for an organization's people: its own, or the instance's. The policy and its
// lists are shared and must not be modified.
type PolicyInForce struct {
	*domain.LoginPolicy

	Owner     string // the id of the organization or of the instance
	IsDefault bool
	Links     []domain.Provider
	// AsOf is when the last event happened that the answer takes into account, in whichever aggregate.
	AsOf time.Time
}

// projection is the state of all aggregates after the first `applied` events.
type projection struct {
	applied    int
	asOf       time.Time                   // of the last of them
	aggregates map[string]domain.Aggregate // all but users
	users      *userTable                  // nil where users don't matter
	// organizations is nil where nobody lists them, and while a store is filled.
	organizations *organizationTable
}

// apply takes events of one aggregate, as one call makes them.
func (p *projection) apply(events ...domain.Event) {
	first, last := events[0], events[len(events)-1]
	if first.AggregateType != domain.AggregateUser {
		p.applyToAggregate(events)
	} else if p.users != nil {
		p.users.apply(events)
	}
	p.applied += len(events)
	p.asOf = last.CreatedAt
}

func (p *projection) applyToAggregate(events []domain.Event) {
	before, known := p.aggregates[events[0].AggregateID]
	after := domain.Apply(before, events...)
	p.aggregates[after.ID] = after
	if !known && after.Type == domain.AggregateOrg && p.organizations != nil {
		p.organizations.enter(after)
	}
}

// catchUp applies the events that happened until then, but stops before the first that is stuck.
func (p *projection) catchUp(events Events, until time.Time, stuck func(domain.Event) bool) {
	for i := p.applied; i < events.Len(); i++ {
		e := events.At(i)
		if e.CreatedAt.After(until) || stuck(e) {
			return
		}
		p.apply(e)
	}
}

// isSecondCreation reports whether the event creates a policy where the projection has one already.
func (p *projection) isSecondCreation(e domain.Event) bool {
	return e.Topic == domain.TopicPolicyAdded && p.aggregates[e.AggregateID].LoginPolicy() != nil
}

// clonePolicies is for what only policies are read from.
func (p *projection) clonePolicies() projection {
	return projection{applied: p.applied, asOf: p.asOf, aggregates: maps.Clone(p.aggregates)}
}

func (p *projection) clone() projection {
	c := p.clonePolicies()
	users := p.users.clone()
	c.users, c.organizations = &users, p.organizations.clone()
	return c
}

// numbering gives what decides whether an event can be the aggregate's next.
func (p *projection) numbering(id string) domain.Aggregate {
	if a, known := p.aggregates[id]; known {
		return a
	}
	return p.users.get(id).Aggregate()
}

// aggregate gives the zero state for an id that has no events, with its type where that is certain: restrictions have no
// events until somebody sets one.
func (p *projection) aggregate(id string) domain.Aggregate {
	if a, ok := p.aggregates[id]; ok || id != domain.RestrictionsID {
		return a
	}
	return domain.Aggregate{Type: domain.AggregateRestrictions, ID: id}
}

func (p *projection) policyInForce(org string) PolicyInForce {
	owner := p.aggregates[org]
	if owner.LoginPolicy() == nil {
		owner = p.aggregates[domain.InstanceID]
	}
	return PolicyInForce{
		LoginPolicy: owner.LoginPolicy(),
		Owner:       owner.ID,
		IsDefault:   owner.Type == domain.AggregateInstance,
		Links:       p.linkedProviders(owner.ID),
		AsOf:        p.asOf,
	}
}

func (p *projection) linkedProviders(owner string) []domain.Provider {
	return p.aggregates[owner].LinkedProviders(p.providers(owner))
}

// providers gives an organization's own and then the instance's; for the instance its own alone.
func (p *projection) providers(id string) []domain.Provider {
	instance := p.aggregates[domain.InstanceID].Providers
	if id == domain.InstanceID {
		return instance
	}
	return slices.Concat(p.aggregates[id].Providers, instance)
}
