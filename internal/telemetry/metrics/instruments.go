package metrics

import (
	"errors"
	"strconv"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"

	"zitadel-graphql/graph/observe"
	"zitadel-graphql/graph/problem"
)

// prefix is that of all metrics but Go's.
const prefix = "zitadel_graphql_"

// instruments are the metrics that are measured as something happens, with their labels.
type instruments struct {
	requests       metric.Int64Counter
	requestLabels  *labelled[requestKey]
	duration       metric.Float64Histogram
	durationLabels *labelled[durationKey]
	responses      metric.Int64Counter
	responseLabels *labelled[responseKey]
	failures       metric.Int64Counter
	failureLabels  *labelled[observe.Failure]
	fields         metric.Int64Counter
	fieldLabels    *labelled[fieldKey]
	calls          metric.Int64Counter
	callLabels     *labelled[callKey]
	callDuration   metric.Float64Histogram
	retries        metric.Int64Counter
	methodLabels   *labelled[string]
}

type (
	requestKey struct {
		route, operation, kind string
		code                   problem.Code
		reason                 problem.Reason
	}
	durationKey struct{ route, operation, kind string }
	responseKey struct {
		route, method string
		status        int
	}
	fieldKey struct {
		kind, name string
		code       problem.Code
	}
	callKey struct{ method, status, refusal string }
)

// durationBounds are seconds: from what the program needs by itself up to the longest request.
func durationBounds() metric.HistogramOption {
	return metric.WithExplicitBucketBoundaries(.0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30)
}

func newInstruments(meter metric.Meter) (i instruments, err error) {
	var problems [7]error
	i.requests, problems[0] = meter.Int64Counter(prefix+"requests_total", metric.WithDescription(
		"Requests answered, by route, operation and type, and by the code and reason of their worst error, which are empty for none."))
	i.duration, problems[1] = meter.Float64Histogram(prefix+"request_duration_seconds", durationBounds(), metric.WithUnit("s"), metric.WithDescription(
		"Seconds from a request's first byte to the end of its answer. That of a subscription is as long as its stream."))
	i.responses, problems[2] = meter.Int64Counter(prefix+"http_responses_total", metric.WithDescription(
		"Responses by HTTP method and status. A status of 0 is a connection that was cut before an answer began."))
	i.failures, problems[3] = meter.Int64Counter(prefix+"errors_total", metric.WithDescription(
		"Errors of responses by code and reason, each once for a response."))
	i.fields, problems[4] = meter.Int64Counter(prefix+"fields_total", metric.WithDescription(
		"Fields of Query, Mutation and Subscription executed, by the code of their worst error, which is empty for none."))
	i.calls, problems[5] = meter.Int64Counter(prefix+"backend_calls_total", metric.WithDescription(
		"Calls of ZITADEL by method and gRPC status; a call with its retries counts once. refusal is why this program didn't make a call: busy or circuit open."))
	i.callDuration, problems[6] = meter.Float64Histogram(prefix+"backend_call_duration_seconds", durationBounds(), metric.WithUnit("s"), metric.WithDescription(
		"Seconds of a call of ZITADEL, with its waiting and retries."))
	i.retries, err = meter.Int64Counter(prefix+"backend_call_retries_total", metric.WithDescription(
		"Retries of calls of ZITADEL."))
	i.label()
	return i, errors.Join(append(problems[:], err)...)
}

// label says which labels each metric has.
func (i *instruments) label() {
	text := attribute.String
	i.requestLabels = newLabelled(func(k requestKey) []attribute.KeyValue {
		return []attribute.KeyValue{text("route", k.route), text("operation", k.operation), text("type", k.kind),
			text("code", string(k.code)), text("reason", string(k.reason))}
	})
	i.durationLabels = newLabelled(func(k durationKey) []attribute.KeyValue {
		return []attribute.KeyValue{text("route", k.route), text("operation", k.operation), text("type", k.kind)}
	})
	i.responseLabels = newLabelled(func(k responseKey) []attribute.KeyValue {
		return []attribute.KeyValue{text("route", k.route), text("method", k.method), text("status", strconv.Itoa(k.status))}
	})
	i.failureLabels = newLabelled(func(k observe.Failure) []attribute.KeyValue {
		return []attribute.KeyValue{text("code", string(k.Code)), text("reason", string(k.Reason))}
	})
	i.fieldLabels = newLabelled(func(k fieldKey) []attribute.KeyValue {
		return []attribute.KeyValue{text("type", k.kind), text("name", k.name), text("code", string(k.code))}
	})
	i.callLabels = newLabelled(func(k callKey) []attribute.KeyValue {
		return []attribute.KeyValue{text("method", k.method), text("status", k.status), text("refusal", k.refusal)}
	})
	i.methodLabels = newLabelled(func(method string) []attribute.KeyValue { return []attribute.KeyValue{text("method", method)} })
}
