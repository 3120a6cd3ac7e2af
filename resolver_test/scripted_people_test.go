package resolver_test

import (
	"context"
	"slices"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"

	objectv2 "zitadel-graphql/internal/wire/zitadel/object/v2"
	userv2 "zitadel-graphql/internal/wire/zitadel/user/v2"
)

// answerOfPeople is the reply of a method of ZITADEL's user service: everybody exists in the organization that is asked about, and has
// every second factor, with the security keys "1" and "2". It returns nothing for a method of another service.
func answerOfPeople(ctx context.Context, method protoreflect.MethodDescriptor, request proto.Message, order string) (proto.Message, error) {
	switch request := request.(type) {
	case *userv2.ListUsersRequest:
		return &userv2.ListUsersResponse{Result: usersFor(ctx, request, order)}, nil
	case *userv2.ListAuthenticationFactorsRequest:
		return &userv2.ListAuthenticationFactorsResponse{Result: factorsFor(order)}, nil
	case *userv2.ListAuthenticationMethodTypesRequest:
		return &userv2.ListAuthenticationMethodTypesResponse{AuthMethodTypes: methodsFor(order)}, nil
	}
	if method.Parent().FullName() != "zitadel.user.v2.UserService" {
		return nil, nil
	}
	reply, err := newMessage(method.Output())
	if err == nil && order != "no-details" {
		reply.ProtoReflect().Set(method.Output().Fields().ByName("details"), protoreflect.ValueOfMessage(userDetailsFor(ctx, order).ProtoReflect()))
	}
	return reply, err
}

// usersFor returns the people whose ids are asked for: for "none" nobody.
func usersFor(ctx context.Context, request *userv2.ListUsersRequest, order string) []*userv2.User {
	var users []*userv2.User
	details := userDetailsFor(ctx, order)
	if order == "no-details" {
		details = nil
	}
	for _, query := range request.GetQueries() {
		for _, id := range query.GetInUserIdsQuery().GetUserIds() {
			users = append(users, &userv2.User{UserId: id, Details: details, Type: &userv2.User_Human{Human: &userv2.HumanUser{}}})
		}
	}
	if order == "none" {
		return nil
	}
	return users
}

// factorsFor returns a person's second factors: for "none" none.
func factorsFor(order string) []*userv2.AuthFactor {
	const ready = userv2.AuthFactorState_AUTH_FACTOR_STATE_READY
	if order == "none" {
		return nil
	}
	return []*userv2.AuthFactor{
		{State: ready, Type: &userv2.AuthFactor_Otp{}}, {State: ready, Type: &userv2.AuthFactor_OtpSms{}}, {State: ready, Type: &userv2.AuthFactor_OtpEmail{}},
		{State: ready, Type: &userv2.AuthFactor_U2F{U2F: &userv2.AuthFactorU2F{Id: "1", Name: "Key"}}},
		{State: ready, Type: &userv2.AuthFactor_U2F{U2F: &userv2.AuthFactorU2F{Id: "2", Name: "Spare key"}}},
	}
}

// methodsFor returns the kinds of what a person has set up: for "none" only a password.
func methodsFor(order string) []userv2.AuthenticationMethodType {
	all := []userv2.AuthenticationMethodType{
		userv2.AuthenticationMethodType_AUTHENTICATION_METHOD_TYPE_PASSWORD, userv2.AuthenticationMethodType_AUTHENTICATION_METHOD_TYPE_TOTP,
		userv2.AuthenticationMethodType_AUTHENTICATION_METHOD_TYPE_U2F, userv2.AuthenticationMethodType_AUTHENTICATION_METHOD_TYPE_OTP_SMS,
		userv2.AuthenticationMethodType_AUTHENTICATION_METHOD_TYPE_OTP_EMAIL, userv2.AuthenticationMethodType_AUTHENTICATION_METHOD_TYPE_RECOVERY_CODE,
	}
	if order == "none" {
		return slices.Clip(all[:1])
	}
	return all
}

// userDetailsFor is detailsFor in the form of ZITADEL's newer API.
func userDetailsFor(ctx context.Context, order string) *objectv2.Details {
	details := detailsFor(ctx, order)
	return &objectv2.Details{Sequence: details.GetSequence(), ChangeDate: details.GetChangeDate(), ResourceOwner: details.GetResourceOwner()}
}
