package policy_test

import (
	"testing"

	"google.golang.org/grpc/codes"
	"google.golang.org/protobuf/proto"

	"zitadel-graphql/internal/policy"
	managementv1 "zitadel-graphql/internal/wire/zitadel/management/v1"
	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
)

// Ensures that a creation which the log has, alone, is a success with the right warning, whatever a read shows afterwards: that it
// isn't in force where ZITADEL skipped it, and that it has locked its caller out where ZITADEL refuses the token from then on. That
// the copied policy isn't confirmed comes on top, since the caller may not read the instance's log.
func TestWarningsOfACreation(t *testing.T) {
	t.Parallel()
	for want, readAfter := range map[string]func() (*policyv1.LoginPolicy, error){
		"ok POLICY_NOT_CONFIRMED":                      func() (*policyv1.LoginPolicy, error) { return policyAt(8), nil },
		"ok POLICY_NOT_CONFIRMED WRITTEN_NOT_IN_FORCE": func() (*policyv1.LoginPolicy, error) { return policyAt(5, inherits), nil },
		"ok LOCKED_OUT POLICY_NOT_CONFIRMED": func() (*policyv1.LoginPolicy, error) {
			return nil, refused(readPolicy, codes.PermissionDenied, "AUTHZ-Kl3p0")
		},
	} {
		z := &zitadel{shown: always(policyAt(5, inherits)), config: policy.Config{ConfirmWrites: true},
			changes: []*managementv1.ListOrgChangesResponse{changesOf(t, "3:removed"), changesOf(t, "8:added", "3:removed")},
			answer: func(c call) (proto.Message, error) {
				if c.method != readPolicy || c.n == 1 {
					return nil, nil
				}
				shown, err := readAfter()
				return &managementv1.GetLoginPolicyResponse{Policy: shown}, err
			}}
		if got := z.outcome(t, create("")); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}
