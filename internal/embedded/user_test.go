package embedded

import (
	"errors"
	"testing"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	managementv1 "zitadel-graphql/internal/wire/zitadel/management/v1"
)

// A user that could never log in, or would be mistaken for another, is refused at the start.
func TestUsersAreChecked(t *testing.T) {
	good := User{ID: "300000000000000009", Token: "t", HomeOrg: HomeOrgID, Language: "de"}
	tests := []struct {
		name   string
		change func(*User)
		want   error
	}{
		{"good", func(*User) {}, nil},
		{"no id", func(u *User) { u.ID = "" }, errUserField},
		{"no home", func(u *User) { u.HomeOrg = "" }, errUserField},
		{"a blank in the token", func(u *User) { u.Token = "a b" }, errUserField},
		{"an id that no event can hold", func(u *User) { u.ID = "\xff" }, errUserField},
		{"a name that no answer can hold", func(u *User) { u.DisplayName = "\xff" }, errUserName},
		{"a development user's token", func(u *User) { u.Token = ViewerToken }, errUserTwice},
		{"a development user's id", func(u *User) { u.ID = ViewerID }, errUserTwice},
		{"an unreadable language", func(u *User) { u.Language = "not a language" }, errUserLanguage},
		{"an unknown role", func(u *User) { u.Memberships = []Membership{{HomeOrgID, []string{"KING"}}} }, errUserRole},
	}
	for _, test := range tests {
		user := good
		test.change(&user)
		s, err := Open(Config{Users: []User{user}}, discard())
		if !errors.Is(err, test.want) {
			t.Errorf("%s: got %v, want %v", test.name, err, test.want)
		}
		if s != nil {
			_ = s.Close()
		}
	}
}

// Every method of the contract can be called by some role: a new method may bring a permission that no role has yet.
func TestEveryPermissionIsGranted(t *testing.T) {
	s := open(t, Config{})
	all := []string{RoleIAMOwner}
	for method, permission := range s.permissions {
		if permission != "" && permission != permissionAuthenticated && !anyRoleGrants(all, permission) {
			t.Errorf("%s: nobody has %s", method, permission)
		}
	}
	if len(s.permissions) == 0 || s.permissions[managementv1.ManagementService_ResetLoginPolicyToDefault_FullMethodName] != "policy.delete" {
		t.Errorf("the contract wasn't read: %v", s.permissions)
	}
}

// The development tokens can do what their descriptions say, no less and no more.
func TestWhatDevelopmentTokensMayDo(t *testing.T) {
	client := connect(t, open(t, Config{}), "localhost")
	tests := []struct {
		token, org  string
		read, write codes.Code
	}{
		{InstanceOwnerToken, HomeOrgID, codes.OK, codes.NotFound},
		{InstanceOwnerToken, InheritingOrgID, codes.OK, codes.NotFound},
		{OrgOwnerToken, HomeOrgID, codes.OK, codes.NotFound},
		{OrgOwnerToken, InheritingOrgID, codes.NotFound, codes.NotFound},
		{ViewerToken, HomeOrgID, codes.OK, codes.PermissionDenied},
		{ViewerToken, InheritingOrgID, codes.OK, codes.PermissionDenied},
		{NobodyToken, HomeOrgID, codes.NotFound, codes.NotFound},
		{OrgOwnerToken, InstanceID, codes.PermissionDenied, codes.PermissionDenied},
	}
	for _, test := range tests {
		ctx := as(t, test.token, "x-zitadel-orgid", test.org)
		_, read := client.GetLoginPolicy(ctx, &managementv1.GetLoginPolicyRequest{})
		// Nobody has set this factor up, so that whoever may write learns just that.
		_, write := client.RemoveSecondFactorFromLoginPolicy(ctx, &managementv1.RemoveSecondFactorFromLoginPolicyRequest{Type: sms})
		if status.Code(read) != test.read || status.Code(write) != test.write {
			t.Errorf("%s in %s: got %v and %v, want %s and %s", test.token, test.org, read, write, test.read, test.write)
		}
		if id, _ := detailOf(t, write); test.write == codes.NotFound && test.read == codes.OK && id != "Org-3M9od" {
			t.Errorf("%s in %s: got %v, want to get as far as the command", test.token, test.org, write)
		}
	}
}

// Each token that is printed at the start works.
func TestPrintedTokensWork(t *testing.T) {
	client := connect(t, open(t, Config{}), "localhost")
	for _, token := range DevelopmentTokens() {
		_, err := client.GetLoginPolicy(as(t, token.Token), &managementv1.GetLoginPolicyRequest{})
		if status.Code(err) == codes.Unauthenticated || token.Description == "" {
			t.Errorf("%+v: %v", token, err)
		}
	}
}
