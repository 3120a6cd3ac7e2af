package traces_test

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"
	"go.opentelemetry.io/otel/trace"

	"zitadel-graphql/graph/problem"
	"zitadel-graphql/internal/telemetry/traces"
	"zitadel-graphql/internal/web"
)

const (
	theirTrace   = "4bf92f3577b34da6a3ce929d0e0e4736"
	theirSpan    = "00f067aa0ba902b7"
	theirParent  = "00-" + theirTrace + "-" + theirSpan + "-01"
	notRecording = "00-" + theirTrace + "-" + theirSpan + "-00"
)

// request is one that has these pairs of headers.
func request(method, path string, headers ...string) *http.Request {
	r := httptest.NewRequest(method, path, nil)
	for i := 0; i < len(headers); i += 2 {
		r.Header.Add(headers[i], headers[i+1])
	}
	return r
}

// Ensures that nobody but a trusted proxy can choose a trace's id or have it recorded: all others are linked to at most, without
// their texts. Headers that make no sense are as good as none, whoever sent them.
func TestWhoseTraceIsBelieved(t *testing.T) {
	for name, test := range map[string]struct {
		trusted bool
		sampler string
		headers []string
		want    string // is the relation to their trace
		state   string
	}{
		"nobody's":                          {false, "", nil, "new", ""},
		"a stranger's":                      {false, "", []string{"Traceparent", theirParent, "Tracestate", "vendor=secret"}, "linked", ""},
		"a stranger's, who wants no record": {false, "", []string{"Traceparent", notRecording}, "linked", ""},
		"a stranger's, recording nobody":    {false, "parentbased_always_off", []string{"Traceparent", theirParent}, "not recorded", ""},
		"a proxy's":                         {true, "", []string{"Traceparent", theirParent, "Tracestate", "vendor=its", "Tracestate", "other=too"}, "continued", "vendor=its,other=too"},
		"a proxy's, which wants no record":  {true, "", []string{"Traceparent", notRecording}, "not recorded", ""},
		"a proxy's, recording what it does": {true, "parentbased_always_off", []string{"Traceparent", theirParent}, "continued", ""},
		"a proxy's without a trace":         {true, "", nil, "new", ""},
		"two":                               {true, "", []string{"Traceparent", theirParent, "Traceparent", theirParent}, "new", ""},
		"a state alone":                     {true, "", []string{"Tracestate", "vendor=its"}, "new", ""},
		"no trace":                          {true, "", []string{"Traceparent", "00-00000000000000000000000000000000-" + theirSpan + "-01"}, "new", ""},
		"no span":                           {true, "", []string{"Traceparent", "00-" + theirTrace + "-0000000000000000-01"}, "new", ""},
		"version ff":                        {true, "", []string{"Traceparent", "ff" + theirParent[2:]}, "new", ""},
		"in capitals":                       {true, "", []string{"Traceparent", strings.ToUpper(theirParent)}, "new", ""},
		"cut":                               {true, "", []string{"Traceparent", theirParent[:30]}, "new", ""},
		"with something behind":             {true, "", []string{"Traceparent", theirParent + "-more"}, "new", ""},
		"junk":                              {false, "", []string{"Traceparent", strings.Repeat("x\x00é", 9999)}, "new", ""},
		"a state of junk":                   {true, "", []string{"Traceparent", theirParent, "Tracestate", strings.Repeat("=,", 9999)}, "continued", ""},
		"a state that is too long":          {true, "", []string{"Traceparent", theirParent, "Tracestate", "a=" + strings.Repeat("x", 9999)}, "continued", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Setenv("OTEL_TRACES_SAMPLER", test.sampler)
			spans := tracetest.NewInMemoryExporter()
			tracer := traces.New(spans, "")
			ctx := tracer.RequestBegins(t.Context(), request(http.MethodPost, "/graphql", test.headers...), test.trusted)
			state := trace.SpanContextFromContext(ctx).TraceState().String()
			tracer.RequestEnds(ctx, web.RequestEnd{Method: http.MethodPost, Route: "/graphql", Status: http.StatusOK})
			if got := relation(spans.GetSpans()); got != test.want || state != test.state {
				t.Errorf("got a trace that is %s, with the state %q; want %s, %q", got, state, test.want, test.state)
			}
		})
	}
}

// relation tells what a request's trace is to theirs.
func relation(spans tracetest.SpanStubs) string {
	if len(spans) == 0 {
		return "not recorded"
	}
	span := spans[0]
	switch {
	case span.SpanContext.TraceID().String() == theirTrace && span.Parent.SpanID().String() == theirSpan && span.Parent.IsRemote():
		return "continued"
	case span.Parent.IsValid() || span.SpanContext.TraceID().String() == theirTrace:
		return "wrong"
	case len(span.Links) == 0:
		return "new"
	case len(span.Links) == 1 && span.Links[0].SpanContext.TraceID().String() == theirTrace && span.Links[0].SpanContext.TraceState().Len() == 0:
		return "linked"
	default:
		return fmt.Sprint("linked to ", span.Links)
	}
}

// A probe comes every few seconds, and isn't worth a trace.
func TestProbesHaveNoSpan(t *testing.T) {
	spans := tracetest.NewInMemoryExporter()
	tracer := traces.New(spans, "")
	for _, path := range []string{"/healthz", "/readyz"} {
		ctx := tracer.RequestBegins(t.Context(), request(http.MethodGet, path), false)
		tracer.RequestEnds(ctx, web.RequestEnd{Method: http.MethodGet, Route: path, Status: http.StatusOK})
	}
	if got := spans.GetSpans(); len(got) != 0 {
		t.Errorf("got %v", got)
	}
}

// A request's span has the contract's names and nothing that the caller could write, and is an error only where this side failed.
func TestRequestSpan(t *testing.T) {
	annotations := []slog.Attr{
		slog.String("operation", "secret"), slog.String("userAgent", "secret"), slog.Any("codes", []problem.Code{problem.CodeForbidden}),
		slog.Any("reasons", []problem.Reason{problem.ReasonNotAMember}), slog.Any("warnings", []problem.WarningCode{}), slog.Any("names", []string{"secret"}),
	}
	const refused = ` zitadel_graphql.error.codes=["FORBIDDEN"] zitadel_graphql.error.reasons=["NOT_A_MEMBER"]`
	for want, end := range map[string]web.RequestEnd{
		"POST /graphql Unset url.scheme=http http.request.method=POST http.route=/graphql http.response.status_code=200":        {Method: "POST", Route: "/graphql", Status: 200},
		"GET Unset url.scheme=http http.request.method=GET" + refused + " http.response.status_code=404":                        {Method: "GET", Route: web.Other, Status: 404, Annotations: annotations},
		"HTTP /mcp Unset url.scheme=http http.request.method=_OTHER http.route=/mcp http.response.status_code=405":              {Method: web.Other, Route: "/mcp", Status: 405},
		"POST /mcp Error url.scheme=http http.request.method=POST http.route=/mcp http.response.status_code=503 error.type=503": {Method: "POST", Route: "/mcp", Status: 503},
		"POST /graphql Error url.scheme=http http.request.method=POST http.route=/graphql error.type=no_answer":                 {Method: "POST", Route: "/graphql"},
		"PUT / Unset url.scheme=http http.request.method=PUT http.route=/" + refused + " http.response.status_code=200":         {Method: "PUT", Route: "/", Status: 200, Annotations: annotations},
	} {
		spans := tracetest.NewInMemoryExporter()
		tracer := traces.New(spans, "")
		r := request("BREW", "/secret?query=secret", "Authorization", "Bearer secret", "User-Agent", "secret", "X-Request-Id", "secret", "Baggage", "secret=secret")
		tracer.RequestEnds(tracer.RequestBegins(t.Context(), r, false), end)
		if got := describe(t, spans); got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
	}
}

// describe returns the only span's name, status and attributes.
func describe(t *testing.T, spans *tracetest.InMemoryExporter) string {
	t.Helper()
	all := spans.GetSpans()
	if len(all) != 1 {
		t.Fatalf("there are %d spans", len(all))
	}
	if all[0].Status.Description != "" {
		t.Errorf("the status has a text: %s", all[0].Status.Description)
	}
	return strings.TrimSpace(fmt.Sprint(all[0].Name, " ", statusOf(all[0].Status.Code), " ", attributes(all[0].Attributes)))
}

func statusOf(code codes.Code) string { return code.String() }

func attributes(all []attribute.KeyValue) string {
	texts := make([]string, 0, len(all))
	for _, each := range all {
		texts = append(texts, string(each.Key)+"="+each.Value.String())
	}
	return strings.Join(texts, " ")
}

// The access log's line has the trace's id, whether the trace is recorded or not.
func TestTraceIDInAccessLog(t *testing.T) {
	for _, sampler := range []string{"always_on", "always_off"} {
		t.Setenv("OTEL_TRACES_SAMPLER", sampler)
		var log strings.Builder
		tracer, id := traces.New(tracetest.NewInMemoryExporter(), ""), ""
		serve := func(_ http.ResponseWriter, r *http.Request) {
			id = trace.SpanContextFromContext(r.Context()).TraceID().String()
		}
		server, err := web.New(web.Config{MaxBodyBytes: 1, RequestTimeout: 1e9}, web.Handlers{GraphQL: http.HandlerFunc(serve), Observers: []web.Observer{tracer},
			Ready: func(context.Context) error { return nil }}, slog.New(slog.NewTextHandler(&log, nil)))
		if err != nil {
			t.Fatal(err)
		}
		server.Handler.ServeHTTP(httptest.NewRecorder(), request(http.MethodPost, "/graphql"))
		if len(id) != 32 || !strings.Contains(log.String(), "traceId="+id) {
			t.Errorf("the trace %q isn't in %s", id, log.String())
		}
	}
}
