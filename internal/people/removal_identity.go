package people

import (
	"context"

	"zitadel-graphql/graph/problem"
	authv1 "zitadel-graphql/internal/wire/zitadel/auth/v1"
)

// identity is who a token belongs to. It is empty where the backend doesn't know the call that tells.
type identity struct {
	id   string
	home string // the organization
}

// identify returns who the caller is. It doesn't ask again for a token that it lately asked for: whose a token is never changes, and
// whether it is still accepted the other calls find out.
func (c *Client) identify(ctx context.Context) (identity, error) {
	if found, ok := c.identities.Get(ctx); ok {
		return found, nil
	}
	reply, err := authv1.NewAuthServiceClient(c.conn).GetMyUser(ctx, &authv1.GetMyUserRequest{})
	switch {
	case problem.NotImplemented(err):
		return identity{}, nil
	case err != nil:
		return identity{}, err
	case reply.GetUser().GetId() == "":
		return identity{}, problem.ReplyIncomplete(false)
	}
	found := identity{id: reply.GetUser().GetId(), home: reply.GetUser().GetDetails().GetResourceOwner()}
	c.identities.Set(ctx, found)
	return found, nil
}
