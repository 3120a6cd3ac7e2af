package people_test

import (
	"context"
	"maps"
	"slices"

	"google.golang.org/grpc/codes"
	"google.golang.org/protobuf/types/known/timestamppb"

	"zitadel-graphql/internal/people"
	objectv2 "zitadel-graphql/internal/wire/zitadel/object/v2"
	userv2 "zitadel-graphql/internal/wire/zitadel/user/v2"
)

// ListUsers lists people by their creation alone: those of the same moment come in another order each time. It leaves out whom the
// caller may not see, without a word, but not the caller.
func (w user) ListUsers(_ context.Context, request *userv2.ListUsersRequest) (*userv2.ListUsersResponse, error) {
	found := slices.DeleteFunc(slices.Clone(w.residents), func(r *resident) bool {
		isVisible := w.may(r.organization, "user.read") || r.id == w.caller.GetId()
		return r.isHidden || !isVisible || !w.matches(r, request.GetQueries())
	})
	if w.counts[listUsers]%2 == 0 {
		slices.Reverse(found)
	}
	slices.SortStableFunc(found, func(a, b *resident) int { return a.created.Compare(b.created) })
	if !request.GetQuery().GetAsc() {
		slices.Reverse(found)
	}
	reply := &userv2.ListUsersResponse{Details: &objectv2.ListDetails{}}
	from := int(request.GetQuery().GetOffset())
	if from >= len(found) { // the total is absent, too
		return reply, nil
	}
	reply.Details.TotalResult = uint64(len(found))
	to := len(found)
	if limit := int(request.GetQuery().GetLimit()); limit > 0 {
		to = min(to, from+limit)
	}
	for _, r := range found[from:to] {
		reply.Result = append(reply.Result, r.user())
	}
	return reply, nil
}

func (w *world) matches(r *resident, queries []*userv2.SearchQuery) bool {
	for _, query := range queries {
		ids, organization := query.GetInUserIdsQuery(), query.GetOrganizationIdQuery()
		if query.GetTypeQuery().GetType() == userv2.Type_TYPE_HUMAN && r.isMachine ||
			!w.ignoresOrganization && organization != nil && organization.GetOrganizationId() != r.organization ||
			ids != nil && !slices.Contains(ids.GetUserIds(), r.id) {
			return false
		}
	}
	return true
}

func (r *resident) user() *userv2.User {
	made := &userv2.User{UserId: r.id, State: r.state, PreferredLoginName: r.id + "@acme",
		Details: &objectv2.Details{ResourceOwner: r.organization, CreationDate: timestamppb.New(r.created)}}
	if r.isMachine {
		made.Type = &userv2.User_Machine{Machine: &userv2.MachineUser{}}
		return made
	}
	made.Type = &userv2.User_Human{Human: &userv2.HumanUser{Profile: &userv2.HumanProfile{DisplayName: "Person " + r.id},
		Email: &userv2.HumanEmail{IsVerified: r.verified}, Phone: &userv2.HumanPhone{IsVerified: r.verified}}}
	return made
}

func (w *world) resident(id string) *resident {
	for _, r := range w.residents {
		if r.id == id {
			return r
		}
	}
	return nil
}

func (w user) ListAuthenticationMethodTypes(_ context.Context, request *userv2.ListAuthenticationMethodTypesRequest) (*userv2.ListAuthenticationMethodTypesResponse, error) {
	reply := &userv2.ListAuthenticationMethodTypesResponse{}
	r := w.resident(request.GetUserId())
	if r == nil {
		return reply, nil
	}
	for method, kind := range methodTypes() {
		if r.listed().Has(method) {
			reply.AuthMethodTypes = append(reply.AuthMethodTypes, kind)
		}
	}
	return reply, nil
}

func methodTypes() map[people.Methods]userv2.AuthenticationMethodType {
	return map[people.Methods]userv2.AuthenticationMethodType{
		people.Password:         userv2.AuthenticationMethodType_AUTHENTICATION_METHOD_TYPE_PASSWORD,
		people.Passkey:          userv2.AuthenticationMethodType_AUTHENTICATION_METHOD_TYPE_PASSKEY,
		people.IdentityProvider: userv2.AuthenticationMethodType_AUTHENTICATION_METHOD_TYPE_IDP,
		people.TOTP:             userv2.AuthenticationMethodType_AUTHENTICATION_METHOD_TYPE_TOTP,
		people.U2F:              userv2.AuthenticationMethodType_AUTHENTICATION_METHOD_TYPE_U2F,
		people.OTPSMS:           userv2.AuthenticationMethodType_AUTHENTICATION_METHOD_TYPE_OTP_SMS,
		people.OTPEmail:         userv2.AuthenticationMethodType_AUTHENTICATION_METHOD_TYPE_OTP_EMAIL,
		people.RecoveryCodes:    userv2.AuthenticationMethodType_AUTHENTICATION_METHOD_TYPE_RECOVERY_CODE,
	}
}

// ListAuthenticationFactors refuses a caller who may not know only where there is something to know.
func (w user) ListAuthenticationFactors(_ context.Context, request *userv2.ListAuthenticationFactorsRequest) (*userv2.ListAuthenticationFactorsResponse, error) {
	reply := &userv2.ListAuthenticationFactorsResponse{}
	r := w.resident(request.GetUserId())
	if r == nil {
		return reply, nil
	}
	ready, notReady := userv2.AuthFactorState_AUTH_FACTOR_STATE_READY, userv2.AuthFactorState_AUTH_FACTOR_STATE_NOT_READY
	add := func(factor *userv2.AuthFactor, isThere bool, state userv2.AuthFactorState) {
		factor.State = state
		if isThere && slices.Contains(request.GetStates(), state) {
			reply.Result = append(reply.Result, factor)
		}
	}
	add(&userv2.AuthFactor{Type: &userv2.AuthFactor_Otp{}}, r.listed().Has(people.TOTP), ready)
	add(&userv2.AuthFactor{Type: &userv2.AuthFactor_Otp{}}, r.begun, notReady)
	add(&userv2.AuthFactor{Type: &userv2.AuthFactor_OtpSms{}}, r.listed().Has(people.OTPSMS), ready)
	add(&userv2.AuthFactor{Type: &userv2.AuthFactor_OtpEmail{}}, r.listed().Has(people.OTPEmail), ready)
	for _, id := range slices.Sorted(maps.Keys(r.keys)) {
		state := notReady
		if r.keys[id] {
			state = ready
		}
		add(&userv2.AuthFactor{Type: &userv2.AuthFactor_U2F{U2F: &userv2.AuthFactorU2F{Id: id, Name: "Key " + id}}}, true, state)
	}
	if len(reply.GetResult()) > 0 && !w.may(r.organization, "user.read") {
		return nil, refused(codes.NotFound, "AUTHZ-cdgFk")
	}
	return reply, nil
}
