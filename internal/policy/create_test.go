package policy_test

import (
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
		z := &zitadel{shown: always(policyAt(5, inherits)), settings: policy.Settings{ConfirmWrites: true},
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
		z := &zitadel{shown: always(shown), settings: policy.Settings{RequireLog: true}}
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
	if got := z.outcome(t, reset("")); got != "BAD_GATEWAY ORGANIZATION_IGNORED NOT_EXECUTED" {
		t.Error(got)
	}
}
