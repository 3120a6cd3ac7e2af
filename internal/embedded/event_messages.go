package embedded

import (
	"context"
	"encoding/json"
	"fmt"
	"reflect"

	"google.golang.org/protobuf/types/known/structpb"
	"google.golang.org/protobuf/types/known/timestamppb"

	"zitadel-graphql/internal/embedded/domain"
	eventv1 "zitadel-graphql/internal/wire/zitadel/event/v1"
)

// eventMessages makes the messages of one answer. Messages share what is the same in all of them: an answer has up to a thousand.
type eventMessages struct {
	service

	in             speaker
	fixed          map[reflect.Type]*structpb.Struct // payloads of types without a field that varies
	types          map[eventKind]*eventv1.EventType
	aggregateTypes map[domain.AggregateType]*eventv1.AggregateType
}

// eventKind is what decides the type of an event.
type eventKind struct {
	of    domain.AggregateType
	topic domain.Topic
}

func (s service) eventMessages(ctx context.Context) eventMessages {
	return eventMessages{service: s, in: s.speaker(ctx), fixed: map[reflect.Type]*structpb.Struct{},
		types: map[eventKind]*eventv1.EventType{}, aggregateTypes: map[domain.AggregateType]*eventv1.AggregateType{}}
}

// message tells everything about an event, with the payload as it is stored.
func (m eventMessages) message(e domain.Event) (*eventv1.Event, error) {
	body, err := m.payload(e.Payload)
	if err != nil {
		return nil, fmt.Errorf("event %d of %s: %w", e.Sequence, e.AggregateID, err)
	}
	return &eventv1.Event{
		Editor: &eventv1.Editor{UserId: e.Editor, DisplayName: m.store.User(e.Editor).DisplayName},
		Aggregate: &eventv1.Aggregate{
			Id:            e.AggregateID,
			Type:          m.aggregateType(e.AggregateType),
			ResourceOwner: e.Owner(),
		},
		Sequence:     e.Sequence,
		CreationDate: timestamppb.New(e.CreatedAt),
		Payload:      body,
		Type:         m.eventType(e),
	}, nil
}

func (m eventMessages) aggregateType(t domain.AggregateType) *eventv1.AggregateType {
	made, known := m.aggregateTypes[t]
	if !known {
		made = &eventv1.AggregateType{Type: string(t), Localized: m.in.localized(aggregateTextKey(t))}
		m.aggregateTypes[t] = made
	}
	return made
}

func (m eventMessages) eventType(e domain.Event) *eventv1.EventType {
	kind := eventKind{e.AggregateType, e.Topic}
	made, known := m.types[kind]
	if !known {
		made = &eventv1.EventType{Type: e.Type(), Localized: m.in.localized(eventTextKey(e))}
		m.types[kind] = made
	}
	return made
}

// payload makes those of a type that has no size, because it has no field that varies, once.
func (m eventMessages) payload(p domain.Payload) (*structpb.Struct, error) {
	if p == nil || reflect.TypeOf(p).Elem().Size() > 0 {
		return payloadStruct(p)
	}
	if body, made := m.fixed[reflect.TypeOf(p)]; made {
		return body, nil
	}
	body, err := payloadStruct(p)
	m.fixed[reflect.TypeOf(p)] = body
	return body, err
}

// payloadStruct gives nil where the event has no payload.
func payloadStruct(p domain.Payload) (*structpb.Struct, error) {
	if p == nil {
		return nil, nil //nolint:nilnil // nil is how the wire leaves it out
	}
	data, err := json.Marshal(p)
	if err != nil {
		return nil, fmt.Errorf("encode payload: %w", err)
	}
	var members map[string]any // a fifth of the time that Struct.UnmarshalJSON takes
	if err := json.Unmarshal(data, &members); err != nil {
		return nil, fmt.Errorf("decode payload: %w", err)
	}
	body, err := structpb.NewStruct(members)
	if err != nil {
		return nil, fmt.Errorf("make payload: %w", err)
	}
	return body, nil
}
