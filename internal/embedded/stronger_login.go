package embedded

import (
	"slices"

	"google.golang.org/grpc/codes"

	"zitadel-graphql/internal/embedded/domain"
	"zitadel-graphql/internal/embedded/eventstore"
	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
)

// needsStrongerLogin reports whether the policy in force demands a stronger login than the one by which the person got the
// token: because it forces a second factor, or because the person has set one up that it allows. A machine, which is nil,
// never needs one.
func (p *Person) needsStrongerLogin(inForce eventstore.PolicyInForce) bool {
	if p == nil || p.Login == LoginSecondFactor {
		return false
	}
	set := inForce.Settings
	return set.ForceMFA || set.ForceMFALocalOnly && p.Login != LoginIdentityProvider || p.hasAllowedFactor(inForce)
}

func (p *Person) hasAllowedFactor(inForce eventstore.PolicyInForce) bool {
	allowed := func(factor policyv1.SecondFactorType) bool { return slices.Contains(inForce.SecondFactors, factor) }
	return slices.ContainsFunc(p.Factors, allowed) || p.Passkeys > 0 && len(inForce.MultiFactors) > 0
}

// requireStrongerLogin refuses the token of a person whose home organization demands a stronger login, whatever the call and
// its organization are.
func (s *Server) requireStrongerLogin(user User) error {
	if user.Person == nil || !user.Person.needsStrongerLogin(s.store.PolicyForLogins(user.HomeOrg)) {
		return nil
	}
	return domain.Refuse(codes.PermissionDenied, "AUTHZ-Kl3p0", textMFARequired)
}
