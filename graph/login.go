package graph

import (
	"context"

	"zitadel-graphql/graph/model"
	"zitadel-graphql/internal/people"
)

// viewerLogin returns which of ZITADEL's logins the instance requires.
func (r *Resolver) viewerLogin(ctx context.Context) (model.InstanceLogin, error) {
	ctx, err := callerContext(ctx)
	if err != nil {
		return "", err
	}
	return r.instanceLogin(ctx)
}

// instanceLogin asks which of ZITADEL's logins the instance requires, on behalf of the caller that ctx has.
func (r *Resolver) instanceLogin(ctx context.Context) (model.InstanceLogin, error) {
	login, err := r.people.InstanceLogin(ctx)
	switch login {
	case people.LoginV2:
		return model.InstanceLoginLoginV2, err
	case people.LoginOfEachApplication:
		return model.InstanceLoginEachApplication, err
	default:
		return model.InstanceLoginNotKnown, err
	}
}
