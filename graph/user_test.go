package graph_test

import (
	"maps"
	"slices"
	"testing"

	"google.golang.org/protobuf/proto"

	authv1 "zitadel-graphql/internal/wire/zitadel/auth/v1"
	changev1 "zitadel-graphql/internal/wire/zitadel/change/v1"
	managementv1 "zitadel-graphql/internal/wire/zitadel/management/v1"
	objectv2 "zitadel-graphql/internal/wire/zitadel/object/v2"
	userv1 "zitadel-graphql/internal/wire/zitadel/user/v1"
	userv2 "zitadel-graphql/internal/wire/zitadel/user/v2"
	zitadelv1 "zitadel-graphql/internal/wire/zitadel/v1"
)

// editedByThree is onePerson, the caller 7, whose organization's policy was changed by 7, by 8, who isn't among its people, by 9, who
// doesn't exist any more, and by 7 again.
func editedByThree(method string, n int) (proto.Message, error) {
	switch method {
	case listChanges:
		reply := &managementv1.ListOrgChangesResponse{}
		for i, editor := range []string{"7", "8", "9", "7"} {
			reply.Result = append(reply.Result, &changev1.Change{Sequence: uint64(9 - i), ResourceOwnerId: "200", EditorId: editor,
				EditorDisplayName: map[string]string{"7": "Ada", "8": "A program"}[editor],
				EventType:         &zitadelv1.LocalizedMessage{Key: "EventTypes.org.policy.login.changed"}})
		}
		return reply, nil
	case readUser:
		return &authv1.GetMyUserResponse{User: &userv1.User{Id: "7", PreferredLoginName: "ada", Details: &zitadelv1.ObjectDetails{ResourceOwner: "200"},
			Type: &userv1.User_Human{Human: &userv1.Human{Profile: &userv1.Profile{DisplayName: "Ada"}}}}}, nil
	case userv2.UserService_RemoveTOTP_FullMethodName:
		return &userv2.RemoveTOTPResponse{Details: &objectv2.Details{ResourceOwner: "200", Sequence: 8}}, nil
	}
	return onePerson(method, n)
}

// Prevents that users are asked for where their names are enough, more than once for all who stand side by side and all of their
// fields, or who the caller is where nobody wants to know.
func TestUsersAreReadOnceWhereSelected(t *testing.T) {
	t.Parallel()
	const history = `loginPolicyChanges(orgId: "200")`
	for document, want := range map[string]map[string]int{
		`{ ` + history + ` { nodes { editor { id displayName preferredLoginName } } } }`:                                                 {},
		`{ ` + history + ` { nodes { editor { state source } } } }`:                                                                      {listUsers: 1, readPermissions: 1},
		`{ ` + history + ` { nodes { editor { state hasPasskey } } edges { node { editor { secondFactors { type } hasPassword } } } } }`: {listUsers: 1, readPermissions: 1, listMethods: 1},
		`{ ` + history + ` { nodes { editor { ... on User { secondFactors(unfinished: true) { type } } } } } }`:                          {listUsers: 1, readPermissions: 1, listMethods: 1, listFactors: 1},
		`{ loginPolicyChanges { nodes { editor { state } } } }`:                                                                          {listUsers: 1, readPermissions: 1, readOrg: 1},
		`{ viewer(orgId: "200") { canReadUsers } }`:                                                                                      {readPermissions: 1, readOrg: 1},
		`{ viewer { user { id displayName } homeOrganization { id } } }`:                                                                 {readPermissions: 1, readUser: 1},
		`{ viewer { user { state } homeOrganization { name } } }`:                                                                        {readPermissions: 2, readUser: 1, readOrg: 1, listUsers: 1},
		`{ viewer { homeOrganization { id loginPolicy { isDefault } } } }`:                                                               {readPermissions: 1, readUser: 1, readPolicy: 1},
	} {
		s := &script{answer: editedByThree}
		got := ask(t, t.Context(), s, document)
		maps.DeleteFunc(s.calls, func(method string, _ int) bool { return method == listChanges || method == listEvents })
		if len(got.Errors) > 0 || !maps.Equal(s.calls, want) {
			t.Errorf("%s makes the calls %v, want %v: %s", document, s.calls, want, got.body)
		}
	}
}

// Ensures that one answer has everything of a person of the organization, and of others, who may be machines or gone, what the
// history says.
func TestEditors(t *testing.T) {
	t.Parallel()
	got := ask(t, t.Context(), &script{answer: editedByThree}, `{ loginPolicyChanges(orgId: "200") { nodes { editor { id displayName state hasPassword } } } }`)
	const ada = `{"editor":{"id":"7","displayName":"Ada","state":"USER_STATE_ACTIVE","hasPassword":true}}`
	want := `{"data":{"loginPolicyChanges":{"nodes":[` + ada + `,{"editor":{"id":"8","displayName":"A program","state":null,"hasPassword":null}},` +
		`{"editor":{"id":"9","displayName":"","state":null,"hasPassword":null}},` + ada + `]}}}`
	if got.body != want {
		t.Errorf("got  %s\nwant %s", got.body, want)
	}
}

// Ensures that a person is read after the removal that the answer is of, for its fields alone, and never between two writes.
func TestPersonIsReadAfterRemoval(t *testing.T) {
	t.Parallel()
	for selection, want := range map[string][]string{
		`{ sequence user { id displayName } }`: {"RemoveTOTP"},
		`{ user { id state } }`:                {"RemoveTOTP", "ListMyZitadelPermissions", "ListUsers"},
		`{ user { hasPassword } }`:             {"RemoveTOTP", "ListMyZitadelPermissions", "ListUsers", "ListAuthenticationMethodTypes"},
	} {
		s := &script{answer: editedByThree}
		got := ask(t, t.Context(), s, `mutation { removeUserSecondFactor(orgId: "200", userId: "7", type: SECOND_FACTOR_TYPE_OTP, allowRemovingMyOwn: true) `+selection+` }`)
		after := s.order[max(0, slices.Index(s.order, "RemoveTOTP")):]
		slices.Sort(after[1:])
		slices.Sort(want[1:])
		if len(got.Errors) > 0 || !slices.Equal(slices.Compact(after), want) {
			t.Errorf("%s makes the calls %v, want %v: %s", selection, after, want, got.body)
		}
	}
}
