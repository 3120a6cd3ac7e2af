package policy_test

import (
	"strings"
	"testing"

	"google.golang.org/grpc/codes"
	"google.golang.org/protobuf/proto"

	"zitadel-graphql/internal/policy"
	adminv1 "zitadel-graphql/internal/wire/zitadel/admin/v1"
	managementv1 "zitadel-graphql/internal/wire/zitadel/management/v1"
)

// Prevents that a change is made by another's call, or at the instance instead of in the organization: each makes one write, with
// what was asked for.
func TestEachChangeMakesItsOwnCall(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		requested              requested
		ofOrganization, ofInst string
		text                   string
	}{
		"add a second factor": {apply(policy.AddSecondFactor(sms)), managementv1.ManagementService_AddSecondFactorToLoginPolicy_FullMethodName,
			adminv1.AdminService_AddSecondFactorToLoginPolicy_FullMethodName, "type:SECOND_FACTOR_TYPE_OTP_SMS"},
		"remove a second factor": {apply(policy.RemoveSecondFactor(sms)), managementv1.ManagementService_RemoveSecondFactorFromLoginPolicy_FullMethodName,
			adminv1.AdminService_RemoveSecondFactorFromLoginPolicy_FullMethodName, "type:SECOND_FACTOR_TYPE_OTP_SMS"},
		"add a multi factor": {apply(policy.AddMultiFactor(passkey)), managementv1.ManagementService_AddMultiFactorToLoginPolicy_FullMethodName,
			adminv1.AdminService_AddMultiFactorToLoginPolicy_FullMethodName, "type:MULTI_FACTOR_TYPE_U2F_WITH_VERIFICATION"},
		"remove a multi factor": {apply(policy.RemoveMultiFactor(passkey)), managementv1.ManagementService_RemoveMultiFactorFromLoginPolicy_FullMethodName,
			adminv1.AdminService_RemoveMultiFactorFromLoginPolicy_FullMethodName, "type:MULTI_FACTOR_TYPE_U2F_WITH_VERIFICATION"},
		"add a link": {apply(policy.AddLink("9")), managementv1.ManagementService_AddIDPToLoginPolicy_FullMethodName,
			adminv1.AdminService_AddIDPToLoginPolicy_FullMethodName, `idp_id:"9"`},
		"remove a link": {apply(policy.RemoveLink("9")), managementv1.ManagementService_RemoveIDPFromLoginPolicy_FullMethodName,
			adminv1.AdminService_RemoveIDPFromLoginPolicy_FullMethodName, `idp_id:"9"`},
		"update": {apply(set("forceMfa", true)), updatePolicy, adminv1.AdminService_UpdateLoginPolicy_FullMethodName, "force_mfa:true"},
	} {
		for method, ask := range map[string]operation{
			c.ofOrganization: c.requested.to("200", policy.Options{}), c.ofInst: c.requested.toInstance(policy.Options{})} {
			shown := policyAt(7)
			if method == c.ofInst {
				shown = policyAt(7, inherits)
			}
			z := &zitadel{shown: always(shown), changes: onlyCreated()}
			got := z.outcome(t, ask)
			if !strings.HasPrefix(got, "ok") || len(z.writes()) != 1 || z.count(method) != 1 {
				t.Errorf("%s: %s after %v, want one %s", name, got, z.calls, method)
				continue
			}
			for _, made := range z.calls {
				if text := strings.ReplaceAll(made.text(), " ", ""); made.method == method && !strings.Contains(text, c.text) {
					t.Errorf("%s: %s has %s", name, method, text)
				}
			}
		}
	}
}

// Ensures that what can't be a factor or an identity provider is refused before ZITADEL is asked: some ids would become another
// call on the way.
func TestChangesThatCannotBe(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		requested requested
		want      string
	}{
		"a second factor":           {apply(policy.AddSecondFactor(0)), "BAD_USER_INPUT SECOND_FACTOR_UNSPECIFIED NOT_EXECUTED"},
		"a second factor's end":     {apply(policy.RemoveSecondFactor(0)), "BAD_USER_INPUT SECOND_FACTOR_UNSPECIFIED NOT_EXECUTED"},
		"a multi factor":            {apply(policy.AddMultiFactor(0)), "BAD_USER_INPUT MULTI_FACTOR_UNSPECIFIED NOT_EXECUTED"},
		"a multi factor's end":      {apply(policy.RemoveMultiFactor(0)), "BAD_USER_INPUT MULTI_FACTOR_UNSPECIFIED NOT_EXECUTED"},
		"an empty id":               {apply(policy.AddLink(" ")), "BAD_USER_INPUT IDENTITY_PROVIDER_INVALID NOT_EXECUTED"},
		"a way up":                  {apply(policy.RemoveLink("..")), "BAD_USER_INPUT IDENTITY_PROVIDER_INVALID NOT_EXECUTED"},
		"a way up, of the instance": {apply(policy.AddLink("..")), "BAD_USER_INPUT IDENTITY_PROVIDER_INVALID NOT_EXECUTED"},
		"a way down":                {apply(policy.RemoveLink("9/10")), "BAD_USER_INPUT IDENTITY_PROVIDER_INVALID NOT_EXECUTED"},
		"a long id":                 {apply(policy.AddLink(strings.Repeat("9", 201))), "BAD_USER_INPUT IDENTITY_PROVIDER_INVALID NOT_EXECUTED"},
		"the longest id":            {apply(policy.AddLink(strings.Repeat("9", 200))), "ok"},
		"a harmful redirect URI":    {apply(set("defaultRedirectUri", "javascript:x")), "BAD_USER_INPUT REDIRECT_URI_INVALID NOT_EXECUTED"},
		"a harmless redirect URI":   {apply(set("defaultRedirectUri", "https://a")), "ok"},
	} {
		z := &zitadel{shown: always(policyAt(7)), changes: onlyCreated()}
		if got := z.outcome(t, c.requested.to("", policy.Options{})); got != c.want || got != "ok" && len(z.calls) > 0 {
			t.Errorf("%s: %s after %v, want %s", name, got, z.calls, c.want)
		}
	}
}

// Ensures that a change is refused where the log doesn't tell and the operator demands it, or a version is expected; and that any
// other is made with a warning.
func TestPolicyThatCannotBeConfirmed(t *testing.T) {
	t.Parallel()
	seven := uint64(7)
	expecting := policy.Options{Expected: policy.ExpectedDetails{Sequence: &seven}}
	const refusal = "FAILED_PRECONDITION POLICY_NOT_CONFIRMED NOT_EXECUTED"
	for name, c := range map[string]struct {
		zitadel *zitadel
		o       policy.Options
		want    string
	}{
		"a warning":           {&zitadel{}, policy.Options{}, "ok POLICY_NOT_CONFIRMED"},
		"the operator":        {&zitadel{config: policy.Config{RequireEventLog: true}}, policy.Options{}, refusal},
		"a version":           {&zitadel{}, expecting, refusal},
		"a log":               {&zitadel{changes: onlyCreated(), config: policy.Config{RequireEventLog: true}}, expecting, "ok"},
		"no read of a policy": {&zitadel{answer: withoutRead}, policy.Options{}, "NOT_IMPLEMENTED NOT_EXECUTED"},
	} {
		c.zitadel.shown = always(policyAt(7))
		got := c.zitadel.outcome(t, apply(set("forceMfa", true)).to("200", c.o))
		if got != c.want || strings.HasPrefix(got, "ok") != (len(c.zitadel.writes()) == 1) {
			t.Errorf("%s: %s, wrote %v", name, got, c.zitadel.writes())
		}
	}
}

// withoutRead is a ZITADEL that doesn't know the read of a policy.
func withoutRead(c call) (proto.Message, error) {
	if c.method == readPolicy {
		return nil, refused(c.method, codes.Unimplemented, "")
	}
	return nil, nil
}
