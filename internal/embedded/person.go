package embedded

import (
	"context"
	"slices"

	"google.golang.org/grpc/codes"
	"google.golang.org/protobuf/types/known/timestamppb"

	authv1 "zitadel-graphql/internal/wire/zitadel/auth/v1"
	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
	userv1 "zitadel-graphql/internal/wire/zitadel/user/v1"
	zitadelv1 "zitadel-graphql/internal/wire/zitadel/v1"
)

// Person is what tells a person from a machine: what it could log in with, and what its token was got with.
type Person struct {
	// Factors are the second factors that the person has set up and proved, Unproved those that still have to be. Recovery
	// codes count, but no list has them, as in ZITADEL.
	Factors, Unproved []policyv1.SecondFactorType
	// Passkeys is how many the person has set up.
	Passkeys int
	// Login is how the person got the token.
	Login Login
}

// Login is how a person got a token.
type Login int

// The ways.
const (
	LoginPassword         Login = iota // by a password alone
	LoginSecondFactor                  // with a second factor, or by a passkey
	LoginIdentityProvider              // through an identity provider, without a second factor here
)

func (p *Person) clone() *Person {
	if p == nil {
		return nil
	}
	c := *p
	c.Factors, c.Unproved = slices.Clone(p.Factors), slices.Clone(p.Unproved)
	return &c
}

// lacks says whether a policy demands a stronger login than the one that the token was got with: it forces a second
// factor, or the person has set one up that it allows. It demands none of a machine.
func (p *Person) lacks(inForce effectivePolicy) bool {
	if p == nil || p.Login == LoginSecondFactor {
		return false
	}
	set := inForce.settings
	return set.ForceMFA || set.ForceMFALocalOnly && p.Login != LoginIdentityProvider || p.couldUse(inForce)
}

func (p *Person) couldUse(inForce effectivePolicy) bool {
	allowed := func(factor policyv1.SecondFactorType) bool { return slices.Contains(inForce.second, factor) }
	return slices.ContainsFunc(p.Factors, allowed) || p.Passkeys > 0 && len(inForce.multi) > 0
}

// demandFactor refuses the token of a person whose home organization demands a stronger login, whatever is asked with it.
func (s *Server) demandFactor(user User) error {
	if user.Person == nil || !user.Person.lacks(s.store.inForce(user.HomeOrg)) {
		return nil
	}
	return refuse(codes.PermissionDenied, "AUTHZ-Kl3p0", textMFARequired)
}

// inForce is what logins go by: they aren't late, but what the reads of policies skip isn't in force either.
func (s *eventStore) inForce(org string) effectivePolicy {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.current.effective(org)
}

// GetMyUser says of a person only that it is one.
func (a *authentication) GetMyUser(ctx context.Context, _ *authv1.GetMyUserRequest) (*authv1.GetMyUserResponse, error) {
	user := callerOf(ctx).user
	shown := &userv1.User{Id: user.ID, Details: a.detailsOf(user.HomeOrg), Type: &userv1.User_Machine{Machine: &userv1.Machine{}}}
	if user.Person != nil {
		shown.Type = &userv1.User_Human{Human: &userv1.Human{}}
	}
	return &authv1.GetMyUserResponse{User: shown}, nil
}

// detailsOf are those of what has no history here, since it is fixed when the server opens: they are as old as its owner.
func (a *authentication) detailsOf(owner string) *zitadelv1.ObjectDetails {
	since := timestamppb.New(a.store.aggregate(owner).creation)
	return &zitadelv1.ObjectDetails{Sequence: 1, CreationDate: since, ChangeDate: since, ResourceOwner: owner}
}

// ListMyAuthFactors has nothing for a machine.
func (a *authentication) ListMyAuthFactors(ctx context.Context, _ *authv1.ListMyAuthFactorsRequest) (*authv1.ListMyAuthFactorsResponse, error) {
	resp := &authv1.ListMyAuthFactorsResponse{}
	person := callerOf(ctx).user.Person
	if person == nil {
		return resp, nil
	}
	for _, factor := range person.Factors {
		resp.Result = appendFactor(resp.GetResult(), factor, userv1.AuthFactorState_AUTH_FACTOR_STATE_READY)
	}
	for _, factor := range person.Unproved {
		resp.Result = appendFactor(resp.GetResult(), factor, userv1.AuthFactorState_AUTH_FACTOR_STATE_NOT_READY)
	}
	return resp, nil
}

// appendFactor leaves recovery codes out.
func appendFactor(list []*userv1.AuthFactor, factor policyv1.SecondFactorType, state userv1.AuthFactorState) []*userv1.AuthFactor {
	shown := &userv1.AuthFactor{State: state}
	switch factor {
	case policyv1.SecondFactorType_SECOND_FACTOR_TYPE_OTP:
		shown.Type = &userv1.AuthFactor_Otp{Otp: &userv1.AuthFactorOTP{}}
	case policyv1.SecondFactorType_SECOND_FACTOR_TYPE_U2F:
		shown.Type = &userv1.AuthFactor_U2F{U2F: &userv1.AuthFactorU2F{}}
	case policyv1.SecondFactorType_SECOND_FACTOR_TYPE_OTP_SMS:
		shown.Type = &userv1.AuthFactor_OtpSms{OtpSms: &userv1.AuthFactorOTPSMS{}}
	case policyv1.SecondFactorType_SECOND_FACTOR_TYPE_OTP_EMAIL:
		shown.Type = &userv1.AuthFactor_OtpEmail{OtpEmail: &userv1.AuthFactorOTPEmail{}}
	default:
		return list
	}
	return append(list, shown)
}

// ListMyPasswordless has nothing for a machine.
func (a *authentication) ListMyPasswordless(ctx context.Context, _ *authv1.ListMyPasswordlessRequest) (*authv1.ListMyPasswordlessResponse, error) {
	resp := &authv1.ListMyPasswordlessResponse{}
	if person := callerOf(ctx).user.Person; person != nil {
		for range person.Passkeys {
			resp.Result = append(resp.Result, &userv1.WebAuthNToken{State: userv1.AuthFactorState_AUTH_FACTOR_STATE_READY})
		}
	}
	return resp, nil
}

// ListMyMemberships lists them wherever they are, whatever organization the caller names.
func (a *authentication) ListMyMemberships(ctx context.Context, req *authv1.ListMyMembershipsRequest) (*authv1.ListMyMembershipsResponse, error) {
	user := callerOf(ctx).user
	resp := &authv1.ListMyMembershipsResponse{Details: listDetails(len(user.Memberships), a.store.moment())}
	for _, m := range page(user.Memberships, req.GetQuery().GetOffset(), req.GetQuery().GetLimit()) {
		shown := &userv1.Membership{UserId: user.ID, Details: a.detailsOf(m.Resource), Roles: m.Roles,
			Type: &userv1.Membership_OrgId{OrgId: m.Resource}}
		if m.Resource == InstanceID {
			shown.Type = &userv1.Membership_Iam{Iam: true}
		}
		resp.Result = append(resp.Result, shown)
	}
	return resp, nil
}
