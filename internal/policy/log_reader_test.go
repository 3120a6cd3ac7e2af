package policy_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/protobuf/proto"

	"zitadel-graphql/internal/policy"
	adminv1 "zitadel-graphql/internal/wire/zitadel/admin/v1"
	changev1 "zitadel-graphql/internal/wire/zitadel/change/v1"
	eventv1 "zitadel-graphql/internal/wire/zitadel/event/v1"
	managementv1 "zitadel-graphql/internal/wire/zitadel/management/v1"
	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
	zitadelv1 "zitadel-graphql/internal/wire/zitadel/v1"
)

// Prevents that a change which came between the read of the log and that of the policy is undone: it is in the policy and not
// in the log, and what the log adds up to must not take it back.
func TestLogOlderThanThePolicy(t *testing.T) {
	t.Parallel()
	old := eventsOf(t, "5:added", `{}`)
	newer := eventsOf(t, "8:changed", `{"hidePasswordReset":true}`, "5:added", `{}`)
	middle := eventsOf(t, "6:secondfactor.added", `{"mfaType":1}`, "5:added", `{}`)
	later := eventsOf(t, "8:changed", `{"hidePasswordReset":true}`, "6:secondfactor.added", `{"mfaType":1}`, "5:added", `{}`)
	for name, c := range map[string]*zitadel{
		"read beside it":     {shown: always(policyAt(8, hides)), events: []*adminv1.ListEventsResponse{old, newer}},
		"read while waiting": {shown: []*policyv1.LoginPolicy{policyAt(5), policyAt(8, hides, allows(otp))}, events: []*adminv1.ListEventsResponse{middle, later}},
		"old for good":       {shown: always(policyAt(8, hides)), events: always(old)},
	} {
		for _, id := range []string{"", "200"} {
			z := &zitadel{shown: c.shown, events: c.events}
			got := z.outcome(t, forceMFA(id))
			if updates := z.updates(); got != "ok" || len(updates) != 1 || !updates[0].GetHidePasswordReset() || !updates[0].GetForceMfa() {
				t.Errorf("%s, %q: %s, %v", name, id, got, updates)
			}
		}
	}
}

// Ensures that a log is read page by page until it tells, and no further; and that events which the caller is refused midway
// aren't mixed with changes, which have no payloads.
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
	z := &zitadel{shown: always(policyAt(8)), changes: []*managementv1.ListOrgChangesResponse{firstPage, others, rest}}
	if got := z.outcome(t, forceMFA("")); got != "CONFLICT POLICY_READ_BEHIND NOT_EXECUTED" {
		t.Errorf("a hole on the third page: %s", got)
	}
	z = &zitadel{shown: always(policyAt(8)), changes: []*managementv1.ListOrgChangesResponse{firstPage, others}}
	if got := z.outcome(t, forceMFA("")); got != "ok POLICY_NOT_CONFIRMED" || z.count(listChanges) != 10 {
		t.Errorf("without an end: %s after %d pages", got, z.count(listChanges))
	}
	events := eventsOf(t, slices.Repeat([]string{"99:changed", `{"hidePasswordReset":true}`}, 100)...)
	z = &zitadel{shown: always(policyAt(99, hides)), events: []*adminv1.ListEventsResponse{events, nil}, changes: always(changesOf(t, "99:changed", "5:added"))}
	if got := z.outcome(t, forceMFA("")); got != "ok" || !z.updates()[0].GetHidePasswordReset() {
		t.Errorf("refused midway: %s, %v", got, z.updates())
	}
}

// Ensures that an organization of an old ZITADEL, whose events were counted together with everybody's, has a beginning too.
func TestOldOrganization(t *testing.T) {
	t.Parallel()
	page := &managementv1.ListOrgChangesResponse{Result: []*changev1.Change{
		{Sequence: 48_332, EventType: &zitadelv1.LocalizedMessage{Key: "EventTypes.org.added"}}}}
	z := &zitadel{shown: always(policyAt(5, inherits)), changes: always(page)}
	if got := z.outcome(t, reset("")); got != "ok" {
		t.Error(got)
	}
}

// Prevents that the log of a policy that was changed often comes whole with every change: its events are large. The first page
// is small, and the next ones are as large as they can be where more is needed, which goes back to the creation.
func TestTheFirstPageOfALogIsSmall(t *testing.T) {
	t.Parallel()
	for changes, want := range map[uint64][]string{
		10:   {"before 0, at most 100"},
		98:   {"before 0, at most 100"},
		99:   {"before 0, at most 100"},
		100:  {"before 0, at most 100", "before 6, at most 1000"},
		1099: {"before 0, at most 100", "before 1005, at most 1000"},
		1100: {"before 0, at most 100", "before 1006, at most 1000", "before 6, at most 1000"},
	} {
		var pages []string
		z := &zitadel{shown: always(policyAt(5 + changes)), answer: func(c call) (proto.Message, error) {
			asked, ok := c.request.(*adminv1.ListEventsRequest)
			if !ok {
				return nil, nil
			}
			pages = append(pages, fmt.Sprintf("before %d, at most %d", asked.GetSequence(), asked.GetLimit()))
			return pageOfLongLog(asked, 5+changes), nil
		}}
		if got := z.outcome(t, apply(policy.AddSecondFactor(otp)).to("200", policy.Options{})); got != "ok" {
			t.Errorf("%d changes: %s", changes, got)
		}
		if first := pages[:min(len(pages), len(want))]; !slices.Equal(first, want) {
			t.Errorf("%d changes: asked for %q, want %q first", changes, pages, want)
		}
	}
}

// pageOfLongLog answers from a log that begins with a creation at 5 and has nothing but changes after it.
func pageOfLongLog(asked *adminv1.ListEventsRequest, newest uint64) *adminv1.ListEventsResponse {
	reply := &adminv1.ListEventsResponse{}
	next := newest
	if asked.GetSequence() > 0 {
		next = asked.GetSequence() - 1
	}
	for ; next >= 5 && len(reply.GetEvents()) < int(asked.GetLimit()); next-- {
		kind := "org.policy.login.changed"
		if next == 5 {
			kind = "org.policy.login.added"
		}
		reply.Events = append(reply.Events, &eventv1.Event{Sequence: next, Type: &eventv1.EventType{Type: kind}})
	}
	return reply
}

// Prevents that a policy is compared with the log of another organization.
func TestLogOfAnotherOrganization(t *testing.T) {
	t.Parallel()
	for owner, want := range map[string]string{"200": "sequence 8", "300": "BAD_GATEWAY ORGANIZATION_IGNORED NOT_EXECUTED"} {
		page := changesOf(t, "7:added")
		page.Result[0].ResourceOwnerId = owner
		z := &zitadel{shown: always(policyAt(7, allows(otp))), changes: always(page)}
		result, err := z.do(t, time.Minute, apply(policy.AddSecondFactor(otp)).to("200", policy.Options{}))
		got := fmt.Sprint("sequence ", result.Details.GetSequence())
		if err != nil {
			got = failure(err)
		}
		if got != want {
			t.Errorf("%s: %s after %v", owner, got, z.order())
		}
	}
}

// Ensures that a caller without any right to the log can change a policy all the same, and is told what wasn't checked.
func TestNoLogAtAll(t *testing.T) {
	t.Parallel()
	for _, code := range []codes.Code{codes.PermissionDenied, codes.Unimplemented} {
		z := &zitadel{shown: always(policyAt(7)), answer: func(c call) (proto.Message, error) {
			if c.method == listEvents || c.method == listChanges {
				return nil, refused(c.method, code, "AUTH-5mWD2")
			}
			return nil, nil
		}}
		if got := z.outcome(t, forceMFA("200")); got != "ok POLICY_NOT_CONFIRMED" {
			t.Errorf("%s: %s", code, got)
		}
	}
}
