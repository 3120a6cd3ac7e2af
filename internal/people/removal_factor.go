package people

import (
	"context"
	"slices"

	objectv2 "zitadel-graphql/internal/wire/zitadel/object/v2"
	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
	userv2 "zitadel-graphql/internal/wire/zitadel/user/v2"
)

// factorCalls are ZITADEL's calls about one kind of second factor.
type factorCalls struct {
	// permission is what a caller needs beside user.read to remove another person's.
	permission string
	// list returns what a person has of the kind, begun ones included: the ids of security keys, and of every other kind, of which
	// a person has one or none, one empty id.
	list func(ctx context.Context, userID string) ([]string, error)
	// remove removes one of them.
	remove func(ctx context.Context, userID, id string) (*objectv2.Details, error)
	// silent marks the kind of which ZITADEL's answer to a removal is the same whether there was something or not.
	silent bool
}

// userFactors makes the calls of factorCalls.
type userFactors struct{ users userv2.UserServiceClient }

// callsFor returns the calls for a kind of second factor. Those of an unspecified kind, or of one that this version doesn't know, are
// empty.
func callsFor(users userv2.UserServiceClient, kind policyv1.SecondFactorType) factorCalls {
	c := userFactors{users}
	calls := factorCalls{permission: "user.write", list: c.factorsOf(kind)}
	switch kind {
	case policyv1.SecondFactorType_SECOND_FACTOR_TYPE_OTP:
		calls.remove = c.removeTOTP
	case policyv1.SecondFactorType_SECOND_FACTOR_TYPE_U2F:
		calls.remove = c.removeU2F
	case policyv1.SecondFactorType_SECOND_FACTOR_TYPE_OTP_EMAIL:
		calls.remove = c.removeOTPEmail
	case policyv1.SecondFactorType_SECOND_FACTOR_TYPE_OTP_SMS:
		calls.remove = c.removeOTPSMS
	case policyv1.SecondFactorType_SECOND_FACTOR_TYPE_RECOVERY_CODES:
		return factorCalls{permission: "user.credential.write", list: c.recoveryCodesOf, remove: c.removeRecoveryCodes, silent: true}
	default:
		return factorCalls{}
	}
	return calls
}

// factorsOf returns factorCalls.list for every kind that ListAuthenticationFactors has.
func (c userFactors) factorsOf(kind policyv1.SecondFactorType) func(context.Context, string) ([]string, error) {
	return func(ctx context.Context, userID string) ([]string, error) {
		reply, err := c.users.ListAuthenticationFactors(ctx, &userv2.ListAuthenticationFactorsRequest{UserId: userID,
			States: []userv2.AuthFactorState{userv2.AuthFactorState_AUTH_FACTOR_STATE_READY, userv2.AuthFactorState_AUTH_FACTOR_STATE_NOT_READY}})
		if err != nil {
			return nil, err
		}
		var ids []string
		for _, factor := range reply.GetResult() {
			if methodOfFactor(factor).Type() == kind {
				ids = append(ids, factor.GetU2F().GetId())
			}
		}
		return ids, nil
	}
}

// recoveryCodesOf is factorCalls.list for recovery codes, which only ListAuthenticationMethodTypes has.
func (c userFactors) recoveryCodesOf(ctx context.Context, userID string) ([]string, error) {
	reply, err := c.users.ListAuthenticationMethodTypes(ctx, &userv2.ListAuthenticationMethodTypesRequest{UserId: userID})
	if err != nil {
		return nil, err
	}
	if slices.Contains(reply.GetAuthMethodTypes(), userv2.AuthenticationMethodType_AUTHENTICATION_METHOD_TYPE_RECOVERY_CODE) {
		return []string{""}, nil
	}
	return nil, nil
}

func (c userFactors) removeTOTP(ctx context.Context, userID, _ string) (*objectv2.Details, error) {
	reply, err := c.users.RemoveTOTP(ctx, &userv2.RemoveTOTPRequest{UserId: userID})
	return reply.GetDetails(), err
}

func (c userFactors) removeU2F(ctx context.Context, userID, id string) (*objectv2.Details, error) {
	reply, err := c.users.RemoveU2F(ctx, &userv2.RemoveU2FRequest{UserId: userID, U2FId: id})
	return reply.GetDetails(), err
}

func (c userFactors) removeOTPSMS(ctx context.Context, userID, _ string) (*objectv2.Details, error) {
	reply, err := c.users.RemoveOTPSMS(ctx, &userv2.RemoveOTPSMSRequest{UserId: userID})
	return reply.GetDetails(), err
}

func (c userFactors) removeOTPEmail(ctx context.Context, userID, _ string) (*objectv2.Details, error) {
	reply, err := c.users.RemoveOTPEmail(ctx, &userv2.RemoveOTPEmailRequest{UserId: userID})
	return reply.GetDetails(), err
}

func (c userFactors) removeRecoveryCodes(ctx context.Context, userID, _ string) (*objectv2.Details, error) {
	reply, err := c.users.RemoveRecoveryCodes(ctx, &userv2.RemoveRecoveryCodesRequest{UserId: userID})
	return reply.GetDetails(), err
}
