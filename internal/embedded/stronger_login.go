package embedded

import (
	"slices"

	"google.golang.org/grpc/codes"

	"zitadel-graphql/internal/embedded/domain"
	"zitadel-graphql/internal/embedded/eventstore"
	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
)

// needsStrongerLogin reports whether the policy in force demands a stronger login than the one by which the person got the
// token: because it forces a second factor, or because the person has set one up that it allows. A machine never needs one.
func needsStrongerLogin(u domain.User, login Login, inForce eventstore.PolicyInForce) bool {
	if u.Machine || login == LoginSecondFactor {
		return false
	}
	set := inForce.Settings
	return set.ForceMFA || set.ForceMFALocalOnly && login != LoginIdentityProvider || hasAllowedFactor(u, inForce)
}

func hasAllowedFactor(u domain.User, inForce eventstore.PolicyInForce) bool {
	allowed := func(factor policyv1.SecondFactorType) bool { return slices.Contains(inForce.SecondFactors, factor) }
	return slices.ContainsFunc(readyFactors(u), allowed) || u.HasReadyKey(true) && len(inForce.MultiFactors) > 0
}

// readyFactors lists the kinds of second factors that the user has set up and proved, each once.
func readyFactors(u domain.User) []policyv1.SecondFactorType {
	var ready []policyv1.SecondFactorType
	for _, has := range []struct {
		factor policyv1.SecondFactorType
		ready  bool
	}{
		{policyv1.SecondFactorType_SECOND_FACTOR_TYPE_OTP, u.TOTP == domain.FactorReady},
		{policyv1.SecondFactorType_SECOND_FACTOR_TYPE_U2F, u.HasReadyKey(false)},
		{policyv1.SecondFactorType_SECOND_FACTOR_TYPE_OTP_EMAIL, u.OTPEmail == domain.FactorReady},
		{policyv1.SecondFactorType_SECOND_FACTOR_TYPE_OTP_SMS, u.OTPSMS == domain.FactorReady},
		{policyv1.SecondFactorType_SECOND_FACTOR_TYPE_RECOVERY_CODES, u.RecoveryCodes},
	} {
		if has.ready {
			ready = append(ready, has.factor)
		}
	}
	return ready
}

// requireStrongerLogin refuses the token of a person whose home organization demands a stronger login, whatever the call and
// its organization are.
func (s *Server) requireStrongerLogin(user User) error {
	if user.Person == nil || !needsStrongerLogin(s.store.User(user.ID), user.Person.Login, s.store.PolicyForLogins(user.HomeOrg)) {
		return nil
	}
	return domain.Refuse(codes.PermissionDenied, "AUTHZ-Kl3p0", textMFARequired)
}
