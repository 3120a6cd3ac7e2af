package wiretest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"google.golang.org/protobuf/types/known/timestamppb"

	adminv1 "zitadel-graphql/internal/wire/zitadel/admin/v1"
	eventv1 "zitadel-graphql/internal/wire/zitadel/event/v1"
	objectv2 "zitadel-graphql/internal/wire/zitadel/object/v2"
)

// userEventCases are about people in ListEvents.
func userEventCases() []testCase {
	return []testCase{
		{
			name: "events of people are filtered by their types and by the home organization",
			spec: "u.events",
			steps: []step{
				factorEvents(1000).must(areEventsOfPeople),
				listEvents(&adminv1.ListEventsRequest{EventTypes: factorTypes(), ResourceOwner: "no-such-organization"}).must(hasEvents()),
				listEvents(&adminv1.ListEventsRequest{EventTypes: factorTypes(), AggregateId: "{org}"}).must(hasEvents()),
				listEvents(&adminv1.ListEventsRequest{EventTypes: factorTypes(), AggregateId: completePerson, Asc: true}).must(setsUpEverything),
				listEvents(&adminv1.ListEventsRequest{EventTypes: factorTypes(), AggregateId: plainPerson}).must(hasEvents()),
				listEvents(&adminv1.ListEventsRequest{EventTypes: factorTypes(), AggregateId: completePerson}).as(OrgOwner).must(notPermitted()),
			},
		},
		{
			name:  "thirty types are asked for at once",
			spec:  "u.events",
			steps: []step{listEvents(&adminv1.ListEventsRequest{EventTypes: slices.Repeat([]string{"user.no-such-thing"}, 30)}).must(hasEvents())},
		},
		{
			name:  "events from a date on come without those of that date, and a microsecond before it with them",
			spec:  "u.events-from",
			steps: []step{eventPagesJoin()},
		},
		{
			name: "a thousand events come at most, whatever is asked for",
			spec: "u.events-most",
			steps: []step{
				listEvents(&adminv1.ListEventsRequest{Limit: 5000}).needing(manyEvents()).must(hasThousandEvents),
				listEvents(&adminv1.ListEventsRequest{}).needing(manyEvents()).must(hasThousandEvents),
			},
		},
	}
}

// featureCases are about the instance's features.
func featureCases() []testCase {
	return []testCase{{
		name: "the instance's features are told to whom has a valid token",
		spec: "u.features",
		steps: []step{
			instanceFeatures().as(Nobody).must(succeeds()),
			instanceFeatures().as(OrgOwner).in("{foreign org}").must(succeeds()),
			instanceFeatures().authorized().must(tokenMissing()),
			instanceFeatures().authorized("Bearer garbage").must(tokenRejected()),
			instanceFeatures().in("no-such-organization").must(orgNotThere()),
		},
	}}
}

// factorTypes are the types of the events that set up what a complete person has, and take it away.
func factorTypes() []string {
	var types []string
	for _, kind := range []string{
		"mfa.otp.added", "mfa.otp.verified", "mfa.otp.removed", "mfa.otp.sms.added", "mfa.otp.sms.removed", "mfa.otp.email.added",
		"mfa.otp.email.removed", "mfa.u2f.token.added", "mfa.u2f.token.verified", "mfa.u2f.token.removed", "mfa.recoverycode.added",
		"mfa.recoverycode.removed",
	} {
		types = append(types, personPrefix+kind)
	}
	return types
}

// factorEvents are the organization's, the oldest first.
func factorEvents(limit uint32) call {
	return listEvents(&adminv1.ListEventsRequest{EventTypes: factorTypes(), ResourceOwner: "{org}", Asc: true, Limit: limit}).needing(completeOne())
}

// areEventsOfPeople demands some events, of people of the organization and of the types asked for, with dates that never fall.
func areEventsOfPeople(s *suite, r reply) error {
	m, err := eventsOf(r)
	if err != nil {
		return err
	}
	if len(m.GetEvents()) == 0 {
		return errors.New("there are no events of people")
	}
	for i, e := range m.GetEvents() {
		of := e.GetAggregate()
		switch {
		case !slices.Contains(factorTypes(), e.GetType().GetType()), of.GetType().GetType() != "user", of.GetId() == "", e.GetSequence() == 0:
			return fmt.Errorf("%s of %v wasn't asked for", e.GetType().GetType(), of)
		case of.GetResourceOwner() != s.target.Org:
			return fmt.Errorf("%v is at home elsewhere", of)
		case i > 0 && happenedAt(e).Before(happenedAt(m.GetEvents()[i-1])):
			return fmt.Errorf("event %d is older than the one before it", i+1)
		}
	}
	return nil
}

func happenedAt(e *eventv1.Event) time.Time { return e.GetCreationDate().AsTime() }

// setsUpEverything demands the events of a person who has set up each factor, and taken nothing away.
func setsUpEverything(_ *suite, r reply) error {
	m, err := eventsOf(r)
	if err != nil {
		return err
	}
	var got, wanted []string
	for _, e := range m.GetEvents() {
		got = append(got, e.GetType().GetType())
	}
	for _, kind := range factorTypes() {
		if !strings.HasSuffix(kind, ".removed") {
			wanted = append(wanted, kind)
		}
	}
	slices.Sort(got)
	slices.Sort(wanted)
	return sameList("types", got, wanted)
}

// eventPagesJoin demands of the organization's events of people that those after a date are the rest of the list, and those
// from a microsecond before it begin with those of that date.
func eventPagesJoin() step {
	after := func(date time.Time) call {
		return listEvents(&adminv1.ListEventsRequest{EventTypes: factorTypes(), ResourceOwner: "{org}", Asc: true,
			CreationDateFilter: &adminv1.ListEventsRequest_From{From: timestamppb.New(date)}})
	}
	return step{"ListEvents from a date on", factorEvents(3).demands(), func(ctx context.Context, s *suite) error {
		whole, err := eventsOf(s.send(ctx, factorEvents(1000)))
		if err != nil {
			return err
		}
		if len(whole.GetEvents()) < 3 {
			return fmt.Errorf("there are %d events of people, want some more", len(whole.GetEvents()))
		}
		date := happenedAt(whole.GetEvents()[1])
		for _, from := range []time.Time{date, date.Add(-time.Microsecond)} {
			later, err := eventsOf(s.send(ctx, after(from)))
			if err != nil {
				return err
			}
			rest := datesAfter(from, whole)
			if got := datesAfter(time.Time{}, later); !slices.Equal(got[:min(len(got), len(rest))], rest) {
				return fmt.Errorf("after %v the dates are %v, want %v", from, got, rest)
			}
		}
		return nil
	}}
}

// datesAfter are the dates of the events that happened after one.
func datesAfter(date time.Time, m *adminv1.ListEventsResponse) []time.Time {
	var dates []time.Time
	for _, e := range m.GetEvents() {
		if happenedAt(e).After(date) {
			dates = append(dates, happenedAt(e))
		}
	}
	return dates
}

func hasThousandEvents(_ *suite, r reply) error {
	m, err := eventsOf(r)
	if err == nil && len(m.GetEvents()) != 1000 {
		err = fmt.Errorf("%d events came, want 1000", len(m.GetEvents()))
	}
	return err
}

// isLastRemoval demands that the newest event is the one of the last removal.
func isLastRemoval(kind string) want { return isEvent(kind, 0) }

// isNextAs demands that the newest event comes after what the last answer told.
func isNextAs(kind string) want { return isEvent(kind, 1) }

func isEvent(kind string, further uint64) want {
	return func(s *suite, r reply) error {
		m, err := eventsOf(r)
		if err != nil {
			return err
		}
		if len(m.GetEvents()) != 1 {
			return fmt.Errorf("%d events came, want the latest", len(m.GetEvents()))
		}
		e, last := m.GetEvents()[0], s.ledgers[ofPerson].last
		switch {
		case e.GetType().GetType() != personPrefix+kind, e.GetSequence() < last.sequence+further, further == 0 && e.GetSequence() != last.sequence:
			return fmt.Errorf("the latest event is %s of %d, after the answer of %d", e.GetType().GetType(), e.GetSequence(), last.sequence)
		case further == 0 && !happenedAt(e).Equal(last.date.AsTime()):
			return fmt.Errorf("the event is of %v, and the answer of %v", happenedAt(e), last.date.AsTime())
		}
		return nil
	}
}

// namesKey demands that the events' payloads name the security key.
func namesKey(key string) want {
	return func(_ *suite, r reply) error {
		m, err := eventsOf(r)
		if err != nil {
			return err
		}
		for _, e := range m.GetEvents() {
			if got := e.GetPayload().AsMap()["webAuthNTokenId"]; got != key {
				return fmt.Errorf("the payload names %v, want %s", got, key)
			}
		}
		return nil
	}
}

func userDetails(r reply) (*objectv2.Details, error) {
	if r.err != nil {
		return nil, fmt.Errorf("failed: %w", r.err)
	}
	m, ok := r.message.(interface{ GetDetails() *objectv2.Details })
	if !ok || m.GetDetails() == nil {
		return nil, fmt.Errorf("answered without details: %v", r.message)
	}
	return m.GetDetails(), nil
}
