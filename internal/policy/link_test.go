package policy_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/protobuf/proto"

	"zitadel-graphql/graph/problem"
	"zitadel-graphql/internal/policy"
	adminv1 "zitadel-graphql/internal/wire/zitadel/admin/v1"
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
		"add":                          {apply(policy.AddLink("9")), policy.Options{}, "FAILED_PRECONDITION LOGIN_POLICY_INHERITED NOT_EXECUTED", nil},
		"remove":                       {apply(policy.RemoveLink("1")), policy.Options{}, "FAILED_PRECONDITION IDENTITY_PROVIDER_INHERITED NOT_EXECUTED", nil},
		"remove what isn't":            {apply(policy.RemoveLink("9")), policy.Options{}, "NOT_FOUND IDENTITY_PROVIDER_NOT_LINKED NOT_EXECUTED", nil},
		"add, customize":               {apply(policy.AddLink("9")), customize, "ok POLICY_NOT_CONFIRMED", []string{"1", "2", "9"}},
		"add what is, customize":       {apply(policy.AddLink("1")), customize, "ALREADY_EXISTS IDENTITY_PROVIDER_ALREADY_LINKED NOT_EXECUTED", nil},
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
		"an addition":              {apply(policy.AddLink("9")), policyAt(7), policyAt(7), codes.AlreadyExists, "Org-2B0ps", "CONFLICT WRITTEN_NOT_IN_FORCE NOT_EXECUTED"},
		"a removal":                {apply(policy.RemoveLink("9")), policyAt(7, linked("9")), policyAt(7, linked("9")), codes.NotFound, "Org-39fjs", "CONFLICT WRITTEN_NOT_IN_FORCE NOT_EXECUTED"},
		"added by somebody else":   {apply(policy.AddLink("9")), policyAt(7), policyAt(8, linked("9")), codes.AlreadyExists, "Org-2B0ps", "ALREADY_EXISTS IDENTITY_PROVIDER_ALREADY_LINKED NOT_EXECUTED"},
		"removed by somebody else": {apply(policy.RemoveLink("9")), policyAt(7, linked("9")), policyAt(8), codes.NotFound, "Org-39fjs", "NOT_FOUND IDENTITY_PROVIDER_NOT_LINKED NOT_EXECUTED"},
		"linked before":            {apply(policy.AddLink("9")), policyAt(7, linked("9")), policyAt(7, linked("9")), codes.AlreadyExists, "Org-2B0ps", "ALREADY_EXISTS IDENTITY_PROVIDER_ALREADY_LINKED NOT_EXECUTED"},
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

// Ensures that a change of a link needs less of the log than any other: it builds on nothing that is shown, so a policy that
// lacks a change of its settings is neither waited for nor a reason to refuse it, and nothing has to be confirmed. But whose the
// policy is must be certain.
func TestLinksAndTheLog(t *testing.T) {
	t.Parallel()
	lacksSettings, lacksCreation := always(changesOf(t, "9:changed", "5:added")), always(changesOf(t, "9:added", "3:removed"))
	required := policy.Config{RequireEventLog: true}
	for name, c := range map[string]struct {
		zitadel *zitadel
		link    string // the outcome of a change of a link, after so many reads of the policy
		reads   int
		other   string // the outcome of another change
	}{
		"settings are missing": {&zitadel{shown: always(policyAt(5)), changes: lacksSettings},
			"ok", 1, "CONFLICT POLICY_READ_BEHIND NOT_EXECUTED"},
		"its creation is missing": {&zitadel{shown: always(policyAt(7, inherits)), changes: lacksCreation},
			"CONFLICT POLICY_READ_BEHIND NOT_EXECUTED", 8, "CONFLICT POLICY_READ_BEHIND NOT_EXECUTED"},
		"no log, and a policy of its own": {&zitadel{shown: always(policyAt(5))},
			"ok", 1, "ok POLICY_NOT_CONFIRMED"},
		"no log where it is required": {&zitadel{shown: always(policyAt(5)), config: required},
			"ok", 1, "FAILED_PRECONDITION POLICY_NOT_CONFIRMED NOT_EXECUTED"},
		"no log, and an inherited policy": {&zitadel{shown: always(policyAt(7, inherits)), config: required},
			"FAILED_PRECONDITION POLICY_NOT_CONFIRMED NOT_EXECUTED", 1, "FAILED_PRECONDITION POLICY_NOT_CONFIRMED NOT_EXECUTED"},
	} {
		if got := c.zitadel.outcome(t, apply(policy.AddLink("9")).to("200", policy.Options{})); got != c.link {
			t.Errorf("%s: a link: %s", name, got)
		}
		if reads := c.zitadel.count(readPolicy); reads != c.reads {
			t.Errorf("%s: a link: the policy was read %d times, not %d", name, reads, c.reads)
		}
		if got := c.zitadel.outcome(t, forceMFA("200")); got != c.other {
			t.Errorf("%s: another change: %s", name, got)
		}
	}
}

// Ensures that a link which doesn't show is told although the log is known and has nothing of it, together with the settings that
// ZITADEL had skipped before: a log doesn't tell which links there are.
func TestLinkThatIsNotShown(t *testing.T) {
	t.Parallel()
	skipped := eventsOf(t, "7:secondfactor.added", `{"mfaType":1}`, "6:changed", `{"forceMFA":true}`, "5:added", `{}`)
	after := eventsOf(t, "8:idpprovider.added", `{"idpConfigId":"9"}`, "7:secondfactor.added", `{"mfaType":1}`,
		"6:changed", `{"forceMFA":true}`, "5:added", `{}`)
	z := &zitadel{shown: always(policyAt(7, allows(1))), events: []*adminv1.ListEventsResponse{skipped, after}, config: policy.Config{ConfirmWrites: true}}
	result, err := z.do(t, time.Minute, apply(policy.AddLink("9")).to("200", policy.Options{}))
	if err != nil || len(result.Warnings) != 1 {
		t.Fatalf("got %v, %v", result.Warnings, err)
	}
	warning := result.Warnings[0]
	if warning.Code != problem.WarningWrittenNotInForce || !strings.Contains(warning.Message, "A change of forceMfa, identityProviders is written") {
		t.Errorf("%s: %s", warning.Code, warning.Message)
	}
}
