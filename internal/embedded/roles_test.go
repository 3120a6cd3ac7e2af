package embedded

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	adminv1 "zitadel-graphql/internal/wire/zitadel/admin/v1"
	authv1 "zitadel-graphql/internal/wire/zitadel/auth/v1"
	managementv1 "zitadel-graphql/internal/wire/zitadel/management/v1"
)

// A page enables what the list has: what the caller's roles in this organization and in the instance permit, each once and
// sorted. A member of nothing gets an empty list, and no error.
func TestMyPermissions(t *testing.T) {
	both := User{
		ID: "300000000000000009", Token: "both", HomeOrg: HomeOrgID, Memberships: []Membership{
			{HomeOrgID, []string{RoleOrgSettingsManager, RoleOrgOwnerViewer}}, {InstanceID, []string{RoleIAMUserManager}},
		},
	}
	client := authv1.NewAuthServiceClient(dial(t, open(t, Config{Users: []User{both}}), "localhost"))
	const settings = "org.idp.read org.idp.write org.read policy.delete policy.read policy.write"
	const viewer = "org.idp.read org.read policy.read user.read"
	const users = "org.global.read org.read user.read user.write"
	tests := []struct{ token, org, want string }{
		{ViewerToken, HomeOrgID, viewer},
		{ViewerToken, InheritingOrgID, viewer},
		{OrgOwnerToken, HomeOrgID, "org.global.read org.idp.read org.idp.write org.read policy.delete policy.read policy.write user.credential.write user.read user.write"},
		{OrgOwnerToken, InheritingOrgID, ""},
		{NobodyToken, HomeOrgID, ""},
		{"both", HomeOrgID, strings.Join(unique(settings+" "+viewer+" "+users), " ")},
		{"both", InheritingOrgID, users},
	}
	for _, test := range tests {
		got, err := client.ListMyZitadelPermissions(as(t, test.token, "x-zitadel-orgid", test.org), &authv1.ListMyZitadelPermissionsRequest{})
		if err != nil || strings.Join(got.GetResult(), " ") != test.want {
			t.Errorf("%s in %s: got %v, %v, want %s", test.token, test.org, got, err, test.want)
		}
	}
}

func unique(words string) []string {
	list := strings.Fields(words)
	slices.Sort(list)
	return slices.Compact(list)
}

// No role has a permission that is doubled, or that even the instance's owner lacks, which would be a misspelt one.
func TestRolesAreWellFormed(t *testing.T) {
	for _, role := range allRoles() {
		permissions, known := permissionsOf(role)
		if !known || len(permissions) == 0 || !slices.Equal(permissions, unique(strings.Join(permissions, " "))) {
			t.Errorf("%s: %v", role, permissions)
		}
		all, _ := permissionsOf(RoleIAMOwner)
		for _, permission := range permissions {
			if !slices.Contains(all, permission) {
				t.Errorf("%s has %s, the owner of the instance hasn't", role, permission)
			}
		}
	}
}

// What a client may promise depends on whether its caller may read the payloads of events. Of all roles only the instance's
// owners and viewers may, while an organization's changes can be read by everybody who may read the organization.
func TestWhoMayReadHistories(t *testing.T) {
	var users []User
	for i, role := range allRoles() {
		resource := HomeOrgID
		if strings.HasPrefix(role, "IAM_") {
			resource = InstanceID
		}
		users = append(users, User{ID: strconv.Itoa(500 + i), Token: role, HomeOrg: HomeOrgID, Memberships: []Membership{{resource, []string{role}}}})
	}
	users = append(users, User{ID: "600", Token: "foreign", HomeOrg: HomeOrgID, Memberships: []Membership{{InheritingOrgID, []string{RoleOrgOwner}}}})
	s := open(t, Config{Users: users})
	management, admin := connect(t, s, "localhost"), connectAdmin(t, s)
	mayReadEvents := []string{RoleIAMOwner, RoleIAMOwnerViewer}
	for _, user := range users {
		_, events := admin.ListEvents(as(t, user.Token), &adminv1.ListEventsRequest{Limit: 1})
		_, changes := management.ListOrgChanges(as(t, user.Token), &managementv1.ListOrgChangesRequest{})
		switch id, _ := detailOf(t, events); {
		case user.Token == "foreign":
			if other, _ := detailOf(t, changes); id != "AUTHZ-cdgFk" || other != "AUTHZ-cdgFk" {
				t.Errorf("a foreign owner: got %v and %v", events, changes)
			}
			continue
		case slices.Contains(mayReadEvents, user.Token) != (events == nil), events != nil && id != "AUTH-5mWD2":
			t.Errorf("%s: events: got %v", user.Token, events)
		}
		if changes != nil {
			t.Errorf("%s: changes: got %v", user.Token, changes)
		}
	}
}
