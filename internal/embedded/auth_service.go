package embedded

import (
	"context"

	"google.golang.org/protobuf/types/known/timestamppb"

	"zitadel-graphql/internal/embedded/domain"
	authv1 "zitadel-graphql/internal/wire/zitadel/auth/v1"
	userv1 "zitadel-graphql/internal/wire/zitadel/user/v1"
	userv2 "zitadel-graphql/internal/wire/zitadel/user/v2"
	zitadelv1 "zitadel-graphql/internal/wire/zitadel/v1"
)

// authService implements the AuthService: what callers may ask about themselves.
type authService struct {
	authv1.UnimplementedAuthServiceServer
	service
}

var _ authv1.AuthServiceServer = (*authService)(nil)

// ListMyZitadelPermissions answers somebody who is no member with an empty list, not with an error.
func (*authService) ListMyZitadelPermissions(ctx context.Context, _ *authv1.ListMyZitadelPermissionsRequest) (*authv1.ListMyZitadelPermissionsResponse, error) {
	c := callerOf(ctx)
	roles, _ := c.user.rolesIn(c.org)
	return &authv1.ListMyZitadelPermissionsResponse{Result: permissionsOfRoles(roles)}, nil
}

// GetMyUser tells a person from a machine, and the names of either.
func (a *authService) GetMyUser(ctx context.Context, _ *authv1.GetMyUserRequest) (*authv1.GetMyUserResponse, error) {
	user := a.store.User(callerOf(ctx).user.ID)
	shown := &userv1.User{Id: user.ID, Details: userDetailsV1(user), PreferredLoginName: user.UserName,
		Type: &userv1.User_Machine{Machine: &userv1.Machine{Name: user.DisplayName}}}
	if !user.Machine {
		shown.Type = &userv1.User_Human{Human: &userv1.Human{Profile: &userv1.Profile{DisplayName: user.DisplayName}}}
	}
	return &authv1.GetMyUserResponse{User: shown}, nil
}

func userDetailsV1(u domain.User) *zitadelv1.ObjectDetails {
	return &zitadelv1.ObjectDetails{
		Sequence: u.Sequence, CreationDate: timestamppb.New(u.CreationDate), ChangeDate: timestamppb.New(u.ChangeDate), ResourceOwner: u.ResourceOwner,
	}
}

// detailsOf gives the details of a membership. They are fixed when the server opens and have no events here, so they are as old
// as their owner.
func (a *authService) detailsOf(owner string) *zitadelv1.ObjectDetails {
	since := timestamppb.New(a.store.Aggregate(owner).CreationDate)
	return &zitadelv1.ObjectDetails{Sequence: 1, CreationDate: since, ChangeDate: since, ResourceOwner: owner}
}

// ListMyAuthFactors lists unfinished factors too, but no recovery codes. It answers a machine with an empty list.
func (a *authService) ListMyAuthFactors(ctx context.Context, _ *authv1.ListMyAuthFactorsRequest) (*authv1.ListMyAuthFactorsResponse, error) {
	resp := &authv1.ListMyAuthFactorsResponse{}
	user, _ := a.store.LateUser(callerOf(ctx).user.ID)
	for _, factor := range authFactors(user) {
		resp.Result = append(resp.Result, authFactorV1(factor))
	}
	return resp, nil
}

func authFactorV1(factor *userv2.AuthFactor) *userv1.AuthFactor {
	shown := &userv1.AuthFactor{State: userv1.AuthFactorState(factor.GetState())} // the two enums have the same numbers
	switch factor.GetType().(type) {
	case *userv2.AuthFactor_Otp:
		shown.Type = &userv1.AuthFactor_Otp{Otp: &userv1.AuthFactorOTP{}}
	case *userv2.AuthFactor_U2F:
		shown.Type = &userv1.AuthFactor_U2F{U2F: &userv1.AuthFactorU2F{}}
	case *userv2.AuthFactor_OtpSms:
		shown.Type = &userv1.AuthFactor_OtpSms{OtpSms: &userv1.AuthFactorOTPSMS{}}
	case *userv2.AuthFactor_OtpEmail:
		shown.Type = &userv1.AuthFactor_OtpEmail{OtpEmail: &userv1.AuthFactorOTPEmail{}}
	}
	return shown
}

// ListMyPasswordless answers a machine with an empty list.
func (a *authService) ListMyPasswordless(ctx context.Context, _ *authv1.ListMyPasswordlessRequest) (*authv1.ListMyPasswordlessResponse, error) {
	resp := &authv1.ListMyPasswordlessResponse{}
	user, _ := a.store.LateUser(callerOf(ctx).user.ID)
	for _, key := range user.Keys {
		if key.Passkey {
			resp.Result = append(resp.Result, &userv1.WebAuthNToken{State: userv1.AuthFactorState(authFactorState(key.State))})
		}
	}
	return resp, nil
}

// ListMyMemberships lists the caller's memberships in every organization, whichever one the call names.
func (a *authService) ListMyMemberships(ctx context.Context, req *authv1.ListMyMembershipsRequest) (*authv1.ListMyMembershipsResponse, error) {
	user := callerOf(ctx).user
	resp := &authv1.ListMyMembershipsResponse{Details: listDetails(len(user.Memberships), domain.Timestamp(a.now()))}
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
