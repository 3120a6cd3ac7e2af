package embedded

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"
)

// aggregateKind says what an event happened to. It is the first word of the event's type.
type aggregateKind string

const (
	kindInstance     aggregateKind = "instance"
	kindOrg          aggregateKind = "org"
	kindRestrictions aggregateKind = "restrictions" // the instance's, which count their sequence by themselves
	kindPermission   aggregateKind = "permission"   // what roles allow; under the instance's id, and never in the file
)

// topic is the rest of an event's type, the same whatever it happened to.
type topic string

const (
	topicAdded               topic = "added"
	topicDomainAdded         topic = "domain.added"
	topicDomainVerified      topic = "domain.verified"
	topicDomainPrimarySet    topic = "domain.primary.set"
	topicMemberAdded         topic = "member.added"
	topicPolicyAdded         topic = "policy.login.added"
	topicPolicyChanged       topic = "policy.login.changed"
	topicPolicyRemoved       topic = "policy.login.removed"
	topicSecondFactorAdded   topic = "policy.login.secondfactor.added"
	topicSecondFactorRemoved topic = "policy.login.secondfactor.removed"
	topicMultiFactorAdded    topic = "policy.login.multifactor.added"
	topicMultiFactorRemoved  topic = "policy.login.multifactor.removed"
	topicLinkAdded           topic = "policy.login.idpprovider.added"
	topicLinkRemoved         topic = "policy.login.idpprovider.removed"
	topicOIDCAdded           topic = "idp.oidc.added"
	topicGitHubAdded         topic = "idp.github.added"
	topicSAMLAdded           topic = "idp.saml.added"
	topicProviderRemoved     topic = "idp.removed"
	topicRestrictionsSet     topic = "set"
)

// change is an event that was decided on and has no number and no time yet.
type change struct {
	Topic   topic
	Payload payload
}

// event is one fact that happened to one aggregate. An event is never modified, so it may be shared.
type event struct {
	Kind      aggregateKind
	Aggregate string
	Sequence  uint64 // counts all events of the aggregate, from 1
	Topic     topic
	CreatedAt time.Time // UTC, in microseconds
	Editor    string
	Payload   payload // nil where the topic has none
	Skipped   bool    // whether the reads go on without it (skip.go); not in the file, so a restart shows it
}

// eventType is ZITADEL's name of the event: "org.policy.login.added".
func (e event) eventType() string { return string(e.Kind) + "." + string(e.Topic) }

// owner is the resource owner of what the event happened to.
func (e event) owner() string {
	if e.Kind == kindOrg {
		return e.Aggregate
	}
	return InstanceID
}

// opens says whether the event is the first of its aggregate by its kind. Restrictions have no beginning but their
// first change.
func (e event) opens() bool {
	if e.Kind == kindRestrictions {
		return e.Sequence == 1
	}
	return e.Topic == topicAdded
}

// storedEvent is the JSON of an event in the log.
type storedEvent struct {
	Type      string          `json:"type"`
	Aggregate string          `json:"aggregate"`
	Sequence  uint64          `json:"sequence"`
	CreatedAt time.Time       `json:"createdAt"`
	Editor    string          `json:"editor"`
	Payload   json.RawMessage `json:"payload,omitempty"`
}

var (
	errEventHeader    = errors.New("aggregate, sequence or editor is missing")
	errEventTime      = errors.New("createdAt is not UTC in microseconds")
	errEventType      = errors.New("unknown event type")
	errEventCanonical = errors.New("not in the form in which this program writes it")
)

// encodeEvent writes the one form that decodeEvent accepts.
func encodeEvent(e event) ([]byte, error) {
	stored := storedEvent{
		Type:      e.eventType(),
		Aggregate: e.Aggregate,
		Sequence:  e.Sequence,
		CreatedAt: e.CreatedAt,
		Editor:    e.Editor,
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

// decodeEvent reads what encodeEvent wrote and refuses everything else, whatever the bytes: fields that are missing,
// unknown, doubled or out of range. It never panics.
func decodeEvent(data []byte) (event, error) {
	var stored storedEvent
	if err := json.Unmarshal(data, &stored); err != nil {
		return event{}, fmt.Errorf("decode event: %w", err)
	}
	e, err := stored.event()
	if err != nil {
		return event{}, fmt.Errorf("decode event: %w", err)
	}
	// encoding/json forgives much (unknown and doubled names, wrong case): comparing what would be written forgives nothing.
	again, err := encodeEvent(e)
	if err != nil {
		return event{}, fmt.Errorf("decode event: %w", err)
	}
	if !bytes.Equal(again, data) {
		return event{}, fmt.Errorf("decode event: %w", errEventCanonical)
	}
	return e, nil
}

func (s storedEvent) event() (event, error) {
	if s.Aggregate == "" || s.Sequence == 0 || s.Editor == "" {
		return event{}, errEventHeader
	}
	if s.CreatedAt.Location() != time.UTC || !s.CreatedAt.Equal(s.CreatedAt.Truncate(time.Microsecond)) {
		return event{}, errEventTime
	}
	kind, rest, _ := strings.Cut(s.Type, ".")
	e := event{
		Kind: aggregateKind(kind), Aggregate: s.Aggregate, Sequence: s.Sequence, Topic: topic(rest),
		CreatedAt: s.CreatedAt, Editor: s.Editor,
	}
	body, ok := newPayload(e.Kind, e.Topic)
	if !ok {
		return event{}, fmt.Errorf("%w %q", errEventType, s.Type)
	}
	if body == nil {
		return e, nil
	}
	if err := json.Unmarshal(s.Payload, body); err != nil {
		return event{}, fmt.Errorf("payload: %w", err)
	}
	if err := body.check(); err != nil {
		return event{}, fmt.Errorf("payload: %w", err)
	}
	e.Payload = body
	return e, nil
}
