package embedded

import (
	"time"

	"google.golang.org/protobuf/types/known/timestamppb"

	"zitadel-graphql/internal/embedded/domain"
	objectv2 "zitadel-graphql/internal/wire/zitadel/object/v2"
	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
	userv2 "zitadel-graphql/internal/wire/zitadel/user/v2"
)

// userMessage takes the user name for the login name, since the names here have their domain.
func userMessage(u *domain.User) *userv2.User {
	shown := &userv2.User{
		UserId: u.ID, State: userv2.UserState(u.State), Username: u.UserName, PreferredLoginName: u.UserName,
		Details: &objectv2.Details{
			Sequence: u.Sequence, ChangeDate: timestamppb.New(u.ChangeDate), ResourceOwner: u.ResourceOwner,
			CreationDate: timestamppb.New(u.CreationDate),
		},
	}
	if u.Machine {
		shown.Type = &userv2.User_Machine{Machine: &userv2.MachineUser{}}
		return shown
	}
	shown.Type = &userv2.User_Human{Human: &userv2.HumanUser{
		Profile: &userv2.HumanProfile{DisplayName: u.DisplayName},
		Email:   &userv2.HumanEmail{IsVerified: u.EmailVerified},
		Phone:   &userv2.HumanPhone{IsVerified: u.PhoneVerified},
	}}
	return shown
}

// methodTypes lists the kinds of what the user has set up and proved, each once.
func methodTypes(u domain.User) []userv2.AuthenticationMethodType {
	var types []userv2.AuthenticationMethodType
	for _, factor := range readyFactors(u) {
		types = append(types, methodTypeOf(factor))
	}
	if u.HasReadyKey(true) {
		types = append(types, userv2.AuthenticationMethodType_AUTHENTICATION_METHOD_TYPE_PASSKEY)
	}
	if u.HasPassword {
		types = append(types, userv2.AuthenticationMethodType_AUTHENTICATION_METHOD_TYPE_PASSWORD)
	}
	if u.ProviderAccounts > 0 {
		types = append(types, userv2.AuthenticationMethodType_AUTHENTICATION_METHOD_TYPE_IDP)
	}
	return types
}

func methodTypeOf(factor policyv1.SecondFactorType) userv2.AuthenticationMethodType {
	switch factor {
	case policyv1.SecondFactorType_SECOND_FACTOR_TYPE_OTP:
		return userv2.AuthenticationMethodType_AUTHENTICATION_METHOD_TYPE_TOTP
	case policyv1.SecondFactorType_SECOND_FACTOR_TYPE_U2F:
		return userv2.AuthenticationMethodType_AUTHENTICATION_METHOD_TYPE_U2F
	case policyv1.SecondFactorType_SECOND_FACTOR_TYPE_OTP_EMAIL:
		return userv2.AuthenticationMethodType_AUTHENTICATION_METHOD_TYPE_OTP_EMAIL
	case policyv1.SecondFactorType_SECOND_FACTOR_TYPE_OTP_SMS:
		return userv2.AuthenticationMethodType_AUTHENTICATION_METHOD_TYPE_OTP_SMS
	case policyv1.SecondFactorType_SECOND_FACTOR_TYPE_RECOVERY_CODES:
		return userv2.AuthenticationMethodType_AUTHENTICATION_METHOD_TYPE_RECOVERY_CODE
	default:
		return userv2.AuthenticationMethodType_AUTHENTICATION_METHOD_TYPE_UNSPECIFIED
	}
}

// authFactors lists the second factors in whatever state, each security key apart. Recovery codes are in no list of factors.
func authFactors(u domain.User) []*userv2.AuthFactor {
	var factors []*userv2.AuthFactor
	if u.TOTP != domain.FactorAbsent {
		factors = append(factors, &userv2.AuthFactor{State: authFactorState(u.TOTP), Type: &userv2.AuthFactor_Otp{Otp: &userv2.AuthFactorOTP{}}})
	}
	for _, key := range u.Keys {
		if !key.Passkey {
			factors = append(factors, &userv2.AuthFactor{
				State: authFactorState(key.State), Type: &userv2.AuthFactor_U2F{U2F: &userv2.AuthFactorU2F{Id: key.ID, Name: key.Name}},
			})
		}
	}
	if u.OTPSMS != domain.FactorAbsent {
		factors = append(factors, &userv2.AuthFactor{State: authFactorState(u.OTPSMS), Type: &userv2.AuthFactor_OtpSms{OtpSms: &userv2.AuthFactorOTPSMS{}}})
	}
	if u.OTPEmail != domain.FactorAbsent {
		factors = append(factors, &userv2.AuthFactor{State: authFactorState(u.OTPEmail), Type: &userv2.AuthFactor_OtpEmail{OtpEmail: &userv2.AuthFactorOTPEmail{}}})
	}
	return factors
}

func authFactorState(f domain.Factor) userv2.AuthFactorState {
	if f == domain.FactorReady {
		return userv2.AuthFactorState_AUTH_FACTOR_STATE_READY
	}
	return userv2.AuthFactorState_AUTH_FACTOR_STATE_NOT_READY
}

// userChangeDetails gives the details of the answer to a change of a user, which have no creation date in ZITADEL.
func userChangeDetails(sequence uint64, at time.Time, owner string) *objectv2.Details {
	return &objectv2.Details{Sequence: sequence, ChangeDate: timestamppb.New(at), ResourceOwner: owner}
}
