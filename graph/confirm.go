package graph

import (
	"context"
	"sync"

	"zitadel-graphql/graph/model"
	"zitadel-graphql/graph/problem"
	managementv1 "zitadel-graphql/internal/wire/zitadel/management/v1"
)

// confirmation is which organization the backend takes the calls of one field for. It is asked once a field, and since the
// fields of a query share their calls, once a query and organization.
type confirmation struct {
	once sync.Once
	id   string
	err  error
}

type confirmationKey struct{}

// confirm makes sure that the backend takes the calls of ctx, which is outgoing's, for this organization, where an answer
// doesn't say whose it is: a proxy that takes the organization's header out makes ZITADEL answer for the home organization of
// the token. Without an organization there is nothing to confirm. Where the caller may not ask, or the backend doesn't know
// the call, it can't tell, and lets it pass; confirmRead warns of that.
func (r *Resolver) confirm(ctx context.Context, organization string) error {
	if organization == "" {
		return nil
	}
	if err := r.sure(ctx, organization); !problem.Unavailable(err) {
		return err
	}
	return nil
}

// confirmRead is confirm for an answer that goes to the caller. It warns where it can't tell whose that is.
func (r *Resolver) confirmRead(ctx context.Context, organization string) error {
	if organization == "" {
		return nil
	}
	err := r.sure(ctx, organization)
	if !problem.Unavailable(err) {
		return err
	}
	warn(ctx, model.WarningCodeOrganizationNotConfirmed,
		"ZITADEL's answer doesn't say which organization it is about, and asking for that was refused, as it is without the permission org.read. "+
			"If a proxy removes the header x-zitadel-orgid, this is about your home organization instead.")
	return nil
}

// sure makes sure that the backend takes a call for this organization, and fails where it can't tell.
func (r *Resolver) sure(ctx context.Context, organization string) error {
	id, err := r.takenFor(ctx)
	if err == nil && id != organization {
		return problem.OrganizationIgnored(id)
	}
	return err
}

// askBeside begins to ask what confirm will want to know, beside the call whose answer will have to be confirmed.
func (r *Resolver) askBeside(ctx context.Context, organization string) {
	if organization != "" {
		go func() { _, _ = r.takenFor(ctx) }() // ends with the request; what it came to is confirm's
	}
}

// takenFor is the organization that the backend takes the calls of ctx for.
func (r *Resolver) takenFor(ctx context.Context) (string, error) {
	c, ok := ctx.Value(confirmationKey{}).(*confirmation)
	if !ok { // a context that isn't a field's
		return r.myOrganization(ctx)
	}
	c.once.Do(func() {
		defer func() {
			if cause := recover(); cause != nil { // nobody watches over the goroutine of askBeside
				c.err = problem.Recovered(cause)
			}
		}()
		c.id, c.err = r.myOrganization(ctx)
	})
	return c.id, c.err
}

func (r *Resolver) myOrganization(ctx context.Context) (string, error) {
	reply, err := r.Management.GetMyOrg(ctx, &managementv1.GetMyOrgRequest{})
	if err != nil {
		return "", err
	}
	if reply.GetOrg().GetId() == "" {
		return "", problem.ReplyIncomplete(false)
	}
	return reply.GetOrg().GetId(), nil
}
