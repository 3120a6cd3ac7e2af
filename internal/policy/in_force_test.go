package policy_test

import (
	"testing"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"

	"zitadel-graphql/internal/policy"
	adminv1 "zitadel-graphql/internal/wire/zitadel/admin/v1"
	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
)

// Ensures that time which runs out before anything is written promises so, and that a write which was made doesn't look like a
// failure for the look that follows it.
func TestTimeRunsOutWhileWaiting(t *testing.T) {
	t.Parallel()
	behind, upToDate := always(changesOf(t, "9:changed", "5:added")), always(changesOf(t, "5:added"))
	confirm := policy.Config{ConfirmWrites: true}
	gone := func(c call) (proto.Message, error) {
		if c.method == removeFactor {
			return nil, refused(c.method, codes.NotFound, "Org-3M9od")
		}
		return nil, nil
	}
	for name, c := range map[string]struct {
		zitadel *zitadel
		ask     operation
		want    string
		writes  int
	}{
		"before the write": {&zitadel{shown: always(policyAt(5)), changes: behind}, forceMFA(""),
			"GATEWAY_TIMEOUT REQUEST_TIMEOUT NOT_EXECUTED", 0},
		"after a refusal": {&zitadel{shown: always(policyAt(5, allows(otp))), changes: upToDate, answer: gone},
			apply(policy.RemoveSecondFactor(otp)).to("", policy.Options{}), "GATEWAY_TIMEOUT REQUEST_TIMEOUT NOT_EXECUTED", 1},
		"after the write": {&zitadel{shown: always(policyAt(5)), changes: upToDate, config: confirm}, forceMFA(""), "ok POLICY_NOT_CONFIRMED", 1},
		"after a link": {&zitadel{shown: always(policyAt(5)), changes: upToDate, config: confirm},
			apply(policy.AddLink("9")).to("", policy.Options{}), "ok POLICY_NOT_CONFIRMED", 1},
		"after a reset": {&zitadel{shown: always(policyAt(5)), changes: upToDate, config: confirm}, reset(""), "ok POLICY_NOT_CONFIRMED", 1},
		"after a creation": {&zitadel{shown: always(policyAt(5, inherits)), changes: always(changesOf(t, "3:removed")), config: confirm},
			create(""), "GATEWAY_TIMEOUT REQUEST_TIMEOUT UNKNOWN", 1},
	} {
		if got := c.zitadel.outcomeWithin(t, 300*time.Millisecond, c.ask); got != c.want || len(c.zitadel.writes()) != c.writes {
			t.Errorf("%s: %s, wrote %v", name, got, c.zitadel.writes())
		}
	}
}

// Ensures that a caller who may read events is told what was written and doesn't show: a reset, a link, and a hole in a list
// whose other change shows. What somebody else has changed back is no such thing.
func TestSkippedBesideTheEvents(t *testing.T) {
	t.Parallel()
	added := eventsOf(t, "5:added", `{}`)
	hole := eventsOf(t, "7:secondfactor.added", `{"mfaType":1}`, "6:secondfactor.added", `{"mfaType":4}`, "5:added", `{}`)
	writtenAlready := always(eventsOf(t, "7:secondfactor.removed", `{"mfaType":1}`, "6:changed", `{"forceMFA":true}`, "5:added", `{}`))
	add := func(factor policyv1.SecondFactorType) operation {
		return apply(policy.AddSecondFactor(factor)).to("200", policy.Options{})
	}
	for name, c := range map[string]struct {
		shown  []*policyv1.LoginPolicy
		events []*adminv1.ListEventsResponse
		ask    operation
		want   string
	}{
		"a reset": {always(policyAt(5)), always(eventsOf(t, "9:removed", "", "5:added", `{}`)), reset("200"), "ok WRITTEN_NOT_IN_FORCE"},
		"a reset, and a creation after it": {always(policyAt(5)), always(eventsOf(t, "10:added", `{}`, "9:removed", "", "5:added", `{}`)),
			reset("200"), "ok"},
		"a link": {always(policyAt(5)), always(added), apply(policy.AddLink("9")).to("200", policy.Options{}), "ok WRITTEN_NOT_IN_FORCE"},
		"another hole in the list": {[]*policyv1.LoginPolicy{policyAt(7, allows(1)), policyAt(8, allows(1, 2))},
			[]*adminv1.ListEventsResponse{hole, eventsOf(t, "8:secondfactor.added", `{"mfaType":2}`, "7:secondfactor.added", `{"mfaType":1}`,
				"6:secondfactor.added", `{"mfaType":4}`, "5:added", `{}`)}, add(u2f), "ok WRITTEN_NOT_IN_FORCE"},
		"the hole in the list itself": {[]*policyv1.LoginPolicy{policyAt(7, allows(1)), policyAt(9, allows(1, 4))},
			[]*adminv1.ListEventsResponse{hole, eventsOf(t, "9:secondfactor.added", `{"mfaType":4}`, "8:secondfactor.removed", `{"mfaType":4}`,
				"7:secondfactor.added", `{"mfaType":1}`, "6:secondfactor.added", `{"mfaType":4}`, "5:added", `{}`)}, add(sms), "ok"},
		"changed back by somebody else": {[]*policyv1.LoginPolicy{policyAt(5), policyAt(9)},
			[]*adminv1.ListEventsResponse{added, eventsOf(t, "9:changed", `{"forceMFA":false}`, "8:changed", `{"forceMFA":true}`, "5:added", `{}`)},
			forceMFA(""), "ok"},
		"written already":           {always(policyAt(7)), writtenAlready, forceMFA(""), "CONFLICT WRITTEN_NOT_IN_FORCE NOT_EXECUTED"},
		"written already, and late": {[]*policyv1.LoginPolicy{policyAt(7), policyAt(7, forces)}, writtenAlready, forceMFA(""), "ok"},
	} {
		z := &zitadel{shown: c.shown, events: c.events, config: policy.Config{ConfirmWrites: true}}
		if got := z.outcome(t, c.ask); got != c.want {
			t.Errorf("%s: %s", name, got)
		}
	}
}

// Ensures that what is put in force is somebody's own policy for certain, and that of two writes neither is ever taken for none.
func TestPutInForce(t *testing.T) {
	t.Parallel()
	put := func(o policy.Options) operation {
		o.PutInForce = true
		return apply(set("forceMfa", true)).to("", o)
	}
	forced, customized := put(policy.Options{}), put(policy.Options{WhenInherited: policy.Customize})
	nine := uint64(9)
	refusedAt := func(n int, code codes.Code, id string) func(call) error {
		return func(c call) error {
			if c.n != n {
				return nil
			}
			return refused(c.method, code, id)
		}
	}
	lostAt := func(n int) func(call) error {
		return func(c call) error {
			if c.n != n {
				return nil
			}
			return lost(c.method)
		}
	}
	changed := []string{"9:changed", "5:added"}
	for name, c := range map[string]struct {
		shown   *policyv1.LoginPolicy
		changes []string
		write   func(call) error
		ask     operation
		want    string
		writes  int
	}{
		"done":                      {policyAt(5), changed, nil, forced, "ok", 2},
		"up to date":                {policyAt(9), changed, nil, forced, "ok", 2},
		"shown already":             {policyAt(5, forces), changed, nil, forced, "ok", 1},
		"taken away unseen":         {policyAt(5), []string{"9:removed", "5:added"}, nil, forced, "CONFLICT POLICY_READ_BEHIND NOT_EXECUTED", 0},
		"taken away, and a phantom": {policyAt(5), []string{"10:secondfactor.added", "9:removed", "5:added"}, nil, forced, "CONFLICT POLICY_READ_BEHIND NOT_EXECUTED", 0},
		"created unseen":            {policyAt(5, inherits), []string{"9:added"}, nil, forced, "CONFLICT POLICY_READ_BEHIND NOT_EXECUTED", 0},
		"created unseen, customize": {policyAt(5, inherits), []string{"9:added"}, nil, customized, "CONFLICT POLICY_READ_BEHIND NOT_EXECUTED", 0},
		"inherited":                 {policyAt(5, inherits), []string{"9:removed"}, nil, forced, "FAILED_PRECONDITION LOGIN_POLICY_INHERITED NOT_EXECUTED", 0},

		"the first is lost":          {policyAt(5), changed, lostAt(1), forced, "SERVICE_UNAVAILABLE BACKEND_UNREACHABLE UNKNOWN", 1},
		"the first is refused":       {policyAt(5), changed, refusedAt(1, codes.PermissionDenied, "AUTH-5mWD2"), forced, "FORBIDDEN PERMISSION_MISSING NOT_EXECUTED", 1},
		"the first changes nothing":  {policyAt(5), changed, refusedAt(1, codes.FailedPrecondition, "Org-5M9vdd"), forced, "ok", 2},
		"the second is lost":         {policyAt(5), changed, lostAt(2), forced, "SERVICE_UNAVAILABLE BACKEND_UNREACHABLE UNKNOWN", 2},
		"the second is refused":      {policyAt(5), changed, refusedAt(2, codes.PermissionDenied, "AUTH-5mWD2"), forced, "FORBIDDEN PERMISSION_MISSING UNKNOWN", 2},
		"the second changes nothing": {policyAt(5), changed, refusedAt(2, codes.FailedPrecondition, "Org-5M9vdd"), forced, "CONFLICT LOGIN_POLICY_DIVERGED UNKNOWN", 2},

		"of another version": {policyAt(5), changed, nil, put(policy.Options{Expected: policy.ExpectedDetails{Sequence: &nine}}),
			"CONFLICT LOGIN_POLICY_CHANGED NOT_EXECUTED", 0},
		"with something unknown": {policyAt(5, func(p *policyv1.LoginPolicy) { p.PasswordlessType = 7 }), changed, nil,
			apply(set("passwordlessType", protoreflect.EnumNumber(policyv1.PasswordlessType_PASSWORDLESS_TYPE_ALLOWED))).to("", policy.Options{PutInForce: true}),
			"FAILED_PRECONDITION UNKNOWN_FACTOR NOT_EXECUTED", 0},
	} {
		z := &zitadel{shown: always(c.shown), changes: always(changesOf(t, c.changes...)), answer: func(made call) (proto.Message, error) {
			if made.method != updatePolicy || c.write == nil {
				return nil, nil
			}
			return nil, c.write(made)
		}}
		if got := z.outcome(t, c.ask); got != c.want || len(z.writes()) != c.writes {
			t.Errorf("%s: %s, wrote %v", name, got, z.writes())
		}
	}
}
