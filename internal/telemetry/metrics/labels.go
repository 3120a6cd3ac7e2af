package metrics

import (
	"maps"
	"sync"
	"sync/atomic"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"
)

// other is the value of a label for everything that has no series of its own.
const other = "other"

// labelled has the labels of what was measured, made once for each combination K of their values, since making them for each
// measurement would cost more than the measurement. Who asks for a combination has bounded its values.
type labelled[K comparable] struct {
	attributes func(K) []attribute.KeyValue

	known  atomic.Pointer[map[K]*labels] // never changed, but replaced
	adding sync.Mutex
}

// labels are the same for a counter and for a histogram.
type labels struct {
	add    []metric.AddOption
	record []metric.RecordOption
}

func newLabelled[K comparable](attributes func(K) []attribute.KeyValue) *labelled[K] {
	l := &labelled[K]{attributes: attributes}
	l.known.Store(&map[K]*labels{})
	return l
}

func (l *labelled[K]) of(key K) *labels {
	if found, ok := (*l.known.Load())[key]; ok {
		return found
	}
	return l.make(key)
}

func (l *labelled[K]) make(key K) *labels {
	l.adding.Lock()
	defer l.adding.Unlock()
	before := *l.known.Load()
	if found, ok := before[key]; ok {
		return found
	}
	option := metric.WithAttributeSet(attribute.NewSet(l.attributes(key)...))
	made := &labels{add: []metric.AddOption{option}, record: []metric.RecordOption{option}}
	after := maps.Clone(before)
	after[key] = made
	l.known.Store(&after)
	return made
}
