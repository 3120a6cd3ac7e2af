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

// instruments are the metrics that are measured as something happens.
type instruments struct {
	requests      counter[requestKey]
	duration      durations[durationKey]
	responses     counter[responseKey]
	failures      counter[observe.Failure]
	fields        counter[fieldKey]
	calls         counter[callKey]
	callDurations durations[methodKey]
	retries       counter[methodKey]
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
	callKey   struct{ method, status, refusal string }
	methodKey string
)

func newInstruments(to target) (*instruments, error) {
	i, meter := newCounters(), to.meter
	err := errors.Join(
		register(meter, "requests_total", i.requests,
			"Requests answered, by route, operation and type, and by the code and reason of their worst error, which are empty for none."),
		register(meter, "http_responses_total", i.responses,
			"Responses by HTTP method and status. A status of 0 is a connection that was cut before an answer began."),
		register(meter, "errors_total", i.failures, "Errors of responses by code and reason, each once for a response."),
		register(meter, "fields_total", i.fields,
			"Fields of Query, Mutation and Subscription executed, by the code of their worst error, which is empty for none."),
		register(meter, "backend_calls_total", i.calls,
			"Calls of ZITADEL by method and gRPC status; a call with its retries counts once. refusal is why this program didn't make a call: busy or circuit open."),
		register(meter, "backend_call_retries_total", i.retries, "Retries of calls of ZITADEL."))
	var failed, callFailed error
	i.duration, failed = newDurations(to, "request_duration_seconds",
		"Seconds from a request's first byte to the end of its answer. That of a subscription is as long as its stream.",
		[]string{"route", "operation", "type"}, func(k durationKey) []string { return []string{k.route, k.operation, k.kind} })
	i.callDurations, callFailed = newDurations(to, "backend_call_duration_seconds", "Seconds of a call of ZITADEL, with its waiting and retries.",
		[]string{"method"}, func(k methodKey) []string { return []string{string(k)} })
	return i, errors.Join(err, failed, callFailed)
}

// register has a counter read when metrics are collected.
func register[K comparable](meter metric.Meter, name string, from counter[K], help string) error {
	_, err := meter.Int64ObservableCounter(prefix+name, metric.WithDescription(help), metric.WithInt64Callback(from.observe))
	return err
}

// newCounters says which labels each counter has.
func newCounters() *instruments {
	text := attribute.String
	return &instruments{
		requests: newCounter(func(k requestKey) []attribute.KeyValue {
			return []attribute.KeyValue{text("route", k.route), text("operation", k.operation), text("type", k.kind),
				text("code", string(k.code)), text("reason", string(k.reason))}
		}),
		responses: newCounter(func(k responseKey) []attribute.KeyValue {
			return []attribute.KeyValue{text("route", k.route), text("method", k.method), text("status", strconv.Itoa(k.status))}
		}),
		failures: newCounter(func(k observe.Failure) []attribute.KeyValue {
			return []attribute.KeyValue{text("code", string(k.Code)), text("reason", string(k.Reason))}
		}),
		fields: newCounter(func(k fieldKey) []attribute.KeyValue {
			return []attribute.KeyValue{text("type", k.kind), text("name", k.name), text("code", string(k.code))}
		}),
		calls: newCounter(func(k callKey) []attribute.KeyValue {
			return []attribute.KeyValue{text("method", k.method), text("status", k.status), text("refusal", k.refusal)}
		}),
		retries: newCounter(methodKey.label),
	}
}

func (k methodKey) label() []attribute.KeyValue {
	return []attribute.KeyValue{attribute.String("method", string(k))}
}
