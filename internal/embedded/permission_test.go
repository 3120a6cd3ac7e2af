package embedded

import (
	"slices"
	"strings"
	"testing"

	authv1 "zitadel-graphql/internal/wire/zitadel/auth/v1"
)

// A page enables what the list names: it has what the caller's roles in this organization and in the instance allow,
// once each, in order; a member of nothing gets an empty list, not an error.
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
		{OrgOwnerToken, HomeOrgID, "org.global.read org.idp.read org.idp.write org.read policy.delete policy.read policy.write user.read user.write"},
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

// A permission that is misspelt or doubled in the table would be found by nobody else.
func TestRolesAreWellFormed(t *testing.T) {
	for _, role := range []string{RoleIAMOwner, RoleIAMOwnerViewer, RoleIAMUserManager, RoleOrgOwner, RoleOrgSettingsManager, RoleOrgOwnerViewer} {
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
