package graph_test

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/durationpb"
	"google.golang.org/protobuf/types/known/structpb"

	"zitadel-graphql/graph"
	"zitadel-graphql/internal/policy"
	"zitadel-graphql/internal/wire"
	adminv1 "zitadel-graphql/internal/wire/zitadel/admin/v1"
	authv1 "zitadel-graphql/internal/wire/zitadel/auth/v1"
	changev1 "zitadel-graphql/internal/wire/zitadel/change/v1"
	eventv1 "zitadel-graphql/internal/wire/zitadel/event/v1"
	managementv1 "zitadel-graphql/internal/wire/zitadel/management/v1"
	orgv1 "zitadel-graphql/internal/wire/zitadel/org/v1"
	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
	zitadelv1 "zitadel-graphql/internal/wire/zitadel/v1"
)

// story is a backend with an event log, where the caller may read events unless it says otherwise. Each function is given
// which call it is, from 1; the last answer of a list stays.
type story struct {
	// shown are the policies that the reads show, and failed why a read fails.
	shown  []*policyv1.LoginPolicy
	failed func(n int) error
	// events and changes are the answers of ListEvents and ListOrgChanges.
	events  []*adminv1.ListEventsResponse
	changes []*managementv1.ListOrgChangesResponse
	// write is how the n-th write ends. Without it all are done.
	write func(method string, n int) error
	// writes says how careful the server is.
	writes policy.Settings

	mu      sync.Mutex
	calls   map[string]int
	wrote   []string
	updates []*managementv1.UpdateCustomLoginPolicyRequest
}

func (s *story) Invoke(ctx context.Context, method string, request, reply any, _ ...grpc.CallOption) error {
	if ctx.Err() != nil {
		return &wire.CallError{Method: method, Status: status.FromContextError(ctx.Err())}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.calls == nil {
		s.calls = map[string]int{}
	}
	s.calls[method]++
	message, err := s.answer(method, request, s.calls[method])
	if err == nil && message != nil {
		proto.Merge(reply.(proto.Message), message)
	}
	return err
}

func (s *story) answer(method string, request any, n int) (proto.Message, error) {
	switch method {
	case readPolicy:
		if s.failed != nil && s.failed(n) != nil {
			return nil, s.failed(n)
		}
		return &managementv1.GetLoginPolicyResponse{Policy: nth(s.shown, n)}, nil
	case readOrg:
		return &managementv1.GetMyOrgResponse{Org: &orgv1.Org{Id: "200"}}, nil
	case readUser:
		return &authv1.GetMyUserResponse{User: machine()}, nil
	case listEvents:
		if page := nth(s.events, n); page != nil {
			return page, nil
		}
		return nil, refused(method, codes.PermissionDenied, "AUTH-5mWD2")
	case listChanges:
		if page := nth(s.changes, n); page != nil {
			return page, nil
		}
		return nil, refused(method, codes.PermissionDenied, "AUTH-5mWD2")
	}
	return s.written(method, request)
}

func (s *story) written(method string, request any) (proto.Message, error) {
	s.wrote = append(s.wrote, method[strings.LastIndex(method, "/")+1:])
	if update, ok := request.(*managementv1.UpdateCustomLoginPolicyRequest); ok {
		s.updates = append(s.updates, proto.CloneOf(update))
	}
	if s.write != nil {
		if err := s.write(method, len(s.wrote)); err != nil {
			return nil, err
		}
	}
	details := &zitadelv1.ObjectDetails{ResourceOwner: "200", Sequence: 8}
	switch method {
	case updatePolicy:
		return &managementv1.UpdateCustomLoginPolicyResponse{Details: details}, nil
	case addFactor:
		return &managementv1.AddSecondFactorToLoginPolicyResponse{Details: details}, nil
	case removeFactor:
		return &managementv1.RemoveSecondFactorFromLoginPolicyResponse{Details: details}, nil
	case createPolicy:
		return &managementv1.AddCustomLoginPolicyResponse{Details: details}, nil
	case resetPolicy:
		return &managementv1.ResetLoginPolicyToDefaultResponse{Details: details}, nil
	case managementv1.ManagementService_AddIDPToLoginPolicy_FullMethodName:
		return &managementv1.AddIDPToLoginPolicyResponse{Details: details}, nil
	}
	return nil, status.Error(codes.Unimplemented, method)
}

func (*story) NewStream(context.Context, *grpc.StreamDesc, string, ...grpc.CallOption) (grpc.ClientStream, error) {
	return nil, status.Error(codes.Unimplemented, "there are no streams")
}

// nth is the n-th of a list, or the last; the zero value of an empty one.
func nth[T any](list []T, n int) (found T) {
	if len(list) == 0 {
		return found
	}
	return list[min(n, len(list))-1]
}

// told sends a document in a bubble of its own, where time passes at once, and says what came of it: the error's reason and
// outcome, or the warnings' codes.
func (s *story) told(t *testing.T, document string, limit time.Duration) (got answer, summary string) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), limit)
		defer cancel()
		body, err := json.Marshal(map[string]string{"query": document})
		if err != nil {
			t.Fatal(err)
		}
		got = askResolver(t, ctx, graph.NewResolver(s, s.writes), body)
	})
	if len(got.Errors) > 0 {
		return got, fmt.Sprint(got.Errors[0].Extensions["reason"], " ", got.Errors[0].Extensions["outcome"])
	}
	var warned struct {
		Extensions struct{ Warnings []struct{ Code string } }
	}
	if err := json.Unmarshal([]byte(got.body), &warned); err != nil {
		t.Fatal(err)
	}
	words := []string{"ok"}
	for _, warning := range warned.Extensions.Warnings {
		words = append(words, warning.Code)
	}
	return got, strings.Join(words, " ")
}

// policyAt is the organization's own policy after the event with this sequence.
func policyAt(sequence uint64, changes ...func(*policyv1.LoginPolicy)) *policyv1.LoginPolicy {
	policy := &policyv1.LoginPolicy{Details: &zitadelv1.ObjectDetails{ResourceOwner: "200", Sequence: sequence}}
	for _, change := range changes {
		change(policy)
	}
	return policy
}

func inherits(p *policyv1.LoginPolicy) { p.IsDefault, p.Details.ResourceOwner = true, "100" }
func hides(p *policyv1.LoginPolicy)    { p.HidePasswordReset = true }
func forces(p *policyv1.LoginPolicy)   { p.ForceMfa = true }

func factors(numbers ...policyv1.SecondFactorType) func(*policyv1.LoginPolicy) {
	return func(p *policyv1.LoginPolicy) { p.SecondFactors = numbers }
}

// eventsOf writes a page of ListEvents, newest first: SEQUENCE:TOPIC and a payload each.
func eventsOf(t *testing.T, words ...string) *adminv1.ListEventsResponse {
	t.Helper()
	page := &adminv1.ListEventsResponse{}
	for i := 0; i < len(words); i += 2 {
		event := &eventv1.Event{Payload: &structpb.Struct{}}
		var topic string
		if _, err := fmt.Sscanf(words[i], "%d:%s", &event.Sequence, &topic); err != nil {
			t.Fatal(err)
		}
		event.Type = &eventv1.EventType{Type: "org.policy.login." + topic}
		if words[i+1] == "" {
			event.Payload = nil
		} else if err := event.GetPayload().UnmarshalJSON([]byte(words[i+1])); err != nil {
			t.Fatal(err)
		}
		page.Events = append(page.Events, event)
	}
	return page
}

// changesOf writes a page of ListOrgChanges, newest first: SEQUENCE:TOPIC each.
func changesOf(t *testing.T, words ...string) *managementv1.ListOrgChangesResponse {
	t.Helper()
	page := &managementv1.ListOrgChangesResponse{}
	for _, word := range words {
		change := &changev1.Change{ResourceOwnerId: "200"}
		var topic string
		if _, err := fmt.Sscanf(word, "%d:%s", &change.Sequence, &topic); err != nil {
			t.Fatal(err)
		}
		change.EventType = &zitadelv1.LocalizedMessage{Key: "EventTypes.org.policy.login." + topic}
		page.Result = append(page.Result, change)
	}
	return page
}

const force = `mutation { updateLoginPolicy(patch: {forceMfa: true}) { sequence } }`

// A change that came between the read of the log and that of the policy is in the policy and not in the log: what the log adds
// up to then must not take it back.
func TestLogOlderThanThePolicy(t *testing.T) {
	t.Parallel()
	old := eventsOf(t, "5:added", `{}`)
	newer := eventsOf(t, "8:changed", `{"hidePasswordReset":true}`, "5:added", `{}`)
	middle := eventsOf(t, "6:secondfactor.added", `{"mfaType":1}`, "5:added", `{}`)
	later := eventsOf(t, "8:changed", `{"hidePasswordReset":true}`, "6:secondfactor.added", `{"mfaType":1}`, "5:added", `{}`)
	for name, s := range map[string]*story{
		"read beside it":     {shown: []*policyv1.LoginPolicy{policyAt(8, hides)}, events: []*adminv1.ListEventsResponse{old, newer}},
		"read while waiting": {shown: []*policyv1.LoginPolicy{policyAt(5), policyAt(8, hides, factors(1))}, events: []*adminv1.ListEventsResponse{middle, later}},
		"old for good":       {shown: []*policyv1.LoginPolicy{policyAt(8, hides)}, events: []*adminv1.ListEventsResponse{old}},
	} {
		for _, orgID := range []string{"", `orgId: "200", `} {
			s := &story{shown: s.shown, events: s.events}
			got, summary := s.told(t, strings.Replace(force, "(", "("+orgID, 1), time.Minute)
			if summary != "ok" || len(s.updates) != 1 || !s.updates[0].GetHidePasswordReset() || !s.updates[0].GetForceMfa() {
				t.Errorf("%s, %q: %s, %v after %s", name, orgID, summary, s.updates, got.body)
			}
		}
	}
}

// What a payload says must never be guessed: the policy that is shown is built on then, as for a caller without events.
func TestPayloadsThatCannotBeUnderstood(t *testing.T) {
	t.Parallel()
	for name, log := range map[string][]string{
		"no payload":          {"7:changed", `{"forceMFA":true}`, "5:added", ""},
		"a text for a bool":   {"7:changed", `{"hidePasswordReset":"yes"}`, "5:added", `{}`},
		"a bool for a number": {"7:changed", `{"passwordCheckLifetime":true}`, "5:added", `{}`},
		"null":                {"7:changed", `{"hidePasswordReset":null}`, "5:added", `{}`},
		"half a nanosecond":   {"7:changed", `{"passwordCheckLifetime":0.5}`, "5:added", `{}`},
		"a huge lifetime":     {"7:changed", `{"passwordCheckLifetime":1e30}`, "5:added", `{}`},
		"a huge enum":         {"7:changed", `{"passwordlessType":4294967297}`, "5:added", `{}`},
		"no factor":           {"7:secondfactor.added", `{}`, "5:added", `{}`},
		"half a factor":       {"7:secondfactor.added", `{"mfaType":1.5}`, "5:added", `{}`},
		"a factor's name":     {"7:secondfactor.removed", `{"mfaType":"OTP"}`, "5:added", `{}`},
	} {
		s := &story{shown: []*policyv1.LoginPolicy{policyAt(7, hides, factors(1))}, events: []*adminv1.ListEventsResponse{eventsOf(t, log...)}}
		got, summary := s.told(t, force, time.Minute)
		if summary != "ok" || len(s.updates) != 1 || !s.updates[0].GetHidePasswordReset() {
			t.Errorf("%s: %s, %v after %s", name, summary, s.updates, got.body)
		}
	}
}

// The longest lifetime is one more than itself in a payload, which goes through floating-point numbers.
func TestLongestLifetime(t *testing.T) {
	t.Parallel()
	longest := func(p *policyv1.LoginPolicy) { p.PasswordCheckLifetime = durationpb.New(1<<63 - 1) }
	s := &story{shown: []*policyv1.LoginPolicy{policyAt(7, longest)},
		events: []*adminv1.ListEventsResponse{eventsOf(t, "7:changed", `{"passwordCheckLifetime":9223372036854775807}`, "5:added", `{}`)}}
	if _, summary := s.told(t, force, time.Minute); summary != "ok" || s.updates[0].GetPasswordCheckLifetime().AsDuration() != 1<<63-1 {
		t.Errorf("%s: %v", summary, s.updates)
	}
}

// What a newer ZITADEL wrote and doesn't show must neither be dropped nor copied.
func TestUnknownInTheLog(t *testing.T) {
	t.Parallel()
	const customize = `mutation { updateLoginPolicy(patch: {forceMfa: true}, whenInherited: CUSTOMIZE) { sequence } }`
	for name, c := range map[string]struct {
		shown *policyv1.LoginPolicy
		log   []string
	}{
		"own, passwordless":  {policyAt(8), []string{"8:secondfactor.added", `{"mfaType":1}`, "7:changed", `{"passwordlessType":7}`, "5:added", `{}`}},
		"copy, passwordless": {policyAt(8, inherits), []string{"8:secondfactor.added", `{"mfaType":1}`, "7:changed", `{"passwordlessType":7}`, "5:added", `{}`}},
		"copy, factor":       {policyAt(8, inherits), []string{"8:changed", `{}`, "7:secondfactor.added", `{"mfaType":99}`, "5:added", `{}`}},
	} {
		s := &story{shown: []*policyv1.LoginPolicy{c.shown}, events: []*adminv1.ListEventsResponse{eventsOf(t, c.log...)},
			changes: []*managementv1.ListOrgChangesResponse{changesOf(t, "3:removed")}}
		if got, summary := s.told(t, customize, time.Minute); summary != "UNKNOWN_FACTOR NOT_EXECUTED" || len(s.wrote) > 0 {
			t.Errorf("%s: %s, wrote %v: %s", name, summary, s.wrote, got.body)
		}
	}
}

// Time that runs out while nothing is written yet must say so, and after a write the write must not look like a failure.
func TestTimeRunsOutWhileWaiting(t *testing.T) {
	t.Parallel()
	behind := []*managementv1.ListOrgChangesResponse{changesOf(t, "9:changed", "5:added")}
	upToDate := []*managementv1.ListOrgChangesResponse{changesOf(t, "5:added")}
	gone := func(method string, _ int) error { return refused(method, codes.NotFound, "Org-3M9od") }
	for name, c := range map[string]struct {
		*story

		document, want string
		writes         int
	}{
		"before the write": {&story{shown: []*policyv1.LoginPolicy{policyAt(5)}, changes: behind}, force, "REQUEST_TIMEOUT NOT_EXECUTED", 0},
		"after a refusal": {&story{shown: []*policyv1.LoginPolicy{policyAt(5, factors(1))}, changes: upToDate, write: gone},
			`mutation { removeSecondFactor(type: SECOND_FACTOR_TYPE_OTP) { sequence } }`, "REQUEST_TIMEOUT NOT_EXECUTED", 1},
		"after the write": {&story{shown: []*policyv1.LoginPolicy{policyAt(5)}, changes: upToDate, writes: policy.Settings{ConfirmWrites: true}},
			force, "ok POLICY_NOT_CONFIRMED", 1},
		"after a link": {&story{shown: []*policyv1.LoginPolicy{policyAt(5)}, changes: upToDate, writes: policy.Settings{ConfirmWrites: true}},
			`mutation { addLoginPolicyIdentityProvider(id: "9", owner: IDP_OWNER_TYPE_SYSTEM) { sequence } }`, "ok POLICY_NOT_CONFIRMED", 1},
		"after a reset": {&story{shown: []*policyv1.LoginPolicy{policyAt(5)}, changes: upToDate, writes: policy.Settings{ConfirmWrites: true}},
			`mutation { resetLoginPolicy { sequence } }`, "ok POLICY_NOT_CONFIRMED", 1},
		"after a creation": {&story{shown: []*policyv1.LoginPolicy{policyAt(5, inherits)}, changes: []*managementv1.ListOrgChangesResponse{changesOf(t, "3:removed")},
			writes: policy.Settings{ConfirmWrites: true}}, `mutation { createLoginPolicy(input: {}) { sequence } }`, "REQUEST_TIMEOUT UNKNOWN", 1},
	} {
		s := c.story
		if got, summary := s.told(t, c.document, 300*time.Millisecond); summary != c.want || len(s.wrote) != c.writes {
			t.Errorf("%s: %s, wrote %v: %s", name, summary, s.wrote, got.body)
		}
	}
}

// With events.read too, what was written and doesn't show is told: a reset, a link, and a hole in a list whose other change
// shows. What somebody else has changed back isn't.
func TestSkippedBesideTheEvents(t *testing.T) {
	t.Parallel()
	added := eventsOf(t, "5:added", `{}`)
	hole := eventsOf(t, "7:secondfactor.added", `{"mfaType":1}`, "6:secondfactor.added", `{"mfaType":4}`, "5:added", `{}`)
	for name, c := range map[string]struct {
		shown    []*policyv1.LoginPolicy
		events   []*adminv1.ListEventsResponse
		document string
		want     string
	}{
		"a reset": {[]*policyv1.LoginPolicy{policyAt(5)}, []*adminv1.ListEventsResponse{eventsOf(t, "9:removed", "", "5:added", `{}`)},
			`mutation { resetLoginPolicy(orgId: "200") { sequence } }`, "ok WRITTEN_NOT_IN_FORCE"},
		"a reset, and a creation after it": {[]*policyv1.LoginPolicy{policyAt(5)},
			[]*adminv1.ListEventsResponse{eventsOf(t, "10:added", `{}`, "9:removed", "", "5:added", `{}`)},
			`mutation { resetLoginPolicy(orgId: "200") { sequence } }`, "ok"},
		"a link": {[]*policyv1.LoginPolicy{policyAt(5)}, []*adminv1.ListEventsResponse{added},
			`mutation { addLoginPolicyIdentityProvider(orgId: "200", id: "9", owner: IDP_OWNER_TYPE_SYSTEM) { sequence } }`, "ok WRITTEN_NOT_IN_FORCE"},
		"another hole in the list": {[]*policyv1.LoginPolicy{policyAt(7, factors(1)), policyAt(8, factors(1, 2))},
			[]*adminv1.ListEventsResponse{hole, eventsOf(t, "8:secondfactor.added", `{"mfaType":2}`, "7:secondfactor.added", `{"mfaType":1}`,
				"6:secondfactor.added", `{"mfaType":4}`, "5:added", `{}`)},
			`mutation { addSecondFactor(orgId: "200", type: SECOND_FACTOR_TYPE_U2F) { sequence } }`, "ok WRITTEN_NOT_IN_FORCE"},
		"the hole in the list itself": {[]*policyv1.LoginPolicy{policyAt(7, factors(1)), policyAt(9, factors(1, 4))},
			[]*adminv1.ListEventsResponse{hole, eventsOf(t, "9:secondfactor.added", `{"mfaType":4}`, "8:secondfactor.removed", `{"mfaType":4}`,
				"7:secondfactor.added", `{"mfaType":1}`, "6:secondfactor.added", `{"mfaType":4}`, "5:added", `{}`)},
			`mutation { addSecondFactor(orgId: "200", type: SECOND_FACTOR_TYPE_OTP_SMS) { sequence } }`, "ok"},
		"changed back by somebody else": {[]*policyv1.LoginPolicy{policyAt(5), policyAt(9)},
			[]*adminv1.ListEventsResponse{added, eventsOf(t, "9:changed", `{"forceMFA":false}`, "8:changed", `{"forceMFA":true}`, "5:added", `{}`)},
			force, "ok"},
		"written already": {[]*policyv1.LoginPolicy{policyAt(7)},
			[]*adminv1.ListEventsResponse{eventsOf(t, "7:secondfactor.removed", `{"mfaType":1}`, "6:changed", `{"forceMFA":true}`, "5:added", `{}`)},
			force, "WRITTEN_NOT_IN_FORCE NOT_EXECUTED"},
		"written already, and late": {[]*policyv1.LoginPolicy{policyAt(7), policyAt(7, forces)},
			[]*adminv1.ListEventsResponse{eventsOf(t, "7:secondfactor.removed", `{"mfaType":1}`, "6:changed", `{"forceMFA":true}`, "5:added", `{}`)},
			force, "ok"},
	} {
		s := &story{shown: c.shown, events: c.events, writes: policy.Settings{ConfirmWrites: true}}
		if got, summary := s.told(t, c.document, time.Minute); summary != c.want {
			t.Errorf("%s: %s: %s", name, summary, got.body)
		}
	}
}

// What is put in force must be somebody's own policy for certain, and two writes must never look like none.
func TestPutInForce(t *testing.T) {
	t.Parallel()
	const forced = `mutation { updateLoginPolicy(patch: {forceMfa: true}, putInForce: true) { sequence } }`
	customized := strings.Replace(forced, "putInForce", "whenInherited: CUSTOMIZE, putInForce", 1)
	lost := func(at int) func(string, int) error {
		return func(method string, n int) error {
			if n != at {
				return nil
			}
			return &wire.CallError{Method: method, Status: status.New(codes.Unavailable, ""), Sent: true}
		}
	}
	refusedAt := func(at int, code codes.Code, id string) func(string, int) error {
		return func(method string, n int) error {
			if n != at {
				return nil
			}
			return refused(method, code, id)
		}
	}
	for name, c := range map[string]struct {
		shown    *policyv1.LoginPolicy
		changes  []string
		write    func(string, int) error
		document string
		want     string
		writes   int
	}{
		"done":                      {policyAt(5), []string{"9:changed", "5:added"}, nil, forced, "ok", 2},
		"up to date":                {policyAt(9), []string{"9:changed", "5:added"}, nil, forced, "ok", 2},
		"shown already":             {policyAt(5, forces), []string{"9:changed", "5:added"}, nil, forced, "ok", 1},
		"taken away unseen":         {policyAt(5), []string{"9:removed", "5:added"}, nil, forced, "POLICY_READ_BEHIND NOT_EXECUTED", 0},
		"taken away, and a phantom": {policyAt(5), []string{"10:secondfactor.added", "9:removed", "5:added"}, nil, forced, "POLICY_READ_BEHIND NOT_EXECUTED", 0},
		"created unseen":            {policyAt(5, inherits), []string{"9:added"}, nil, forced, "POLICY_READ_BEHIND NOT_EXECUTED", 0},
		"created unseen, customize": {policyAt(5, inherits), []string{"9:added"}, nil, customized, "POLICY_READ_BEHIND NOT_EXECUTED", 0},
		"inherited":                 {policyAt(5, inherits), []string{"9:removed"}, nil, forced, "LOGIN_POLICY_INHERITED NOT_EXECUTED", 0},
		"the first is lost":         {policyAt(5), []string{"9:changed", "5:added"}, lost(1), forced, "BACKEND_UNREACHABLE UNKNOWN", 1},
		"the first is refused": {policyAt(5), []string{"9:changed", "5:added"}, refusedAt(1, codes.PermissionDenied, "AUTH-5mWD2"), forced,
			"PERMISSION_MISSING NOT_EXECUTED", 1},
		"the first changes nothing": {policyAt(5), []string{"9:changed", "5:added"}, refusedAt(1, codes.FailedPrecondition, "Org-5M9vdd"), forced, "ok", 2},
		"the second is lost":        {policyAt(5), []string{"9:changed", "5:added"}, lost(2), forced, "BACKEND_UNREACHABLE UNKNOWN", 2},
		"the second is refused": {policyAt(5), []string{"9:changed", "5:added"}, refusedAt(2, codes.PermissionDenied, "AUTH-5mWD2"), forced,
			"PERMISSION_MISSING UNKNOWN", 2},
		"the second changes nothing": {policyAt(5), []string{"9:changed", "5:added"}, refusedAt(2, codes.FailedPrecondition, "Org-5M9vdd"), forced,
			"LOGIN_POLICY_DIVERGED UNKNOWN", 2},
		"of another version": {policyAt(5), []string{"9:changed", "5:added"}, nil,
			`mutation { updateLoginPolicy(patch: {forceMfa: true}, putInForce: true, expectedSequence: "9") { sequence } }`, "LOGIN_POLICY_CHANGED NOT_EXECUTED", 0},
		"with something unknown": {policyAt(5, func(p *policyv1.LoginPolicy) { p.PasswordlessType = 7 }), []string{"9:changed", "5:added"}, nil,
			`mutation { updateLoginPolicy(patch: {passwordlessType: PASSWORDLESS_TYPE_ALLOWED}, putInForce: true) { sequence } }`, "UNKNOWN_FACTOR NOT_EXECUTED", 0},
	} {
		s := &story{shown: []*policyv1.LoginPolicy{c.shown}, changes: []*managementv1.ListOrgChangesResponse{changesOf(t, c.changes...)}, write: c.write}
		if got, summary := s.told(t, c.document, time.Minute); summary != c.want || len(s.wrote) != c.writes {
			t.Errorf("%s: %s, wrote %v: %s", name, summary, s.wrote, got.body)
		}
	}
}

// An answered creation whose read fails is a success as soon as the log says that it was alone.
func TestCreationThatCannotBeRead(t *testing.T) {
	t.Parallel()
	broken := func(n int) error {
		if n == 1 {
			return nil
		}
		return &wire.CallError{Method: readPolicy, Status: status.New(codes.Unavailable, "")}
	}
	for want, after := range map[string]*managementv1.ListOrgChangesResponse{
		"ok POLICY_NOT_CONFIRMED":          changesOf(t, "8:added", "3:removed"),
		"CONCURRENT_CUSTOMIZATION UNKNOWN": changesOf(t, "9:added", "8:added", "3:removed"),
		"BACKEND_UNREACHABLE UNKNOWN":      changesOf(t, "3:removed"),
	} {
		s := &story{shown: []*policyv1.LoginPolicy{policyAt(5, inherits)}, failed: broken, writes: policy.Settings{ConfirmWrites: true},
			changes: []*managementv1.ListOrgChangesResponse{changesOf(t, "3:removed"), after}}
		if got, summary := s.told(t, `mutation { createLoginPolicy(input: {}) { sequence } }`, time.Minute); !strings.HasPrefix(summary, want) {
			t.Errorf("%s, want %s: %s", summary, want, got.body)
		}
	}
}

// A reset is refused by nothing that the log doesn't tell, whatever the operator wants of other changes.
func TestResetIsNotRefused(t *testing.T) {
	t.Parallel()
	for _, shown := range []*policyv1.LoginPolicy{policyAt(5, inherits), policyAt(5)} {
		s := &story{shown: []*policyv1.LoginPolicy{shown}, writes: policy.Settings{RequireLog: true}}
		if got, summary := s.told(t, `mutation { resetLoginPolicy { sequence } }`, time.Minute); !strings.HasPrefix(summary, "ok") {
			t.Errorf("%s: %s", summary, got.body)
		}
	}
}

// A log is read page by page until it tells, and no further; events that the caller is refused midway aren't mixed with
// changes, which have no payloads.
func TestPagesOfALog(t *testing.T) {
	t.Parallel()
	firstPage, others, rest := &managementv1.ListOrgChangesResponse{}, &managementv1.ListOrgChangesResponse{}, changesOf(t, "9:changed", "5:added")
	for i := range 550 {
		page := firstPage
		if i >= 50 {
			page = others
		}
		page.Result = append(page.Result, &changev1.Change{Sequence: uint64(1000 - i), EventType: &zitadelv1.LocalizedMessage{Key: "EventTypes.org.domain.added"}})
	}
	s := &story{shown: []*policyv1.LoginPolicy{policyAt(8)}, changes: []*managementv1.ListOrgChangesResponse{firstPage, others, rest}}
	if _, summary := s.told(t, force, time.Minute); summary != "POLICY_READ_BEHIND NOT_EXECUTED" {
		t.Errorf("a hole on the third page: %s", summary)
	}
	s = &story{shown: []*policyv1.LoginPolicy{policyAt(8)}, changes: []*managementv1.ListOrgChangesResponse{firstPage, others}}
	if _, summary := s.told(t, force, time.Minute); summary != "ok POLICY_NOT_CONFIRMED" || s.calls[listChanges] != 10 {
		t.Errorf("without an end: %s after %d pages", summary, s.calls[listChanges])
	}
	events := eventsOf(t, slices.Repeat([]string{"99:changed", `{"hidePasswordReset":true}`}, 100)...)
	s = &story{shown: []*policyv1.LoginPolicy{policyAt(99, hides)}, events: []*adminv1.ListEventsResponse{events, nil},
		changes: []*managementv1.ListOrgChangesResponse{changesOf(t, "99:changed", "5:added")}}
	if _, summary := s.told(t, force, time.Minute); summary != "ok" || !s.updates[0].GetHidePasswordReset() {
		t.Errorf("refused midway: %s, %v", summary, s.updates)
	}
}

// An organization of an old ZITADEL, whose events were counted together with everybody's, has a beginning too.
func TestOldOrganization(t *testing.T) {
	t.Parallel()
	page := changesOf(t)
	page.Result = append(page.Result, &changev1.Change{Sequence: 48_332, EventType: &zitadelv1.LocalizedMessage{Key: "EventTypes.org.added"}})
	s := &story{shown: []*policyv1.LoginPolicy{policyAt(5, inherits)}, changes: []*managementv1.ListOrgChangesResponse{page}}
	if got, summary := s.told(t, `mutation { resetLoginPolicy { sequence } }`, time.Minute); summary != "ok" {
		t.Errorf("%s: %s", summary, got.body)
	}
}

// Requests of many callers share the resolver, and a request its two reads: none may see another's.
func TestManyAtOnce(t *testing.T) {
	t.Parallel()
	log := eventsOf(t, "8:changed", `{"hidePasswordReset":true}`, "5:added", `{}`)
	s := &story{shown: []*policyv1.LoginPolicy{policyAt(8, hides)}, events: []*adminv1.ListEventsResponse{log}}
	refusing := &story{shown: []*policyv1.LoginPolicy{policyAt(8, hides)}, changes: []*managementv1.ListOrgChangesResponse{changesOf(t, "8:changed", "5:added")}}
	for _, backend := range []*story{s, refusing} {
		resolver := graph.NewResolver(backend, policy.Settings{})
		var group sync.WaitGroup
		for i := range 32 {
			group.Go(func() {
				document := []string{force, `{ loginPolicy { forceMfa notInForce { name } } defaultLoginPolicy { notInForce { name } } }`,
					`mutation { addSecondFactor(orgId: "200", type: SECOND_FACTOR_TYPE_U2F) { sequence } }`}[i%3]
				if got := askDocument(t, resolver, document); strings.Contains(got.body, "errors") && i%3 != 1 {
					t.Errorf("%s: %s", document, got.body)
				}
			})
		}
		group.Wait()
		for _, update := range backend.updates {
			if !update.GetHidePasswordReset() {
				t.Errorf("an update undoes another: %v", update)
			}
		}
	}
}

func askDocument(t *testing.T, resolver *graph.Resolver, document string) answer {
	t.Helper()
	body, err := json.Marshal(map[string]string{"query": document})
	if err != nil {
		t.Fatal(err)
	}
	return askResolver(t, t.Context(), resolver, body)
}
