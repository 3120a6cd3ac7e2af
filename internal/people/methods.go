package people

import (
	"math/bits"

	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
	userv2 "zitadel-graphql/internal/wire/zitadel/user/v2"
)

// Methods is a set of things that a person can log in with. The zero value is the empty set.
type Methods uint16

// The methods, each of which is a set with nothing else in it.
const (
	// TOTP is an authenticator app, SECOND_FACTOR_TYPE_OTP in a policy.
	TOTP Methods = 1 << iota
	// U2F is at least one security key.
	U2F
	// OTPSMS is a code by SMS.
	OTPSMS
	// OTPEmail is a code by e-mail.
	OTPEmail
	// RecoveryCodes are codes on paper, used or not.
	RecoveryCodes
	// Passkey is at least one passkey. It isn't a second factor, since it takes the place of the password too.
	Passkey
	// Password is a password that is set.
	Password
	// IdentityProvider is a link to an account at an identity provider.
	IdentityProvider
)

// SecondFactors are the methods that a login policy calls second factors.
const SecondFactors = TOTP | U2F | OTPSMS | OTPEmail | RecoveryCodes

// Has reports whether all methods of x are in the set.
func (m Methods) Has(x Methods) bool { return m&x == x }

// Count returns how many methods are in the set.
func (m Methods) Count() int { return bits.OnesCount16(uint16(m)) }

// MethodOf returns the method that a policy calls by this type. It is false for UNSPECIFIED, and for a type that a newer ZITADEL
// has.
func MethodOf(factor policyv1.SecondFactorType) (Methods, bool) {
	switch factor {
	case policyv1.SecondFactorType_SECOND_FACTOR_TYPE_OTP:
		return TOTP, true
	case policyv1.SecondFactorType_SECOND_FACTOR_TYPE_U2F:
		return U2F, true
	case policyv1.SecondFactorType_SECOND_FACTOR_TYPE_OTP_EMAIL:
		return OTPEmail, true
	case policyv1.SecondFactorType_SECOND_FACTOR_TYPE_OTP_SMS:
		return OTPSMS, true
	case policyv1.SecondFactorType_SECOND_FACTOR_TYPE_RECOVERY_CODES:
		return RecoveryCodes, true
	default:
		return 0, false
	}
}

// Type returns the policy's type of a single second factor, and UNSPECIFIED for every other set.
func (m Methods) Type() policyv1.SecondFactorType {
	switch m {
	case TOTP:
		return policyv1.SecondFactorType_SECOND_FACTOR_TYPE_OTP
	case U2F:
		return policyv1.SecondFactorType_SECOND_FACTOR_TYPE_U2F
	case OTPEmail:
		return policyv1.SecondFactorType_SECOND_FACTOR_TYPE_OTP_EMAIL
	case OTPSMS:
		return policyv1.SecondFactorType_SECOND_FACTOR_TYPE_OTP_SMS
	case RecoveryCodes:
		return policyv1.SecondFactorType_SECOND_FACTOR_TYPE_RECOVERY_CODES
	default:
		return policyv1.SecondFactorType_SECOND_FACTOR_TYPE_UNSPECIFIED
	}
}

// secondFactorList has each second factor by itself, in the order of the wire's enum.
func secondFactorList() []Methods { return []Methods{TOTP, U2F, OTPEmail, OTPSMS, RecoveryCodes} }

// methodsOf returns what ListAuthenticationMethodTypes says as a set. Types that a newer ZITADEL has are left out.
func methodsOf(types []userv2.AuthenticationMethodType) Methods {
	var found Methods
	for _, method := range types {
		found |= methodOfType(method)
	}
	return found
}

func methodOfType(method userv2.AuthenticationMethodType) Methods {
	switch method {
	case userv2.AuthenticationMethodType_AUTHENTICATION_METHOD_TYPE_PASSWORD:
		return Password
	case userv2.AuthenticationMethodType_AUTHENTICATION_METHOD_TYPE_PASSKEY:
		return Passkey
	case userv2.AuthenticationMethodType_AUTHENTICATION_METHOD_TYPE_IDP:
		return IdentityProvider
	case userv2.AuthenticationMethodType_AUTHENTICATION_METHOD_TYPE_TOTP:
		return TOTP
	case userv2.AuthenticationMethodType_AUTHENTICATION_METHOD_TYPE_U2F:
		return U2F
	case userv2.AuthenticationMethodType_AUTHENTICATION_METHOD_TYPE_OTP_SMS:
		return OTPSMS
	case userv2.AuthenticationMethodType_AUTHENTICATION_METHOD_TYPE_OTP_EMAIL:
		return OTPEmail
	case userv2.AuthenticationMethodType_AUTHENTICATION_METHOD_TYPE_RECOVERY_CODE:
		return RecoveryCodes
	default:
		return 0
	}
}
