package graph

import (
	"context"

	"zitadel-graphql/graph/model"
	"zitadel-graphql/internal/policy"
)

// policyVersion returns the version of a policy, and nil where it isn't known.
func (r *Resolver) policyVersion(ctx context.Context, shown *model.LoginPolicy) (*string, error) {
	ctx, err := callerContext(ctx)
	if err != nil {
		return nil, err
	}
	version, err := r.policies.Version(ctx, shown.Shown)
	return nullable(version.String(), err)
}

// restrictionsVersion returns the version of restrictions, and nil where it isn't known.
func (r *Resolver) restrictionsVersion(ctx context.Context, shown *model.Restrictions) (*string, error) {
	ctx, err := callerContext(ctx)
	if err != nil {
		return nil, err
	}
	version, err := r.policies.RestrictionsVersion(ctx, shown.Details.Sequence)
	return nullable(version.String(), err)
}

// writtenVersion returns the version that a mutation led to, and nil where it isn't known and where the mutation changed a person.
func writtenVersion(ctx context.Context, answer *model.ObjectDetails) (*string, error) {
	if answer.VersionOf == nil {
		return nil, nil //nolint:nilnil // the field is null
	}
	ctx, err := callerContext(ctx)
	if err != nil {
		return nil, err
	}
	return nullable(answer.VersionOf(ctx))
}

// versionOf returns the function that tells the version that a change led to.
func versionOf(result policy.Result) model.VersionFunc {
	return func(ctx context.Context) (string, error) {
		version, err := result.Version(ctx)
		return version.String(), err
	}
}

// nullable returns nil for an empty text.
func nullable(text string, err error) (*string, error) {
	if text == "" {
		return nil, err
	}
	return &text, err
}
