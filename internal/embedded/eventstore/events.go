package eventstore

import (
	"sort"
	"time"

	"zitadel-graphql/internal/embedded/domain"
)

// Events are the events of the whole store, of one aggregate or of one owner, as they were when they were asked for. They are
// in the order in which they were stored, skipped ones included, and their dates never go back. They cost no copy: Events share
// the store's memory, which only grows.
type Events struct {
	records   []record
	positions []uint32 // in records; nil with all
	all       bool
}

// Len is how many there are.
func (e Events) Len() int {
	if e.all {
		return len(e.records)
	}
	return len(e.positions)
}

// At gives the i-th, counted from 0.
func (e Events) At(i int) domain.Event { return e.record(i).event() }

// After gives the events that are younger than the date.
func (e Events) After(date time.Time) Events {
	at := date.UnixMicro()
	return e.from(sort.Search(e.Len(), func(i int) bool { return e.record(i).at > at }), e.Len())
}

// Before gives the events that are older than the date.
func (e Events) Before(date time.Time) Events {
	at := ceilMicro(date)
	return e.from(0, sort.Search(e.Len(), func(i int) bool { return e.record(i).at >= at }))
}

// ceilMicro rounds up, so that an event which is older than a date by less than a microsecond counts as older.
func ceilMicro(date time.Time) int64 {
	at := date.UnixMicro()
	if time.UnixMicro(at).Before(date) {
		at++
	}
	return at
}

func (e Events) from(first, end int) Events {
	if e.all {
		return Events{records: e.records[first:end], all: true}
	}
	return Events{records: e.records, positions: e.positions[first:end]}
}

func (e Events) record(i int) *record {
	if e.all {
		return &e.records[i]
	}
	return &e.records[e.positions[i]]
}

// stream is what the events of one aggregate share.
type stream struct {
	aggregateType domain.AggregateType
	id            string
	resourceOwner string
	positions     []uint32
}

// record is an event in less memory: a store can have hundreds of thousands.
type record struct {
	stream   *stream
	topic    domain.Topic
	editor   string
	payload  domain.Payload
	sequence uint64
	at       int64 // microseconds since 1970
	skipped  bool
}

func (r *record) event() domain.Event {
	return domain.Event{
		AggregateType: r.stream.aggregateType, AggregateID: r.stream.id, ResourceOwner: r.stream.resourceOwner, Sequence: r.sequence,
		Topic: r.topic, CreatedAt: time.UnixMicro(r.at).UTC(), Editor: r.editor, Payload: r.payload, Skipped: r.skipped,
	}
}

// eventIndex has all events, and where those of an aggregate and of an owner are. It isn't safe for concurrent use.
type eventIndex struct {
	records []record
	streams map[string]*stream // by the aggregate's id
	owned   map[string][]uint32
}

func newEventIndex() eventIndex {
	return eventIndex{streams: map[string]*stream{}, owned: map[string][]uint32{}}
}

// append adds an event, which must be its aggregate's next.
func (h *eventIndex) append(e domain.Event) {
	s, known := h.streams[e.AggregateID]
	if !known {
		s = &stream{aggregateType: e.AggregateType, id: e.AggregateID, resourceOwner: e.ResourceOwner}
		h.streams[e.AggregateID] = s
	}
	position := uint32(len(h.records)) //nolint:gosec // four billion events don't fit into memory
	s.positions = append(s.positions, position)
	h.owned[e.Owner()] = append(h.owned[e.Owner()], position)
	h.records = append(h.records, record{
		stream: s, topic: e.Topic, editor: e.Editor, payload: e.Payload, sequence: e.Sequence, at: e.CreatedAt.UnixMicro(), skipped: e.Skipped,
	})
}

// last is the date of the newest event, the zero time where there is none.
func (h *eventIndex) last() time.Time {
	if len(h.records) == 0 {
		return time.Time{}
	}
	return time.UnixMicro(h.records[len(h.records)-1].at).UTC()
}

func (h *eventIndex) ofAll() Events { return Events{records: h.records, all: true} }

func (h *eventIndex) ofAggregate(id string) Events {
	s, known := h.streams[id]
	if !known {
		return Events{}
	}
	return Events{records: h.records, positions: s.positions}
}

func (h *eventIndex) ofOwner(id string) Events {
	return Events{records: h.records, positions: h.owned[id]}
}
