package graph_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/timestamppb"

	authv1 "zitadel-graphql/internal/wire/zitadel/auth/v1"
	featurev2 "zitadel-graphql/internal/wire/zitadel/feature/v2"
	objectv2 "zitadel-graphql/internal/wire/zitadel/object/v2"
	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
	userv2 "zitadel-graphql/internal/wire/zitadel/user/v2"
)

const (
	listUsers     = userv2.UserService_ListUsers_FullMethodName
	listMethods   = userv2.UserService_ListAuthenticationMethodTypes_FullMethodName
	listFactors   = userv2.UserService_ListAuthenticationFactors_FullMethodName
	readFeatures  = featurev2.FeatureService_GetInstanceFeatures_FullMethodName
	removal       = `(orgId: "200", change: {removeSecondFactors: [SECOND_FACTOR_TYPE_OTP]}`
	figureOfUsers = `losesFactor { certain users { nodes { id } } }`
)

// onePerson answers for the organization 200, whose policy allows an authenticator app, and in which one person has one.
func onePerson(method string, _ int) (proto.Message, error) {
	switch method {
	case readPolicy:
		return own(policyv1.SecondFactorType_SECOND_FACTOR_TYPE_OTP), nil
	case readOrg:
		return organizationIs("200"), nil
	case readPermissions:
		return &authv1.ListMyZitadelPermissionsResponse{Result: []string{"user.read", "user.write"}}, nil
	case readFeatures:
		return &featurev2.GetInstanceFeaturesResponse{LoginV2: &featurev2.LoginV2FeatureFlag{}}, nil
	case listUsers:
		return &userv2.ListUsersResponse{Details: &objectv2.ListDetails{TotalResult: 1}, Result: []*userv2.User{{
			UserId: "7", State: userv2.UserState_USER_STATE_ACTIVE, PreferredLoginName: "ada",
			Type:    &userv2.User_Human{Human: &userv2.HumanUser{Profile: &userv2.HumanProfile{DisplayName: "Ada"}}},
			Details: &objectv2.Details{ResourceOwner: "200", CreationDate: &timestamppb.Timestamp{Seconds: 1_700_000_000}}}}}, nil
	case listMethods:
		return &userv2.ListAuthenticationMethodTypesResponse{AuthMethodTypes: []userv2.AuthenticationMethodType{
			userv2.AuthenticationMethodType_AUTHENTICATION_METHOD_TYPE_TOTP, userv2.AuthenticationMethodType_AUTHENTICATION_METHOD_TYPE_PASSWORD}}, nil
	case listFactors:
		return &userv2.ListAuthenticationFactorsResponse{Result: []*userv2.AuthFactor{
			{State: userv2.AuthFactorState_AUTH_FACTOR_STATE_READY, Type: &userv2.AuthFactor_Otp{Otp: &userv2.AuthFactorOTP{}}}}}, nil
	}
	return nil, nil
}

// Prevents that people, or what nobody wants to know of them, are asked for where nothing of it is selected: by any of the names
// that a document can give a field, and not where a directive leaves it out.
func TestPeopleAreAskedForWhatIsSelected(t *testing.T) {
	asks := []string{listUsers, listMethods, listFactors, readFeatures}
	for document, want := range map[string][]string{
		`{ userFactors { nodes { id } } }`:                                                                                                  {listUsers, listMethods},
		`{ userFactors { edges { node { secondFactors { type securityKeys { id } } } } } }`:                                                 {listUsers, listMethods, listFactors},
		`{ userFactors { nodes { a: secondFactors(unfinished: true) { type } } } }`:                                                         {listUsers, listMethods, listFactors},
		`{ userFactors { nodes { secondFactors { securityKeys @skip(if: true) { id } type } } } }`:                                          {listUsers, listMethods},
		`{ userFactors { ...F } } fragment F on UserConnection { nodes { secondFactors(unfinished: true) { type } } }`:                      {listUsers, listMethods, listFactors},
		`{ viewer { canReadLoginPolicy } }`:                                                                                                 nil,
		`{ viewer { instanceLogin } a: viewer { instanceLogin } }`:                                                                          {readFeatures},
		`{ loginPolicyImpact` + removal + `) { changes { name } before { isDefault } digest } }`:                                            nil,
		`{ loginPolicyImpact` + removal + `, figures: [LEAVES_NO_FACTOR_WHILE_FORCED]) { digest } }`:                                        nil,
		`{ loginPolicyImpact` + removal + `, figures: [TAKES_FACTOR_IN_USE]) { login } }`:                                                   {readFeatures},
		`{ loginPolicyImpact` + removal + `, figures: [TAKES_FACTOR_IN_USE]) { digest } }`:                                                  {listUsers, listMethods, readFeatures},
		`{ loginPolicyImpact` + removal + `) { people { loginV1 { ` + figureOfUsers + ` } } } }`:                                            {listUsers, listMethods},
		`mutation { removeSecondFactor(orgId: "200", type: SECOND_FACTOR_TYPE_OTP) { sequence } }`:                                          nil,
		`mutation { removeSecondFactor(orgId: "200", type: SECOND_FACTOR_TYPE_OTP, unless: [LEAVES_NO_FACTOR_WHILE_FORCED]) { sequence } }`: nil,
		`mutation { removeSecondFactor(orgId: "200", type: SECOND_FACTOR_TYPE_OTP, unless: [LOCKS_OUT_SOMEBODY]) { sequence } }`:            {listUsers, listMethods, readFeatures},
	} {
		s := &script{answer: onePerson}
		got := ask(t, t.Context(), s, document)
		asked := slices.DeleteFunc(slices.Sorted(maps.Keys(s.calls)), func(method string) bool { return !slices.Contains(asks, method) })
		if len(got.Errors) > 0 || !slices.Equal(asked, slices.Sorted(slices.Values(want))) {
			t.Errorf("%s asks %q, want %q: %s", document, asked, want, got.body)
		}
	}
}

// Ensures that all that one preview tells of people comes from one look at them: under both logins, in every category, in pages
// of several sizes, and in the digest.
func TestPreviewLooksOnce(t *testing.T) {
	for document, times := range map[string]int{
		`{ loginPolicyImpact` + removal + `) { people { loginV1 { ` + figureOfUsers + ` } } } }`: 1,
		`{ loginPolicyImpact` + removal + `, figures: [TAKES_FACTOR_IN_USE, ENDS_SESSIONS]) { digest people { loginV1 { ` + figureOfUsers + ` lockedOut { possible } } }
			again: people { loginV2 { mustSetUp { includesCaller a: users(first: 1) { nodes { id } } users(first: 2) { nodes { id } } } } } } }`: 1,
		`{ loginPolicyImpact` + removal + `) { people { loginV1 { ` + figureOfUsers + ` } } } b: loginPolicyImpact` + removal + `) { people { loginV1 { ` + figureOfUsers + ` } } } }`: 2,
	} {
		s := &script{answer: onePerson}
		got := ask(t, t.Context(), s, document)
		if len(got.Errors) > 0 || s.calls[listMethods] != times {
			t.Errorf("%s: everybody is asked about %d times: %s", document, s.calls[listMethods], got.body)
		}
		if strings.Contains(document, "loginV1") && !strings.Contains(got.body, `"losesFactor":{"certain":1,"users":{"nodes":[{"id":"7"}]}}`) {
			t.Errorf("%s: %s", document, got.body)
		}
	}
}
