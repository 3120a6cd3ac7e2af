package embedded

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	objectv2 "zitadel-graphql/internal/wire/zitadel/object/v2"
	userv2 "zitadel-graphql/internal/wire/zitadel/user/v2"
)

func connectUsers(t *testing.T, s *Server) userv2.UserServiceClient {
	t.Helper()
	return userv2.NewUserServiceClient(dial(t, s, "localhost"))
}

func inOrganization(id string) *userv2.SearchQuery {
	return &userv2.SearchQuery{Query: &userv2.SearchQuery_OrganizationIdQuery{OrganizationIdQuery: &userv2.OrganizationIdQuery{OrganizationId: id}}}
}

func ofType(kind userv2.Type) *userv2.SearchQuery {
	return &userv2.SearchQuery{Query: &userv2.SearchQuery_TypeQuery{TypeQuery: &userv2.TypeQuery{Type: kind}}}
}

func inState(state userv2.UserState) *userv2.SearchQuery {
	return &userv2.SearchQuery{Query: &userv2.SearchQuery_StateQuery{StateQuery: &userv2.StateQuery{State: state}}}
}

func withIDs(ids ...string) *userv2.SearchQuery {
	return &userv2.SearchQuery{Query: &userv2.SearchQuery_InUserIdsQuery{InUserIdsQuery: &userv2.InUserIDQuery{UserIds: ids}}}
}

// listedUsers gives the ids of the list and its total.
func listedUsers(ctx context.Context, t *testing.T, client userv2.UserServiceClient, req *userv2.ListUsersRequest) ([]string, uint64) {
	t.Helper()
	got, err := client.ListUsers(ctx, req)
	if err != nil {
		t.Fatal(err)
	}
	var ids []string
	for _, user := range got.GetResult() {
		ids = append(ids, user.GetUserId())
	}
	return ids, got.GetDetails().GetTotalResult()
}

// Each query narrows the list and none widens it, or a person of another organization would appear.
func TestUsersAreFiltered(t *testing.T) {
	client := connectUsers(t, open(t, Config{}))
	acme, labs := len(acmePeople()), len(labsPeople())
	tests := map[string]struct {
		queries []*userv2.SearchQuery
		want    int
	}{
		"everybody":                 {nil, acme + 4 + labs + 4},
		"people of Acme":            {[]*userv2.SearchQuery{inOrganization(HomeOrgID), ofType(userv2.Type_TYPE_HUMAN)}, acme},
		"machines of Acme":          {[]*userv2.SearchQuery{inOrganization(HomeOrgID), ofType(userv2.Type_TYPE_MACHINE)}, 4},
		"Acme Labs":                 {[]*userv2.SearchQuery{inOrganization(InheritingOrgID)}, labs + 4},
		"inactive people":           {[]*userv2.SearchQuery{inState(userv2.UserState_USER_STATE_INACTIVE)}, 2},
		"locked people of Labs":     {[]*userv2.SearchQuery{inState(userv2.UserState_USER_STATE_LOCKED), inOrganization(InheritingOrgID)}, 1},
		"invited people":            {[]*userv2.SearchQuery{inState(userv2.UserState_USER_STATE_INITIAL)}, 1},
		"by ids, one of them alien": {[]*userv2.SearchQuery{inOrganization(HomeOrgID), withIDs(MemberID(0), LabsMemberID(0), "nobody")}, 1},
		"no ids":                    {[]*userv2.SearchQuery{withIDs()}, 0},
		"two sets of ids":           {[]*userv2.SearchQuery{withIDs(MemberID(0), MemberID(1)), withIDs(MemberID(1), MemberID(2))}, 1},
		"two organizations":         {[]*userv2.SearchQuery{inOrganization(HomeOrgID), inOrganization(InheritingOrgID)}, 0},
		"two types":                 {[]*userv2.SearchQuery{ofType(userv2.Type_TYPE_HUMAN), ofType(userv2.Type_TYPE_MACHINE)}, 0},
		"an unknown organization":   {[]*userv2.SearchQuery{inOrganization("1")}, 0},
	}
	for name, test := range tests {
		ids, total := listedUsers(as(t, InstanceOwnerToken), t, client, &userv2.ListUsersRequest{Queries: test.queries})
		if len(ids) != test.want || total != uint64(test.want) {
			t.Errorf("%s: got %d users and the total %d, want %d", name, len(ids), total, test.want)
		}
	}
}

// Pages of a list that is sorted by the date of creation join without a gap, and there is no total beyond the end.
func TestUsersArePaged(t *testing.T) {
	client := connectUsers(t, open(t, Config{MoreUsers: 100}))
	request := func(offset uint64, limit uint32, asc bool) *userv2.ListUsersRequest {
		return &userv2.ListUsersRequest{
			Query: &objectv2.ListQuery{Offset: offset, Limit: limit, Asc: asc}, SortingColumn: userv2.UserFieldName_USER_FIELD_NAME_CREATION_DATE,
			Queries: []*userv2.SearchQuery{inOrganization(HomeOrgID), ofType(userv2.Type_TYPE_HUMAN)},
		}
	}
	ctx := as(t, OrgOwnerToken)
	whole, total := listedUsers(ctx, t, client, request(0, 0, true))
	if want := uint64(len(acmePeople()) + 100); total != want || uint64(len(whole)) != want {
		t.Fatalf("got %d of %d users, want %d", len(whole), total, want)
	}
	var paged []string
	for offset := uint64(0); offset < total; offset += 50 {
		page, of := listedUsers(ctx, t, client, request(offset, 50, true))
		if of != total {
			t.Errorf("offset %d: got the total %d, want %d", offset, of, total)
		}
		paged = append(paged, page...)
	}
	if !slices.Equal(paged, whole) {
		t.Errorf("got the pages %v, want %v", paged, whole)
	}
	if beyond, of := listedUsers(ctx, t, client, request(total, 50, true)); len(beyond) != 0 || of != 0 {
		t.Errorf("beyond the end: got %v of %d", beyond, of)
	}
	backwards, _ := listedUsers(ctx, t, client, request(0, 0, false))
	slices.Reverse(backwards)
	if !slices.Equal(backwards, whole) {
		t.Error("the youngest don't come first")
	}
}

// Whoever may read no users sees oneself alone, and who may read one organization's sees no other's.
func TestWhoSeesWhom(t *testing.T) {
	client := connectUsers(t, open(t, Config{}))
	labs := len(labsPeople()) + 4
	for token, want := range map[string]int{
		NobodyToken: 1, OrgOwnerToken: len(acmePeople()) + 4, PersonToken: labs, ViewerToken: len(acmePeople()) + 4 + labs,
	} {
		if ids, total := listedUsers(as(t, token), t, client, &userv2.ListUsersRequest{}); len(ids) != want || total != uint64(want) {
			t.Errorf("%s: sees %d of %d users, want %d", token, len(ids), total, want)
		}
	}
}

// The list tells what the reports need of a person, and who isn't one.
func TestUserMessages(t *testing.T) {
	client := connectUsers(t, open(t, Config{}))
	got, err := client.ListUsers(as(t, InstanceOwnerToken), &userv2.ListUsersRequest{
		Queries: []*userv2.SearchQuery{withIDs(MemberID(2), ViewerID)}, SortingColumn: userv2.UserFieldName_USER_FIELD_NAME_TYPE,
		Query: &objectv2.ListQuery{Asc: true},
	})
	if err != nil || len(got.GetResult()) != 2 {
		t.Fatalf("got %v, %v", got, err)
	}
	person, machine := got.GetResult()[0], got.GetResult()[1]
	if person.GetPreferredLoginName() != "carla.rossi@acme.localhost" || person.GetHuman().GetProfile().GetDisplayName() != "Carla Rossi" ||
		!person.GetHuman().GetEmail().GetIsVerified() || !person.GetHuman().GetPhone().GetIsVerified() ||
		person.GetDetails().GetResourceOwner() != HomeOrgID || person.GetState() != userv2.UserState_USER_STATE_ACTIVE {
		t.Errorf("got %v", person)
	}
	if want := time.Date(2025, 1, 9, 9, 0, 0, 0, time.UTC); !person.GetDetails().GetCreationDate().AsTime().Equal(want) {
		t.Errorf("created at %s, want %s: it must never change", person.GetDetails().GetCreationDate().AsTime(), want)
	}
	if machine.GetUserId() != ViewerID || machine.GetMachine() == nil {
		t.Errorf("got %v", machine)
	}
}

func methods(ctx context.Context, t *testing.T, client userv2.UserServiceClient, id string) string {
	t.Helper()
	got, err := client.ListAuthenticationMethodTypes(ctx, &userv2.ListAuthenticationMethodTypesRequest{UserId: id})
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, method := range got.GetAuthMethodTypes() {
		names = append(names, strings.TrimPrefix(method.String(), "AUTHENTICATION_METHOD_TYPE_"))
	}
	return strings.Join(names, " ")
}

func factors(ctx context.Context, t *testing.T, client userv2.UserServiceClient, id string, states ...userv2.AuthFactorState) string {
	t.Helper()
	got, err := client.ListAuthenticationFactors(ctx, &userv2.ListAuthenticationFactorsRequest{UserId: id, States: states})
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, factor := range got.GetResult() {
		name := strings.TrimPrefix(factor.GetState().String(), "AUTH_FACTOR_STATE_")
		switch kind := factor.GetType().(type) {
		case *userv2.AuthFactor_Otp:
			name += " TOTP"
		case *userv2.AuthFactor_U2F:
			name += " U2F " + kind.U2F.GetId() + " " + kind.U2F.GetName()
		case *userv2.AuthFactor_OtpSms:
			name += " SMS"
		case *userv2.AuthFactor_OtpEmail:
			name += " EMAIL"
		}
		names = append(names, name)
	}
	return strings.Join(names, ", ")
}

// Kinds and factors are two lists that have different things: passkeys, recovery codes, passwords and accounts at providers only
// the first, ids, names and what isn't finished only the second.
func TestWhatPeopleHaveSetUp(t *testing.T) {
	client := connectUsers(t, open(t, Config{}))
	ctx := as(t, OrgOwnerToken)
	all := []userv2.AuthFactorState{userv2.AuthFactorState_AUTH_FACTOR_STATE_NOT_READY, userv2.AuthFactorState_AUTH_FACTOR_STATE_READY}
	tests := []struct{ id, methods, ready, all string }{
		{MemberID(1), "TOTP RECOVERY_CODE PASSWORD", "READY TOTP", "READY TOTP"},
		{
			MemberID(4), "TOTP U2F PASSWORD", "READY TOTP, READY U2F 600000000000000051 YubiKey at home, READY U2F 600000000000000052 YubiKey on the key ring",
			"READY TOTP, READY U2F 600000000000000051 YubiKey at home, READY U2F 600000000000000052 YubiKey on the key ring",
		},
		{MemberID(7), "PASSKEY PASSWORD", "", ""},
		{MemberID(9), "PASSWORD", "", ""},
		{MemberID(11), "PASSWORD", "", "NOT_READY TOTP"},
		{MemberID(12), "PASSWORD", "", "NOT_READY U2F 600000000000000131 "},
		{MemberID(13), "IDP", "", ""},
		{MemberID(17), "", "", ""},
		{MemberID(19), "OTP_EMAIL OTP_SMS PASSWORD", "READY SMS, READY EMAIL", "READY SMS, READY EMAIL"},
		{"no such user", "", "", ""},
	}
	for _, test := range tests {
		if got := methods(ctx, t, client, test.id); got != test.methods {
			t.Errorf("%s: got the methods %q, want %q", test.id, got, test.methods)
		}
		if got := factors(ctx, t, client, test.id); got != test.ready {
			t.Errorf("%s: got the factors %q, want %q", test.id, got, test.ready)
		}
		if got := factors(ctx, t, client, test.id, all...); got != test.all {
			t.Errorf("%s: got all factors %q, want %q", test.id, got, test.all)
		}
	}
}

// An owner of another organization is answered about kinds and refused factors, where there are any: an empty answer isn't "none".
func TestForeignersSeeKindsAndNoFactors(t *testing.T) {
	client := connectUsers(t, open(t, Config{}))
	if got := methods(as(t, OrgOwnerToken), t, client, LabsMemberID(0)); got != "TOTP PASSWORD" {
		t.Errorf("got %q", got)
	}
	for token, want := range map[string]string{OrgOwnerToken: "AUTHZ-cdgFk", NobodyToken: "AUTHZ-cdgFk"} {
		_, err := client.ListAuthenticationFactors(as(t, token), &userv2.ListAuthenticationFactorsRequest{UserId: LabsMemberID(0)})
		if id, _ := detailOf(t, err); id != want || status.Code(err) != codes.NotFound {
			t.Errorf("%s: got %v, want %s", token, err, want)
		}
		if got := factors(as(t, token), t, client, LabsMemberID(4)); got != "" {
			t.Errorf("%s: got %q of somebody who has none", token, got)
		}
	}
	if _, err := client.ListAuthenticationMethodTypes(as(t, NobodyToken), &userv2.ListAuthenticationMethodTypesRequest{UserId: MemberID(0)}); status.Code(err) != codes.NotFound {
		t.Errorf("a member of nothing: got %v", err)
	}
	if got := methods(as(t, NobodyToken), t, client, NobodyID); got != "" {
		t.Errorf("oneself: got %q", got)
	}
}
