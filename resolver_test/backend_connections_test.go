package resolver_test

import (
	"net"
	"strings"
	"testing"

	"zitadel-graphql/internal/backend/backendtest"
)

// startScriptedOn starts scripted backends on several addresses of this machine, with the same port.
func startScriptedOn(t *testing.T, hosts ...string) (servers []*scriptedBackend, port string) {
	t.Helper()
	_, port, err := net.SplitHostPort(freeAddress(t))
	if err != nil {
		t.Fatal(err)
	}
	first := startScriptedAt(t, net.JoinHostPort(hosts[0], port))
	servers = append(servers, first)
	for _, host := range hosts[1:] {
		servers = append(servers, startScriptedAt(t, net.JoinHostPort(host, port)))
	}
	return servers, port
}

// TestCallsUseEveryAddress ensures that native gRPC spreads its calls over all addresses of the backend's name, and
// goes on with the others when one is gone.
func TestCallsUseEveryAddress(t *testing.T) {
	t.Parallel()
	servers, port := startScriptedOn(t, "127.0.0.1", "127.0.0.2")
	names := backendtest.StartDNS(t)
	names.Set("zitadel.test", "127.0.0.1", "127.0.0.2")
	p := start(t, "--backend", "http://zitadel.test:"+port, "--backend-insecure", "--backend-resolver", names.Address)
	eventually(t, "both are asked", func() bool {
		mustPost(t, p, as("read="), operation(readPolicy, nil))
		return servers[0].methods() != "" && servers[1].methods() != ""
	})
	servers[0].server.Stop()
	for range 10 {
		if got := mustPost(t, p, as("read="), operation(readPolicy, nil)); !isData(got) {
			t.Errorf("one is gone: got %s", got.body)
		}
	}
	if line := p.awaitLine("tokens cross the network in the clear: the backend is reached without TLS"); line["level"] != "WARN" {
		t.Errorf("the log line is %v, want level WARN", line)
	}
}

// TestUnreachableAddressesAreSkipped ensures that gRPC-Web and REST find the address that works among several of IPv4
// and IPv6 that don't.
func TestUnreachableAddressesAreSkipped(t *testing.T) {
	t.Parallel()
	for _, wire := range allWires()[1:] {
		backend := startScripted(t)
		gateway := gatewayTo(t, backend.address).URL
		_, port, _ := strings.Cut(strings.TrimPrefix(gateway, "http://"), ":")
		names := backendtest.StartDNS(t)
		names.Set("zitadel.test", "127.0.0.3", "::1", "127.0.0.1", "127.0.0.2")
		p := start(t, "--backend", "http://zitadel.test:"+port, "--backend-insecure", "--backend-resolver", names.Address,
			"--transport", wire, "--backend-retries", "0")
		for range 5 {
			if got := mustPost(t, p, as("read="), operation(readPolicy, nil)); !isData(got) {
				t.Errorf("%s: got %s", wire, got.body)
			}
		}
	}
}

// TestDNSOutage ensures that while DNS fails the backend counts as unreachable and nothing is executed, and that the
// program finds the backend by itself once DNS answers, over every wire.
func TestDNSOutage(t *testing.T) {
	t.Parallel()
	for _, wire := range allWires() {
		t.Run(wire, func(t *testing.T) {
			t.Parallel()
			backend := startScripted(t)
			url, host := backend.url(), scriptedHost
			if wire != "grpc" {
				url, host = gatewayTo(t, backend.address).URL, "127.0.0.1"
			}
			names := backendtest.StartDNS(t)
			names.SetFailing(true)
			names.Set("zitadel.test", host)
			p := start(t, "--backend", strings.Replace(url, host, "zitadel.test", 1), "--backend-insecure",
				"--backend-resolver", names.Address, "--transport", wire)
			want := outcome{Code: "SERVICE_UNAVAILABLE", Reason: "BACKEND_UNREACHABLE", Outcome: "NOT_EXECUTED", Retryable: true}
			if got := errorOf(mustPost(t, p, as("read="), operation(removeFactor, nil))); got != want {
				t.Errorf("gone: got %+v, want %+v", got, want)
			}
			names.SetFailing(false)
			eventually(t, "the backend is found", func() bool {
				return isData(mustPost(t, p, as("read="), operation(readPolicy, nil)))
			})
		})
	}
}

// TestConnectionPool ensures that --backend-connections is the number of connections, and that calls are spread over
// all of them.
func TestConnectionPool(t *testing.T) {
	t.Parallel()
	backend := startScripted(t)
	p := start(t, "--backend", backend.url(), "--backend-connections", "3")
	for range 9 {
		mustPost(t, p, as("read="), operation(readPolicy, nil))
	}
	if n := backend.conns.accepted(); n != 3 {
		t.Errorf("there are %d connections, want 3", n)
	}
}
