package people

import (
	"context"

	"zitadel-graphql/graph/problem"
	"zitadel-graphql/internal/organization"
	authv1 "zitadel-graphql/internal/wire/zitadel/auth/v1"
)

// caller is the one on whose behalf people are looked at.
type caller struct {
	// isKnown is false where nobody asked, and where the backend doesn't tell who the caller is.
	isKnown bool
	id      string
	// isConcerned is true for a person among those in scope, and may be where nothing tells. No login policy concerns a machine.
	isConcerned bool
}

// callerIn finds out who the caller is, and whether that is one of the people in scope: the policy that is in force for a person is
// the home organization's.
func (c *Client) callerIn(ctx context.Context, scope Scope) (caller, error) {
	reply, err := authv1.NewAuthServiceClient(c.conn).GetMyUser(organization.Without(ctx), &authv1.GetMyUserRequest{})
	if problem.NotImplemented(err) {
		return caller{}, nil
	}
	if err != nil {
		return caller{}, err
	}
	found := caller{isKnown: true, id: reply.GetUser().GetId()}
	home := reply.GetUser().GetDetails().GetResourceOwner()
	switch {
	case reply.GetUser().GetMachine() != nil:
		return found, nil
	case home == "" || !scope.Instance:
		found.isConcerned = home == "" || home == scope.Organization
		return found, nil
	}
	found.isConcerned, err = newPolicyOwners(c.unlimited()).inherits(ctx, home)
	return found, err
}

// unlimited returns the connection for the few calls that aren't a look's.
func (c *Client) unlimited() limitedConn {
	const most = 10
	return limitedConn{c.conn, newCallLimit(most, nil), make(chan struct{}, 1), nil}
}
