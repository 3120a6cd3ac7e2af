package policy

import (
	"context"

	"zitadel-graphql/graph/problem"
	authv1 "zitadel-graphql/internal/wire/zitadel/auth/v1"
	managementv1 "zitadel-graphql/internal/wire/zitadel/management/v1"
	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
	userv1 "zitadel-graphql/internal/wire/zitadel/user/v1"
)

// refuseLockout refuses to change the policy to after, where ZITADEL would or might refuse the caller's own token from then on,
// unless the caller has allowed that.
//
// It makes no call for a change that can lock nobody out, as most are, nor for a caller who was lately found to be a machine.
func (t *target) refuseLockout(ctx context.Context, after *policyv1.LoginPolicy) error {
	if t.options.AllowLockout || t.shown == nil || !MayLockOutAnyone(t.shown, after) || t.client.machines.Has(ctx) {
		return nil
	}
	affected, err := t.callerIsAffected(ctx)
	if err != nil || !affected {
		return err
	}
	return t.refusePersonLockout(ctx, after)
}

// refuseLockoutByReset is refuseLockout for a reset, after which the instance's policy is in force. That is read only where the
// caller is a person.
func (t *target) refuseLockoutByReset(ctx context.Context) error {
	if t.options.AllowLockout || t.shown == nil || t.shown.GetForceMfa() || t.client.machines.Has(ctx) {
		return nil
	}
	affected, err := t.callerIsAffected(ctx)
	if err != nil || !affected {
		return err
	}
	reply, err := t.client.management.GetDefaultLoginPolicy(ctx, &managementv1.GetDefaultLoginPolicyRequest{})
	if err != nil || !MayLockOutAnyone(t.shown, reply.GetPolicy()) {
		return err
	}
	return t.refusePersonLockout(ctx, reply.GetPolicy())
}

// refusePersonLockout refuses a change to after by what the caller, who is a person, has set up.
func (t *target) refusePersonLockout(ctx context.Context, after *policyv1.LoginPolicy) error {
	person, err := t.client.callerAsPerson(ctx)
	if err != nil {
		return err
	}
	return lockoutRefusal(person.Lockout(t.shown, after))
}

// callerIsAffected reports whether the caller is a person for whom the policy is in force: one whose home organization it belongs
// to. It is false where the backend doesn't know the call that tells who the caller is.
func (t *target) callerIsAffected(ctx context.Context) (bool, error) {
	reply, err := t.client.auth.GetMyUser(ctx, &authv1.GetMyUserRequest{})
	switch {
	case problem.NotImplemented(err):
		return false, nil
	case err != nil:
		return false, err
	case reply.GetUser().GetMachine() != nil:
		t.client.machines.Add(ctx)
		return false, nil
	case t.ofInstance():
		return t.client.inheritsAtHome(ctx)
	}
	home := reply.GetUser().GetDetails().GetResourceOwner()
	return t.organization == "" || home == "" || t.organization == home, nil
}

// inheritsAtHome reports whether the instance's policy is in force at the caller's home organization, or may be, where the caller
// may not read that. ctx comes from organization.Without.
func (c *Client) inheritsAtHome(ctx context.Context) (bool, error) {
	inForce, err := c.read(ctx, "")
	if problem.Unavailable(err) {
		return true, nil
	}
	return inForce.GetIsDefault(), err
}

// callerAsPerson reads what the caller has set up to log in with.
func (c *Client) callerAsPerson(ctx context.Context) (Person, error) {
	var factors *authv1.ListMyAuthFactorsResponse
	var passkeys *authv1.ListMyPasswordlessResponse
	errFactors, errPasskeys := inParallel(
		func() (err error) {
			factors, err = c.auth.ListMyAuthFactors(ctx, &authv1.ListMyAuthFactorsRequest{})
			return err
		},
		func() (err error) {
			passkeys, err = c.auth.ListMyPasswordless(ctx, &authv1.ListMyPasswordlessRequest{})
			return err
		})
	if errFactors != nil {
		return Person{}, errFactors
	}
	return newPerson(factors.GetResult(), passkeys.GetResult()), errPasskeys
}

// newPerson returns the person with these factors and passkeys. It leaves out what isn't ready, which ZITADEL doesn't count.
func newPerson(factors []*userv1.AuthFactor, passkeys []*userv1.WebAuthNToken) Person {
	var person Person
	for _, factor := range factors {
		if factor.GetState() == userv1.AuthFactorState_AUTH_FACTOR_STATE_READY {
			person.Factors = append(person.Factors, secondFactorOf(factor))
		}
	}
	for _, passkey := range passkeys {
		person.Passkeys = person.Passkeys || passkey.GetState() == userv1.AuthFactorState_AUTH_FACTOR_STATE_READY
	}
	return person
}

// secondFactorOf returns a person's factor as policies list it. A kind that this version doesn't know is the unspecified factor,
// which no policy allows.
func secondFactorOf(factor *userv1.AuthFactor) policyv1.SecondFactorType {
	switch factor.GetType().(type) {
	case *userv1.AuthFactor_Otp:
		return policyv1.SecondFactorType_SECOND_FACTOR_TYPE_OTP
	case *userv1.AuthFactor_U2F:
		return policyv1.SecondFactorType_SECOND_FACTOR_TYPE_U2F
	case *userv1.AuthFactor_OtpSms:
		return policyv1.SecondFactorType_SECOND_FACTOR_TYPE_OTP_SMS
	case *userv1.AuthFactor_OtpEmail:
		return policyv1.SecondFactorType_SECOND_FACTOR_TYPE_OTP_EMAIL
	default:
		return policyv1.SecondFactorType_SECOND_FACTOR_TYPE_UNSPECIFIED
	}
}

// lockoutRefusal returns the refusal of a change with this effect on the caller's token, or nil for KeepsIn.
func lockoutRefusal(lockout Lockout) error {
	var what string
	switch lockout {
	case KeepsIn:
		return nil
	case LocksOut:
		what = "This would lock you out: ZITADEL would refuse your token from then on, since you logged in without a second factor. "
	default:
		what = "This might lock you out: ZITADEL would refuse your token from then on if you logged in without a second factor. "
	}
	return &problem.Problem{Code: problem.CodeFailedPrecondition, Reason: problem.ReasonWouldLockYouOut,
		Message: what + "Log in with one that the policy allows and try again, or send allowLockingMyselfOut: true."}
}
