package policy_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"google.golang.org/grpc/codes"
	"google.golang.org/protobuf/proto"

	"zitadel-graphql/internal/policy"
	managementv1 "zitadel-graphql/internal/wire/zitadel/management/v1"
	orgv1 "zitadel-graphql/internal/wire/zitadel/org/v1"
	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
)

// Ensures that a creation which was answered is a success as soon as the log says that it was alone, though the policy can't be
// read.
func TestCreationThatCannotBeRead(t *testing.T) {
	t.Parallel()
	for want, after := range map[string]*managementv1.ListOrgChangesResponse{
		"ok POLICY_NOT_CONFIRMED":                         changesOf(t, "8:added", "3:removed"),
		"CONFLICT CONCURRENT_CUSTOMIZATION UNKNOWN":       changesOf(t, "9:added", "8:added", "3:removed"),
		"SERVICE_UNAVAILABLE BACKEND_UNREACHABLE UNKNOWN": changesOf(t, "3:removed"),
	} {
		z := &zitadel{shown: always(policyAt(5, inherits)), config: policy.Config{ConfirmWrites: true},
			changes: []*managementv1.ListOrgChangesResponse{changesOf(t, "3:removed"), after},
			answer: func(c call) (proto.Message, error) {
				if c.method == readPolicy && c.n > 1 {
					return nil, unreachable(c.method)
				}
				return nil, nil
			}}
		if got := z.outcome(t, create("")); !strings.HasPrefix(got, want) {
			t.Errorf("%s, want %s", got, want)
		}
	}
}

// Ensures that a reset is refused by nothing that the log doesn't tell, whatever the operator wants of other changes.
func TestResetIsNotRefused(t *testing.T) {
	t.Parallel()
	for _, shown := range []*policyv1.LoginPolicy{policyAt(5, inherits), policyAt(5)} {
		z := &zitadel{shown: always(shown), config: policy.Config{RequireEventLog: true}}
		if got := z.outcome(t, reset("")); !strings.HasPrefix(got, "ok") {
			t.Error(got)
		}
	}
}

// Prevents that a reset beside an update makes the instance's policy be told as the organization's own, though it looks like
// what was wanted.
func TestResetBesideAnUpdate(t *testing.T) {
	t.Parallel()
	z := &zitadel{shown: []*policyv1.LoginPolicy{policyAt(7), policyAt(7, inherits, forces)}, changes: onlyCreated(),
		answer: func(c call) (proto.Message, error) {
			if c.method == updatePolicy {
				return nil, refused(c.method, codes.FailedPrecondition, "Org-5M9vdd")
			}
			return nil, nil
		}}
	if got := z.outcome(t, forceMFA("")); got != "FAILED_PRECONDITION LOGIN_POLICY_INHERITED NOT_EXECUTED" {
		t.Error(got)
	}
}

// Prevents that a reset which went to another organization is told as done: where a proxy takes the organization out after the
// first read, ZITADEL refuses it, since that other one has no policy.
func TestResetRefusedElsewhere(t *testing.T) {
	t.Parallel()
	for _, id := range []string{"", "200"} {
		z := &zitadel{shown: []*policyv1.LoginPolicy{policyAt(7), policyAt(7, inherits)}, changes: onlyCreated(),
			answer: func(c call) (proto.Message, error) {
				switch c.method {
				case resetPolicy:
					return nil, refused(c.method, codes.NotFound, "Org-GHB37")
				case readOrg:
					return &managementv1.GetMyOrgResponse{Org: &orgv1.Org{Id: "300"}}, nil
				}
				return nil, nil
			}}
		if got := z.outcome(t, reset(id)); got != "BAD_GATEWAY ORGANIZATION_IGNORED NOT_EXECUTED" {
			t.Errorf("%q: %s", id, got)
		}
	}
}

// Ensures that a creation copies what it isn't given, and nothing else: settings, lists and links, each provider once.
func TestCreate(t *testing.T) {
	t.Parallel()
	inherited := policyAt(7, inherits, hides, allows(otp, otp, sms), linked("1"))
	forced, err := set("forceMfa", true)
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		wanted policy.NewPolicy
		want   string
	}{
		"a copy":   {policy.NewPolicy{}, "forced false, hides true, [SECOND_FACTOR_TYPE_OTP SECOND_FACTOR_TYPE_OTP_SMS], [], 1"},
		"settings": {policy.NewPolicy{Settings: forced}, "forced true, hides true, [SECOND_FACTOR_TYPE_OTP SECOND_FACTOR_TYPE_OTP_SMS], [], 1"},
		"lists": {policy.NewPolicy{SecondFactors: []policyv1.SecondFactorType{u2f}, MultiFactors: []policyv1.MultiFactorType{passkey}, Links: []string{"9", "9"}},
			"forced false, hides true, [SECOND_FACTOR_TYPE_U2F], [MULTI_FACTOR_TYPE_U2F_WITH_VERIFICATION], 9"},
		"empty lists": {policy.NewPolicy{SecondFactors: []policyv1.SecondFactorType{}, MultiFactors: []policyv1.MultiFactorType{}, Links: []string{}},
			"forced false, hides true, [], [], "},
	} {
		z := &zitadel{shown: always(inherited), changes: onlyCreated()}
		z.outcome(t, func(ctx context.Context, client *policy.Client) (policy.Result, error) {
			return client.Create(ctx, "200", c.wanted, policy.Options{})
		})
		var created []string
		for _, made := range z.calls {
			if request, ok := made.request.(*managementv1.AddCustomLoginPolicyRequest); ok {
				var ids []string
				for _, idp := range request.GetIdps() {
					ids = append(ids, idp.GetIdpId())
				}
				created = append(created, fmt.Sprintf("forced %t, hides %t, %v, %v, %s", request.GetForceMfa(), request.GetHidePasswordReset(),
					request.GetSecondFactors(), request.GetMultiFactors(), strings.Join(ids, " ")))
			}
		}
		if len(created) != 1 || created[0] != c.want {
			t.Errorf("%s: created %q, want %s", name, created, c.want)
		}
	}
	z := &zitadel{shown: always(policyAt(7)), changes: onlyCreated()}
	if got := z.outcome(t, create("200")); got != "ALREADY_EXISTS LOGIN_POLICY_ALREADY_EXISTS NOT_EXECUTED" || len(z.writes()) > 0 {
		t.Errorf("beside its own: %s, wrote %v", got, z.writes())
	}
}
