package people

import (
	"context"
	"sync"

	"zitadel-graphql/graph/problem"
	"zitadel-graphql/internal/organization"
	managementv1 "zitadel-graphql/internal/wire/zitadel/management/v1"
)

// policyOwners tells which organizations inherit the instance's login policy. It asks once about each organization, and is safe for
// concurrent use.
type policyOwners struct {
	management managementv1.ManagementServiceClient
	asker      organization.Asker

	mu    sync.Mutex // guards known, not its values
	known map[string]*policyOwner
}

type policyOwner struct {
	once     sync.Once
	inherits bool
	err      error
}

func newPolicyOwners(conn limitedConn) *policyOwners {
	management := managementv1.NewManagementServiceClient(conn)
	return &policyOwners{management: management, asker: organization.NewAsker(management), known: map[string]*policyOwner{}}
}

// inherits reports whether an organization has no login policy of its own.
func (p *policyOwners) inherits(ctx context.Context, id string) (bool, error) {
	p.mu.Lock()
	owner, isKnown := p.known[id]
	if !isKnown {
		owner = &policyOwner{}
		p.known[id] = owner
	}
	p.mu.Unlock()
	owner.once.Do(func() {
		defer func() {
			if cause := recover(); cause != nil { // else the others would take it for an answer
				owner.err = problem.Recovered(cause)
			}
		}()
		owner.inherits, owner.err = p.ask(organization.With(ctx, id), id)
	})
	return owner.inherits, owner.err
}

// ask asks about an organization. An inherited policy doesn't say for which organization it was answered, so that has to be
// confirmed.
func (p *policyOwners) ask(ctx context.Context, id string) (bool, error) {
	reply, err := p.management.GetLoginPolicy(ctx, &managementv1.GetLoginPolicyRequest{})
	if err != nil {
		return false, err
	}
	switch owner := reply.GetPolicy().GetDetails().GetResourceOwner(); {
	case reply.GetIsDefault() || reply.GetPolicy().GetIsDefault():
		return true, p.asker.Require(ctx, id)
	case owner == "":
		return false, problem.ReplyIncomplete(false)
	case owner != id:
		return false, problem.OrganizationIgnored(owner)
	default:
		return false, nil
	}
}
