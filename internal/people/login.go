package people

import (
	"context"
	"sync"

	"zitadel-graphql/graph/problem"
	"zitadel-graphql/internal/organization"
	featurev2 "zitadel-graphql/internal/wire/zitadel/feature/v2"
)

// InstanceLogin is which of ZITADEL's logins people use.
type InstanceLogin int

const (
	// LoginNotKnown means that ZITADEL doesn't say.
	LoginNotKnown InstanceLogin = iota
	// LoginV2 means that the instance requires Login V2.
	LoginV2
	// LoginOfEachApplication means that each application decides.
	LoginOfEachApplication
)

// InstanceLogin returns which login the instance requires. It asks once for each context that ForRequest returned, and what is
// derived from it, and each time for any other. A backend that doesn't know the question, or the answer, is no failure.
func (c *Client) InstanceLogin(ctx context.Context) (InstanceLogin, error) {
	kept, ok := ctx.Value(instanceLoginKey{}).(*instanceLogin)
	if !ok {
		kept = &instanceLogin{}
	}
	kept.once.Do(func() {
		defer func() {
			if cause := recover(); cause != nil { // else the others would take it for an answer
				kept.err = problem.Recovered(cause)
			}
		}()
		kept.login, kept.err = c.askInstanceLogin(ctx)
	})
	return kept.login, kept.err
}

// instanceLogin has the answer for one context. It is complete when once is done.
type instanceLogin struct {
	once  sync.Once
	login InstanceLogin
	err   error
}

func (c *Client) askInstanceLogin(ctx context.Context) (InstanceLogin, error) {
	reply, err := featurev2.NewFeatureServiceClient(c.conn).GetInstanceFeatures(organization.Without(ctx),
		&featurev2.GetInstanceFeaturesRequest{Inheritance: true})
	switch {
	case problem.Unavailable(err):
		return LoginNotKnown, nil
	case err != nil:
		return LoginNotKnown, err
	case reply.GetLoginV2() == nil:
		return LoginNotKnown, nil
	case reply.GetLoginV2().GetRequired():
		return LoginV2, nil
	default:
		return LoginOfEachApplication, nil
	}
}
