package wiretest

import (
	"context"
	"fmt"
	"reflect"
	"slices"
	"strings"

	adminv1 "zitadel-graphql/internal/wire/zitadel/admin/v1"
)

// eventCases are about ListEvents: the history with its payloads, for those who may read events.
func eventCases() []testCase {
	return slices.Concat(secondPayloadCases(), payloadCases(), eventFilterCases(), eventCursorCases(), instanceEventCases())
}

// ownEvents is the latest of the organization's events of these types, or of any type.
func ownEvents(limit uint32, kinds ...string) call {
	request := &adminv1.ListEventsRequest{AggregateId: "{org}", Limit: limit}
	for _, kind := range kinds {
		request.EventTypes = append(request.EventTypes, prefix(ofOrg)+kind)
	}
	return listEvents(request)
}

func secondPayloadCases() []testCase {
	cases := make([]testCase, len(everySecond()))
	for i, f := range everySecond() {
		cases[i] = testCase{
			name: fmt.Sprintf("an event says that it was about %v", f),
			spec: "c.payload",
			steps: []step{
				addPolicy(nil).must(added(1)),
				addSecond(f).must(added(1)),
				removeSecond(f).must(changed()),
				ownEvents(2).must(hasEvents(entry{0, secondRemoved}, entry{1, secondAdded}), hasPayloads(mfaType(f), mfaType(f))),
			},
		}
	}
	return cases
}

func payloadCases() []testCase {
	return []testCase{
		{
			name: "an event says that it was about the multi factor",
			spec: "c.payload",
			steps: []step{
				addPolicy(nil, passkey).must(added(2)),
				removeMulti(passkey).must(changed()),
				ownEvents(2).must(hasEvents(entry{0, multiRemoved}, entry{1, multiAdded}), hasPayloads(mfaType(passkey), mfaType(passkey))),
			},
		},
		{
			name: "an event of an update carries what changed, one of a reset nothing",
			spec: "c.payload",
			steps: []step{
				addPolicyLike(&creation{AllowRegister: true}).must(added(1)),
				updatePolicy(&settings{AllowRegister: true, ForceMfa: true}).must(changed()),
				resetPolicy().must(changed()),
				ownEvents(2).must(hasEvents(entry{0, policyRemoved}, entry{1, policyChanged}), hasPayloads(map[string]any{}, map[string]any{"forceMFA": true})),
			},
		},
		{
			name: "an event of a creation carries what is set, and nothing that is false, zero or empty",
			spec: "c.created c.payload",
			steps: []step{
				addPolicyLike(&creation{AllowRegister: true}).must(added(1)),
				ownEvents(1).must(hasEvents(entry{0, policyAdded}), hasPayloads(map[string]any{"allowRegister": true})),
				resetPolicy().must(changed()),
				addPolicy(nil).must(added(1)),
				ownEvents(1).must(hasEvents(entry{0, policyAdded}), hasPayloads(map[string]any{})),
			},
		},
		{
			name: "an event of a link names the provider",
			spec: "c.payload",
			steps: []step{
				addPolicyLike(&creation{Idps: providers(instanceIDP)}).must(addedWith(1, 2)),
				ownEvents(1).must(hasEvents(entry{0, linkAdded}), namesProvider(instanceIDP)),
				unlink(instanceIDP).must(unlinked()),
				ownEvents(1).must(hasEvents(entry{0, linkRemoved}), namesProvider(instanceIDP)),
			},
		},
	}
}

func eventFilterCases() []testCase {
	const absent = "no-such-thing"
	return []testCase{
		{
			name: "events are filtered by their types, one or several",
			spec: "c.types",
			steps: []step{
				addPolicy(second(otp, u2f), passkey).must(added(4)),
				removeSecond(otp).must(changed()),
				updatePolicy(&settings{ForceMfa: true}).must(changed()),
				removeSecond(u2f).must(changed()),
				ownEvents(2, secondRemoved).must(hasEvents(entry{0, secondRemoved}, entry{2, secondRemoved}), hasPayloads(mfaType(u2f), mfaType(otp))),
				ownEvents(3, secondAdded, multiAdded).must(hasEvents(entry{3, multiAdded}, entry{4, secondAdded}, entry{5, secondAdded})),
				ownEvents(3, absent).must(hasEvents()),
			},
		},
		{
			name: "events are filtered by aggregate, owner and editor",
			spec: "c.aggregate",
			steps: []step{
				addPolicy(second(otp)).must(added(2)),
				listEvents(&adminv1.ListEventsRequest{AggregateId: "{org}", AggregateTypes: []string{"org"}, Limit: 1}).must(hasEvents(entry{0, secondAdded})),
				listEvents(&adminv1.ListEventsRequest{AggregateId: "{org}", AggregateTypes: []string{absent}, Limit: 1}).must(hasEvents()),
				listEvents(&adminv1.ListEventsRequest{AggregateId: absent, Limit: 1}).must(hasEvents()),
				listEvents(&adminv1.ListEventsRequest{AggregateId: "{org}", ResourceOwner: "{org}", Limit: 1}).must(hasEvents(entry{0, secondAdded})),
				listEvents(&adminv1.ListEventsRequest{AggregateId: "{org}", ResourceOwner: absent, Limit: 1}).must(hasEvents()),
				listEvents(&adminv1.ListEventsRequest{AggregateId: "{org}", EditorUserId: absent, Limit: 1}).must(hasEvents()),
			},
		},
		{
			name: "of another organization only its own events come",
			spec: "c.aggregate",
			steps: []step{
				addPolicy(second(otp)).must(added(2)),
				listEvents(&adminv1.ListEventsRequest{AggregateId: "{foreign org}", Limit: 5}).must(areOf("{foreign org}")),
			},
		},
		{
			name: "a filter that is too large is refused before anything is read",
			spec: "c.too-large",
			steps: []step{
				listEvents(&adminv1.ListEventsRequest{EventTypes: slices.Repeat([]string{"x"}, 31)}).must(requestInvalid()),
				listEvents(&adminv1.ListEventsRequest{AggregateTypes: slices.Repeat([]string{"x"}, 11)}).must(requestInvalid()),
				listEvents(&adminv1.ListEventsRequest{AggregateId: strings.Repeat("é", 201)}).must(requestInvalid()),
				listEvents(&adminv1.ListEventsRequest{ResourceOwner: strings.Repeat("é", 201)}).must(requestInvalid()),
				listEvents(&adminv1.ListEventsRequest{EditorUserId: strings.Repeat("é", 201)}).must(requestInvalid()),
			},
		},
	}
}

func eventCursorCases() []testCase {
	own := &adminv1.ListEventsRequest{AggregateId: "{org}"}
	removals := &adminv1.ListEventsRequest{AggregateId: "{org}", EventTypes: []string{prefix(ofOrg) + secondRemoved}}
	return []testCase{
		{
			name: "events page by a cursor as changes do, in both directions",
			spec: "c.event-cursor",
			steps: append(fiveChanges(),
				eventsFrom(cursor{back: 0, limit: 2}, own).must(hasSequences(1, 2)),
				eventsFrom(cursor{back: 2, limit: 2}, own).must(hasSequences(3, 4)),
				eventsFrom(cursor{back: 4, limit: 3, asc: true}, own).must(hasSequences(3, 2, 1)),
				eventsFrom(cursor{back: 0, limit: 3, asc: true}, own).must(hasSequences()),
			),
		},
		{
			name: "from a date on, what came after it is told, and nothing of the write at that date",
			spec: "c.from",
			steps: []step{
				addPolicy(second(otp, u2f)).must(added(3)),
				eventsAfterLastWrite().must(hasEvents()),
				sendAfterLastWrite(removeSecond(otp).must(changed()), entry{0, secondRemoved}),
			},
		},
		{
			name: "a cursor and a filter hold together",
			spec: "c.event-cursor c.types",
			steps: []step{
				addPolicy(second(otp, u2f)).must(added(3)),
				removeSecond(otp).must(changed()),
				addSecond(otp).must(added(1)),
				removeSecond(u2f).must(changed()),
				eventsFrom(cursor{back: 0, limit: 1}, removals).must(hasEvents(entry{2, secondRemoved}), hasPayloads(mfaType(otp))),
				eventsFrom(cursor{back: 2, limit: 5, asc: true}, removals).must(hasEvents(entry{0, secondRemoved}), hasPayloads(mfaType(u2f))),
			},
		},
	}
}

// eventsAfterLastWrite asks for the organization's events from the date of its last write on, the oldest first.
func eventsAfterLastWrite() call {
	c := newCall("admin ListEvents{from the last write on}", adminv1.NewAdminServiceClient, admin.ListEvents,
		func(s *suite) *adminv1.ListEventsRequest { return eventsAfter(s.ledgers[ofOrg].last) })
	c.role = InstanceOwner
	return c
}

func eventsAfter(w write) *adminv1.ListEventsRequest {
	return &adminv1.ListEventsRequest{AggregateId: "{org}", Asc: true, CreationDateFilter: &adminv1.ListEventsRequest_From{From: w.date}}
}

// sendAfterLastWrite does one more step, and demands exactly these events from the date of the write before it on.
func sendAfterLastWrite(more step, entries ...entry) step {
	needs := slices.Concat(more.needs, eventsAfterLastWrite().demands())
	return step{more.name + ", told from the write before it on", needs, func(ctx context.Context, s *suite) error {
		before := s.ledgers[ofOrg].last
		if err := more.do(ctx, s); err != nil {
			return err
		}
		return s.check(ctx, listEvents(eventsAfter(before)), []want{hasEvents(entries...)})
	}}
}

func instanceEventCases() []testCase {
	recent := listEvents(&adminv1.ListEventsRequest{AggregateId: "{instance}", AggregateTypes: []string{"instance"}, Limit: 2})
	return []testCase{
		{
			name: "under the instance's id there are also the events of what roles may, and the order is that of the sequences",
			spec: "c.permissions",
			steps: []step{
				listEvents(&adminv1.ListEventsRequest{AggregateId: "{instance}", AggregateTypes: []string{"permission"}, Limit: 3}).must(areOf("{instance}")),
				listEvents(&adminv1.ListEventsRequest{AggregateId: "{instance}", Asc: true, Limit: 50}).must(bySequence),
			},
		},
		{
			name:     "the instance's events are told under its own types",
			spec:     "c.instance",
			instance: true,
			steps: []step{
				removeInstanceSecond(u2f).must(changed()),
				updateInstancePolicy(everySetting()).must(changed()),
				recent.must(hasEvents(entry{0, policyChanged}, entry{1, secondRemoved})),
				addInstanceSecond(sms).must(added(1)),
				removeInstanceMulti(passkey).must(changed()),
				recent.must(hasEvents(entry{0, multiRemoved}, entry{1, secondAdded}), hasPayloads(mfaType(passkey), mfaType(sms))),
			},
		},
	}
}

func eventsOf(r reply) (*adminv1.ListEventsResponse, error) {
	if r.err != nil {
		return nil, fmt.Errorf("failed: %w", r.err)
	}
	return r.message.(*adminv1.ListEventsResponse), nil
}

// hasPayloads demands exactly these payloads of the events, in their order.
func hasPayloads(payloads ...map[string]any) want {
	return func(_ *suite, r reply) error {
		m, err := eventsOf(r)
		if err != nil {
			return err
		}
		for i, e := range m.GetEvents() {
			if got := e.GetPayload().AsMap(); i >= len(payloads) || !reflect.DeepEqual(got, payloads[i]) {
				return fmt.Errorf("the payload of event %d is %v, want one of %v", i+1, got, payloads)
			}
		}
		return nil
	}
}

// namesProvider demands that every event's payload names the provider.
func namesProvider(id string) want {
	return func(s *suite, r reply) error {
		m, err := eventsOf(r)
		if err != nil {
			return err
		}
		for _, e := range m.GetEvents() {
			if got := e.GetPayload().AsMap()["idpConfigId"]; got != s.target.fillText(id) {
				return fmt.Errorf("the payload names %v: %v", got, e.GetPayload())
			}
		}
		return nil
	}
}

// bySequence demands events of more than one aggregate type, none with a lower sequence than the one before it.
func bySequence(_ *suite, r reply) error {
	m, err := eventsOf(r)
	if err != nil {
		return err
	}
	kinds := map[string]bool{}
	for i, e := range m.GetEvents() {
		kinds[e.GetAggregate().GetType().GetType()] = true
		if i > 0 && e.GetSequence() < m.GetEvents()[i-1].GetSequence() {
			return fmt.Errorf("the sequence falls from %v to %v", m.GetEvents()[i-1], e)
		}
	}
	if len(kinds) < 2 {
		return fmt.Errorf("the aggregate types are %v, want more than one", kinds)
	}
	return nil
}

// areOf demands some events, all of one aggregate, the newest first.
func areOf(id string) want {
	return func(s *suite, r reply) error {
		m, err := eventsOf(r)
		if err != nil {
			return err
		}
		if len(m.GetEvents()) == 0 {
			return fmt.Errorf("there are no events of %s", s.target.fillText(id))
		}
		for i, e := range m.GetEvents() {
			if e.GetAggregate().GetId() != s.target.fillText(id) || e.GetSequence() != m.GetEvents()[0].GetSequence()-uint64(i) {
				return fmt.Errorf("event %d is %v, want the next older one of %s", i+1, e, s.target.fillText(id))
			}
		}
		return nil
	}
}
