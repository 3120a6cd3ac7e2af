// Package personevents reads the events of people from ZITADEL's event log, without the secrets in their payloads.
//
// The payloads hold hashes of passwords and recovery codes, and encrypted seeds. So the replies of ListEvents are decoded into
// reductions (zitadel/admin/v1/person_events.proto): of a payload nothing gets into memory that outlives the connection's
// buffers, but the id of a security key or passkey. This package is the only one that uses them. It refuses to ask for any
// other events, such as those of policies, whose payloads internal/policy needs, so that no request mixes the two.
//
// It depends on internal/wire for the contract; the connection that decodes is internal/backend's. What the events add up to
// is the business of internal/people.
package personevents

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/timestamppb"

	adminv1 "zitadel-graphql/internal/wire/zitadel/admin/v1"
)

// typePrefix is what the types of all events of people begin with.
const typePrefix = "user."

// Event is something that happened to a person.
type Event struct {
	UserID string
	// Organization is the person's home organization.
	Organization string
	// Type is ZITADEL's name, such as "user.human.mfa.u2f.token.verified".
	Type string
	// TokenID is the id of the security key or passkey. Empty for other events, and always of Creations.
	TokenID string
	// Sequence counts the events of this person.
	Sequence uint64
	// At is when it happened. All events of one write share it.
	At time.Time
}

// List asks for events once. The request has to name the types of the events, each of which is a person's; ZITADEL takes 30 at
// most, and answers 1,000 events at most. An error of the call is the connection's, untouched.
func List(ctx context.Context, conn grpc.ClientConnInterface, request *adminv1.ListEventsRequest) ([]Event, error) {
	var reply adminv1.ListPersonEventsResponse
	if err := invoke(ctx, conn, request, &reply); err != nil {
		return nil, err
	}
	events := make([]Event, 0, len(reply.GetEvents()))
	for _, e := range reply.GetEvents() {
		if keepsUnknown(e) || keepsUnknown(e.GetPayload()) {
			return nil, errNotReduced
		}
		event := eventOf(e)
		event.TokenID = e.GetPayload().GetWebAuthNTokenId()
		events = append(events, event)
	}
	return events, nil
}

// Creations is List for events of which nothing in the payload is needed, as of those that made a person.
func Creations(ctx context.Context, conn grpc.ClientConnInterface, request *adminv1.ListEventsRequest) ([]Event, error) {
	var reply adminv1.ListCreationsResponse
	if err := invoke(ctx, conn, request, &reply); err != nil {
		return nil, err
	}
	events := make([]Event, 0, len(reply.GetEvents()))
	for _, e := range reply.GetEvents() {
		if keepsUnknown(e) {
			return nil, errNotReduced
		}
		events = append(events, eventOf(e))
	}
	return events, nil
}

// errNotReduced is the failure of a connection that decodes as any client of gRPC does: it has the secrets, and no ids.
var errNotReduced = errors.New("list events of people: the connection doesn't reduce the reply")

func keepsUnknown(message proto.Message) bool { return len(message.ProtoReflect().GetUnknown()) > 0 }

func invoke(ctx context.Context, conn grpc.ClientConnInterface, request *adminv1.ListEventsRequest, reply any) error {
	if err := onlyOfPeople(request.GetEventTypes()); err != nil {
		return fmt.Errorf("list events of people: %w", err)
	}
	return conn.Invoke(ctx, adminv1.AdminService_ListEvents_FullMethodName, request, reply)
}

// onlyOfPeople refuses types of other events, and none at all, which would ask for all.
func onlyOfPeople(types []string) error {
	if len(types) == 0 {
		return errors.New("no type is named")
	}
	for _, name := range types {
		if !strings.HasPrefix(name, typePrefix) {
			return fmt.Errorf("%q isn't a type of people's events", name)
		}
	}
	return nil
}

// reducedEvent is what both reductions have of an event.
type reducedEvent interface {
	GetAggregate() *adminv1.PersonEventAggregate
	GetSequence() uint64
	GetCreationDate() *timestamppb.Timestamp
	GetType() *adminv1.PersonEventType
}

func eventOf(e reducedEvent) Event {
	return Event{
		UserID:       e.GetAggregate().GetId(),
		Organization: e.GetAggregate().GetResourceOwner(),
		Type:         e.GetType().GetType(),
		Sequence:     e.GetSequence(),
		At:           e.GetCreationDate().AsTime(),
	}
}
