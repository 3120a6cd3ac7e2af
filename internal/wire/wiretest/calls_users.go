package wiretest

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"google.golang.org/grpc"
	"google.golang.org/protobuf/proto"

	featurev2 "zitadel-graphql/internal/wire/zitadel/feature/v2"
	objectv2 "zitadel-graphql/internal/wire/zitadel/object/v2"
	userv2 "zitadel-graphql/internal/wire/zitadel/user/v2"
)

// The people that the target names (target.go), as they stand in requests.
const (
	completePerson   = "{complete person}"
	plainPerson      = "{plain person}"
	unfinishedPerson = "{unfinished person}"
	foreignPerson    = "{foreign person}"
	// nextPerson is a person of the case's own, who is complete when the case begins.
	nextPerson = "{next person}"
)

type users = userv2.UserServiceClient

// askUsers makes a call of UserService, sent by the organization's owner.
func askUsers[Req, Res proto.Message](name string, method func(users, context.Context, Req, ...grpc.CallOption) (Res, error), request Req) call {
	c := newCall(fmt.Sprintf("%s{%.200v}", name, request), userv2.NewUserServiceClient, method, fixed(request)).as(OrgOwner)
	c.level = ofPerson
	return c
}

// listUsers asks for the users of which each of these holds.
func listUsers(query *objectv2.ListQuery, queries ...*userv2.SearchQuery) call {
	return askUsers("ListUsers", users.ListUsers, &userv2.ListUsersRequest{
		Query: query, Queries: queries, SortingColumn: userv2.UserFieldName_USER_FIELD_NAME_CREATION_DATE,
	})
}

func inOrg(id string) *userv2.SearchQuery {
	return &userv2.SearchQuery{Query: &userv2.SearchQuery_OrganizationIdQuery{OrganizationIdQuery: &userv2.OrganizationIdQuery{OrganizationId: id}}}
}

func withIDs(ids ...string) *userv2.SearchQuery {
	return &userv2.SearchQuery{Query: &userv2.SearchQuery_InUserIdsQuery{InUserIdsQuery: &userv2.InUserIDQuery{UserIds: ids}}}
}

func inState(state userv2.UserState) *userv2.SearchQuery {
	return &userv2.SearchQuery{Query: &userv2.SearchQuery_StateQuery{StateQuery: &userv2.StateQuery{State: state}}}
}

func ofType(kind userv2.Type) *userv2.SearchQuery {
	return &userv2.SearchQuery{Query: &userv2.SearchQuery_TypeQuery{TypeQuery: &userv2.TypeQuery{Type: kind}}}
}

func listMethods(id string) call {
	return askUsers("ListAuthenticationMethodTypes", users.ListAuthenticationMethodTypes, &userv2.ListAuthenticationMethodTypesRequest{UserId: id})
}

func listFactors(id string, states ...userv2.AuthFactorState) call {
	return askUsers("ListAuthenticationFactors", users.ListAuthenticationFactors, &userv2.ListAuthenticationFactorsRequest{UserId: id, States: states})
}

func removeTOTP(id string) call {
	return askUsers("RemoveTOTP", users.RemoveTOTP, &userv2.RemoveTOTPRequest{UserId: id})
}

func removeU2F(id, key string) call {
	return askUsers("RemoveU2F", users.RemoveU2F, &userv2.RemoveU2FRequest{UserId: id, U2FId: key})
}

func removeSMS(id string) call {
	return askUsers("RemoveOTPSMS", users.RemoveOTPSMS, &userv2.RemoveOTPSMSRequest{UserId: id})
}

func removeEmail(id string) call {
	return askUsers("RemoveOTPEmail", users.RemoveOTPEmail, &userv2.RemoveOTPEmailRequest{UserId: id})
}

func removeCodes(id string) call {
	return askUsers("RemoveRecoveryCodes", users.RemoveRecoveryCodes, &userv2.RemoveRecoveryCodesRequest{UserId: id})
}

// removals are the five ways to take a factor from a person. The person has no security key of the id "1".
func removals(id string) []call {
	return []call{removeTOTP(id), removeU2F(id, "1"), removeSMS(id), removeEmail(id), removeCodes(id)}
}

// userCalls are all methods of UserService, about one user.
func userCalls(id string) []call {
	return append([]call{listUsers(nil, withIDs(id)), listMethods(id), listFactors(id)}, removals(id)...)
}

// malformedUserCalls are those that name a user, with an id that is too long.
func malformedUserCalls() []call {
	tooLong := strings.Repeat("x", 201)
	return slices.Concat([]call{listMethods(tooLong), listFactors(tooLong), removeU2F("1", tooLong)}, removals(tooLong))
}

func instanceFeatures() call {
	return newCall("GetInstanceFeatures", featurev2.NewFeatureServiceClient, featurev2.FeatureServiceClient.GetInstanceFeatures,
		fixed(&featurev2.GetInstanceFeaturesRequest{}))
}
