package resolver_test

import (
	"maps"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
)

// headerRecorder is a backend that keeps the HTTP/2 headers of each call as they arrived, including those that gRPC
// adds.
type headerRecorder struct {
	url string

	mu    sync.Mutex
	calls []recordedCall
}

type recordedCall struct {
	path, authority string
	header          http.Header
}

func startHeaderRecorder(t *testing.T) *headerRecorder {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	recorder := &headerRecorder{url: "http://" + listener.Addr().String()}
	backend := newScripted().newServer()
	server := &http.Server{Protocols: new(http.Protocols), Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		recorder.mu.Lock()
		recorder.calls = append(recorder.calls, recordedCall{r.URL.Path, r.Host, r.Header.Clone()})
		recorder.mu.Unlock()
		backend.ServeHTTP(w, r)
	})}
	server.Protocols.SetUnencryptedHTTP2(true)
	go server.Serve(listener) //nolint:errcheck // Close ends it
	t.Cleanup(func() { server.Close() })
	return recorder
}

// recorded returns the calls so far, without probes.
func (w *headerRecorder) recorded() []recordedCall {
	return slices.DeleteFunc(w.recordedWithProbes(), func(call recordedCall) bool { return isProbe(call.path) })
}

func (w *headerRecorder) recordedWithProbes() []recordedCall {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Clone(w.calls)
}

// isProbe reports whether a call is the program's own question whether the backend is there, over any wire.
func isProbe(path string) bool { return strings.HasSuffix(strings.ToLower(path), "/healthz") }

// grpcHeaders returns the headers that gRPC itself sends with every call. Grpc-Accept-Encoding is among them since OpenTelemetry's
// exporters register gzip for the whole process.
func grpcHeaders() []string {
	return []string{"Content-Type", "Grpc-Accept-Encoding", "Grpc-Timeout", "Te", "User-Agent"}
}

// hostileHeaders returns headers of a client of which only the first three may reach the backend. By the others a
// ZITADEL would select another organization or instance, refuse the call, or use what belongs to the caller's session.
func hostileHeaders() http.Header {
	return http.Header{
		"Authorization":   {"Bearer read="},
		"Accept-Language": {"de", "en;q=0.5"},
		"X-Zitadel-Orgid": {"200000000000000007"},

		"Origin": {"https://evil.example.com"}, "Referer": {"https://evil.example.com/page"}, "Cookie": {"session=1; zitadel=2"},
		"X-Forwarded-For": {"1.2.3.4", "5.6.7.8"}, "X-Forwarded-Host": {"evil.example.com"}, "X-Forwarded-Proto": {"http"},
		"Forwarded": {"for=1.2.3.4;host=evil.example.com"}, "X-Real-Ip": {"1.2.3.4"}, "Via": {"1.1 evil"},
		"X-Zitadel-Instance-Host": {"evil.example.com"}, "X-Zitadel-Public-Host": {"evil.example.com"}, "X-Zitadel-Login-Client": {"1"},
		"Grpc-Metadata-X-Zitadel-Orgid": {"200000000000000009"}, "Grpc-Metadata-Authorization": {"Bearer other"},
		"Grpcgateway-Authorization": {"Bearer other"}, "Grpcgateway-Accept-Language": {"fr"}, "Grpc-Timeout": {"1n"}, "Grpc-Encoding": {"gzip"},
		"Te": {"trailers"}, "X-Http-Method-Override": {"DELETE"}, "X-User-Agent": {"evil"}, "User-Agent": {"evil/1"}, "X-Grpc-Web": {"1"},
		"Traceparent": {"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"}, "Proxy-Authorization": {"Basic eDp5"}, "X-Request-Id": {"mine"},
	}
}

// TestHeadersToBackend prevents that a client gets any header through to the backend other than its token, its
// languages and one organization. Each of these arrives exactly once, with every call.
func TestHeadersToBackend(t *testing.T) {
	t.Parallel()
	recorder := startHeaderRecorder(t)
	p := start(t, "--backend", recorder.url, "--csrf=off") // or the foreign origin would be refused
	for _, document := range []string{
		`{ loginPolicy { isDefault } }`,
		`mutation { removeSecondFactor(type: SECOND_FACTOR_TYPE_OTP) { sequence } }`,
		`mutation { addSecondFactor(type: SECOND_FACTOR_TYPE_OTP, orgId: "200000000000000007") { sequence } }`,
	} {
		got, err := p.post(hostileHeaders(), operation(document, nil))
		if err != nil || !isData(got) {
			t.Fatalf("%s: got %s, %v", document, got.body, err)
		}
	}
	calls := recorder.recorded()
	if len(calls) < 8 { // each mutation reads the policy and its log first
		t.Fatalf("%d calls arrived, want 8 at least", len(calls))
	}
	for _, call := range calls {
		want := map[string]string{"Authorization": "Bearer read=", "Accept-Language": "de, en;q=0.5", "X-Zitadel-Orgid": "200000000000000007"}
		if strings.HasSuffix(call.path, "/ListEvents") || strings.HasSuffix(call.path, "/GetMyUser") { // calls about no organization
			delete(want, "X-Zitadel-Orgid")
		}
		checkHeaders(t, call, want)
		if call.authority != recorder.url[len("http://"):] {
			t.Errorf("%s: the authority is %q, want the backend's", call.path, call.authority)
		}
	}
}

// TestNoHeadersAreInvented ensures that a call names no languages and no organization where the client doesn't.
func TestNoHeadersAreInvented(t *testing.T) {
	t.Parallel()
	recorder := startHeaderRecorder(t)
	p := start(t, "--backend", recorder.url)
	if got, err := p.post(as("read="), operation(`mutation { removeSecondFactor(type: SECOND_FACTOR_TYPE_U2F) { sequence } }`, nil)); err != nil || !isData(got) {
		t.Fatalf("got %s, %v", got.body, err)
	}
	for _, call := range recorder.recorded() {
		checkHeaders(t, call, map[string]string{"Authorization": "Bearer read="})
	}
}

// TestBackendAuthority ensures that calls carry --backend-authority as their authority, by which ZITADEL selects the
// instance.
func TestBackendAuthority(t *testing.T) {
	t.Parallel()
	recorder := startHeaderRecorder(t)
	p := start(t, "--backend", recorder.url, "--backend-authority", "my-instance.example:8443")
	if got, err := p.post(as("read="), operation(`{ loginPolicy { isDefault } }`, nil)); err != nil || !isData(got) {
		t.Fatalf("got %s, %v", got.body, err)
	}
	for _, call := range recorder.recorded() {
		if call.authority != "my-instance.example:8443" {
			t.Errorf("%s: the authority is %q", call.path, call.authority)
		}
	}
}

// TestProbeHasNoToken prevents that the readiness probe sends anything of its caller to the backend.
func TestProbeHasNoToken(t *testing.T) {
	t.Parallel()
	recorder := startHeaderRecorder(t)
	p := start(t, "--backend", recorder.url)
	request, err := http.NewRequest(http.MethodGet, p.url+"/readyz", nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Header = hostileHeaders()
	if got, err := p.do(request); err != nil || got.status != 200 {
		t.Fatalf("got %d %s, %v", got.status, got.body, err)
	}
	probes := recorder.recordedWithProbes()
	if len(probes) == 0 {
		t.Error("no probe arrived")
	}
	for _, call := range probes {
		checkHeaders(t, call, nil)
	}
}

// checkHeaders wants exactly these headers beside gRPC's own, with one value each.
func checkHeaders(t *testing.T, call recordedCall, want map[string]string) {
	t.Helper()
	keys := append(slices.Sorted(maps.Keys(want)), grpcHeaders()...)
	slices.Sort(keys)
	if got := slices.Sorted(maps.Keys(call.header)); !slices.Equal(got, keys) {
		t.Errorf("%s: the headers are %q, want %q", call.path, got, keys)
	}
	for key, value := range want {
		if got := call.header.Values(key); !slices.Equal(got, []string{value}) {
			t.Errorf("%s: %s is %q, want %q once", call.path, key, got, value)
		}
	}
}

// TestInstanceCallsNameNoOrganization prevents that a change of the instance is refused because the request names an
// organization that doesn't exist: calls about the instance name none.
func TestInstanceCallsNameNoOrganization(t *testing.T) {
	t.Parallel()
	recorder := startHeaderRecorder(t)
	p := start(t, "--backend", recorder.url, "--csrf=off") // or the foreign origin would be refused
	for _, document := range []string{
		`{ restrictions { allowedLanguages } viewer { organizations { nodes { id } } } loginPolicyChanges { nodes { secondFactor } } }`,
		`mutation { a: addDefaultSecondFactor(type: SECOND_FACTOR_TYPE_OTP_SMS) { sequence } b: updateDefaultLoginPolicy(patch: {forceMfa: true}) { sequence }
			c: removeDefaultLoginPolicyIdentityProvider(id: "9") { sequence } d: setRestrictions(patch: {allowedLanguages: []}) { sequence } }`,
	} {
		if got := mustPost(t, p, hostileHeaders(), operation(document, nil)); !isData(got) {
			t.Errorf("got %s", got.body)
		}
	}
	var organizations []string // the methods of calls that named one
	for _, call := range recorder.recorded() {
		want := map[string]string{"Authorization": "Bearer read=", "Accept-Language": "de, en;q=0.5"}
		if named := call.header.Get("X-Zitadel-Orgid"); named != "" {
			want["X-Zitadel-Orgid"] = "200000000000000007"
			organizations = append(organizations, call.path[strings.LastIndex(call.path, "/")+1:])
		}
		checkHeaders(t, call, want)
	}
	slices.Sort(organizations)
	if got := strings.Join(organizations, " "); got != "GetMyOrg ListMyZitadelPermissions ListOrgChanges" {
		t.Errorf("an organization was named in %s", got)
	}
}
