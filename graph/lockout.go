package graph

import (
	"context"

	"google.golang.org/protobuf/proto"

	"zitadel-graphql/graph/problem"
	"zitadel-graphql/internal/policy"
	authv1 "zitadel-graphql/internal/wire/zitadel/auth/v1"
	managementv1 "zitadel-graphql/internal/wire/zitadel/management/v1"
	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
	userv1 "zitadel-graphql/internal/wire/zitadel/user/v1"
)

// refuseLockout refuses a change of the policy in force to after, where ZITADEL would then refuse the caller's own token, or
// might, unless the caller has allowed it.
//
// Most changes cost nothing here: nobody can be locked out by them. A machine, which can't be, is asked for once in a while.
func (r *Resolver) refuseLockout(ctx context.Context, t target, o changeOptions, after *policyv1.LoginPolicy) error {
	if o.allowLockout || t.shown == nil || !policy.Threatens(t.shown, after) || r.machines.has(ctx) {
		return nil
	}
	affected, err := r.isAffected(ctx, t)
	if err != nil || !affected {
		return err
	}
	return r.refuseAffected(ctx, t, after)
}

// refuseLockoutByReset is refuseLockout for a reset: the instance's policy takes the place of the organization's own, and is
// read for people only.
func (r *Resolver) refuseLockoutByReset(ctx context.Context, t target, o changeOptions) error {
	if o.allowLockout || t.shown == nil || t.shown.GetForceMfa() || r.machines.has(ctx) {
		return nil
	}
	affected, err := r.isAffected(ctx, t)
	if err != nil || !affected {
		return err
	}
	reply, err := r.Management.GetDefaultLoginPolicy(ctx, &managementv1.GetDefaultLoginPolicyRequest{})
	if err != nil || !policy.Threatens(t.shown, reply.GetPolicy()) {
		return err
	}
	return r.refuseAffected(ctx, t, reply.GetPolicy())
}

func (r *Resolver) refuseAffected(ctx context.Context, t target, after *policyv1.LoginPolicy) error {
	person, err := r.callerAsPerson(ctx)
	if err != nil {
		return err
	}
	return wouldLockOut(person.Lockout(t.shown, after))
}

// isAffected says whether the caller is a person for whom the policy is in force: one at home where it is changed. A
// backend that doesn't say who the caller is can't be asked any more.
func (r *Resolver) isAffected(ctx context.Context, t target) (bool, error) {
	reply, err := r.Auth.GetMyUser(ctx, &authv1.GetMyUserRequest{})
	switch {
	case problem.NotImplemented(err):
		return false, nil
	case err != nil:
		return false, err
	case reply.GetUser().GetMachine() != nil:
		r.machines.add(ctx)
		return false, nil
	case t.log.aggregate == policy.Instance:
		return r.inheritsAtHome(ctx)
	}
	home := reply.GetUser().GetDetails().GetResourceOwner()
	return t.organization == "" || home == "" || t.organization == home, nil
}

// inheritsAtHome says whether the instance's policy is in force for the caller. A call about the instance names no
// organization, and so is about the home organization where it is about one.
func (r *Resolver) inheritsAtHome(ctx context.Context) (bool, error) {
	inForce, err := r.policy(ctx, "")
	if problem.Unavailable(err) {
		return true, nil
	}
	return inForce.GetIsDefault(), err
}

// callerAsPerson asks what the caller could log in with.
func (r *Resolver) callerAsPerson(ctx context.Context) (policy.Person, error) {
	var factors *authv1.ListMyAuthFactorsResponse
	var passkeys *authv1.ListMyPasswordlessResponse
	errFactors, errPasskeys := sideBySide(
		func() (err error) {
			factors, err = r.Auth.ListMyAuthFactors(ctx, &authv1.ListMyAuthFactorsRequest{})
			return err
		},
		func() (err error) {
			passkeys, err = r.Auth.ListMyPasswordless(ctx, &authv1.ListMyPasswordlessRequest{})
			return err
		})
	if errFactors != nil {
		return policy.Person{}, errFactors
	}
	return personOf(factors.GetResult(), passkeys.GetResult()), errPasskeys
}

// personOf leaves out what isn't ready: ZITADEL doesn't take it for a second factor.
func personOf(factors []*userv1.AuthFactor, passkeys []*userv1.WebAuthNToken) policy.Person {
	var person policy.Person
	for _, factor := range factors {
		if factor.GetState() == userv1.AuthFactorState_AUTH_FACTOR_STATE_READY {
			person.Factors = append(person.Factors, factorOf(factor))
		}
	}
	for _, passkey := range passkeys {
		person.Passkeys = person.Passkeys || passkey.GetState() == userv1.AuthFactorState_AUTH_FACTOR_STATE_READY
	}
	return person
}

// factorOf is what a policy calls a factor; a kind that this version doesn't know is one that no policy allows.
func factorOf(factor *userv1.AuthFactor) policyv1.SecondFactorType {
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

func wouldLockOut(lockout policy.Lockout) error {
	var what string
	switch lockout {
	case policy.KeepsIn:
		return nil
	case policy.LocksOut:
		what = "This would lock you out: ZITADEL would refuse your token from then on, since you logged in without a second factor. "
	default:
		what = "This might lock you out: ZITADEL would refuse your token from then on if you logged in without a second factor. "
	}
	return &problem.Problem{Code: problem.CodeFailedPrecondition, Reason: problem.ReasonWouldLockYouOut,
		Message: what + "Log in with one that the policy allows and try again, or send allowLockingMyselfOut: true."}
}

// policyWith is a policy with the settings of one message and the factors of another.
func policyWith(settings proto.Message, lists interface {
	GetSecondFactors() []policyv1.SecondFactorType
	GetMultiFactors() []policyv1.MultiFactorType
},
) *policyv1.LoginPolicy {
	made := &policyv1.LoginPolicy{SecondFactors: lists.GetSecondFactors(), MultiFactors: lists.GetMultiFactors()}
	copySettings(made, settings)
	return made
}
