package resolver_test

import (
	"crypto/tls"
	"os/exec"
	"strings"
	"testing"
	"time"

	"zitadel-graphql/internal/browsertest"
	"zitadel-graphql/internal/racetest"
)

// TestStream ensures that curl reads a subscription: progress that only grows, everything in the last event, then the one that
// completes it. To the rate limiter it is one request, and in the access log one line, with the number of events.
func TestStream(t *testing.T) {
	t.Parallel()
	if _, err := exec.LookPath("curl"); err != nil {
		browsertest.Lacking(t, "no curl on PATH")
	}
	p := start(t, "--embedded-users", "2000", "--rate-limit", "1", "--rate-limit-burst", "1")
	printed, err := exec.CommandContext(t.Context(), "curl", "-sSN", "--fail", p.url+"/graphql", "-H", "Accept: text/event-stream",
		"-H", "Authorization: Bearer dev-org-owner", "-H", "Content-Type: application/json", "-d", operation(countFactors, nil)).Output()
	if err != nil {
		t.Fatalf("run curl: %v\n%s", err, printed)
	}
	events, completed := strings.CutSuffix(strings.TrimPrefix(string(printed), ":\n\n"), "event: complete\ndata:\n\n")
	var seen []usageEvent
	for text := range strings.SplitSeq(strings.TrimSuffix(events, "\n\n"), "\n\n") {
		data, found := strings.CutPrefix(text, "event: next\ndata: ")
		if !found {
			t.Fatalf("got %q", text)
		}
		seen = append(seen, usageOf(t, data))
	}
	last := seen[len(seen)-1]
	if !completed || len(seen) < 2 || last.Usage == nil || !last.Usage.Look.Complete || last.LookedAt < 2000 || *last.Total != last.LookedAt {
		t.Errorf("the stream is\n%s", printed)
	}
	for i, one := range seen[:len(seen)-1] {
		if one.Usage != nil || one.LookedAt > seen[i+1].LookedAt {
			t.Errorf("after %+v comes %+v", one, seen[i+1])
		}
	}
	line := p.awaitLine("request")
	if line["type"] != "subscription" || line["status"] != "200" || line["codes"] != "[]" || line["events"] == "0" || strings.Count(p.log(), `"msg":"request"`) != 1 {
		t.Errorf("the access log has %v", line)
	}
	if got := mustPost(t, p, as("dev-org-owner"), operation(readPolicy, nil)); errorOf(got).Reason != "TOO_MANY_REQUESTS" {
		t.Errorf("after one request: got %d %s", got.status, got.body)
	}
}

// TestStopEndsAStream ensures that the program ends a stream when it is stopped, in the middle of what it shows and before
// anybody could mistake that for the end: the client is told, and the program ends with exit code 0.
func TestStopEndsAStream(t *testing.T) {
	t.Parallel()
	p := start(t, "--embedded-users", manyPeople)
	stream := subscribe(t, p.client, p.url, "dev-org-owner")
	stream.next()
	p.stop()
	rest := stream.rest()
	last := reply{body: rest[len(rest)-1]}
	if got := errorOf(last); got != (outcome{Code: "SERVICE_UNAVAILABLE", Reason: "SERVER_STOPPING", Retryable: true}) || strings.Contains(last.body, `"data"`) {
		t.Errorf("the last event is %s", last.body)
	}
	for _, data := range rest[:len(rest)-1] {
		if usageOf(t, data).Usage != nil {
			t.Errorf("an event has a whole answer: %s", data)
		}
	}
}

// TestClientLeavesAStream ensures that a look ends when nobody reads its stream any more.
func TestClientLeavesAStream(t *testing.T) {
	t.Parallel()
	p := start(t, "--embedded-users", manyPeople)
	stream := subscribe(t, p.client, p.url, "dev-org-owner")
	stream.next()
	if err := stream.body.Close(); err != nil {
		t.Fatal(err)
	}
	if line := p.awaitLine("request"); line["codes"] != "[CANCELLED]" || line["reasons"] != "[CLIENT_CANCELLED]" {
		t.Errorf("the access log has %v", line)
	}
}

// TestTokenIsRejectedInAStream ensures that a token which stops working in the middle leaves a last event that says so, and no
// figures that look whole.
func TestTokenIsRejectedInAStream(t *testing.T) {
	t.Parallel()
	p := start(t, "--embedded-users", manyPeople)
	stream := subscribe(t, p.client, p.url, "dev-person-unused") // who has no second factor
	for seen := 0; seen == 0; {
		next, _ := stream.next()
		seen = usageOf(t, next.data).LookedAt
	}
	force := operation(`mutation { updateDefaultLoginPolicy(patch: {forceMfa: true}) { sequence } }`, nil)
	if got := mustPost(t, p, as("dev-instance-owner"), force); !isData(got) {
		t.Fatalf("got %s", got.body)
	}
	rest := stream.rest()
	last := usageOf(t, rest[len(rest)-1])
	if last.Usage == nil || last.Usage.Look.Complete || last.Usage.Look.Incomplete != "TOKEN_REJECTED" || last.LookedAt >= *last.Total {
		t.Errorf("the last event is %s", rest[len(rest)-1])
	}
}

// TestStreamTimeout ensures that a stream whose time is up tells how far it came.
func TestStreamTimeout(t *testing.T) {
	t.Parallel()
	p := startHeld(t, 100, "--stream-timeout", stretched(5*time.Second))
	rest := subscribe(t, p.client, p.url, "dev-org-owner").rest()
	last := usageOf(t, rest[len(rest)-1])
	if last.Usage == nil || last.Usage.Look.Complete || last.Usage.Look.Incomplete != "DEADLINE" || last.LookedAt >= *last.Total {
		t.Errorf("the last event is %s", rest[len(rest)-1])
	}
}

// TestStreamLimits ensures that one token, and all callers together, have so many streams and not one more, and that a client
// is told to wait.
func TestStreamLimits(t *testing.T) {
	t.Parallel()
	p := start(t, "--embedded-users", manyPeople, "--max-streams-per-caller", "1", "--max-streams", "2")
	refused := func(token string) {
		t.Helper()
		headers := as(token)
		headers.Set("Accept", "text/event-stream")
		got := mustPost(t, p, headers, operation(countFactors, nil))
		want := outcome{Code: "RATE_LIMITED", Reason: "TOO_MANY_STREAMS", Retryable: true}
		if got.status != 429 || errorOf(got) != want || got.header.Get("Retry-After") == "" {
			t.Errorf("%s: got %d %v %s", token, got.status, got.header, got.body)
		}
	}
	first := subscribe(t, p.client, p.url, "dev-org-owner")
	refused("dev-org-owner")
	second := subscribe(t, p.client, p.url, "dev-instance-owner")
	refused("dev-viewer")
	for _, stream := range []*openStream{first, second} {
		if err := stream.body.Close(); err != nil {
			t.Fatal(err)
		}
	}
	eventually(t, "the streams make room", func() bool {
		return strings.Count(p.log(), `"CLIENT_CANCELLED"`) == 2
	})
	subscribe(t, p.client, p.url, "dev-org-owner")
}

// TestStreamThroughNginx ensures that nginx, with no setting for streams, passes events on as they come.
func TestStreamThroughNginx(t *testing.T) {
	t.Parallel()
	p := startHeld(t, 500, "--stream-timeout", "1m")
	site := startNginx(t, `location / { proxy_pass `+p.url+`; }`)
	stream := subscribe(t, p.client, site, "dev-org-owner")
	stream.next()
	p.stop()
	// nginx would keep the first four kilobytes back, which are more events than there are until then.
	rest := stream.rest()
	if got := errorOf(reply{body: rest[len(rest)-1]}); got.Code != "SERVICE_UNAVAILABLE" {
		t.Errorf("the first event arrived only at the end of the stream: %s", rest[len(rest)-1])
	}
}

// TestStreamOverHTTP2 ensures that a stream outlives the time-outs of a request over HTTP/2 as well. Its calls are held, none longer
// than a part of its own time-out, until a request's time has passed twice.
func TestStreamOverHTTP2(t *testing.T) {
	t.Parallel()
	limit := racetest.Stretch(time.Second)
	relay := startRelay(t, start(t, "--embedded-listen", "127.0.0.1:0", "--embedded-users", "1000").embeddedAddress)
	enough := make(chan struct{})
	relay.before = func(call *relayed) {
		if call.method == "ListAuthenticationMethodTypes" {
			awaitFor(limit/4, enough)
		}
	}
	authority, url := startTLSListener(t, "--backend", relay.url, "--request-timeout", limit.String(), "--backend-timeout", limit.String())
	client := newTLSClient(authority, tls.VersionTLS13)
	stream := subscribe(t, client, strings.TrimSuffix(url, "/graphql"), "dev-org-owner")
	time.AfterFunc(2*limit, func() { close(enough) })
	rest := stream.rest()
	if !isClosed(enough) {
		t.Error("the stream ended within the time of a request")
	}
	if last := usageOf(t, rest[len(rest)-1]); last.Usage == nil || !last.Usage.Look.Complete {
		t.Errorf("the last event is %s", rest[len(rest)-1])
	}
}

// streamResult is how a client reports the events of a stream.
type streamResult struct {
	Client, Operation string
	Events            []struct{ SecondFactorUsage usageEvent }
	Codes             []string
	Failure           string
}

// TestStreamClients prevents that a current client can't read a stream: graphql-sse, and Apollo Client and urql with it, and urql
// by itself get all events, the failure of the field, and what is wrong with the document, each at once.
func TestStreamClients(t *testing.T) {
	t.Parallel()
	racetest.Skip(t, unseenInNode)
	needsPackages(t, clientsTool, "make npm")
	results := runNode[streamResult](t, clientsTool, "stream.js", start(t, "--embedded-users", "1000").url+"/graphql")
	if len(results) != 4*3 {
		t.Errorf("%d operations were tried", len(results))
	}
	codes := map[string]string{"failed": "NOT_FOUND", "refused": "GRAPHQL_VALIDATION_FAILED"}
	for _, got := range results {
		if strings.Join(got.Codes, " ") != codes[got.Operation] || got.Failure != "" || (len(got.Events) > 1) != (got.Operation == "good") {
			t.Errorf("%s, %s: %+v", got.Client, got.Operation, got)
		}
		if got.Operation == "good" && got.Events[len(got.Events)-1].SecondFactorUsage.Usage == nil {
			t.Errorf("%s: the last event is %+v", got.Client, got.Events[len(got.Events)-1])
		}
	}
}
