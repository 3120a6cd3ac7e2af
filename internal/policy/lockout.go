package policy

import (
	"context"

	"zitadel-graphql/graph/problem"
	"zitadel-graphql/internal/parallel"
	"zitadel-graphql/internal/people/impact"
	authv1 "zitadel-graphql/internal/wire/zitadel/auth/v1"
	managementv1 "zitadel-graphql/internal/wire/zitadel/management/v1"
	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
	userv1 "zitadel-graphql/internal/wire/zitadel/user/v1"
)

// refuseLockout refuses to change the policy to after, where ZITADEL would or might refuse the caller's own token from then on,
// unless the caller has allowed that. ZITADEL does so where the policy in force at a person's home organization demands a second
// factor, and the token was got without one; impact.Change.EndsToken has the rule.
//
// It makes no call for a change that can lock nobody out, as most are, nor for a caller who was lately found to be a machine.
func (t *target) refuseLockout(ctx context.Context, after *policyv1.LoginPolicy) error {
	if t.options.AllowLockout || t.shown == nil {
		return nil
	}
	change := impact.NewChange(t.shown, after)
	if !change.MayEndTokens() || t.client.machines.Has(ctx) {
		return nil
	}
	affected, err := t.callerIsAffected(ctx)
	if err != nil || !affected {
		return err
	}
	return t.client.refuseChange(ctx, change)
}

// refuseLockoutByReset is refuseLockout for a reset, after which the instance's policy is in force. That is read only where the
// caller is a person, and where a policy that demands as much as any can would end tokens.
func (t *target) refuseLockoutByReset(ctx context.Context) error {
	if t.options.AllowLockout || t.shown == nil {
		return nil
	}
	strictest := &policyv1.LoginPolicy{ForceMfa: true}
	if !impact.NewChange(t.shown, strictest).MayEndTokens() || t.client.machines.Has(ctx) {
		return nil
	}
	affected, err := t.callerIsAffected(ctx)
	if err != nil || !affected {
		return err
	}
	reply, err := t.client.management.GetDefaultLoginPolicy(ctx, &managementv1.GetDefaultLoginPolicyRequest{})
	if err != nil {
		return err
	}
	change := impact.NewChange(t.shown, reply.GetPolicy())
	if !change.MayEndTokens() {
		return nil
	}
	return t.client.refuseChange(ctx, change)
}

// refuseChange refuses a change by what the caller, who is a person, has set up.
func (c *Client) refuseChange(ctx context.Context, change impact.Change) error {
	ready, err := c.callersMethods(ctx)
	if err != nil {
		return err
	}
	return lockoutRefusal(change.EndsToken(ready))
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

// callersMethods reads which second factors and passkeys the caller has set up. Recovery codes are never among them: ZITADEL
// doesn't list them.
func (c *Client) callersMethods(ctx context.Context) (impact.Methods, error) {
	var factors *authv1.ListMyAuthFactorsResponse
	var passkeys *authv1.ListMyPasswordlessResponse
	errFactors, errPasskeys := parallel.Both(
		func() (err error) {
			factors, err = c.auth.ListMyAuthFactors(ctx, &authv1.ListMyAuthFactorsRequest{})
			return err
		},
		func() (err error) {
			passkeys, err = c.auth.ListMyPasswordless(ctx, &authv1.ListMyPasswordlessRequest{})
			return err
		})
	if errFactors != nil {
		return 0, errFactors
	}
	return readyMethods(factors.GetResult(), passkeys.GetResult()), errPasskeys
}

// readyMethods returns these factors and passkeys as methods. It leaves out what isn't ready, which ZITADEL doesn't count.
func readyMethods(factors []*userv1.AuthFactor, passkeys []*userv1.WebAuthNToken) impact.Methods {
	var ready impact.Methods
	for _, factor := range factors {
		if factor.GetState() == userv1.AuthFactorState_AUTH_FACTOR_STATE_READY {
			ready |= methodOf(factor)
		}
	}
	for _, passkey := range passkeys {
		if passkey.GetState() == userv1.AuthFactorState_AUTH_FACTOR_STATE_READY {
			ready |= impact.Passkey
		}
	}
	return ready
}

// methodOf returns a person's factor as a method, and none for a kind that this version doesn't know.
func methodOf(factor *userv1.AuthFactor) impact.Methods {
	switch factor.GetType().(type) {
	case *userv1.AuthFactor_Otp:
		return impact.TOTP
	case *userv1.AuthFactor_U2F:
		return impact.U2F
	case *userv1.AuthFactor_OtpSms:
		return impact.OTPSMS
	case *userv1.AuthFactor_OtpEmail:
		return impact.OTPEmail
	default:
		return 0
	}
}

// lockoutRefusal returns the refusal of a change that ends the caller's token, or may end it, and nil for any other.
func lockoutRefusal(endsToken impact.Answer) error {
	var what string
	switch endsToken {
	case impact.No:
		return nil
	case impact.Certainly:
		what = "This would lock you out: ZITADEL would refuse your token from then on, since you logged in without a second factor. "
	default:
		what = "This might lock you out: ZITADEL would refuse your token from then on if you logged in without a second factor. "
	}
	return &problem.Problem{Code: problem.CodeFailedPrecondition, Reason: problem.ReasonWouldLockYouOut,
		Message: what + "Log in with one that the policy allows and try again, or send allowLockingMyselfOut: true."}
}
