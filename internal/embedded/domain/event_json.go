package domain

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"
)

// storedEvent is the JSON form of an event. What is renamed here can't be read from older files.
type storedEvent struct {
	Type      string          `json:"type"`
	Aggregate string          `json:"aggregate"`
	Sequence  uint64          `json:"sequence"`
	CreatedAt time.Time       `json:"createdAt"`
	Editor    string          `json:"editor"`
	Owner     string          `json:"owner,omitempty"` // of users alone
	Payload   json.RawMessage `json:"payload,omitempty"`
}

var (
	errEventHeader    = errors.New("aggregate, sequence or editor is missing")
	errEventOwner     = errors.New("a user has no owner, or something else has one")
	errEventTime      = errors.New("createdAt is not UTC in microseconds")
	errEventType      = errors.New("unknown event type")
	errEventCanonical = errors.New("not in the form in which this program writes it")
)

// EncodeEvent gives an event as JSON, in the only form that DecodeEvent accepts.
func EncodeEvent(e Event) ([]byte, error) {
	stored := storedEvent{
		Type:      e.Type(),
		Aggregate: e.AggregateID,
		Sequence:  e.Sequence,
		CreatedAt: e.CreatedAt,
		Editor:    e.Editor,
		Owner:     e.ResourceOwner,
	}
	if e.Payload != nil {
		body, err := json.Marshal(e.Payload)
		if err != nil {
			return nil, fmt.Errorf("encode payload: %w", err)
		}
		stored.Payload = body
	}
	data, err := json.Marshal(stored)
	if err != nil {
		return nil, fmt.Errorf("encode event: %w", err)
	}
	return data, nil
}

// DecodeEvent reads an event that EncodeEvent wrote. It refuses all other bytes (fields that are missing, unknown, doubled or
// out of range), because a guess could turn a removal into something else. It never panics.
func DecodeEvent(data []byte) (Event, error) {
	var stored storedEvent
	if err := json.Unmarshal(data, &stored); err != nil {
		return Event{}, fmt.Errorf("decode event: %w", err)
	}
	e, err := stored.event()
	if err != nil {
		return Event{}, fmt.Errorf("decode event: %w", err)
	}
	// encoding/json accepts unknown and doubled names, and names in the wrong case. The comparison accepts none of them.
	again, err := EncodeEvent(e)
	if err != nil {
		return Event{}, fmt.Errorf("decode event: %w", err)
	}
	if !bytes.Equal(again, data) {
		return Event{}, fmt.Errorf("decode event: %w", errEventCanonical)
	}
	return e, nil
}

func (s storedEvent) event() (Event, error) {
	if s.Aggregate == "" || s.Sequence == 0 || s.Editor == "" {
		return Event{}, errEventHeader
	}
	if s.CreatedAt.Location() != time.UTC || !s.CreatedAt.Equal(s.CreatedAt.Truncate(time.Microsecond)) {
		return Event{}, errEventTime
	}
	aggregateType, topic, _ := strings.Cut(s.Type, ".")
	e := Event{
		AggregateType: AggregateType(aggregateType), AggregateID: s.Aggregate, Sequence: s.Sequence, Topic: Topic(topic),
		CreatedAt: s.CreatedAt, Editor: s.Editor, ResourceOwner: s.Owner,
	}
	if (e.AggregateType == AggregateUser) != (s.Owner != "") {
		return Event{}, errEventOwner
	}
	body, ok := newPayload(e.AggregateType, e.Topic)
	if !ok {
		return Event{}, fmt.Errorf("%w %q", errEventType, s.Type)
	}
	if body == nil {
		return e, nil
	}
	if err := json.Unmarshal(s.Payload, body); err != nil {
		return Event{}, fmt.Errorf("payload: %w", err)
	}
	if err := body.check(); err != nil {
		return Event{}, fmt.Errorf("payload: %w", err)
	}
	e.Payload = body
	return e, nil
}
