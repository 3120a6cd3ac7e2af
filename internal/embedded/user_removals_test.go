package embedded

import (
	"context"
	"testing"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	authv1 "zitadel-graphql/internal/wire/zitadel/auth/v1"
	managementv1 "zitadel-graphql/internal/wire/zitadel/management/v1"
	objectv2 "zitadel-graphql/internal/wire/zitadel/object/v2"
	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
	userv2 "zitadel-graphql/internal/wire/zitadel/user/v2"
)

// removals are the five calls, each by the kind that it takes away. Security keys are removed by the first key's id.
func removals(client userv2.UserServiceClient) map[string]func(ctx context.Context, id string) (*objectv2.Details, error) {
	return map[string]func(ctx context.Context, id string) (*objectv2.Details, error){
		"TOTP": func(ctx context.Context, id string) (*objectv2.Details, error) {
			got, err := client.RemoveTOTP(ctx, &userv2.RemoveTOTPRequest{UserId: id})
			return got.GetDetails(), err
		},
		"U2F": func(ctx context.Context, id string) (*objectv2.Details, error) {
			got, err := client.RemoveU2F(ctx, &userv2.RemoveU2FRequest{UserId: id, U2FId: seedKeyID(id, 1)})
			return got.GetDetails(), err
		},
		"OTP_SMS": func(ctx context.Context, id string) (*objectv2.Details, error) {
			got, err := client.RemoveOTPSMS(ctx, &userv2.RemoveOTPSMSRequest{UserId: id})
			return got.GetDetails(), err
		},
		"OTP_EMAIL": func(ctx context.Context, id string) (*objectv2.Details, error) {
			got, err := client.RemoveOTPEmail(ctx, &userv2.RemoveOTPEmailRequest{UserId: id})
			return got.GetDetails(), err
		},
		"RECOVERY_CODE": func(ctx context.Context, id string) (*objectv2.Details, error) {
			got, err := client.RemoveRecoveryCodes(ctx, &userv2.RemoveRecoveryCodesRequest{UserId: id})
			return got.GetDetails(), err
		},
	}
}

// Each call takes away what it names and nothing else, and a second one is refused with an id of its own: but that of recovery
// codes, which succeeds always, and whose details don't tell.
func TestFactorsAreRemoved(t *testing.T) {
	client := connectUsers(t, open(t, Config{}))
	ctx := as(t, OrgOwnerToken)
	tests := map[string]struct {
		id, left, again string
		sequence        uint64
	}{
		"TOTP":          {MemberID(1), "RECOVERY_CODE PASSWORD", "COMMAND-Hd9sd", 6},
		"U2F":           {MemberID(3), "PASSWORD", "COMMAND-DAfb2", 5},
		"OTP_SMS":       {MemberID(5), "PASSWORD", "COMMAND-Sr3h3", 5},
		"OTP_EMAIL":     {MemberID(6), "PASSWORD", "COMMAND-b312D", 4},
		"RECOVERY_CODE": {MemberID(20), "PASSWORD", "", 3},
	}
	for name, remove := range removals(client) {
		test := tests[name]
		details, err := remove(ctx, test.id)
		if err != nil || details.GetSequence() != test.sequence || details.GetResourceOwner() != HomeOrgID || details.GetCreationDate() != nil || details.GetChangeDate() == nil {
			t.Errorf("%s: got %v, %v, want the sequence %d", name, details, err, test.sequence)
		}
		if got := methods(ctx, t, client, test.id); got != test.left {
			t.Errorf("%s: left are %q, want %q", name, got, test.left)
		}
		_, err = remove(ctx, test.id)
		if id, _ := detailOf(t, err); id != test.again || (err != nil) != (test.again != "") || err != nil && status.Code(err) != codes.NotFound {
			t.Errorf("%s again: got %v, want %s", name, err, test.again)
		}
	}
}

// What a caller without the permission learns depends on the factor: of an app and of a key that they are absent, else nothing.
func TestWhoMayRemoveFactors(t *testing.T) {
	manager := User{ID: "300000000000000021", Token: "manager", HomeOrg: HomeOrgID, Memberships: []Membership{{HomeOrgID, []string{RoleOrgUserManager}}}}
	client := connectUsers(t, open(t, Config{Users: []User{manager}}))
	const forbidden, alien = "AUTH-AWfge", "AUTHZ-cdgFk"
	tests := []struct {
		token, id string
		want      map[string]string
	}{
		{ViewerToken, MemberID(9), map[string]string{"TOTP": "COMMAND-Hd9sd", "U2F": "COMMAND-DAfb2", "OTP_SMS": forbidden, "OTP_EMAIL": forbidden, "RECOVERY_CODE": forbidden}},
		{ViewerToken, MemberID(4), map[string]string{"TOTP": forbidden, "U2F": forbidden, "OTP_SMS": forbidden, "OTP_EMAIL": forbidden, "RECOVERY_CODE": forbidden}},
		{OrgOwnerToken, LabsMemberID(2), map[string]string{"TOTP": "COMMAND-Hd9sd", "U2F": alien, "OTP_SMS": alien, "OTP_EMAIL": alien, "RECOVERY_CODE": alien}},
		{"manager", MemberID(9), map[string]string{"TOTP": "COMMAND-Hd9sd", "U2F": "COMMAND-DAfb2", "OTP_SMS": "COMMAND-Sr3h3", "OTP_EMAIL": "COMMAND-b312D", "RECOVERY_CODE": forbidden}},
		{OrgOwnerToken, "no such user", map[string]string{"TOTP": "COMMAND-Hd9sd", "U2F": "COMMAND-DAfb2", "OTP_SMS": "COMMAND-4g3xq", "OTP_EMAIL": "COMMAND-4g3xq", "RECOVERY_CODE": "COMMAND-4g3xq"}},
		{OrgOwnerToken, MemberID(16), map[string]string{"U2F": "COMMAND-DAfb2", "RECOVERY_CODE": "COMMAND-d9u8q"}},
	}
	all := removals(client)
	for _, test := range tests {
		for name, want := range test.want {
			_, err := all[name](as(t, test.token), test.id)
			if id, text := detailOf(t, err); id != want || want == "COMMAND-4g3xq" && text != "Errors.NotFound" {
				t.Errorf("%s of %s as %s: got %v, want %s", name, test.id, test.token, err, want)
			}
		}
	}
}

// What isn't finished can be removed too.
func TestUnfinishedFactorsAreRemoved(t *testing.T) {
	client := connectUsers(t, open(t, Config{}))
	ctx := as(t, OrgOwnerToken)
	for name, id := range map[string]string{"TOTP": MemberID(11), "U2F": MemberID(12)} {
		if _, err := removals(client)[name](ctx, id); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if got := factors(ctx, t, client, id, userv2.AuthFactorState_AUTH_FACTOR_STATE_NOT_READY); got != "" {
			t.Errorf("%s: left is %q", name, got)
		}
	}
}

// A person who lost the only factor that the policy allows needs none any more: token, lists and the person's own view agree.
func TestRemovalCountsForLogins(t *testing.T) {
	s := open(t, Config{})
	users, own, management := connectUsers(t, s), authv1.NewAuthServiceClient(dial(t, s, "localhost")), connect(t, s, "localhost")
	owner := as(t, InstanceOwnerToken, "x-zitadel-orgid", InheritingOrgID)
	if _, err := management.AddCustomLoginPolicy(owner, &managementv1.AddCustomLoginPolicyRequest{SecondFactors: []policyv1.SecondFactorType{sms}}); err != nil {
		t.Fatal(err)
	}
	unused := as(t, UnusedPersonToken)
	if _, err := own.ListMyAuthFactors(unused, &authv1.ListMyAuthFactorsRequest{}); status.Code(err) != codes.PermissionDenied {
		t.Fatalf("before: got %v", err)
	}
	if _, err := users.RemoveOTPSMS(owner, &userv2.RemoveOTPSMSRequest{UserId: UnusedPersonID}); err != nil {
		t.Fatal(err)
	}
	if got, err := own.ListMyAuthFactors(unused, &authv1.ListMyAuthFactorsRequest{}); err != nil || len(got.GetResult()) != 0 {
		t.Errorf("after: got %v, %v", got, err)
	}
}
