package resolver_test

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	toxiproxy "github.com/Shopify/toxiproxy/v2"
	"github.com/rs/zerolog"

	"zitadel-graphql/internal/backend/backendtest"
	"zitadel-graphql/internal/embedded"
	"zitadel-graphql/internal/wire"
	adminv1 "zitadel-graphql/internal/wire/zitadel/admin/v1"
	managementv1 "zitadel-graphql/internal/wire/zitadel/management/v1"
	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
)

// faultWire is a wire to the backend, with or without TLS.
type faultWire struct {
	name      string
	transport string
	// With tls, gRPC-Web and REST use HTTP/2, and without it HTTP/1.1. Native gRPC always uses HTTP/2.
	tls bool
}

// faultWires returns all of them.
func faultWires() []faultWire {
	return []faultWire{
		{"grpc", "grpc", false}, {"grpc, TLS", "grpc", true},
		{"grpc-web", "grpc-web", false}, {"grpc-web, HTTP/2", "grpc-web", true},
		{"rest", "rest", false}, {"rest, HTTP/2", "rest", true},
	}
}

func (w faultWire) isHTTP2() bool { return w.tls || w.transport == "grpc" }

// timeouts are a program's --backend-timeout and --request-timeout. They are short for the faults that make every call
// run into them, and long for the others, since the machine may be busy.
type timeouts struct{ call, request time.Duration }

func shortTimeouts() timeouts { return timeouts{2 * time.Second, 4 * time.Second} }

func longTimeouts() timeouts { return timeouts{8 * time.Second, 10 * time.Second} }

// answerLimit is how long an answer may take: the request's time-out, and what a busy machine may need beyond it.
func (p timeouts) answerLimit() time.Duration { return p.request + 8*time.Second }

const (
	faultMaxReply = 20_000
	faultHost     = "zitadel.test"
)

// faultChain is everything between a program and a backend that counts, with a place for each kind of fault:
//
//	program → a DNS server of its own → toxiproxy: what happens to bytes → misbehaving: what happens to connections, TLS and HTTP
//	        → the gateway, for gRPC-Web and REST → the count of what arrives → an embedded backend with its log
//
// Everything but the program is in this process, on loopback. Its methods may be called concurrently.
type faultChain struct {
	t        *testing.T // of all the faults, at whose end the chain ends
	wire     faultWire
	timeouts timeouts
	program  *program
	names    *backendtest.DNSServer
	proxy    *toxiproxy.Proxy
	server   *misbehaving
	// admin and management call the backend itself, past everything in between.
	admin      adminv1.AdminServiceClient
	management managementv1.ManagementServiceClient

	arrived        atomic.Int64 // writes that reached the backend
	writesUnderWay sync.WaitGroup
}

func newFaultChain(t *testing.T, w faultWire, p timeouts, authority *certificateAuthority) *faultChain {
	t.Helper()
	backend, err := embedded.Open(embedded.Config{AnyAuthority: true}, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { backend.Close() }) //nolint:errcheck // it is in memory
	dial := func(ctx context.Context, _, address string) (net.Conn, error) { return backend.Dial(ctx, address) }
	conn := dialEmbedded(t, backend)
	c := &faultChain{t: t, wire: w, timeouts: p, admin: adminv1.NewAdminServiceClient(conn), management: managementv1.NewManagementServiceClient(conn)}
	next := c.countWrites(backendtest.NativeProxy(t, dial))
	if w.transport != "grpc" {
		next = backendtest.Transcoder(t, next)
	}
	c.server = startMisbehaving(t, next, c.security(authority))
	c.proxy = startToxiproxy(t, c.server.address)
	c.names = backendtest.StartDNS(t)
	c.names.Set(faultHost, "127.0.0.1")
	c.program = start(t, c.arguments(authority)...)
	return c
}

func (c *faultChain) security(authority *certificateAuthority) func() *tls.Certificate {
	if !c.wire.tls {
		return nil
	}
	return func() *tls.Certificate { return authority.good }
}

func (c *faultChain) arguments(authority *certificateAuthority) []string {
	args := []string{
		"--transport", c.wire.transport, "--backend-timeout", c.timeouts.call.String(),
		"--request-timeout", c.timeouts.request.String(), "--backend-max-reply", strconv.Itoa(faultMaxReply),
		"--backend-breaker", "off", // or an open circuit would answer in place of the fault
	}
	_, port, _ := strings.Cut(c.proxy.Listen, ":")
	args = append(args, "--backend-resolver", c.names.Address)
	if c.wire.tls {
		return append(args, "--backend", "https://"+faultHost+":"+port, "--backend-ca", authority.file)
	}
	return append(args, "--backend", "http://"+faultHost+":"+port, "--backend-insecure")
}

// countWrites counts the writes that arrive at the backend, and keeps writesUnderWay until each is done.
func (c *faultChain) countWrites(native http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !wire.ReadOnly(r.URL.Path) {
			c.arrived.Add(1)
			c.writesUnderWay.Add(1)
			defer c.writesUnderWay.Done()
		}
		native.ServeHTTP(w, r)
	})
}

// startToxiproxy starts a proxy to upstream that can damage what passes through it, until the test ends.
func startToxiproxy(t testing.TB, upstream string) *toxiproxy.Proxy {
	t.Helper()
	return startToxiproxyAt(t, freeAddress(t), upstream)
}

// withoutToxics replaces a proxy by one without toxics at the same address; connections break. (toxiproxy can remove a
// toxic from a connection that goes on, but under load it sometimes never finishes, and keeps its lock.)
func withoutToxics(t *testing.T, proxy *toxiproxy.Proxy) *toxiproxy.Proxy {
	t.Helper()
	proxy.Stop()
	return startToxiproxyAt(t, proxy.Listen, proxy.Upstream)
}

func startToxiproxyAt(t testing.TB, address, upstream string) *toxiproxy.Proxy {
	t.Helper()
	server := toxiproxy.NewServer(toxiproxy.NewMetricsContainer(nil), zerolog.Nop())
	proxy := toxiproxy.NewProxy(server, "faults", address, upstream)
	if err := listenAgain(t, proxy); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(proxy.Stop)
	return proxy
}

func listenAgain(t testing.TB, proxy *toxiproxy.Proxy) error {
	t.Helper()
	return whilePortIsTaken(t, proxy.Start)
}

// startAgain starts a proxy that was stopped, at the same address.
func startAgain(t *testing.T, proxy *toxiproxy.Proxy) {
	t.Helper()
	if err := listenAgain(t, proxy); err != nil && !errors.Is(err, toxiproxy.ErrProxyAlreadyStarted) {
		t.Error(err)
	}
}

// addToxic adds a toxic to the proxy: its type, the direction "upstream" or "downstream", and its attributes as JSON.
func addToxic(t testing.TB, proxy *toxiproxy.Proxy, kind, stream, attributes string) {
	t.Helper()
	text := fmt.Sprintf(`{"type": %q, "stream": %q, "attributes": %s}`, kind, stream, attributes)
	if _, err := proxy.Toxics.AddToxicJson(strings.NewReader(text)); err != nil {
		t.Error(err)
	}
}

// executed returns how many of the writes that faultCalls make are in the backend's log.
func (c *faultChain) executed(t *testing.T) int {
	t.Helper()
	ctx, cancel := instanceOwnerContext(t)
	defer cancel()
	reply, err := c.admin.ListEvents(ctx, &adminv1.ListEventsRequest{EventTypes: []string{
		"restrictions.set", "org.policy.login.secondfactor.removed",
	}})
	if err != nil {
		t.Error(err)
	}
	return len(reply.GetEvents())
}

// restore takes a write back, so that the next one has something to change.
func (c *faultChain) restore(t *testing.T, call faultCall) {
	t.Helper()
	ctx, cancel := instanceOwnerContext(t)
	defer cancel()
	var err error
	if call.readsFirst {
		_, err = c.management.AddSecondFactorToLoginPolicy(ctx, &managementv1.AddSecondFactorToLoginPolicyRequest{
			Type: policyv1.SecondFactorType_SECOND_FACTOR_TYPE_OTP})
	} else {
		_, err = c.admin.SetRestrictions(ctx, &adminv1.SetRestrictionsRequest{DisallowPublicOrgRegistration: new(bool)})
	}
	if err != nil {
		t.Error(err)
	}
}
