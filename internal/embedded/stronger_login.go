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
	return forcesFactor(inForce.Settings, login) || hasAllowedFactor(u, inForce)
}

// forcesFactor reports whether a policy forces a second factor on those who logged in like this. After a login through an identity
// provider, ForceMFALocalOnly takes back what ForceMFA demands.
func forcesFactor(set domain.Settings, login Login) bool {
	if login == LoginIdentityProvider {
		return set.ForceMFA && !set.ForceMFALocalOnly
	}
	return set.ForceMFA || set.ForceMFALocalOnly
}

// hasAllowedFactor reports whether the person has set up a second factor that the policy allows. Recovery codes don't count, and
// neither do passkeys and multi factors: ZITADEL's check leaves them out.
func hasAllowedFactor(u domain.User, inForce eventstore.PolicyInForce) bool {
	return slices.ContainsFunc(readyFactors(u), func(factor policyv1.SecondFactorType) bool {
		return factor != policyv1.SecondFactorType_SECOND_FACTOR_TYPE_RECOVERY_CODES && slices.Contains(inForce.SecondFactors, factor)
	})
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
