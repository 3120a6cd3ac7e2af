package policy_test

import (
	"slices"
	"testing"

	"google.golang.org/grpc/codes"
	"google.golang.org/protobuf/proto"

	"zitadel-graphql/internal/policy"
	idpv1 "zitadel-graphql/internal/wire/zitadel/idp/v1"
	managementv1 "zitadel-graphql/internal/wire/zitadel/management/v1"
	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
)

// linked has a policy link these identity providers.
func linked(ids ...string) func(*policyv1.LoginPolicy) {
	return func(p *policyv1.LoginPolicy) {
		for _, id := range ids {
			p.Idps = append(p.Idps, &idpv1.IDPLoginPolicyLink{IdpId: id})
		}
	}
}

// Ensures that a link of an inherited policy is refused with the reason why, or written into the copy that becomes the
// organization's own policy.
func TestLinkOfAnInheritedPolicy(t *testing.T) {
	t.Parallel()
	customize := policy.Options{WhenInherited: policy.Customize}
	for name, c := range map[string]struct {
		requested requested
		o         policy.Options
		want      string
		copied    []string // the links of the copy
	}{
		"add":                          {apply(addLink("9")), policy.Options{}, "FAILED_PRECONDITION LOGIN_POLICY_INHERITED NOT_EXECUTED", nil},
		"remove":                       {apply(policy.RemoveLink("1")), policy.Options{}, "FAILED_PRECONDITION IDENTITY_PROVIDER_INHERITED NOT_EXECUTED", nil},
		"remove what isn't":            {apply(policy.RemoveLink("9")), policy.Options{}, "NOT_FOUND IDENTITY_PROVIDER_NOT_LINKED NOT_EXECUTED", nil},
		"add, customize":               {apply(addLink("9")), customize, "ok POLICY_NOT_CONFIRMED", []string{"1", "2", "9"}},
		"add what is, customize":       {apply(addLink("1")), customize, "ALREADY_EXISTS IDENTITY_PROVIDER_ALREADY_LINKED NOT_EXECUTED", nil},
		"remove, customize":            {apply(policy.RemoveLink("1")), customize, "ok POLICY_NOT_CONFIRMED", []string{"2"}},
		"remove what isn't, customize": {apply(policy.RemoveLink("9")), customize, "NOT_FOUND IDENTITY_PROVIDER_NOT_LINKED NOT_EXECUTED", nil},
	} {
		z := &zitadel{shown: []*policyv1.LoginPolicy{policyAt(7, inherits, linked("1", "2")), policyAt(8, linked(c.copied...))}, changes: onlyCreated()}
		if got := z.outcome(t, c.requested.to("", c.o)); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
		var copied []string
		for _, made := range z.calls {
			if request, ok := made.request.(*managementv1.AddCustomLoginPolicyRequest); ok {
				for _, link := range request.GetIdps() {
					copied = append(copied, link.GetIdpId())
				}
			}
		}
		if !slices.Equal(copied, c.copied) {
			t.Errorf("%s: the copy links %v, want %v", name, copied, c.copied)
		}
	}
}

// Prevents that a link which ZITADEL has stored and skipped is told as one that is there, and one that somebody else has just
// changed as skipped.
func TestLinkThatWasSkipped(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		requested     requested
		before, after *policyv1.LoginPolicy
		code          codes.Code
		id            string
		want          string
	}{
		"an addition":              {apply(addLink("9")), policyAt(7), policyAt(7), codes.AlreadyExists, "Org-2B0ps", "CONFLICT WRITTEN_NOT_IN_FORCE NOT_EXECUTED"},
		"a removal":                {apply(policy.RemoveLink("9")), policyAt(7, linked("9")), policyAt(7, linked("9")), codes.NotFound, "Org-39fjs", "CONFLICT WRITTEN_NOT_IN_FORCE NOT_EXECUTED"},
		"added by somebody else":   {apply(addLink("9")), policyAt(7), policyAt(8, linked("9")), codes.AlreadyExists, "Org-2B0ps", "ALREADY_EXISTS IDENTITY_PROVIDER_ALREADY_LINKED NOT_EXECUTED"},
		"removed by somebody else": {apply(policy.RemoveLink("9")), policyAt(7, linked("9")), policyAt(8), codes.NotFound, "Org-39fjs", "NOT_FOUND IDENTITY_PROVIDER_NOT_LINKED NOT_EXECUTED"},
		"linked before":            {apply(addLink("9")), policyAt(7, linked("9")), policyAt(7, linked("9")), codes.AlreadyExists, "Org-2B0ps", "ALREADY_EXISTS IDENTITY_PROVIDER_ALREADY_LINKED NOT_EXECUTED"},
	} {
		z := &zitadel{shown: []*policyv1.LoginPolicy{c.before, c.after}, changes: onlyCreated(), answer: func(made call) (proto.Message, error) {
			if made.name() == "AddIDPToLoginPolicy" || made.name() == "RemoveIDPFromLoginPolicy" {
				return nil, refused(made.method, c.code, c.id)
			}
			return nil, nil
		}}
		if got := z.outcome(t, c.requested.to("", policy.Options{})); got != c.want || len(z.writes()) != 1 {
			t.Errorf("%s: %s, wrote %v; want %s", name, got, z.writes(), c.want)
		}
	}
}
