package resolver_test

import (
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"zitadel-graphql/internal/certs/certstest"
	"zitadel-graphql/internal/racetest"
)

// noticing is the time in which HAProxy may send a request into a connection whose other end has just been killed. With the race
// detector HAProxy itself is no slower, but waits longer for its turn.
func noticing() time.Duration { return racetest.Stretch(50 * time.Millisecond) }

// replica is one of several programs in front of the same backend. It can be stopped, and started anew at the same address with the
// same audit trail.
type replica struct {
	*program

	t       *testing.T
	backend string // its URL
	address string
	audit   string // a file
}

func (r *replica) start() {
	r.t.Helper()
	r.program = start(r.t, "--backend", r.backend, "--listen", r.address, "--audit-log", r.audit, "--drain-delay", stretched(2*time.Second),
		"--trusted-proxy", "127.0.0.1")
}

// auditTrail returns the lines of its trail.
func (r *replica) auditTrail() []auditLine {
	r.t.Helper()
	text, err := os.ReadFile(r.audit)
	if err != nil {
		r.t.Fatal(err)
	}
	return auditLines(r.t, string(text))
}

// startReplicas starts three in front of the backend at this URL.
func startReplicas(t *testing.T, backend string) (replicas []*replica, addresses []string) {
	t.Helper()
	for range 3 {
		r := &replica{t: t, backend: backend, address: freeAddress(t), audit: filepath.Join(t.TempDir(), "audit.log")}
		r.start()
		replicas, addresses = append(replicas, r), append(addresses, r.address)
	}
	return replicas, addresses
}

// TestRollingRestart prevents that an operator's restart costs a request. Three replicas behind HAProxy, as in deploy/proxies, are
// stopped and started one after the other under the reads and writes of 64 clients, over HTTP/1.1 and HTTP/2: each request gets its
// whole answer, also where HAProxy may try none again and has its checks alone; each replica ends with exit code 0, and each stream ends
// with an event that says why, so that its client begins it anew elsewhere. Then one is killed: only what was under way there has no
// answer, and no change was made without its intent in an audit trail.
func TestRollingRestart(t *testing.T) {
	t.Parallel()
	backend := start(t, "--embedded-listen", "127.0.0.1:0", "--embedded-users", "1000")
	relay := startRelay(t, backend.embeddedAddress)
	relay.before = func(call *relayed) {
		if call.method == "ListAuthenticationMethodTypes" { // streams stay open
			<-call.ctx.Done()
		}
	}
	replicas, addresses := startReplicas(t, relay.url)
	authority := certstest.NewAuthority(t)
	proxy := haproxy().start(t, authority, addresses)
	overHTTP1, overHTTP2 := proxy.over(newLoadClient(authority, 1)), proxy.over(newLoadClient(authority, 2))
	// Health checks have to do without a second attempt.
	checksAlone := haproxy().start(t, authority, addresses, "retries 3", "retries 0", "option redispatch 1", "").over(newLoadClient(authority, 1))

	l := startLoad(t, 100*time.Millisecond, 27, overHTTP1, overHTTP2, checksAlone)
	streams := startRepeatedStreams(t, overHTTP1, 3)
	for _, r := range replicas {
		r.stop()
		r.start()
		r.awaitText(`"path":"/graphql"`)
	}
	// A client that doesn't know yet that its factor is absent is told so, and on a busy machine a read may lack what others write.
	whole := []string{"the data", "NOT_FOUND SECOND_FACTOR_NOT_CONFIGURED NOT_EXECUTED", "CONFLICT POLICY_READ_BEHIND NOT_EXECUTED"}
	for answer, count := range l.codesSoFar() {
		if !slices.Contains(whole, answer) {
			t.Errorf("during the rolling restart %d requests were answered with %s", count, answer)
		}
	}
	streams.stop()

	l.mayCut.Store(true)
	replicas[0].kill()
	killed := time.Now().Add(noticing())
	before := l.snapshot()
	l.await("the others serve", func(now []tally) bool { return everyProgram(now, before, servedMore(70)) })
	l.stop()
	for i, of := range l.snapshot()[:2] { // without a second attempt it takes until the next check
		if of.lastCut.After(killed) {
			t.Errorf("over HTTP/%d a request that began %v after the kill has no answer", i+1, noticing()+of.lastCut.Sub(killed))
		}
	}
	l.checkHistory(backend.embeddedAddress)
	checkIntents(t, updatesIn(t, backend.embeddedAddress), replicas)
}

// over returns a program whose requests go through another client.
func (p *program) over(client *http.Client) *program {
	return &program{t: p.t, url: p.url, client: client, tokens: p.tokens, output: p.output}
}

// newLoadClient returns a client for requests that are under way together: over this version of HTTP, and with connections of its own.
func newLoadClient(authority *certstest.Authority, version int) *http.Client {
	client := newTLSClient(authority, 0)
	transport := client.Transport.(*http.Transport) //nolint:forcetypeassert // newTLSClient's
	transport.ForceAttemptHTTP2, transport.MaxIdleConnsPerHost = version == 2, 2*loadClients
	client.Transport = noProxyPages{transport, version}
	return client
}

// errProxyPage is for an answer that isn't the program's.
var errProxyPage = errors.New("the proxy answered by itself")

// noProxyPages is a transport that takes an answer without the program's x-request-id for a broken connection, and one over another
// version of HTTP.
type noProxyPages struct {
	*http.Transport

	version int
}

// RoundTrip implements http.RoundTripper.
func (n noProxyPages) RoundTrip(request *http.Request) (*http.Response, error) {
	response, err := n.Transport.RoundTrip(request)
	if err == nil && (response.Header.Get("X-Request-Id") == "" || response.ProtoMajor != n.version) {
		response.Body.Close()
		return nil, fmt.Errorf("%s %s: %w", response.Proto, response.Status, errProxyPage)
	}
	return response, err
}

// repeatedStreams are clients that begin their stream anew whenever the server ends it.
type repeatedStreams struct {
	stopping atomic.Bool
	open     []*openStream
	mu       sync.Mutex
	clients  sync.WaitGroup
	ends     []int // by client
	t        *testing.T
}

func startRepeatedStreams(t *testing.T, p *program, clients int) *repeatedStreams {
	t.Helper()
	s := &repeatedStreams{t: t, open: make([]*openStream, clients), ends: make([]int, clients)}
	for i := range clients {
		s.open[i] = subscribe(t, p.client, p.url, "dev-org-owner")
		s.clients.Go(func() { s.follow(i, p) })
	}
	return s
}

// follow reads the streams of one client. Each has to end with the reason, and complete.
func (s *repeatedStreams) follow(client int, p *program) {
	for {
		last, completed := lastEvents(s.open[client])
		if s.stopping.Load() {
			return
		}
		if got := errorOf(reply{body: last.data}); got.Reason != "SERVER_STOPPING" || !completed {
			s.t.Errorf("a stream ended with %+v, completed: %t", last, completed)
		}
		s.replace(client, subscribe(s.t, p.client, p.url, "dev-org-owner"))
	}
}

// replace counts the end of a client's stream, and has it read the next one.
func (s *repeatedStreams) replace(client int, next *openStream) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.ends[client]++
	s.open[client] = next
	if s.stopping.Load() {
		next.body.Close()
	}
}

// lastEvents reads a stream to its end, and returns the last event with data, and whether one that completes followed.
func lastEvents(stream *openStream) (last event, completed bool) {
	name := ""
	for stream.lines.Scan() {
		key, value, _ := strings.Cut(stream.lines.Text(), ": ")
		switch {
		case key == "event":
			name = value
			completed = name == "complete"
		case key == "data" && name == "next":
			last = event{name, value}
		}
	}
	return last, completed
}

// stop closes the streams. Each client must have begun its stream anew at least once, since every replica was restarted.
func (s *repeatedStreams) stop() {
	s.t.Helper()
	s.stopping.Store(true)
	s.mu.Lock()
	for _, stream := range s.open {
		stream.body.Close()
	}
	s.mu.Unlock()
	s.clients.Wait()
	for client, ends := range s.ends {
		if ends == 0 {
			s.t.Errorf("the stream of client %d never ended", client)
		}
	}
	s.t.Logf("streams that ended with their reason, by client: %v", s.ends)
}

// checkIntents compares the backend's event log with the audit trails: no value was written without its intent, and an intent without
// an outcome is only in the trail of the replica that was killed, which is the first.
func checkIntents(t *testing.T, written map[string]int, replicas []*replica) {
	t.Helper()
	intended := map[string]bool{}
	for i, r := range replicas {
		pairs := map[string]int{}
		for _, line := range r.auditTrail() {
			if line.is("audit", "intent") {
				pairs[fmt.Sprint(line["pairId"])]++
				if after, ok := line["after"].(map[string]any); ok {
					intended[fmt.Sprint(after["defaultRedirectUri"])] = true
				}
			} else if line.is("audit", "outcome") {
				delete(pairs, fmt.Sprint(line["pairId"]))
			}
		}
		if len(pairs) > 0 && i > 0 {
			t.Errorf("replica %d, which wasn't killed, has %d intents without an outcome", i, len(pairs))
		}
		t.Logf("replica %d: %d intents without an outcome", i, len(pairs))
	}
	for value := range written {
		if strings.HasPrefix(value, "https:") && !intended[value] {
			t.Errorf("%s was written, and no trail has an intent of it", value)
		}
	}
}
