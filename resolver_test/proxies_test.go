package resolver_test

import (
	"encoding/json"
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"zitadel-graphql/internal/certs/certstest"
	"zitadel-graphql/internal/graphiql"
)

// visitor is the address from which the clients of these tests come, which isn't the proxies' own.
const visitor = "127.0.0.2"

// proxiedReplicas are three programs behind a proxy. The first two trust the proxy, the third doesn't.
type proxiedReplicas struct {
	*program // the proxy

	t         *testing.T
	authority *certstest.Authority
	relay     *relay // between the replicas and their backend
	replicas  []*program

	holdsWrites atomic.Bool   // whether a call of SetRestrictions is held until its caller goes away
	held        chan struct{} // receives one for each
}

// TestProxies ensures for each file of deploy/proxies that its proxy does what the program needs of one, and nothing that does harm.
func TestProxies(t *testing.T) {
	t.Parallel()
	backend := start(t, "--embedded-listen", "127.0.0.1:0", "--embedded-users", "500")
	for _, kind := range proxyKinds() {
		t.Run(kind.program, func(t *testing.T) {
			t.Parallel()
			kind.find(t)
			p := startProxied(t, kind, backend.embeddedAddress)
			p.checkVersion(1)
			p.checkVersion(2)
			p.checkPage()
			p.checkCaller()
			p.checkSizes()
			p.checkStream()
			p.checkQuietStream(kind)
			p.checkKill()
		})
	}
}

func startProxied(t *testing.T, kind proxyKind, backend string) *proxiedReplicas {
	t.Helper()
	p := &proxiedReplicas{t: t, authority: certstest.NewAuthority(t), relay: startRelay(t, backend), held: make(chan struct{}, 10)}
	p.relay.before = p.hold
	var addresses []string
	for _, args := range [][]string{{"--trusted-proxy", "127.0.0.1"}, {"--trusted-proxy", "127.0.0.1"}, {}} {
		replica := startWithEnv(t, []string{"OTEL_TRACES_EXPORTER=console"},
			append(args, "--backend", p.relay.url, "--graphiql", "on", "--stream-keepalive", "10m")...)
		p.replicas, addresses = append(p.replicas, replica), append(addresses, replica.graphqlAddress)
	}
	p.program = kind.start(t, p.authority, addresses)
	return p
}

// hold is a hook with which looks at people stay in the middle, and with which writes are held if they are to be.
func (p *proxiedReplicas) hold(call *relayed) {
	switch {
	case call.method == "ListAuthenticationMethodTypes":
		<-call.ctx.Done()
	case call.method == "SetRestrictions" && p.holdsWrites.Load():
		p.held <- struct{}{}
		<-call.ctx.Done()
	}
}

// newVisitor returns a client that speaks this version of HTTP and comes from the visitor's address.
func (p *proxiedReplicas) newVisitor(version int) *http.Client {
	client := newTLSClient(p.authority, 0)
	transport := client.Transport.(*http.Transport) //nolint:forcetypeassert // newTLSClient's
	transport.ForceAttemptHTTP2 = version == 2
	transport.DialContext = (&net.Dialer{LocalAddr: &net.TCPAddr{IP: net.ParseIP(visitor)}}).DialContext
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	client.Transport = wantedVersion{transport, p.t, version}
	return client
}

// wantedVersion is a transport that fails the test where an answer has another version of HTTP, doesn't tell the browser to stay with
// TLS, or is a stream that was compressed.
type wantedVersion struct {
	*http.Transport

	t       *testing.T
	version int
}

// RoundTrip implements http.RoundTripper.
func (w wantedVersion) RoundTrip(request *http.Request) (*http.Response, error) {
	response, err := w.Transport.RoundTrip(request)
	if err == nil && (response.ProtoMajor != w.version || response.Header.Get("Strict-Transport-Security") == "" ||
		response.Uncompressed && response.Header.Get("Content-Type") == "text/event-stream") {
		w.t.Errorf("HTTP/%d: %s %s is answered over HTTP/%d with %v", w.version, request.Method, request.URL, response.ProtoMajor, response.Header)
	}
	return response, err
}

// checkVersion asks and changes over a version of HTTP. The caller's headers arrive, and the host with its port, without which a page of
// this site couldn't be told from another's.
func (p *proxiedReplicas) checkVersion(version int) {
	p.t.Helper()
	p.client = p.newVisitor(version)
	site := strings.TrimSuffix(p.url, "/ls")
	headers := func(more ...string) http.Header {
		all := as("dev-instance-owner")
		all.Set("Accept", "application/graphql-response+json")
		all.Set("X-Zitadel-Orgid", "200000000000000002") // which inherits its policy
		all.Set("X-Request-Id", "proxied-1")
		for pair := range slices.Chunk(more, 2) {
			all.Set(pair[0], pair[1])
		}
		return all
	}
	got := mustPost(p.t, p.program, headers(), operation(`{ loginPolicy { isDefault } }`, nil))
	if got.body != `{"data":{"loginPolicy":{"isDefault":true}}}` || got.header.Get("X-Request-Id") != "proxied-1" ||
		!strings.HasPrefix(got.header.Get("Content-Type"), "application/graphql-response+json") {
		p.t.Errorf("HTTP/%d: got %d %v %s", version, got.status, got.header, got.body)
	}
	for _, own := range []http.Header{headers("Origin", site), headers("Origin", site, "Sec-Fetch-Site", "same-origin")} {
		got := mustPost(p.t, p.program, own, operation(setRestrictions, nil))
		if o := errorOf(got); !isData(got) && o.Reason != "NO_CHANGES" {
			p.t.Errorf("HTTP/%d: a page of this site gets %d %s", version, got.status, got.body)
		}
	}
	for _, foreign := range []http.Header{headers("Origin", "https://127.0.0.1"), headers("Origin", site, "Sec-Fetch-Site", "cross-site")} {
		got := mustPost(p.t, p.program, foreign, operation(setRestrictions, nil))
		if got.status != http.StatusForbidden || errorOf(got).Reason != "FOREIGN_ORIGIN" {
			p.t.Errorf("HTTP/%d: a page of another site gets %d %s", version, got.status, got.body)
		}
	}
}

// checkPage follows all that the page below the prefix names. What isn't below the prefix isn't the program's.
func (p *proxiedReplicas) checkPage() {
	p.t.Helper()
	site := strings.TrimSuffix(p.url, "/ls")
	for path, want := range map[string]int{"": http.StatusPermanentRedirect, "x": http.StatusNotFound, "/../readyz": http.StatusNotFound} {
		response, err := p.client.Post(p.url+path, "application/json", strings.NewReader(operation(readPolicy, nil)))
		if err != nil {
			p.t.Fatal(err)
		}
		response.Body.Close()
		if at := response.Header.Get("Location"); response.StatusCode != want || want == http.StatusPermanentRedirect && at != "/ls/" && at != site+"/ls/" {
			p.t.Errorf("%s%s is answered by %s %s", p.url, path, response.Status, at)
		}
	}
	if graphiql.Built() {
		checkLinks(p.t, newTLSClient(p.authority, 0), p.url+"/")
	}
}

// checkCaller ensures that a client can't choose its address, while a trusted proxy's word on it counts, and that a trace goes on.
func (p *proxiedReplicas) checkCaller() {
	p.t.Helper()
	const trace = "4bf92f3577b34da6a3ce929d0e0e4736"
	headers := as("dev-org-owner")
	headers.Set("X-Forwarded-For", "203.0.113.9")
	headers.Set("Traceparent", "00-"+trace+"-00f067aa0ba902b7-01")
	seen := []bool{false, false, false}
	eventually(p.t, "each replica has been asked", func() bool {
		mustPost(p.t, p.program, headers, operation(`query Caller { loginPolicy { isDefault } }`, nil))
		for i, replica := range p.replicas {
			for line := range strings.Lines(replica.log()) {
				var request struct{ Msg, Operation, Client, TraceID string }
				if json.Unmarshal([]byte(line), &request) != nil || request.Msg != "request" || request.Operation != "Caller" {
					continue
				}
				if i < 2 && (request.Client != visitor || request.TraceID != trace) || i == 2 && (request.Client != "127.0.0.1" || request.TraceID == trace) {
					p.t.Fatalf("replica %d logs %+v", i, request)
				}
				seen[i] = true
			}
		}
		return !slices.Contains(seen, false)
	})
}

// checkSizes ensures that what the program takes gets to it, and that what is too large is refused, by whichever of the two.
func (p *proxiedReplicas) checkSizes() {
	p.t.Helper()
	sized := func(bytes int) string {
		text := operation(`{ __typename }`, nil)
		return text + strings.Repeat(" ", bytes-len(text))
	}
	for _, c := range []struct{ header, body, want int }{
		{40 << 10, 100, http.StatusOK},
		{100, 1 << 20, http.StatusOK},
		{100, 1<<20 + 1, http.StatusRequestEntityTooLarge},
		{100, 3 << 20, http.StatusRequestEntityTooLarge},
		{70 << 10, 100, http.StatusRequestHeaderFieldsTooLarge},
	} {
		for version := 1; version <= 2; version++ {
			p.client = p.newVisitor(version)
			response, err := p.send(http.Header{"X-Large": {strings.Repeat("x", c.header)}}, sized(c.body))
			if err != nil {
				p.t.Errorf("HTTP/%d: a header of %d bytes, a body of %d: %v", version, c.header, c.body, err)
				continue
			}
			if response.StatusCode != c.want {
				p.t.Errorf("HTTP/%d: a header of %d bytes, a body of %d: got %s", version, c.header, c.body, response.Status)
			}
		}
	}
}

// send is post for answers that may be the proxy's. It reads the body away.
func (p *proxiedReplicas) send(headers http.Header, body string) (*http.Response, error) {
	request, err := http.NewRequestWithContext(p.t.Context(), http.MethodPost, p.url+"/graphql", strings.NewReader(body))
	if err != nil {
		return nil, err
	}
	request.Header = headers
	request.Header.Set("Content-Type", "application/json")
	response, err := p.client.Do(request)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	_, err = io.Copy(io.Discard, response.Body)
	return response, err
}

// checkStream ensures that an event arrives while the stream goes on, that nothing of it is compressed, and that the program notices
// when the client goes. No comment is sent meanwhile, by which a broken connection would be noticed.
func (p *proxiedReplicas) checkStream() {
	p.t.Helper()
	for version := 1; version <= 2; version++ {
		before := p.countLogged("CLIENT_CANCELLED")
		stream := subscribe(p.t, p.newVisitor(version), p.url, "dev-org-owner")
		if first, _ := stream.next(); first.name != "next" || usageOf(p.t, first.data).Usage != nil {
			p.t.Fatalf("HTTP/%d: the first event is %+v", version, first)
		}
		if err := stream.body.Close(); err != nil {
			p.t.Fatal(err)
		}
		eventually(p.t, "the program notices that the client is gone", func() bool { return p.countLogged("CLIENT_CANCELLED") > before })
	}
}

func (p *proxiedReplicas) countLogged(text string) int {
	count := 0
	for _, replica := range p.replicas {
		count += strings.Count(replica.log(), text)
	}
	return count
}

// checkQuietStream ensures that a stream outlives the proxy's time-outs for silence, here two seconds, by its comments. They are more
// frequent than the program's default against the proxies' own time-outs, since a busy machine delays one.
func (p *proxiedReplicas) checkQuietStream(kind proxyKind) {
	p.t.Helper()
	address := start(p.t, "--backend", p.relay.url, "--stream-keepalive", "100ms").graphqlAddress
	quiet := kind.start(p.t, p.authority, []string{address, address, address}, kind.idle...)
	stream := subscribe(p.t, p.newVisitor(2), quiet.url, "dev-org-owner")
	for comments := 0; comments < 30; {
		if !stream.lines.Scan() {
			p.t.Fatalf("the stream ends after %d comments: %v", comments, stream.lines.Err())
		}
		comments += oneIf(stream.lines.Text() == ":")
	}
}

// checkKill kills the replica that has a mutation under way. Its client is told of the failure, the mutation isn't sent again, and the
// others serve on.
func (p *proxiedReplicas) checkKill() {
	p.t.Helper()
	p.holdsWrites.Store(true)
	p.relay.forget()
	answers := make(chan int, 1)
	go func() {
		response, err := p.send(as("dev-instance-owner"), operation(setRestrictions, nil))
		if err != nil {
			p.t.Errorf("the proxy closes the connection: %v", err)
			answers <- 0
			return
		}
		answers <- response.StatusCode
	}()
	await(p.t, p.held, "the write arrives")
	p.awaitIntent().kill()
	if status := await(p.t, answers, "the answer"); status < 500 {
		p.t.Errorf("a mutation whose replica was killed is answered by %d", status)
	}
	if sent := slices.DeleteFunc(p.relay.methods(), func(method string) bool { return method != "SetRestrictions" }); len(sent) != 1 {
		p.t.Errorf("the backend was sent %v", sent)
	}
	p.holdsWrites.Store(false)
	for range 20 {
		if got := mustPost(p.t, p.program, as("dev-org-owner"), operation(readPolicy, nil)); !isData(got) {
			p.t.Errorf("after the kill: got %d %s", got.status, got.body)
		}
	}
}

// awaitIntent returns the replica whose audit trail ends with an intent.
func (p *proxiedReplicas) awaitIntent() (found *program) {
	p.t.Helper()
	eventually(p.t, "a replica tells its intent", func() bool {
		for _, replica := range p.replicas {
			if lines := auditLines(p.t, replica.log()); len(lines) > 0 && lines[len(lines)-1].is("audit", "intent") {
				found = replica
			}
		}
		return found != nil
	})
	return found
}
