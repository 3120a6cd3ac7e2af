package embedded

import (
	"slices"
	"strings"
	"testing"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/types/known/timestamppb"

	"zitadel-graphql/internal/embedded/domain"
	adminv1 "zitadel-graphql/internal/wire/zitadel/admin/v1"
	changev1 "zitadel-graphql/internal/wire/zitadel/change/v1"
	eventv1 "zitadel-graphql/internal/wire/zitadel/event/v1"
	managementv1 "zitadel-graphql/internal/wire/zitadel/management/v1"
	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
)

// A client that follows the cursor sees each event once, in either direction, and no other organization's.
func TestChangesArePagedByCursor(t *testing.T) {
	client := connect(t, open(t, Config{}), "localhost")
	ctx := as(t, InstanceOwnerToken, "x-zitadel-orgid", InheritingOrgID)
	if err := addSMS(ctx, client); err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		query *changev1.ChangeQuery
		want  []uint64
	}{
		{nil, []uint64{6, 5, 4, 3, 2, 1}},
		{&changev1.ChangeQuery{Asc: true}, []uint64{1, 2, 3, 4, 5, 6}},
		{&changev1.ChangeQuery{Limit: 2}, []uint64{6, 5}},
		{&changev1.ChangeQuery{Limit: 2, Sequence: 5}, []uint64{4, 3}},
		{&changev1.ChangeQuery{Limit: 2, Sequence: 3, Asc: true}, []uint64{4, 5}},
		{&changev1.ChangeQuery{Sequence: 1}, nil},
		{&changev1.ChangeQuery{Sequence: 6, Asc: true}, nil},
		{&changev1.ChangeQuery{Sequence: 1000, Limit: 1}, []uint64{6}},
	}
	for _, test := range tests {
		got, err := client.ListOrgChanges(ctx, &managementv1.ListOrgChangesRequest{Query: test.query})
		if err != nil {
			t.Fatal(err)
		}
		var sequences []uint64
		for _, c := range got.GetResult() {
			sequences = append(sequences, c.GetSequence())
			if c.GetResourceOwnerId() != InheritingOrgID {
				t.Errorf("%v: got %v", test.query, c)
			}
		}
		if !slices.Equal(sequences, test.want) {
			t.Errorf("%v: got %v, want %v", test.query, sequences, test.want)
		}
	}
}

// A history names the editor, and the event in the reader's language. An editor who is no user has an id alone.
func TestChangesNameTheEditor(t *testing.T) {
	clock := newClock()
	client := connect(t, openWith(t, Config{}, discard(), clock.now), "localhost")
	clock.advance(time.Hour)
	ctx := as(t, OrgOwnerToken, "accept-language", "de")
	if err := addSMS(ctx, client); err != nil {
		t.Fatal(err)
	}
	change := func(query *changev1.ChangeQuery) *changev1.Change {
		got, err := client.ListOrgChanges(ctx, &managementv1.ListOrgChangesRequest{Query: query})
		if err != nil || len(got.GetResult()) != 1 {
			t.Fatalf("got %v, %v", got, err)
		}
		return got.GetResult()[0]
	}
	mine, seeded := change(&changev1.ChangeQuery{Limit: 1}), change(&changev1.ChangeQuery{Limit: 1, Asc: true})
	if mine.GetEditorId() != OrgOwnerID || mine.GetEditorDisplayName() != "Organization owner" || mine.GetEditorPreferredLoginName() != "org-owner@acme.localhost" {
		t.Errorf("got the editor %v", mine)
	}
	if seeded.GetEditorId() != seedEditor || seeded.GetEditorDisplayName() != "" || seeded.GetEditorPreferredLoginName() != "" {
		t.Errorf("got the editor %v", seeded)
	}
	if want := clock.now().UTC().Truncate(time.Microsecond); !mine.GetChangeDate().AsTime().Equal(want) {
		t.Errorf("got %s, want %s", mine.GetChangeDate().AsTime(), want)
	}
	const key = "EventTypes.org.policy.login.secondfactor.added"
	german := topicTexts()[domain.TopicSecondFactorAdded][1]
	if text := mine.GetEventType(); text.GetKey() != key || text.GetLocalizedMessage() != german {
		t.Errorf("got %v, want %s %q", text, key, german)
	}
}

// listEvents asks as the owner of the instance.
func listEvents(t *testing.T, client adminv1.AdminServiceClient, req *adminv1.ListEventsRequest) []*eventv1.Event {
	t.Helper()
	got, err := client.ListEvents(as(t, InstanceOwnerToken), req)
	if err != nil {
		t.Fatal(err)
	}
	return got.GetEvents()
}

// Each filter gives the events that fit and no others, or a page about a policy's history would show another organization's.
func TestEventsAreFiltered(t *testing.T) {
	s := open(t, Config{})
	management, client := connect(t, s, "localhost"), connectAdmin(t, s)
	if err := addSMS(as(t, OrgOwnerToken), management); err != nil {
		t.Fatal(err)
	}
	const added = "org.policy.login.secondfactor.added"
	permissions, users := len(permissionEvents(time.Time{})), len(slices.Collect(seedUsers(0, time.Now())))
	tests := []struct {
		name string
		req  *adminv1.ListEventsRequest
		want int
		all  func(*eventv1.Event) bool
	}{
		{"everything", &adminv1.ListEventsRequest{}, 8 + 15 + 5 + permissions + users, func(*eventv1.Event) bool { return true }},
		{"type", &adminv1.ListEventsRequest{EventTypes: []string{added, "org.unknown"}}, 4, func(e *eventv1.Event) bool { return e.GetType().GetType() == added }},
		{"aggregate", &adminv1.ListEventsRequest{AggregateId: InheritingOrgID}, 5, func(e *eventv1.Event) bool { return e.GetAggregate().GetId() == InheritingOrgID }},
		{"kind", &adminv1.ListEventsRequest{AggregateTypes: []string{"instance"}}, 8, func(e *eventv1.Event) bool { return e.GetAggregate().GetType().GetType() == "instance" }},
		{"permissions", &adminv1.ListEventsRequest{AggregateTypes: []string{"permission"}}, permissions, func(e *eventv1.Event) bool { return e.GetType().GetType() == "permission.added" }},
		{"both under one id", &adminv1.ListEventsRequest{AggregateId: InstanceID}, 8 + permissions, func(e *eventv1.Event) bool { return e.GetAggregate().GetId() == InstanceID }},
		{"owner", &adminv1.ListEventsRequest{ResourceOwner: InstanceID}, 8 + permissions, func(e *eventv1.Event) bool { return e.GetAggregate().GetResourceOwner() == InstanceID }},
		{"editor", &adminv1.ListEventsRequest{EditorUserId: OrgOwnerID}, 8 + 1, func(e *eventv1.Event) bool { return e.GetEditor().GetDisplayName() == "Organization owner" }},
		{"nobody", &adminv1.ListEventsRequest{EditorUserId: OrgOwnerID, AggregateId: InstanceID}, 0, nil},
		{"limit", &adminv1.ListEventsRequest{Limit: 3}, 3, func(*eventv1.Event) bool { return true }},
		{"cursor", &adminv1.ListEventsRequest{AggregateId: HomeOrgID, Sequence: 15, Limit: 1}, 1, func(e *eventv1.Event) bool { return e.GetSequence() == 14 }},
		{"cursor upwards", &adminv1.ListEventsRequest{AggregateId: HomeOrgID, Sequence: 14, Asc: true}, 1, func(e *eventv1.Event) bool { return e.GetSequence() == 15 }},
	}
	for _, test := range tests {
		got := listEvents(t, client, test.req)
		if len(got) != test.want || slices.ContainsFunc(got, func(e *eventv1.Event) bool { return !test.all(e) }) {
			t.Errorf("%s: got %d events, want %d: %v", test.name, len(got), test.want, got)
		}
	}
}

// No other call tells which factor was changed, so payload, type, editor and texts all have to be there.
func TestEventsAreComplete(t *testing.T) {
	s := open(t, Config{})
	if err := addSMS(as(t, OrgOwnerToken), connect(t, s, "localhost")); err != nil {
		t.Fatal(err)
	}
	got := listEvents(t, connectAdmin(t, s), &adminv1.ListEventsRequest{Limit: 1, AggregateId: HomeOrgID})[0]
	if mfa, ok := got.GetPayload().AsMap()["mfaType"]; !ok || mfa != 4.0 {
		t.Errorf("got the payload %v", got.GetPayload())
	}
	if e := got.GetEditor(); e.GetUserId() != OrgOwnerID || e.GetDisplayName() != "Organization owner" {
		t.Errorf("got the editor %v", e)
	}
	if text := got.GetType().GetLocalized(); text.GetKey() != "EventTypes."+got.GetType().GetType() || text.GetLocalizedMessage() == text.GetKey() {
		t.Errorf("got the type %v", got.GetType())
	}
	if text := got.GetAggregate().GetType().GetLocalized(); text.GetKey() != "AggregateTypes.org" || text.GetLocalizedMessage() == text.GetKey() {
		t.Errorf("got the aggregate %v", got.GetAggregate())
	}
}

// Under the instance's id its newest event need not come first: events of permissions have sequences of their own, and the list is
// sorted by sequence. A client that wants the newest has to name the aggregate's type.
func TestEventsOfTheInstanceAreSortedBySequence(t *testing.T) {
	clock := newClock()
	client := connectAdmin(t, openWith(t, Config{}, discard(), clock.now))
	clock.advance(time.Hour)
	wantDone(t, 9, true)(detailsAnd(client.AddIDPToLoginPolicy(as(t, InstanceOwnerToken), &adminv1.AddIDPToLoginPolicyRequest{IdpId: GitHubID})))
	got := listEvents(t, client, &adminv1.ListEventsRequest{AggregateId: InstanceID})
	if got[0].GetAggregate().GetType().GetType() != "permission" {
		t.Errorf("the newest comes first: %v", got[0])
	}
	if !slices.IsSortedFunc(got, func(a, b *eventv1.Event) int { return int(b.GetSequence()) - int(a.GetSequence()) }) {
		t.Error("they aren't sorted by their sequences")
	}
	all := listEvents(t, client, &adminv1.ListEventsRequest{Limit: 1})
	if all[0].GetType().GetType() != "instance.policy.login.idpprovider.added" {
		t.Errorf("of all events the newest is %v", all[0])
	}
}

// A page from a date on leaves out all events of the write at that date, in both directions.
func TestEventsFromADate(t *testing.T) {
	clock := newClock()
	s := openWith(t, Config{}, discard(), clock.now)
	management, client, ctx := connect(t, s, "localhost"), connectAdmin(t, s), as(t, InstanceOwnerToken, "x-zitadel-orgid", InheritingOrgID)
	at := []time.Time{clock.now()}
	for _, factors := range [][]policyv1.SecondFactorType{{otp, u2f}, {sms}} {
		clock.advance(time.Minute)
		at = append(at, clock.now())
		if _, err := management.ResetLoginPolicyToDefault(ctx, &managementv1.ResetLoginPolicyToDefaultRequest{}); err != nil && status.Code(err) != codes.NotFound {
			t.Fatal(err)
		}
		if _, err := management.AddCustomLoginPolicy(ctx, &managementv1.AddCustomLoginPolicyRequest{SecondFactors: factors}); err != nil {
			t.Fatal(err)
		}
	}
	date := func(i int) *timestamppb.Timestamp { return timestamppb.New(at[i].Truncate(time.Microsecond)) }
	from := func(i int) *adminv1.ListEventsRequest_From { return &adminv1.ListEventsRequest_From{From: date(i)} }
	tests := []struct {
		name string
		req  *adminv1.ListEventsRequest
		want []uint64
	}{
		{"after the first write", &adminv1.ListEventsRequest{CreationDateFilter: from(1), Asc: true}, []uint64{9, 10, 11}},
		{"after the last", &adminv1.ListEventsRequest{CreationDateFilter: from(2), Asc: true}, nil},
		{"before the first", &adminv1.ListEventsRequest{CreationDateFilter: from(1)}, []uint64{5, 4, 3, 2, 1}},
		{"between", &adminv1.ListEventsRequest{CreationDateFilter: &adminv1.ListEventsRequest_Range{
			Range: &adminv1.ListEventsRequest_CreationDateRange{Since: date(0), Until: date(2)},
		}}, []uint64{8, 7, 6}},
		{"since", &adminv1.ListEventsRequest{CreationDateFilter: &adminv1.ListEventsRequest_Range{
			Range: &adminv1.ListEventsRequest_CreationDateRange{Since: date(1)},
		}}, []uint64{11, 10, 9}},
	}
	for _, test := range tests {
		test.req.AggregateId = InheritingOrgID
		var got []uint64
		for _, e := range listEvents(t, client, test.req) {
			got = append(got, e.GetSequence())
		}
		if !slices.Equal(got, test.want) {
			t.Errorf("%s: got %v, want %v", test.name, got, test.want)
		}
	}
}

// The payload of a creation has only what is set: a reader has to take what is missing for false, zero or empty.
func TestCreationsLeaveOutWhatIsNotSet(t *testing.T) {
	s := open(t, Config{})
	ctx := as(t, InstanceOwnerToken, "x-zitadel-orgid", InheritingOrgID)
	if _, err := connect(t, s, "localhost").AddCustomLoginPolicy(ctx, &managementv1.AddCustomLoginPolicyRequest{ForceMfa: true}); err != nil {
		t.Fatal(err)
	}
	got := listEvents(t, connectAdmin(t, s), &adminv1.ListEventsRequest{AggregateId: InheritingOrgID, Limit: 1})[0].GetPayload().AsMap()
	if len(got) != 1 || got["forceMFA"] != true {
		t.Errorf("got %v", got)
	}
}

// No event breaks the list or goes without a text, the one without a payload included.
func TestEveryEventCanBeListed(t *testing.T) {
	messages := service{store: open(t, Config{}).store, catalogue: newCatalogue()}.eventMessages(t.Context())
	events := slices.Concat(seedEvents(time.Unix(0, 0)), slices.Collect(seedUsers(0, time.Now())), permissionEvents(time.Unix(0, 0)), writtenEvents(t))
	listed := map[domain.Topic]bool{}
	for _, e := range events {
		message, err := messages.message(e)
		if err != nil {
			t.Fatal(err)
		}
		if text := message.GetType().GetLocalized(); text.GetLocalizedMessage() == text.GetKey() {
			t.Errorf("%s has no text", text.GetKey())
		}
		if (message.GetPayload() == nil) != (e.Payload == nil) {
			t.Errorf("%s: payload %v", e.Type(), message.GetPayload())
		}
		listed[e.Topic] = true
	}
	for _, topic := range domain.Topics() {
		if !listed[topic] {
			t.Errorf("%s was not listed", topic)
		}
	}
}

// writtenEvents has an event of each topic that a store doesn't start with, for each aggregate type that has it.
func writtenEvents(t *testing.T) (events []domain.Event) {
	t.Helper()
	const policy = "policy.login."
	for _, stored := range []struct{ eventType, payload string }{
		{"org." + policy + "changed", `{"forceMFA":true,"multiFactorCheckLifetime":-1}`},
		{"org." + policy + "secondfactor.removed", `{"mfaType":1}`},
		{"org." + policy + "multifactor.removed", `{"mfaType":1}`},
		{"org." + policy + "idpprovider.removed", `{"idpConfigId":"1"}`},
		{"org." + policy + "removed", ``},
		{"org.idp.removed", `{"id":"1"}`},
		{"instance." + policy + "changed", `{"forceMFA":true}`},
		{"instance." + policy + "secondfactor.removed", `{"mfaType":1}`},
		{"instance." + policy + "multifactor.removed", `{"mfaType":1}`},
		{"instance." + policy + "idpprovider.added", `{"idpConfigId":"1","idpProviderType":1}`},
		{"instance." + policy + "idpprovider.removed", `{"idpConfigId":"1"}`},
		{"instance.idp.removed", `{"id":"1"}`},
		{"restrictions.set", `{"disallowPublicOrgRegistration":true,"allowedLanguages":["en","de"]}`},
		{"restrictions.set", `{"allowedLanguages":[]}`},
		{"user.removed", ``},
		{"user.human.phone.removed", ``},
		{"user.human.mfa.otp.removed", ``},
		{"user.human.mfa.otp.sms.removed", ``},
		{"user.human.mfa.otp.email.removed", ``},
		{"user.human.mfa.u2f.token.removed", `{"webAuthNTokenId":"1"}`},
		{"user.human.mfa.recoverycode.removed", ``},
	} {
		if stored.payload != "" {
			stored.payload = `,"payload":` + stored.payload
		}
		if strings.HasPrefix(stored.eventType, "user.") {
			stored.payload = `,"owner":"2"` + stored.payload
		}
		e, err := domain.DecodeEvent([]byte(`{"type":"` + stored.eventType + `","aggregate":"1","sequence":1,"createdAt":"2026-11-23T11:21:35Z","editor":"3"` + stored.payload + `}`))
		if err != nil {
			t.Fatal(err)
		}
		events = append(events, e)
	}
	return events
}

// The rules of the contract: at the limit passes, one over is refused by the validator's own text.
func TestEventFiltersAreBounded(t *testing.T) {
	client := connectAdmin(t, open(t, Config{}))
	long := strings.Repeat("ä", maxIDRunes)
	listEvents(t, client, &adminv1.ListEventsRequest{
		EventTypes: make([]string, maxEventTypes), AggregateTypes: make([]string, maxAggregateTypes), AggregateId: long,
		ResourceOwner: long, EditorUserId: long,
	})
	tests := map[string]*adminv1.ListEventsRequest{
		"invalid ListEventsRequest.EventTypes: value must contain no more than 30 item(s)":     {EventTypes: make([]string, 31)},
		"invalid ListEventsRequest.AggregateTypes: value must contain no more than 10 item(s)": {AggregateTypes: make([]string, 11)},
		"invalid ListEventsRequest.AggregateId: value length must be at most 200 runes":        {AggregateId: long + "x"},
		"invalid ListEventsRequest.ResourceOwner: value length must be at most 200 runes":      {ResourceOwner: long + "x"},
		"invalid ListEventsRequest.EditorUserId: value length must be at most 200 runes":       {EditorUserId: long + "x"},
	}
	for want, req := range tests {
		_, err := client.ListEvents(as(t, InstanceOwnerToken), req)
		if s := status.Convert(err); s.Code() != codes.InvalidArgument || s.Message() != want {
			t.Errorf("got %v, want %s", err, want)
		}
	}
}

// ListEvents answers in bounded pieces, however long the history is and whatever limit the caller sets.
func TestEventsAreLimited(t *testing.T) {
	events := make([]domain.Event, maxEvents+1)
	for i := range events {
		events[i] = domain.Event{AggregateType: domain.AggregateOrg, AggregateID: HomeOrgID, Sequence: uint64(i) + 1}
	}
	at := func(i int) domain.Event { return events[i] }
	for _, limit := range []uint32{0, maxEvents, maxEvents + 1} {
		got := eventsQuery(&adminv1.ListEventsRequest{Limit: limit}).pick(len(events), at)
		if len(got) != maxEvents || got[0].Sequence != maxEvents+1 {
			t.Errorf("limit %d: got %d events from %d on", limit, len(got), got[0].Sequence)
		}
	}
	if got := changesQuery(HomeOrgID, nil).pick(len(events), at); len(got) != len(events) {
		t.Errorf("changes have no limit unless one is given: got %d", len(got))
	}
}
