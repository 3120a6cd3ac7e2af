package resolver_test

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"
)

// TestTraceOfTheSettingsPage sends the query of the example page by both of OTLP's protocols to the receiver of a Collector, and
// ensures that what arrives shows the request, its operation and each call of ZITADEL as they were: which belongs to which, which
// calls ran at the same time, and what was called again. A call of a tool looks the same. Nothing of what arrives is a token, a
// variable or a name of somebody.
func TestTraceOfTheSettingsPage(t *testing.T) {
	t.Parallel()
	query, err := os.ReadFile("../examples/mfa-settings/src/operations/settings.graphql")
	if err != nil {
		t.Fatal(err)
	}
	collector := startCollector(t)
	zitadel := start(t, "--embedded-listen", "127.0.0.1:0")
	protocols := []string{"grpc", "http/protobuf"}
	ways := map[string]*tracedWay{}
	for _, protocol := range protocols {
		way := newTracedWay(t, zitadel.embeddedAddress)
		p := startWithEnv(t, collector.variables(protocol, protocol), "--backend", way.relay.url, "--mcp", "--trusted-documents", exampleTools)
		headers := as("dev-instance-owner")
		headers.Set("X-Request-Id", "an-id-of-the-caller")
		if got := mustPost(t, p, headers, operation(string(query), map[string]any{"orgId": "200000000000000001"})); !isData(got) {
			t.Fatalf("got %s", got.body)
		}
		p.postMessage("dev-instance-owner", callTool("LoginPolicy", map[string]any{"organization": "200000000000000001"}), nil)
		p.stop() // which sends what is left
		way.logged = findLine(p.log(), "request")["traceId"]
		ways[protocol] = way
	}
	all := collector.end(t)
	_, batches, _ := strings.Cut(collector.output.text(), "\n")
	for _, protocol := range protocols {
		if all[protocol] == nil {
			t.Fatalf("nothing came by %s", protocol)
		}
		checkSettingsTrace(t, protocol, all[protocol].spans, ways[protocol])
		checkAttributesAreDocumented(t, all[protocol].spans)
	}
	for _, secret := range []string{"dev-instance-owner", "Bearer", "200000000000000001", "an-id-of-the-caller", "Acme", "127.0.0.1:", "query Settings", "forceMfaLocalOnly"} {
		if strings.Contains(batches, secret) {
			t.Errorf("the spans or metrics have %q", secret)
		}
	}
}

// tracedWay leads to an embedded backend. The first two calls have to be under way at the same time, or neither gets there; and one
// is told once to come back.
type tracedWay struct {
	relay  *relay
	logged string // is the trace's id in the access log
}

func newTracedWay(t *testing.T, backend string) *tracedWay {
	t.Helper()
	way := &tracedWay{relay: startRelay(t, backend)}
	var entered atomic.Int64
	both := make(chan struct{})
	way.relay.before = func(call *relayed) {
		if entered.Add(1) == 2 {
			close(both)
		}
		select {
		case <-both:
		case <-call.ctx.Done():
		}
	}
	way.relay.refuses = func(call *relayed) error {
		if call.method == "ListMyZitadelPermissions" && call.number == 1 {
			return status.Error(codes.Unavailable, "come back")
		}
		return nil
	}
	return way
}

// arrived are the traceparents of the calls that reached the backend.
func (w *tracedWay) arrived() []string {
	w.relay.mu.Lock()
	defer w.relay.mu.Unlock()
	var all []string
	for _, call := range w.relay.calls {
		if md, _ := metadata.FromIncomingContext(call.ctx); call.method != "Healthz" {
			all = append(all, strings.Join(md.Get("traceparent"), " and "))
		}
	}
	return all
}

// The kinds of spans, as OTLP numbers them.
const (
	internalSpan = 1
	serverSpan   = 2
	clientSpan   = 3
)

func checkSettingsTrace(t *testing.T, protocol string, spans []span, way *tracedWay) {
	t.Helper()
	requests := slices.DeleteFunc(slices.Clone(spans), func(s span) bool { return s.Kind != serverSpan })
	if len(requests) != 2 || requests[0].Name != "POST /graphql" || requests[1].Name != "POST /mcp" {
		t.Fatalf("%s: the requests are %+v", protocol, requests)
	}
	request := requests[0]
	if request.ParentSpanID != "" || request.TraceID != way.logged || request.Attributes.of("http.response.status_code") != "200" {
		t.Errorf("%s: the request is %+v; logged was %s", protocol, request, way.logged)
	}
	settings := onlyChild(t, spans, request)
	if settings.Kind != internalSpan || settings.Attributes.of("graphql.operation.name") != "Settings" || len(settings.Events) != 3 {
		t.Errorf("%s: the operation is %+v", protocol, settings)
	}
	calls := childrenOf(spans, settings)
	checkSettingsCalls(t, protocol, calls, way)
	tool := onlyChild(t, spans, requests[1])
	if toolCalls := childrenOf(spans, tool); tool.Name != "query" || len(toolCalls) == 0 {
		t.Errorf("%s: a tool's operation is %+v, with the calls %+v", protocol, tool, toolCalls)
	}
	if got := 4 + len(calls) + len(childrenOf(spans, tool)); len(spans) != got {
		t.Errorf("%s: %d spans, of which %d belong somewhere", protocol, len(spans), got)
	}
}

func checkSettingsCalls(t *testing.T, protocol string, calls []span, way *tracedWay) {
	t.Helper()
	overlapping := false
	for i, call := range calls {
		if call.Kind != clientSpan || !strings.HasPrefix(call.Name, "zitadel.") || call.Attributes.of("rpc.method") != call.Name || call.Attributes.of("rpc.response.status_code") != "OK" {
			t.Errorf("%s: a call is %+v", protocol, call)
		}
		if !slices.ContainsFunc(way.arrived(), func(parent string) bool { return parent == "00-"+call.TraceID+"-"+call.SpanID+"-01" }) {
			t.Errorf("%s: %s didn't arrive as it was sent: %v", protocol, call.SpanID, way.arrived())
		}
		overlapping = overlapping || slices.ContainsFunc(calls[i+1:], func(other span) bool { return call.overlaps(t, other) })
		attempts, repeated := "1", 0
		if strings.HasSuffix(call.Name, "/ListMyZitadelPermissions") {
			attempts, repeated = "2", 1
		}
		if call.Attributes.of("zitadel_graphql.call.attempts") != attempts || len(call.Events) != repeated ||
			repeated == 1 && call.Events[0].Attributes.of("rpc.response.status_code") != "UNAVAILABLE" {
			t.Errorf("%s: %s was called %s times, with the events %+v", protocol, call.Name, call.Attributes.of("zitadel_graphql.call.attempts"), call.Events)
		}
	}
	if len(calls) < 3 || !overlapping {
		t.Errorf("%s: %d calls; some of them at the same time: %v", protocol, len(calls), overlapping)
	}
}

func childrenOf(spans []span, parent span) []span {
	return slices.DeleteFunc(slices.Clone(spans), func(s span) bool { return s.TraceID != parent.TraceID || s.ParentSpanID != parent.SpanID })
}

func onlyChild(t *testing.T, spans []span, parent span) span {
	t.Helper()
	children := childrenOf(spans, parent)
	if len(children) != 1 {
		t.Fatalf("%s has %d children: %+v", parent.Name, len(children), children)
	}
	return children[0]
}

// checkAttributesAreDocumented ensures that docs/telemetry.md leaves no attribute out.
func checkAttributesAreDocumented(t *testing.T, spans []span) {
	t.Helper()
	page, err := os.ReadFile("../docs/telemetry.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range spans {
		for _, attribute := range s.Attributes {
			if !strings.Contains(string(page), "`"+attribute.Key+"`") {
				t.Errorf("docs/telemetry.md doesn't have %s", attribute.Key)
			}
		}
	}
}

// TestTraceOfACaller ensures, over every wire, what goes on to the backend of what a caller says of a trace: a trusted proxy's
// trace, a new one in place of a stranger's, and nothing at all without traces. Baggage never goes on.
func TestTraceOfACaller(t *testing.T) {
	t.Parallel()
	const trace, state = "4bf92f3577b34da6a3ce929d0e0e4736", "vendor=its"
	own := regexp.MustCompile("^00-[0-9a-f]{32}-[0-9a-f]{16}-01$")
	traces := []string{"OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:9"} // where nobody listens
	for _, wire := range allWires() {
		for name, test := range map[string]struct {
			variables []string
			args      []string
			parent    string
			want      func(parent, state string) bool
		}{
			"a stranger's": {traces, nil, "00-" + trace + "-00f067aa0ba902b7-01", func(parent, state string) bool {
				return own.MatchString(parent) && !strings.Contains(parent, trace) && state == ""
			}},
			"a trusted proxy's": {traces, []string{"--trusted-proxy", "127.0.0.1"}, "00-" + trace + "-00f067aa0ba902b7-01", func(parent, sent string) bool {
				return own.MatchString(parent) && strings.Contains(parent, trace) && sent == state
			}},
			"a trusted proxy's that isn't recorded": {traces, []string{"--trusted-proxy", "127.0.0.1"}, "00-" + trace + "-00f067aa0ba902b7-00", func(parent, sent string) bool {
				return strings.HasPrefix(parent, "00-"+trace+"-") && strings.HasSuffix(parent, "-00") && sent == state
			}},
			"junk of a trusted proxy": {traces, []string{"--trusted-proxy", "127.0.0.1"}, "00-" + trace + "-nonsense", func(parent, state string) bool {
				return own.MatchString(parent) && !strings.Contains(parent, trace) && state == ""
			}},
			"without traces": {nil, []string{"--trusted-proxy", "127.0.0.1"}, "00-" + trace + "-00f067aa0ba902b7-01", func(parent, state string) bool {
				return parent == "" && state == ""
			}},
		} {
			t.Run(wire+" "+name, func(t *testing.T) {
				t.Parallel()
				b := startScripted(t)
				url := b.url()
				if wire != "grpc" {
					url = gatewayTo(t, b.address).URL
				}
				p := startWithEnv(t, test.variables, append(test.args, "--backend", url, "--transport", wire)...)
				headers := as("a-token")
				for key, value := range map[string]string{"Traceparent": test.parent, "Tracestate": state, "Baggage": "user=secret", "B3": "0", "Uber-Trace-Id": "1:1:0:1"} {
					headers.Set(key, value)
				}
				mustPost(t, p, headers, operation("{ viewer { id } loginPolicy { isDefault } }", nil))
				expectMetadata(t, b.receivedCalls(), test.want)
			})
		}
	}
}

// expectMetadata checks the trace that each call brought along, and that it brought nothing else of the caller.
func expectMetadata(t *testing.T, calls []receivedCall, want func(parent, state string) bool) {
	t.Helper()
	if len(calls) == 0 {
		t.Error("there were no calls")
	}
	for _, call := range calls {
		parent, state := strings.Join(call.metadata.Get("traceparent"), " and "), strings.Join(call.metadata.Get("tracestate"), " and ")
		if !want(parent, state) {
			t.Errorf("%s: traceparent %q, tracestate %q", call.method, parent, state)
		}
		for _, key := range []string{"baggage", "b3", "uber-trace-id"} {
			if len(call.metadata.Get(key)) > 0 {
				t.Errorf("%s: %s goes on", call.method, key)
			}
		}
	}
}
