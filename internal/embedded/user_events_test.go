package embedded

import (
	"slices"
	"strings"
	"testing"

	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/types/known/timestamppb"

	"zitadel-graphql/internal/embedded/domain"
	adminv1 "zitadel-graphql/internal/wire/zitadel/admin/v1"
	eventv1 "zitadel-graphql/internal/wire/zitadel/event/v1"
	managementv1 "zitadel-graphql/internal/wire/zitadel/management/v1"
	userv2 "zitadel-graphql/internal/wire/zitadel/user/v2"
)

func eventKeys(events []*eventv1.Event) []string {
	var keys []string
	for _, e := range events {
		keys = append(keys, e.GetAggregate().GetId()+" "+e.GetType().GetType())
	}
	return keys
}

// Tests of others show that no secret of a payload gets anywhere. They show nothing unless the payloads have some, in ZITADEL's
// fields.
func TestPayloadsOfUsersHaveFakeSecrets(t *testing.T) {
	client := connectAdmin(t, open(t, Config{}))
	for eventType, field := range map[string]string{
		"user.human.added": `"encodedHash"`, "user.human.mfa.otp.added": `"otpSecret"`, "user.human.mfa.recoverycode.added": `"codes"`,
		"user.human.mfa.u2f.token.added": `"challenge"`, "user.human.mfa.u2f.token.verified": `"publicKey"`,
		"user.human.passwordless.token.verified": `"publicKey"`, "user.human.initialization.code.added": `"code"`,
	} {
		got := listEvents(t, client, &adminv1.ListEventsRequest{EventTypes: []string{eventType}, Limit: 1, Asc: true})
		if len(got) != 1 {
			t.Fatalf("%s: got %v", eventType, got)
		}
		payload := protojson.Format(got[0].GetPayload())
		if !strings.Contains(payload, field) || !strings.Contains(payload, domain.FakeSecret) {
			t.Errorf("%s: got %s", eventType, payload)
		}
	}
}

// A removal names its editor, the person as the aggregate, the organization as the owner and, of a key, which one. It is in no
// organization's own history.
func TestEventsOfRemovals(t *testing.T) {
	s := open(t, Config{})
	users, ctx := connectUsers(t, s), as(t, OrgOwnerToken)
	if _, err := users.RemoveU2F(ctx, &userv2.RemoveU2FRequest{UserId: MemberID(4), U2FId: seedKeyID(MemberID(4), 2)}); err != nil {
		t.Fatal(err)
	}
	changes, err := connect(t, s, "localhost").ListOrgChanges(ctx, &managementv1.ListOrgChangesRequest{})
	if err != nil || len(changes.GetResult()) != 14 {
		t.Errorf("got %d changes, %v, want the organization's own", len(changes.GetResult()), err)
	}
	got := listEvents(t, connectAdmin(t, s), &adminv1.ListEventsRequest{Limit: 1})[0]
	if got.GetType().GetType() != "user.human.mfa.u2f.token.removed" || got.GetAggregate().GetId() != MemberID(4) || got.GetAggregate().GetResourceOwner() != HomeOrgID ||
		got.GetAggregate().GetType().GetType() != "user" || got.GetEditor().GetUserId() != OrgOwnerID || got.GetPayload().AsMap()["webAuthNTokenId"] != seedKeyID(MemberID(4), 2) {
		t.Errorf("got %v", got)
	}
}

// Whoever walks through an organization's events by their dates, a page at a time, meets each once, and everybody's creation.
func TestEventsOfPeopleArePaged(t *testing.T) {
	client := connectAdmin(t, open(t, Config{MoreUsers: 50}))
	request := &adminv1.ListEventsRequest{ResourceOwner: HomeOrgID, AggregateTypes: []string{"user"}, Asc: true}
	whole := listEvents(t, client, request)
	creations := 0
	for _, e := range whole {
		if e.GetSequence() == 1 {
			creations++
		}
	}
	if want := len(acmePeople()) + 4 + 50; creations != want {
		t.Errorf("got %d creations, want %d", creations, want)
	}
	var paged []*eventv1.Event
	request.Limit = 10
	for page := listEvents(t, client, request); len(page) > 0; page = listEvents(t, client, request) {
		// Events of one write share their date, and a page may end between them: go back to it, and drop what was seen.
		before := len(paged)
		for _, e := range page {
			if !slices.ContainsFunc(paged, func(seen *eventv1.Event) bool {
				return seen.GetAggregate().GetId() == e.GetAggregate().GetId() && seen.GetSequence() == e.GetSequence()
			}) {
				paged = append(paged, e)
			}
		}
		if len(paged) == before {
			break
		}
		last := page[len(page)-1].GetCreationDate().AsTime()
		request.CreationDateFilter = &adminv1.ListEventsRequest_From{From: timestamppb.New(last.Add(-1000))}
	}
	if !slices.Equal(eventKeys(paged), eventKeys(whole)) {
		t.Errorf("got %d events in pages, %d at once", len(paged), len(whole))
	}
}

// The events of roles' permissions, which aren't stored, take their place among those of people by their date.
func TestAllEventsAreInOrder(t *testing.T) {
	client := connectAdmin(t, open(t, Config{}))
	for _, asc := range []bool{true, false} {
		got := listEvents(t, client, &adminv1.ListEventsRequest{Asc: asc})
		if !slices.IsSortedFunc(got, func(a, b *eventv1.Event) int {
			order := a.GetCreationDate().AsTime().Compare(b.GetCreationDate().AsTime())
			if asc {
				return order
			}
			return -order
		}) {
			t.Errorf("ascending %t: not sorted by date", asc)
		}
		first := listEvents(t, client, &adminv1.ListEventsRequest{Asc: asc, Limit: 7})
		if !slices.Equal(eventKeys(first), eventKeys(got)[:7]) {
			t.Errorf("ascending %t: a limit gives other events: %v", asc, eventKeys(first))
		}
	}
}
