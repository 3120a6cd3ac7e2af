package traces_test

import (
	"context"
	"net/http"
	"testing"

	"go.opentelemetry.io/otel/sdk/trace/tracetest"
	"go.opentelemetry.io/otel/trace"
	"google.golang.org/grpc/metadata"

	"zitadel-graphql/graph/observe"
	"zitadel-graphql/internal/telemetry/traces"
	"zitadel-graphql/internal/web"
)

// follow has one request with one operation and one call followed, and returns the call's context.
func follow(tracer *traces.Tracer, r *http.Request, fromTrustedProxy bool) context.Context {
	ctx := tracer.RequestBegins(r.Context(), r, fromTrustedProxy)
	operation := tracer.OperationBegins(ctx, observe.Operation{Name: "Settings", Type: "query"})
	called := tracer.CallBegins(operation, method)
	tracer.CallRepeats(called, method, callError(14, ""))
	tracer.CallEnds(called, method, 0, nil)
	tracer.RootFieldEnds(operation, observe.Field{Type: "Query", Name: "loginPolicy"})
	tracer.OperationEnds(operation, nil)
	tracer.RequestEnds(ctx, web.RequestEnd{Method: http.MethodPost, Route: "/graphql", Status: http.StatusOK})
	return called
}

// A request is recorded with all that belongs to it or not at all, by each sampler that can be asked for; and its calls carry its
// trace with its flag, either way.
func TestRequestIsRecordedWhollyOrNot(t *testing.T) {
	for _, sampler := range []string{"always_on", "always_off", "traceidratio", "parentbased_always_on", "parentbased_always_off", "parentbased_traceidratio"} {
		t.Setenv("OTEL_TRACES_SAMPLER", sampler)
		t.Setenv("OTEL_TRACES_SAMPLER_ARG", "0.5")
		for range 20 {
			for _, header := range [][]string{nil, {"Traceparent", theirParent}, {"Traceparent", notRecording}} {
				spans := tracetest.NewInMemoryExporter()
				ctx := follow(traces.New(spans, ""), request(http.MethodPost, "/graphql", header...), true)
				span := trace.SpanContextFromContext(ctx)
				if want := map[bool]int{true: 3}[span.IsSampled()]; len(spans.GetSpans()) != want {
					t.Fatalf("%s, %v: %d spans, want %d", sampler, header, len(spans.GetSpans()), want)
				}
				sent, _ := metadata.FromOutgoingContext(ctx)
				if got, want := sent.Get("traceparent"), "00-"+span.TraceID().String()+"-"+span.SpanID().String()+"-0"+string('0'+rune(span.TraceFlags())); len(got) != 1 || got[0] != want {
					t.Fatalf("%s, %v: sent %v, want %s", sampler, header, got, want)
				}
			}
		}
	}
}

// BenchmarkRequest is what a request with one operation and one call costs, recorded and not.
func BenchmarkRequest(b *testing.B) {
	for _, sampler := range []string{"always_off", "always_on"} {
		b.Run(sampler, func(b *testing.B) {
			b.Setenv("OTEL_TRACES_SAMPLER", sampler)
			tracer, r := traces.New(tracetest.NewNoopExporter(), ""), request(http.MethodPost, "/graphql")
			b.ReportAllocs()
			for b.Loop() {
				follow(tracer, r, false)
			}
		})
	}
}
