package embedded

import (
	"context"
	"slices"
	"testing"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	adminv1 "zitadel-graphql/internal/wire/zitadel/admin/v1"
	managementv1 "zitadel-graphql/internal/wire/zitadel/management/v1"
	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
	zitadelv1 "zitadel-graphql/internal/wire/zitadel/v1"
)

// answer is implemented by every answer to a write.
type answer interface {
	GetDetails() *zitadelv1.ObjectDetails
}

// detailsAnd makes the results of any write comparable.
func detailsAnd[A answer](a A, err error) (*zitadelv1.ObjectDetails, error) {
	return a.GetDetails(), err
}

// What is refused about the instance's factors has ids of its own, and partly raw keys. An organization that inherits sees a
// change, and one with its own policy doesn't.
func TestDefaultFactors(t *testing.T) {
	s := open(t, Config{})
	client, ctx := connectAdmin(t, s), as(t, InstanceOwnerToken)
	add := func(f policyv1.SecondFactorType) (*zitadelv1.ObjectDetails, error) {
		return detailsAnd(client.AddSecondFactorToLoginPolicy(ctx, &adminv1.AddSecondFactorToLoginPolicyRequest{Type: f}))
	}
	remove := func(f policyv1.SecondFactorType) (*zitadelv1.ObjectDetails, error) {
		return detailsAnd(client.RemoveSecondFactorFromLoginPolicy(ctx, &adminv1.RemoveSecondFactorFromLoginPolicyRequest{Type: f}))
	}
	addMulti := func() (*zitadelv1.ObjectDetails, error) {
		return detailsAnd(client.AddMultiFactorToLoginPolicy(ctx, &adminv1.AddMultiFactorToLoginPolicyRequest{Type: mfa}))
	}
	removeMulti := func() (*zitadelv1.ObjectDetails, error) {
		return detailsAnd(client.RemoveMultiFactorFromLoginPolicy(ctx, &adminv1.RemoveMultiFactorFromLoginPolicyRequest{Type: mfa}))
	}
	const raw = "Errors.Instance.MFA.AlreadyExists"
	wantRefused(t, codes.AlreadyExists, "INSTANCE-2B0ps", raw)(add(otp))
	wantRefused(t, codes.NotFound, "INSTANCE-3M9od", "")(remove(sms))
	wantRefused(t, codes.AlreadyExists, "INSTANCE-3M9od", raw)(addMulti())
	wantDone(t, 9, false)(remove(otp))
	wantDone(t, 10, true)(add(sms))
	wantDone(t, 11, false)(removeMulti())
	wantRefused(t, codes.NotFound, "INSTANCE-3M9df", "")(removeMulti())
	wantDone(t, 12, true)(addMulti())
	listed, err := client.ListLoginPolicyMultiFactors(ctx, &adminv1.ListLoginPolicyMultiFactorsRequest{})
	if err != nil || !slices.Equal(listed.GetResult(), []policyv1.MultiFactorType{mfa}) || listed.GetDetails().GetTotalResult() != 1 {
		t.Errorf("got %v, %v", listed, err)
	}

	management := connect(t, s, "localhost")
	for org, want := range map[string][]policyv1.SecondFactorType{InheritingOrgID: {u2f, sms}, HomeOrgID: {1, 2, 3}} {
		got, err := management.GetLoginPolicy(as(t, InstanceOwnerToken, "x-zitadel-orgid", org), &managementv1.GetLoginPolicyRequest{})
		if err != nil || !slices.Equal(got.GetPolicy().GetSecondFactors(), want) {
			t.Errorf("%s: got %v, %v, want %v", org, got.GetPolicy().GetSecondFactors(), err, want)
		}
	}
}

// wantDone checks what an answer carries: the sequence, and one date, which tells an addition from a change.
func wantDone(t *testing.T, sequence uint64, added bool) func(*zitadelv1.ObjectDetails, error) {
	t.Helper()
	return func(d *zitadelv1.ObjectDetails, err error) {
		t.Helper()
		if err != nil || d.GetSequence() != sequence || d.GetResourceOwner() != InstanceID || (d.GetCreationDate() != nil) != added || (d.GetChangeDate() != nil) == added {
			t.Errorf("got %v, %v, want %d", d, err, sequence)
		}
	}
}

// wantRefused checks code and id, and the text where one is given: those clients are known to match on.
func wantRefused(t *testing.T, code codes.Code, wantID, wantText string) func(*zitadelv1.ObjectDetails, error) {
	t.Helper()
	return func(_ *zitadelv1.ObjectDetails, err error) {
		t.Helper()
		id, text := detailOf(t, err)
		if status.Code(err) != code || id != wantID || wantText != "" && text != wantText {
			t.Errorf("got %v, want %s %s %q", err, code, wantID, wantText)
		}
	}
}

// Only the instance's providers can be linked by default, and an organization that inherits lists them.
func TestDefaultLinks(t *testing.T) {
	s := open(t, Config{})
	client, ctx := connectAdmin(t, s), as(t, InstanceOwnerToken)
	add := func(id string) (*zitadelv1.ObjectDetails, error) {
		return detailsAnd(client.AddIDPToLoginPolicy(ctx, &adminv1.AddIDPToLoginPolicyRequest{IdpId: id}))
	}
	remove := func(id string) (*zitadelv1.ObjectDetails, error) {
		return detailsAnd(client.RemoveIDPFromLoginPolicy(ctx, &adminv1.RemoveIDPFromLoginPolicyRequest{IdpId: id}))
	}
	wantRefused(t, codes.FailedPrecondition, "INSTANCE-m8fsd", "")(add(AcmeDirectoryID))
	wantDone(t, 9, true)(add(GitHubID))
	wantDone(t, 10, true)(add(CompanyLoginID))
	wantRefused(t, codes.AlreadyExists, "INSTANCE-2B0ps", "")(add(GitHubID))
	wantDone(t, 11, false)(remove(GitHubID))
	wantRefused(t, codes.NotFound, "INSTANCE-39fjs", "")(remove(GitHubID))
	wantRefused(t, codes.InvalidArgument, "", "")(remove(""))
	wantRefused(t, codes.InvalidArgument, "", "")(add(""))

	listed, err := client.ListLoginPolicyIDPs(ctx, &adminv1.ListLoginPolicyIDPsRequest{Query: &zitadelv1.ListQuery{Limit: 5}})
	if err != nil || listed.GetDetails().GetTotalResult() != 1 || listed.GetResult()[0].GetIdpName() != "Company login" {
		t.Errorf("got %v, %v", listed, err)
	}
	inherited, err := connect(t, s, "localhost").GetLoginPolicy(as(t, InstanceOwnerToken, "x-zitadel-orgid", InheritingOrgID), &managementv1.GetLoginPolicyRequest{})
	if err != nil || len(inherited.GetPolicy().GetIdps()) != 1 || inherited.GetPolicy().GetDetails().GetSequence() != 5 {
		t.Errorf("got %v, %v", inherited, err)
	}
	providers, err := client.ListProviders(ctx, &adminv1.ListProvidersRequest{})
	if err != nil || len(providers.GetResult()) != 2 {
		t.Errorf("got %v, %v, want the instance's two", providers, err)
	}
}

// An update replaces everything, as an organization's does. Nothing to change is an error, and a bad URI is another.
func TestUpdateDefaultPolicy(t *testing.T) {
	client, ctx := connectAdmin(t, open(t, Config{})), as(t, InstanceOwnerToken)
	update := func(req *adminv1.UpdateLoginPolicyRequest) (*zitadelv1.ObjectDetails, error) {
		return detailsAnd(client.UpdateLoginPolicy(ctx, req))
	}
	wantRefused(t, codes.InvalidArgument, "INST-SFdqd", "")(update(&adminv1.UpdateLoginPolicyRequest{DefaultRedirectUri: "foo"}))
	wantDone(t, 9, false)(update(&adminv1.UpdateLoginPolicyRequest{ForceMfa: true}))
	wantRefused(t, codes.FailedPrecondition, "INSTANCE-5M9vdd", "")(update(&adminv1.UpdateLoginPolicyRequest{ForceMfa: true}))
	wantRefused(t, codes.InvalidArgument, "", "")(update(&adminv1.UpdateLoginPolicyRequest{PasswordlessType: 2}))
	got, err := client.GetLoginPolicy(ctx, &adminv1.GetLoginPolicyRequest{})
	if p := got.GetPolicy(); err != nil || !p.GetForceMfa() || p.GetAllowRegister() || !p.GetIsDefault() || len(p.GetSecondFactors()) != 2 || p.GetDetails().GetSequence() != 9 {
		t.Errorf("got %v, %v", got, err)
	}
}

// An organization's owner may not touch the instance, and the instance's viewer may only look at it. The organization of the
// header selects nothing, but must exist.
func TestAdminIsForTheInstancesMembers(t *testing.T) {
	viewer := User{
		ID: "300000000000000009", Token: "iam-viewer", HomeOrg: HomeOrgID,
		Memberships: []Membership{{InstanceID, []string{RoleIAMOwnerViewer}}},
	}
	client := connectAdmin(t, open(t, Config{Users: []User{viewer}}))
	tests := []struct {
		name        string
		ctx         context.Context
		read, write codes.Code
		id          string
	}{
		{"its owner", as(t, InstanceOwnerToken, "x-zitadel-orgid", InheritingOrgID), codes.OK, codes.AlreadyExists, "INSTANCE-2B0ps"},
		{"its viewer", as(t, "iam-viewer"), codes.OK, codes.PermissionDenied, "AUTH-5mWD2"},
		{"an organization's owner", as(t, OrgOwnerToken), codes.PermissionDenied, codes.PermissionDenied, "AUTH-5mWD2"},
		{"nobody", as(t, NobodyToken), codes.NotFound, codes.NotFound, "AUTHZ-cdgFk"},
		{"an unknown organization", as(t, InstanceOwnerToken, "x-zitadel-orgid", "unknown"), codes.PermissionDenied, codes.PermissionDenied, "AUTH-Bs7Ds"},
	}
	for _, test := range tests {
		_, read := client.GetLoginPolicy(test.ctx, &adminv1.GetLoginPolicyRequest{})
		_, restrictions := client.GetRestrictions(test.ctx, &adminv1.GetRestrictionsRequest{})
		_, events := client.ListEvents(test.ctx, &adminv1.ListEventsRequest{})
		for _, err := range []error{read, restrictions, events} {
			if status.Code(err) != test.read {
				t.Errorf("%s reads: got %v, want %s", test.name, err, test.read)
			}
		}
		wantRefused(t, test.write, test.id, "")(detailsAnd(client.AddSecondFactorToLoginPolicy(test.ctx, &adminv1.AddSecondFactorToLoginPolicyRequest{Type: otp})))
	}
}

// A write to the instance may stay invisible to the admin reads for a while, as on a busy ZITADEL; the history and the
// next write know it at once.
func TestAdminReadsLag(t *testing.T) {
	clock := newClock()
	client, ctx := connectAdmin(t, openWith(t, Config{Lag: time.Second}, discard(), clock.now)), as(t, InstanceOwnerToken)
	clock.advance(time.Minute)
	wantDone(t, 9, true)(detailsAnd(client.AddSecondFactorToLoginPolicy(ctx, &adminv1.AddSecondFactorToLoginPolicyRequest{Type: sms})))
	wantDone(t, 10, true)(detailsAnd(client.AddIDPToLoginPolicy(ctx, &adminv1.AddIDPToLoginPolicyRequest{IdpId: GitHubID})))
	wantDone(t, 1, false)(detailsAnd(client.SetRestrictions(ctx, allowing("en"))))
	seen := func() []bool {
		t.Helper()
		policy, err1 := client.GetLoginPolicy(ctx, &adminv1.GetLoginPolicyRequest{})
		list, err2 := client.ListLoginPolicySecondFactors(ctx, &adminv1.ListLoginPolicySecondFactorsRequest{})
		links, err3 := client.ListLoginPolicyIDPs(ctx, &adminv1.ListLoginPolicyIDPsRequest{})
		restrictions, err4 := client.GetRestrictions(ctx, &adminv1.GetRestrictionsRequest{})
		for _, err := range []error{err1, err2, err3, err4} {
			if err != nil {
				t.Fatal(err)
			}
		}
		return []bool{
			slices.Contains(policy.GetPolicy().GetSecondFactors(), sms), slices.Contains(list.GetResult(), sms),
			len(links.GetResult()) > 0, restrictions.GetDetails().GetSequence() > 0,
		}
	}
	if slices.Contains(seen(), true) {
		t.Errorf("seen at once: %v", seen())
	}
	if got := listEvents(t, client, &adminv1.ListEventsRequest{Limit: 1, AggregateId: InstanceID, AggregateTypes: []string{"instance"}}); got[0].GetSequence() != 10 {
		t.Errorf("the history is late: %v", got)
	}
	wantRefused(t, codes.AlreadyExists, "INSTANCE-2B0ps", "")(detailsAnd(client.AddSecondFactorToLoginPolicy(ctx, &adminv1.AddSecondFactorToLoginPolicyRequest{Type: sms})))
	clock.advance(time.Second)
	if slices.Contains(seen(), false) {
		t.Errorf("not seen after the lag: %v", seen())
	}
}
