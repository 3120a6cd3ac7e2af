package policy_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/protobuf/proto"

	"zitadel-graphql/internal/policy"
	managementv1 "zitadel-graphql/internal/wire/zitadel/management/v1"
	orgv1 "zitadel-graphql/internal/wire/zitadel/org/v1"
	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
)

// Prevents that anything is written, or called done, behind a proxy that takes the organization out: ZITADEL answers for the home
// organization then, whose inherited policy looks like anybody's.
func TestInheritedPolicyOfAnotherOrganization(t *testing.T) {
	t.Parallel()
	customize := policy.Options{WhenInherited: policy.Customize}
	for name, ask := range map[string]operation{
		"a reset":                        reset("200"),
		"an update that changes nothing": apply(set("forceMfa", false)).to("200", customize),
		"an update":                      apply(set("forceMfa", true)).to("200", customize),
		"a creation":                     create("200"),
		"an addition":                    apply(policy.AddSecondFactor(otp)).to("200", customize),
		"an addition that is refused":    apply(policy.AddSecondFactor(otp)).to("200", policy.Options{}),
	} {
		z := &zitadel{shown: always(policyAt(7, inherits)), changes: onlyCreated(), answer: func(c call) (proto.Message, error) {
			if c.method == readOrg {
				return &managementv1.GetMyOrgResponse{Org: &orgv1.Org{Id: "300"}}, nil
			}
			return nil, nil
		}}
		_, err := z.do(t, time.Minute, ask)
		if err == nil || failure(err) != "BAD_GATEWAY ORGANIZATION_IGNORED NOT_EXECUTED" || classified(err).ResourceOwner != "300" {
			t.Errorf("%s: %v", name, err)
		}
		if len(z.writes()) > 0 {
			t.Errorf("%s: the calls were %v", name, z.order())
		}
	}
}

// Ensures that a change for an organization that inherits asks once whom ZITADEL answers for, before it writes, whatever becomes
// of the change; also where the caller may not ask.
func TestChangeConfirmsBeforeItWrites(t *testing.T) {
	t.Parallel()
	one := uint64(1)
	nothing := apply(policy.Patch{}, nil)
	for name, c := range map[string]struct {
		ask    operation
		writes bool
	}{
		"add, customize":         {apply(policy.AddSecondFactor(otp)).to("200", policy.Options{WhenInherited: policy.Customize}), true},
		"create":                 {create("200"), true},
		"add":                    {apply(policy.AddSecondFactor(otp)).to("200", policy.Options{}), false},
		"remove":                 {apply(policy.RemoveSecondFactor(otp)).to("200", policy.Options{}), false},
		"update":                 {forceMFA("200"), false},
		"nothing, customize":     {nothing.to("200", policy.Options{WhenInherited: policy.Customize}), false},
		"nothing, of no version": {nothing.to("200", policy.Options{Expected: policy.ExpectedDetails{Sequence: &one}}), false},
		"reset":                  {reset("200"), false},
	} {
		for _, refusal := range []error{nil, refused(readOrg, codes.PermissionDenied, "AUTH-5mWD2")} {
			shown := always(policyAt(7, inherits))
			if c.writes {
				shown = append(shown, policyAt(7, allows(otp)))
			}
			z := &zitadel{shown: shown, changes: onlyCreated(), answer: func(made call) (proto.Message, error) {
				if made.method == readOrg {
					return nil, refusal
				}
				return nil, nil
			}}
			got := z.outcome(t, c.ask)
			question, write := slices.Index(z.order(), "GetMyOrg"), slices.Index(z.order(), "AddCustomLoginPolicy")
			if z.count(readOrg) != 1 || c.writes != (write > question) {
				t.Errorf("%s: the calls were %v: %s", name, z.order(), got)
			}
		}
	}
}

// Ensures that what is inherited is read for the organization that was named, or is answered with a warning where nothing tells;
// and that an organization's own policy costs no question.
func TestReadIsConfirmed(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		shown   *policyv1.LoginPolicy
		taken   string // the organization that ZITADEL takes the call for
		refusal error
		want    string
		asked   int
	}{
		"its own":             {policyAt(7), "200", nil, "answered []", 0},
		"somebody else's own": {policyAt(7, func(p *policyv1.LoginPolicy) { p.Details.ResourceOwner = "300" }), "300", nil, "BAD_GATEWAY ORGANIZATION_IGNORED NOT_EXECUTED", 0},
		"inherited":           {policyAt(7, inherits), "200", nil, "answered []", 1},
		"inherited elsewhere": {policyAt(7, inherits), "300", nil, "BAD_GATEWAY ORGANIZATION_IGNORED NOT_EXECUTED", 1},
		"not to be asked":     {policyAt(7, inherits), "200", refused(readOrg, codes.PermissionDenied, "AUTH-5mWD2"), "answered [ORGANIZATION_NOT_CONFIRMED]", 1},
		"incomplete":          {&policyv1.LoginPolicy{}, "200", nil, "BAD_GATEWAY BACKEND_REPLY_INVALID NOT_EXECUTED", 0},
	} {
		z := &zitadel{shown: always(c.shown), answer: func(made call) (proto.Message, error) {
			if made.method == readOrg {
				return &managementv1.GetMyOrgResponse{Org: &orgv1.Org{Id: c.taken}}, c.refusal
			}
			return nil, nil
		}}
		found, warnings, err := policy.NewClient(z, policy.Config{}).Read(asCaller(t.Context()), "200")
		var got string
		if err != nil {
			got = failure(err)
		} else {
			codes := []string{}
			for _, warning := range warnings {
				codes = append(codes, string(warning.Code))
			}
			got = fmt.Sprint("answered ", codes)
		}
		if got != c.want || z.count(readOrg) != c.asked || err == nil && !proto.Equal(found, c.shown) {
			t.Errorf("%s: %s after %v, want %s", name, got, z.order(), c.want)
		}
	}
}

// Prevents that an organization which nobody meant gets a policy: where none was named, and the one whose own policy was read first
// loses that policy meanwhile, the inherited policy that is read next doesn't say whose it is.
func TestHomeOrganizationIsConfirmed(t *testing.T) {
	t.Parallel()
	z := &zitadel{shown: []*policyv1.LoginPolicy{policyAt(7), policyAt(7, inherits)}, changes: always(changesOf(t, "9:removed", "5:added")),
		answer: func(c call) (proto.Message, error) {
			if c.method == readOrg {
				return &managementv1.GetMyOrgResponse{Org: &orgv1.Org{Id: "300"}}, nil
			}
			return nil, nil
		}}
	got := z.outcome(t, apply(set("forceMfa", true)).to("", policy.Options{WhenInherited: policy.Customize}))
	if got != "BAD_GATEWAY ORGANIZATION_IGNORED NOT_EXECUTED" || len(z.writes()) > 0 {
		t.Errorf("%s after %v", got, z.order())
	}
}
