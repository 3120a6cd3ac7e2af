package metrics

import (
	"context"
	"maps"
	"sync"
	"sync/atomic"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"
)

// other is the value of a label for everything that has no series of its own.
const other = "other"

// byLabels has a V for each combination K of labels' values. It is created once, since that costs more than a measurement. Who asks for
// a combination has bounded its values: what was created stays until the program ends, series of operations that a newer manifest no
// longer has, too.
type byLabels[K comparable, V any] struct {
	create func(K) *V
	known  atomic.Pointer[map[K]*V] // never changed, but replaced
	adding sync.Mutex
}

func newByLabels[K comparable, V any](create func(K) *V) *byLabels[K, V] {
	b := &byLabels[K, V]{create: create}
	b.known.Store(&map[K]*V{})
	return b
}

func (b *byLabels[K, V]) of(key K) *V {
	if found, ok := (*b.known.Load())[key]; ok {
		return found
	}
	return b.add(key)
}

func (b *byLabels[K, V]) add(key K) *V {
	b.adding.Lock()
	defer b.adding.Unlock()
	before := *b.known.Load()
	if found, ok := before[key]; ok {
		return found
	}
	found := b.create(key)
	after := maps.Clone(before)
	after[key] = found
	b.known.Store(&after)
	return found
}

// counter counts by itself, and is read when metrics are collected: OpenTelemetry's own would look for the series of its labels each
// time.
type counter[K comparable] struct{ series *byLabels[K, series] }

type series struct {
	total  atomic.Int64
	labels metric.MeasurementOption
}

func newCounter[K comparable](attributes func(K) []attribute.KeyValue) counter[K] {
	return counter[K]{newByLabels(func(key K) *series {
		return &series{labels: metric.WithAttributeSet(attribute.NewSet(attributes(key)...))}
	})}
}

func (c counter[K]) add(key K) { c.series.of(key).total.Add(1) }

// begin makes the series before anything is counted in it.
func (c counter[K]) begin(key K) { c.series.of(key) }

// observe is called when metrics are collected.
func (c counter[K]) observe(_ context.Context, observer metric.Int64Observer) error {
	for _, each := range *c.series.known.Load() {
		observer.Observe(each.total.Load(), each.labels)
	}
	return nil
}
