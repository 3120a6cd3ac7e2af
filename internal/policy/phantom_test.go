package policy_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/protobuf/proto"

	"zitadel-graphql/internal/policy"
	managementv1 "zitadel-graphql/internal/wire/zitadel/management/v1"
	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
	zitadelv1 "zitadel-graphql/internal/wire/zitadel/v1"
)

// addOTP adds a factor that ZITADEL calls present although the policy doesn't show it: a phantom, which has to be removed first.
func addOTP() operation { return apply(policy.AddSecondFactor(otp)).to("", policy.Options{}) }

// Prevents that putting a phantom right ends in "done" for something that nobody sees, or in "it is there" for what isn't.
func TestPhantomThatCannotBeRepaired(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		again     *policyv1.LoginPolicy     // what later reads show
		fail      func(method string) error // from the second call of a method on
		want      string
		wantOrder string
	}{
		"the policy is reset meanwhile": {again: policyAt(7, inherits), want: "FAILED_PRECONDITION LOGIN_POLICY_INHERITED NOT_EXECUTED",
			wantOrder: "GetLoginPolicy AddSecondFactorToLoginPolicy GetLoginPolicy"},
		"the second read fails": {fail: unreachable, want: "SERVICE_UNAVAILABLE BACKEND_UNREACHABLE NOT_EXECUTED",
			wantOrder: "GetLoginPolicy AddSecondFactorToLoginPolicy GetLoginPolicy"},
		"somebody else has added it": {again: policyAt(7, allows(otp)), want: "ALREADY_EXISTS SECOND_FACTOR_ALREADY_CONFIGURED NOT_EXECUTED",
			wantOrder: "GetLoginPolicy AddSecondFactorToLoginPolicy GetLoginPolicy"},
		"the second half is refused": {again: policyAt(7), fail: func(method string) error {
			if method != addFactor {
				return nil
			}
			return refused(method, codes.PermissionDenied, "AUTH-5mWD2")
		}, want: "FORBIDDEN PERMISSION_MISSING UNKNOWN",
			wantOrder: "GetLoginPolicy AddSecondFactorToLoginPolicy GetLoginPolicy RemoveSecondFactorFromLoginPolicy AddSecondFactorToLoginPolicy"},
	} {
		z := &zitadel{shown: []*policyv1.LoginPolicy{policyAt(7), c.again}, changes: onlyCreated(), answer: func(made call) (proto.Message, error) {
			switch {
			case made.method == addFactor && made.n == 1:
				return nil, refused(made.method, codes.AlreadyExists, "Org-2B0ps")
			case made.n > 1 && c.fail != nil:
				return nil, c.fail(made.method)
			}
			return nil, nil
		}}
		if got := z.outcome(t, addOTP()); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
		if got := strings.Join(z.order(), " "); got != c.wantOrder {
			t.Errorf("%s: the calls were %s", name, got)
		}
	}
}

// Prevents that a repair which has removed the phantom, and so has written, promises that nothing was written, whatever refuses
// what follows.
func TestRepairOwnsUpToItsRemoval(t *testing.T) {
	t.Parallel()
	present := refused(addFactor, codes.AlreadyExists, "Org-2B0ps")
	gone := refused(removeFactor, codes.NotFound, "Org-3M9od")
	for name, c := range map[string]struct {
		removal     error  // nil for a success
		removedFrom string // the organization
		again       error  // how the second addition ends
		last        *policyv1.LoginPolicy
		want        string
		wantWrites  string
	}{
		"somebody else adds it after the removal": {nil, "200", present, policyAt(7, allows(otp)), "sequence 7", "2 additions, 1 removal"},
		"and resets the policy":                   {nil, "200", present, policyAt(7, inherits), "CONFLICT UNKNOWN", "2 additions, 1 removal"},
		"somebody else removes and adds it": {gone, "", present, policyAt(7, allows(otp)),
			"ALREADY_EXISTS SECOND_FACTOR_ALREADY_CONFIGURED NOT_EXECUTED", "2 additions, 1 removal"},
		"somebody else removes it, and takes the caller's rights": {gone, "", refused(addFactor, codes.PermissionDenied, "AUTH-5mWD2"), policyAt(7),
			"FORBIDDEN PERMISSION_MISSING NOT_EXECUTED", "2 additions, 1 removal"},
		"the removal goes elsewhere, and a read shows what was wanted": {nil, "300", nil, policyAt(7, allows(otp)),
			"INTERNAL_SERVER_ERROR WROTE_ELSEWHERE UNKNOWN", "1 additions, 1 removal"},
		"the removal doesn't say where it went": {nil, "", nil, policyAt(7), "BAD_GATEWAY BACKEND_REPLY_INVALID UNKNOWN", "1 additions, 1 removal"},
	} {
		z := &zitadel{shown: []*policyv1.LoginPolicy{policyAt(7), policyAt(7), c.last}, changes: onlyCreated(), answer: func(made call) (proto.Message, error) {
			switch {
			case made.method == addFactor && made.n == 1:
				return nil, present
			case made.method == addFactor:
				return nil, c.again
			case made.method == removeFactor:
				return &managementv1.RemoveSecondFactorFromLoginPolicyResponse{
					Details: &zitadelv1.ObjectDetails{ResourceOwner: c.removedFrom, Sequence: 8}}, c.removal
			}
			return nil, nil
		}}
		result, err := z.do(t, time.Minute, addOTP())
		got := fmt.Sprint("sequence ", result.Details.GetSequence())
		if err != nil {
			got = failure(err)
		}
		if got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
		if got := fmt.Sprintf("%d additions, %d removal", z.count(addFactor), z.count(removeFactor)); got != c.wantWrites {
			t.Errorf("%s: %s, want %s", name, got, c.wantWrites)
		}
	}
}

// Ensures that a removal which ZITADEL has stored and skipped is told for what it is, and that putInForce adds the factor again to
// remove it for good; and never calls it undone what was written on the way.
func TestRemovalThatWasSkipped(t *testing.T) {
	t.Parallel()
	notThere := refused(removeFactor, codes.NotFound, "Org-3M9od")
	for name, c := range map[string]struct {
		putInForce    bool
		after         *policyv1.LoginPolicy // what later reads show
		addition      error
		secondRemoval error
		want          string
		writes        string
	}{
		"told":                    {false, policyAt(7, allows(otp)), nil, nil, "CONFLICT WRITTEN_NOT_IN_FORCE NOT_EXECUTED", "Remove"},
		"removed by another":      {true, policyAt(8), nil, nil, "NOT_FOUND SECOND_FACTOR_NOT_CONFIGURED NOT_EXECUTED", "Remove"},
		"put in force":            {true, policyAt(7, allows(otp)), nil, nil, "ok", "Remove Add Remove"},
		"added by another":        {true, policyAt(7, allows(otp)), refused(addFactor, codes.AlreadyExists, "Org-2B0ps"), nil, "ok", "Remove Add Remove"},
		"the addition is lost":    {true, policyAt(7, allows(otp)), lost(addFactor), nil, "SERVICE_UNAVAILABLE BACKEND_UNREACHABLE UNKNOWN", "Remove Add"},
		"the addition is refused": {true, policyAt(7, allows(otp)), refused(addFactor, codes.PermissionDenied, "AUTH-5mWD2"), nil, "FORBIDDEN PERMISSION_MISSING NOT_EXECUTED", "Remove Add"},
		"the removal is refused":  {true, policyAt(7, allows(otp)), nil, refused(removeFactor, codes.PermissionDenied, "AUTH-5mWD2"), "FORBIDDEN PERMISSION_MISSING UNKNOWN", "Remove Add Remove"},
	} {
		z := &zitadel{shown: []*policyv1.LoginPolicy{policyAt(7, allows(otp)), c.after}, changes: onlyCreated(), answer: func(made call) (proto.Message, error) {
			switch {
			case made.method == removeFactor && made.n == 1:
				return nil, notThere
			case made.method == removeFactor:
				return nil, c.secondRemoval
			case made.method == addFactor:
				return nil, c.addition
			}
			return nil, nil
		}}
		got := z.outcome(t, apply(policy.RemoveSecondFactor(otp)).to("", policy.Options{PutInForce: c.putInForce}))
		writes := strings.NewReplacer("SecondFactorFromLoginPolicy", "", "SecondFactorToLoginPolicy", "").Replace(strings.Join(z.writes(), " "))
		if got != c.want || writes != c.writes {
			t.Errorf("%s: %s, wrote %s; want %s and %s", name, got, writes, c.want, c.writes)
		}
	}
}
