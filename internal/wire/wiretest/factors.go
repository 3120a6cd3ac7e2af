package wiretest

import policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"

// The factors under short names: the cases read like the specification's tables.
const (
	otp      = policyv1.SecondFactorType_SECOND_FACTOR_TYPE_OTP
	u2f      = policyv1.SecondFactorType_SECOND_FACTOR_TYPE_U2F
	email    = policyv1.SecondFactorType_SECOND_FACTOR_TYPE_OTP_EMAIL
	sms      = policyv1.SecondFactorType_SECOND_FACTOR_TYPE_OTP_SMS
	recovery = policyv1.SecondFactorType_SECOND_FACTOR_TYPE_RECOVERY_CODES
	passkey  = policyv1.MultiFactorType_MULTI_FACTOR_TYPE_U2F_WITH_VERIFICATION
)

func second(types ...policyv1.SecondFactorType) []policyv1.SecondFactorType { return types }

// everySecond is every second factor that can be added.
func everySecond() []policyv1.SecondFactorType { return second(otp, u2f, email, sms, recovery) }

// badSeconds are the second factors that validation refuses: unspecified, and two that aren't defined.
func badSeconds() []policyv1.SecondFactorType { return second(0, 99, -1) }

// badMultis are the multi factors that validation refuses.
func badMultis() []policyv1.MultiFactorType { return []policyv1.MultiFactorType{0, 99, -1} }
