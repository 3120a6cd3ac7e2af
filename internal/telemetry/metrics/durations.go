package metrics

import (
	"context"

	"github.com/prometheus/client_golang/prometheus"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"
	"go.opentelemetry.io/otel/trace"
)

// durations is a histogram of seconds.
type durations[K comparable] struct{ series *byLabels[K, record] }

// of returns the function that takes the measurements with these labels.
func (d durations[K]) of(key K) record { return *d.series.of(key) }

// record takes one measurement, which has an exemplar where its context has a span that is recorded.
type record func(ctx context.Context, seconds float64)

// durationBounds are seconds: from what the program needs by itself up to the longest request.
func durationBounds() []float64 {
	return []float64{.0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30}
}

// target is who collects the histograms.
type target struct {
	meter    metric.Meter
	registry prometheus.Registerer
	// isPushed is true where OpenTelemetry sends metrics. Then the histograms are its own, so that its variables have a say in them,
	// such as the one for differences instead of totals. Where they are only served they are Prometheus' own, which take a fifth of
	// the time: there is one measurement for each call of ZITADEL.
	isPushed bool
	// isTraced is true where requests have spans. To look for one in vain costs more than the measurement.
	isTraced bool
}

// newDurations makes a histogram with these labels, whose values for a key are in the same order.
func newDurations[K comparable](to target, name, help string, labels []string, values func(K) []string) (durations[K], error) {
	if to.isPushed {
		return newPushedDurations(to.meter, name, help, labels, values)
	}
	return newServedDurations(to, name, help, labels, values)
}

func newPushedDurations[K comparable](meter metric.Meter, name, help string, labels []string, values func(K) []string) (durations[K], error) {
	all, err := meter.Float64Histogram(prefix+name, metric.WithUnit("s"), metric.WithDescription(help), metric.WithExplicitBucketBoundaries(durationBounds()...))
	return durations[K]{newByLabels(func(key K) *record {
		var attributes []attribute.KeyValue
		for i, value := range values(key) {
			attributes = append(attributes, attribute.String(labels[i], value))
		}
		options := []metric.RecordOption{metric.WithAttributeSet(attribute.NewSet(attributes...))}
		var measure record = func(ctx context.Context, seconds float64) { all.Record(ctx, seconds, options...) }
		return &measure
	})}, err
}

func newServedDurations[K comparable](to target, name, help string, labels []string, values func(K) []string) (durations[K], error) {
	all := prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: prefix + name, Help: help, Buckets: durationBounds()}, labels)
	return durations[K]{newByLabels(func(key K) *record {
		series := all.WithLabelValues(values(key)...)
		var measure record = func(_ context.Context, seconds float64) { series.Observe(seconds) }
		if to.isTraced {
			measure = func(ctx context.Context, seconds float64) { observeWithExemplar(ctx, series, seconds) }
		}
		return &measure
	})}, to.registry.Register(all)
}

func observeWithExemplar(ctx context.Context, series prometheus.Observer, seconds float64) {
	span := trace.SpanContextFromContext(ctx)
	with, ok := series.(prometheus.ExemplarObserver)
	if !ok || !span.IsSampled() {
		series.Observe(seconds)
		return
	}
	with.ObserveWithExemplar(seconds, prometheus.Labels{"trace_id": span.TraceID().String(), "span_id": span.SpanID().String()})
}
