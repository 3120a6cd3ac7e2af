package traces_test

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"

	"go.opentelemetry.io/otel/baggage"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"
	"go.opentelemetry.io/otel/trace"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"

	"zitadel-graphql/graph/observe"
	"zitadel-graphql/graph/problem"
	"zitadel-graphql/internal/telemetry/traces"
	"zitadel-graphql/internal/wire"
)

const method = "/zitadel.management.v1.ManagementService/GetLoginPolicy"

func callError(code codes.Code, refusal wire.LocalRefusal) *wire.CallError {
	return &wire.CallError{Method: method, Status: status.New(code, "secret"), LocalRefusal: refusal}
}

// A call's span has its method, its status, and how often it was made, with each repetition as an event; and no text of a failure.
func TestCallSpan(t *testing.T) {
	const called = "rpc.system.name=grpc server.address=zitadel.example server.port=8443 rpc.method=zitadel.management.v1.ManagementService/GetLoginPolicy "
	for _, test := range []struct {
		repeats []error
		err     error
		want    string
	}{
		{nil, nil, "Unset " + called + "rpc.response.status_code=OK zitadel_graphql.call.attempts=1"},
		{[]error{callError(codes.Unavailable, ""), callError(codes.PermissionDenied, "")}, nil, "Unset " + called + "rpc.response.status_code=OK zitadel_graphql.call.attempts=3"},
		{nil, callError(codes.NotFound, ""), "Error " + called + "rpc.response.status_code=NOT_FOUND zitadel_graphql.call.attempts=1 error.type=NOT_FOUND"},
		{nil, callError(codes.Unavailable, wire.CircuitOpen), "Error " + called + "rpc.response.status_code=UNAVAILABLE zitadel_graphql.call.attempts=1 error.type=UNAVAILABLE zitadel_graphql.call.local_refusal=circuit open"},
		{nil, errors.New("secret"), "Error " + called + "rpc.response.status_code=UNKNOWN zitadel_graphql.call.attempts=1 error.type=UNKNOWN"},
	} {
		spans := tracetest.NewInMemoryExporter()
		tracer := traces.New(spans, "https://user:secret@zitadel.example:8443")
		ctx := tracer.CallBegins(t.Context(), method)
		var events []string
		for _, failed := range test.repeats {
			tracer.CallRepeats(ctx, method, failed)
			events = append(events, "call repeats rpc.response.status_code="+strings.ToUpper(map[codes.Code]string{codes.Unavailable: "unavailable", codes.PermissionDenied: "permission_denied"}[status.Code(failed)]))
		}
		tracer.CallEnds(ctx, method, 0, test.err)
		if got, want := describe(t, spans), method[1:]+" "+test.want; got != want || !slices.Equal(eventsOf(spans), events) {
			t.Errorf("got  %s %q\nwant %s %q", got, eventsOf(spans), want, events)
		}
		if kind := spans.GetSpans()[0].SpanKind; kind != trace.SpanKindClient {
			t.Errorf("the kind is %v", kind)
		}
	}
}

func eventsOf(spans *tracetest.InMemoryExporter) []string {
	var events []string
	for _, event := range spans.GetSpans()[0].Events {
		events = append(events, event.Name+" "+attributes(event.Attributes))
	}
	return events
}

// A call carries its own span's id and the trace's state, recorded or not, beside what it has anyway; and never baggage.
func TestPropagation(t *testing.T) {
	state, err := trace.ParseTraceState("vendor=its")
	if err != nil {
		t.Fatal(err)
	}
	id, _ := trace.TraceIDFromHex(theirTrace)
	member, err := baggage.NewMember("user", "secret")
	if err != nil {
		t.Fatal(err)
	}
	bag, err := baggage.New(member)
	if err != nil {
		t.Fatal(err)
	}
	for _, flags := range []trace.TraceFlags{0, trace.FlagsSampled} {
		parent := trace.NewSpanContext(trace.SpanContextConfig{TraceID: id, SpanID: trace.SpanID{1}, TraceFlags: flags, TraceState: state, Remote: true})
		ctx := baggage.ContextWithBaggage(trace.ContextWithRemoteSpanContext(t.Context(), parent), bag)
		ctx = metadata.AppendToOutgoingContext(ctx, "authorization", "Bearer token")
		ctx = traces.New(tracetest.NewInMemoryExporter(), "").CallBegins(ctx, method)
		sent, _ := metadata.FromOutgoingContext(ctx)
		own := trace.SpanContextFromContext(ctx)
		want := metadata.MD{"authorization": {"Bearer token"}, "tracestate": {"vendor=its"},
			"traceparent": {"00-" + theirTrace + "-" + own.SpanID().String() + "-0" + string('0'+rune(flags))}}
		if !maps.EqualFunc(sent, want, slices.Equal) || own.SpanID() == parent.SpanID() {
			t.Errorf("sent %v, want %v", sent, want)
		}
	}
}

// An operation's span has its name, of which no more than it has to, and its fields as events; it is an error only where this side
// or the backend failed, and not where the caller was refused.
func TestOperationSpan(t *testing.T) {
	refused := observe.Failure{Code: problem.CodeForbidden, Reason: problem.ReasonNotAMember}
	broken := observe.Failure{Code: problem.CodeServiceUnavailable}
	for _, test := range []struct {
		name     string
		failures []observe.Failure
		want     string
	}{
		{"", nil, "query Unset graphql.operation.type=query"},
		{"Settings", nil, "query Unset graphql.operation.type=query graphql.operation.name=Settings"},
		{strings.Repeat("x", 9999), nil, "query Unset graphql.operation.type=query graphql.operation.name=" + strings.Repeat("x", 128)},
		{"", []observe.Failure{refused}, `query Unset graphql.operation.type=query zitadel_graphql.error.codes=["FORBIDDEN"] zitadel_graphql.error.reasons=["NOT_A_MEMBER"]`},
		{"", []observe.Failure{refused, broken}, `query Error graphql.operation.type=query zitadel_graphql.error.codes=["FORBIDDEN","SERVICE_UNAVAILABLE"] zitadel_graphql.error.reasons=["NOT_A_MEMBER"] error.type=SERVICE_UNAVAILABLE`},
	} {
		spans := tracetest.NewInMemoryExporter()
		tracer := traces.New(spans, "")
		ctx := tracer.OperationBegins(t.Context(), observe.Operation{Name: test.name, Type: "query"})
		tracer.RootFieldEnds(ctx, observe.Field{Type: "Query", Name: "loginPolicy", Duration: 2500e3, Failures: test.failures[:min(1, len(test.failures))]})
		tracer.RootFieldEnds(context.Background(), observe.Field{}) // belongs to no operation
		tracer.OperationEnds(ctx, test.failures)
		if got := describe(t, spans); got != test.want {
			t.Errorf("got  %s\nwant %s", got, test.want)
		}
		if got := eventsOf(spans); len(got) != 1 || !strings.HasSuffix(got[0], "zitadel_graphql.field.type=Query zitadel_graphql.field.name=loginPolicy zitadel_graphql.field.duration_ms=2.5") {
			t.Errorf("events %q", got)
		}
	}
}
