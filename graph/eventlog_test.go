package graph_test

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"

	"google.golang.org/grpc"
	"google.golang.org/protobuf/proto"

	adminv1 "zitadel-graphql/internal/wire/zitadel/admin/v1"
	eventv1 "zitadel-graphql/internal/wire/zitadel/event/v1"
	managementv1 "zitadel-graphql/internal/wire/zitadel/management/v1"
	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
	zitadelv1 "zitadel-graphql/internal/wire/zitadel/v1"
)

// longLog is a backend whose policy was created at the sequence 5, and has so many changes after it.
type longLog struct {
	script

	changes uint64

	mu    sync.Mutex
	pages []string // what was asked for: before which sequence, and at most how many
}

func (l *longLog) Invoke(ctx context.Context, method string, request, reply any, opts ...grpc.CallOption) error {
	switch asked := request.(type) {
	case *adminv1.ListEventsRequest:
		proto.Merge(reply.(proto.Message), l.page(asked))
	case *managementv1.GetLoginPolicyRequest:
		proto.Merge(reply.(proto.Message), &managementv1.GetLoginPolicyResponse{Policy: &policyv1.LoginPolicy{
			Details: &zitadelv1.ObjectDetails{ResourceOwner: "200", Sequence: 5 + l.changes}}})
	default:
		return l.script.Invoke(ctx, method, request, reply, opts...)
	}
	return nil
}

func (l *longLog) page(asked *adminv1.ListEventsRequest) *adminv1.ListEventsResponse {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.pages = append(l.pages, fmt.Sprintf("before %d, at most %d", asked.GetSequence(), asked.GetLimit()))
	reply := &adminv1.ListEventsResponse{}
	next := 5 + l.changes
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

// The log of a policy that was changed often mustn't come whole with every mutation: its events are large. The first page
// is small, and the next ones are as large as they can be where more is needed, which goes back to the creation.
func TestTheFirstPageOfALogIsSmall(t *testing.T) {
	for changes, want := range map[uint64][]string{
		10:   {"before 0, at most 100"},
		98:   {"before 0, at most 100"},
		99:   {"before 0, at most 100"},
		100:  {"before 0, at most 100", "before 6, at most 1000"},
		1099: {"before 0, at most 100", "before 1005, at most 1000"},
		1100: {"before 0, at most 100", "before 1006, at most 1000", "before 6, at most 1000"},
	} {
		l := &longLog{changes: changes}
		l.answer = func(string, int) (proto.Message, error) {
			return &managementv1.AddSecondFactorToLoginPolicyResponse{Details: &zitadelv1.ObjectDetails{ResourceOwner: "200", Sequence: 6 + changes}}, nil
		}
		got := ask(t, t.Context(), func(context.Context, string) error { return nil },
			`mutation { addSecondFactor(type: SECOND_FACTOR_TYPE_OTP, orgId: "200") { sequence } }`, l)
		if len(got.Errors) > 0 {
			t.Errorf("%d changes: got %s", changes, got.body)
		}
		l.mu.Lock()
		if before := l.pages[:min(len(l.pages), len(want))]; !slices.Equal(before, want) {
			t.Errorf("%d changes: asked for %q, want %q first", changes, l.pages, want)
		}
		l.mu.Unlock()
	}
}
