package eventstore

import (
	"math"
	"sort"
	"time"

	"zitadel-graphql/internal/embedded/domain"
)

// Events are the events of the whole store, of one aggregate or of one owner, as they were when they were asked for. They are
// in the order in which they were stored, skipped ones included, and their dates never go back. They cost no copy: Events share
// the store's memory, which only grows.
type Events struct {
	records   []record
	names     []string
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
func (e Events) At(i int) domain.Event {
	r := e.record(i)
	editor := r.stream.id
	if r.editor != oneself {
		editor = e.names[r.editor]
	}
	return domain.Event{
		AggregateType: r.stream.aggregateType, AggregateID: r.stream.id, ResourceOwner: r.stream.resourceOwner, Sequence: uint64(r.sequence),
		Topic: domain.Topic(e.names[r.topic]), CreatedAt: time.UnixMicro(r.at).UTC(), Editor: editor, Payload: r.payload, Skipped: r.skipped,
	}
}

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

// AfterSequence and BeforeSequence give the events of one aggregate that have a greater and a smaller sequence. Events of all
// aggregates, or of an owner, aren't in the order of their sequences.
func (e Events) AfterSequence(sequence uint64) Events {
	return e.from(sort.Search(e.Len(), func(i int) bool { return uint64(e.record(i).sequence) > sequence }), e.Len())
}

// BeforeSequence is described with AfterSequence.
func (e Events) BeforeSequence(sequence uint64) Events {
	return e.from(0, sort.Search(e.Len(), func(i int) bool { return uint64(e.record(i).sequence) >= sequence }))
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
		return Events{records: e.records[first:end], names: e.names, all: true}
	}
	return Events{records: e.records, names: e.names, positions: e.positions[first:end]}
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
	payload  domain.Payload
	at       int64 // microseconds since 1970
	sequence uint32
	editor   uint32 // a number in names, or oneself
	topic    uint32 // a number in names
	skipped  bool
}

// oneself is the editor of what people do to themselves: there are too many of them for names.
const oneself = math.MaxUint32

// names numbers texts that many events share.
type names struct {
	texts  []string
	number map[string]uint32
}

func (n *names) enter(text string) uint32 {
	number, known := n.number[text]
	if !known {
		number = uint32(len(n.texts)) //nolint:gosec // fewer than events
		n.texts, n.number[text] = append(n.texts, text), number
	}
	return number
}

// eventIndex has all events, and where those of an aggregate and of an owner are. It isn't safe for concurrent use.
type eventIndex struct {
	records []record
	names   names
	streams map[string]*stream // by the aggregate's id
	owned   map[string][]uint32
}

func newEventIndex() eventIndex {
	return eventIndex{names: names{number: map[string]uint32{}}, streams: map[string]*stream{}, owned: map[string][]uint32{}}
}

// append adds an event, which must be its aggregate's next.
func (x *eventIndex) append(e domain.Event) {
	s, known := x.streams[e.AggregateID]
	if !known {
		s = &stream{aggregateType: e.AggregateType, id: e.AggregateID, resourceOwner: e.ResourceOwner}
		x.streams[e.AggregateID] = s
	}
	position := uint32(len(x.records)) //nolint:gosec // four billion events don't fit into memory
	s.positions = append(s.positions, position)
	x.owned[e.Owner()] = append(x.owned[e.Owner()], position)
	editor := uint32(oneself)
	if e.Editor != e.AggregateID {
		editor = x.names.enter(e.Editor)
	}
	x.records = append(x.records, record{
		stream: s, payload: e.Payload, at: e.CreatedAt.UnixMicro(), sequence: uint32(e.Sequence), //nolint:gosec // as above
		editor: editor, topic: x.names.enter(string(e.Topic)), skipped: e.Skipped,
	})
}

// last is the date of the newest event, the zero time where there is none.
func (x *eventIndex) last() time.Time {
	if len(x.records) == 0 {
		return time.Time{}
	}
	return time.UnixMicro(x.records[len(x.records)-1].at).UTC()
}

func (x *eventIndex) ofAll() Events {
	return Events{records: x.records, names: x.names.texts, all: true}
}

func (x *eventIndex) ofAggregate(id string) Events {
	s, known := x.streams[id]
	if !known {
		return Events{}
	}
	return Events{records: x.records, names: x.names.texts, positions: s.positions}
}

func (x *eventIndex) ofOwner(id string) Events {
	return Events{records: x.records, names: x.names.texts, positions: x.owned[id]}
}
