package graph

import (
	"slices"

	"zitadel-graphql/graph/model"
	"zitadel-graphql/graph/problem"
	"zitadel-graphql/internal/people"
	"zitadel-graphql/internal/people/impact"
	"zitadel-graphql/internal/policy"
)

// guards are the arguments by which a mutation is refused for what it would do.
type guards struct {
	unless []model.ImpactGuard
	digest *string
	// version is nil, or the version that the policy has to have.
	version *string
}

// check refuses what can't be meant, before anything is asked: guards that contradict another argument, and a text that is no digest.
func (g guards) check(o policy.Options) error {
	if o.AllowLockout && slices.Contains(g.unless, model.ImpactGuardLocksOutTheCaller) {
		return &problem.Problem{Code: problem.CodeBadUserInput, Reason: problem.ReasonGuardsContradict,
			Message: "The argument unless has LOCKS_OUT_THE_CALLER, and allowLockingMyselfOut allows just that. Leave one of them out."}
	}
	if g.digest == nil {
		return nil
	}
	if _, ok := impact.ParseDigest(*g.digest); !ok {
		return &problem.Problem{Code: problem.CodeConflict, Reason: problem.ReasonImpactChanged,
			Message: "The argument expectedDigest isn't the digest of a preview. Ask for the preview again."}
	}
	return nil
}

// addTo returns the options with the expected version, and with a guard that refuses as the arguments say, by what the change does to
// the people in scope.
func (g guards) addTo(o policy.Options, r *Resolver, scope people.Scope) (policy.Options, error) {
	if err := g.check(o); err != nil {
		return o, err
	}
	if g.version != nil {
		expected, err := policy.ParseVersion(*g.version)
		if err != nil {
			return o, err
		}
		o.ExpectedVersion = expected
	}
	refuse := people.Guards{Unless: convertAll(g.unless, guardToImpact)}
	if g.digest != nil {
		refuse.ExpectedDigest = *g.digest
	}
	o.Guard = r.people.GuardFunc(scope, refuse)
	return o, nil
}

// guardToImpact converts a guard of the schema's, which has them in the same order as package impact.
func guardToImpact(guard model.ImpactGuard) impact.Guard {
	return impact.Guards()[slices.Index(model.AllImpactGuard, guard)]
}
