package metrics

import (
	"context"

	"github.com/prometheus/client_golang/prometheus"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"
	"go.opentelemetry.io/otel/trace"
)

// durations is a histogram of seconds. A measurement has an exemplar where its context has a span that is recorded.
type durations[K comparable] func(ctx context.Context, seconds float64, key K)

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
	options := newByLabels(func(key K) *[]metric.RecordOption {
		var attributes []attribute.KeyValue
		for i, value := range values(key) {
			attributes = append(attributes, attribute.String(labels[i], value))
		}
		return &[]metric.RecordOption{metric.WithAttributeSet(attribute.NewSet(attributes...))}
	})
	return func(ctx context.Context, seconds float64, key K) { all.Record(ctx, seconds, *options.of(key)...) }, err
}

func newServedDurations[K comparable](to target, name, help string, labels []string, values func(K) []string) (durations[K], error) {
	all := prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: prefix + name, Help: help, Buckets: durationBounds()}, labels)
	series := newByLabels(func(key K) *prometheus.Observer {
		found := all.WithLabelValues(values(key)...)
		return &found
	})
	observe := func(_ context.Context, series prometheus.Observer, seconds float64) { series.Observe(seconds) }
	if to.isTraced {
		observe = observeWithExemplar
	}
	return func(ctx context.Context, seconds float64, key K) { observe(ctx, *series.of(key), seconds) }, to.registry.Register(all)
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
