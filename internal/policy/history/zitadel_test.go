package history

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/structpb"
	"google.golang.org/protobuf/types/known/timestamppb"

	"zitadel-graphql/graph/problem"
	"zitadel-graphql/internal/wire"
	adminv1 "zitadel-graphql/internal/wire/zitadel/admin/v1"
	changev1 "zitadel-graphql/internal/wire/zitadel/change/v1"
	eventv1 "zitadel-graphql/internal/wire/zitadel/event/v1"
	managementv1 "zitadel-graphql/internal/wire/zitadel/management/v1"
	orgv1 "zitadel-graphql/internal/wire/zitadel/org/v1"
	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
	zitadelv1 "zitadel-graphql/internal/wire/zitadel/v1"
)

const (
	theInstance     = "100"
	theOrganization = "200"
)

// event is one of a log. Its date is in seconds.
type event struct {
	owner    string
	sequence uint64
	date     int64
	// topic is the type without "org." or "instance.".
	topic string
}

// zitadel is one with an instance and an organization. It answers from their logs, in the order in which they are here, oldest
// first, as ZITADEL does: see its facts on ListOrgChanges and ListEvents.
type zitadel struct {
	organization, instance []event
	// cut is the date before which events are no longer kept.
	cut int64
	// withoutEvents is true where the caller may not read events.
	withoutEvents bool
	inherits      bool
	// answersFor is the organization that calls are taken for. It is theOrganization unless it is set.
	answersFor string
	calls      []string
}

var _ grpc.ClientConnInterface = (*zitadel)(nil)

// NewStream implements grpc.ClientConnInterface.
func (*zitadel) NewStream(context.Context, *grpc.StreamDesc, string, ...grpc.CallOption) (grpc.ClientStream, error) {
	return nil, status.Error(codes.Unimplemented, "there are no streams")
}

// Invoke implements grpc.ClientConnInterface.
func (z *zitadel) Invoke(_ context.Context, method string, request, reply any, _ ...grpc.CallOption) error {
	z.calls = append(z.calls, method[strings.LastIndex(method, "/")+1:])
	switch asked := request.(type) {
	case *managementv1.ListOrgChangesRequest:
		proto.Merge(reply.(proto.Message), z.changes(asked.GetQuery()))
	case *adminv1.ListEventsRequest:
		if z.withoutEvents {
			return &wire.CallError{Method: method, Status: status.New(codes.PermissionDenied, "no"), Answered: true, Sent: true}
		}
		proto.Merge(reply.(proto.Message), z.events(asked))
	case *managementv1.GetLoginPolicyRequest:
		proto.Merge(reply.(proto.Message), &managementv1.GetLoginPolicyResponse{Policy: &policyv1.LoginPolicy{IsDefault: z.inherits}})
	case *managementv1.GetMyOrgRequest:
		proto.Merge(reply.(proto.Message), &managementv1.GetMyOrgResponse{Org: &orgv1.Org{Id: z.whose()}})
	default:
		return status.Error(codes.Unimplemented, method)
	}
	return nil
}

func (z *zitadel) whose() string { return cmp.Or(z.answersFor, theOrganization) }

// newestFirst are the events of a log that are kept and that are wanted, below a sequence unless that is 0.
func (z *zitadel) newestFirst(log []event, below uint64, wanted func(event) bool) []event {
	var found []event
	for _, e := range slices.Backward(log) {
		if e.date >= z.cut && (below == 0 || e.sequence < below) && wanted(e) {
			found = append(found, e)
		}
	}
	return found
}

func (z *zitadel) changes(query *changev1.ChangeQuery) *managementv1.ListOrgChangesResponse {
	reply := &managementv1.ListOrgChangesResponse{}
	found := z.newestFirst(z.organization, query.GetSequence(), func(event) bool { return true })
	for _, e := range found[:min(len(found), int(query.GetLimit()))] {
		reply.Result = append(reply.Result, &changev1.Change{Sequence: e.sequence, ChangeDate: timestamp(e.date), ResourceOwnerId: z.whose(),
			EventType: &zitadelv1.LocalizedMessage{Key: "EventTypes.org." + e.topic}, EditorId: "300", EditorPreferredLoginName: "ann@acme"})
	}
	return reply
}

func (z *zitadel) events(query *adminv1.ListEventsRequest) *adminv1.ListEventsResponse {
	reply := &adminv1.ListEventsResponse{}
	kind, _, _ := strings.Cut(query.GetEventTypes()[0], ".")
	log := z.organization
	if kind == "instance" {
		log = z.instance
	}
	found := z.newestFirst(log, query.GetSequence(), func(e event) bool {
		return slices.Contains(query.GetEventTypes(), kind+"."+e.topic) && (query.GetAggregateId() == "" || query.GetAggregateId() == e.owner)
	})
	if query.GetAggregateId() == "" {
		slices.SortStableFunc(found, func(a, b event) int { return cmp.Compare(b.date, a.date) })
	}
	for _, e := range found[:min(len(found), int(query.GetLimit()))] {
		reply.Events = append(reply.Events, &eventv1.Event{Sequence: e.sequence, CreationDate: timestamp(e.date),
			Aggregate: &eventv1.Aggregate{Id: e.owner, ResourceOwner: e.owner},
			Editor:    &eventv1.Editor{UserId: "300", DisplayName: "Ann"},
			Payload:   &structpb.Struct{Fields: map[string]*structpb.Value{"sequence": structpb.NewNumberValue(float64(e.sequence))}},
			Type:      &eventv1.EventType{Type: kind + "." + e.topic}})
	}
	return reply
}

func timestamp(date int64) *timestamppb.Timestamp { return timestamppb.New(time.Unix(date, 0)) }

func (z *zitadel) count(method string) int {
	count := 0
	for _, called := range z.calls {
		if called == method {
			count++
		}
	}
	return count
}

// caller returns a context with a caller's token.
func caller(t *testing.T) context.Context {
	t.Helper()
	return metadata.NewOutgoingContext(t.Context(), metadata.Pairs("authorization", "Bearer token"))
}

// read returns a page, which must not fail, as one line: an organization's change is o and its sequence, the instance's i and its own.
func read(t *testing.T, reader *Reader, first int, after Position) (string, Page) {
	t.Helper()
	page, _, err := reader.OfOrganization(caller(t), theOrganization, first, after)
	if err != nil {
		t.Fatal(err)
	}
	return inShort(page.Changes), page
}

func inShort(changes []Change) string {
	var words []string
	for _, change := range changes {
		words = append(words, event{owner: change.Owner, sequence: change.Sequence}.inShort())
	}
	return strings.Join(words, " ")
}

// hasReason fails the test unless err is a Problem with this reason.
func hasReason(t *testing.T, err error, reason problem.Reason) {
	t.Helper()
	if !problem.HasReason(err, reason) {
		t.Errorf("got %v, want %s", err, reason)
	}
}
