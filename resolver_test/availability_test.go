package resolver_test

import (
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"zitadel-graphql/internal/backend/backendtest"
)

// allWires is every one, as --transport has it.
var allWires = []string{"grpc", "grpc-web", "rest"}

// startOverWire starts the program in front of the backend at address, over any wire.
func startOverWire(t *testing.T, wire, address string, args ...string) *program {
	t.Helper()
	if wire == "grpc" {
		return start(t, append(args, "--backend", "http://"+address)...)
	}
	return startThrough(t, wire, address, args...)
}

// TestReadsAreRetried ensures that a read survives a backend that isn't available for a moment, and that a write which
// arrived is never made again, on every wire.
func TestReadsAreRetried(t *testing.T) {
	t.Parallel()
	for _, wire := range allWires {
		backend := startScripted(t)
		p := startOverWire(t, wire, backend.address)
		if got := mustPost(t, p, as("read=UNAVAILABLE~UNAVAILABLE~"), operation(readPolicy, nil)); !isData(got) {
			t.Errorf("%s: got %s, want the third answer", wire, got.body)
		}
		want := outcome{Code: "SERVICE_UNAVAILABLE", Reason: "BACKEND_UNAVAILABLE", Outcome: "UNKNOWN"}
		if got := errorOf(mustPost(t, p, as("write=UNAVAILABLE"), operation(removeFactor, nil))); got != want {
			t.Errorf("%s: got %+v, want %+v", wire, got, want)
		}
		if calls := backend.methods(); calls != strings.Repeat("GetLoginPolicy ", 4)+"RemoveSecondFactorFromLoginPolicy GetLoginPolicy" {
			t.Errorf("%s: the calls were %q, want three reads, and a write between two reads", wire, calls)
		}
	}
}

// TestRetriesOff ensures that 0 retries are none.
func TestRetriesOff(t *testing.T) {
	t.Parallel()
	backend := startScripted(t)
	p := start(t, "--backend", backend.url(), "--backend-retries", "0")
	got := errorOf(mustPost(t, p, as("read=UNAVAILABLE~"), operation(readPolicy, nil)))
	if got.Reason != "BACKEND_UNAVAILABLE" || backend.methods() != "GetLoginPolicy" {
		t.Errorf("got %+v after the calls %q", got, backend.methods())
	}
}

// TestRetryBudget prevents that a backend which fails gets several times its usual load: the retries of all
// calls together are ten and a tenth of the calls.
func TestRetryBudget(t *testing.T) {
	t.Parallel()
	backend := startScripted(t)
	p := start(t, "--backend", backend.url())
	const requests = 60
	postConcurrently(t, p, requests, "read=UNAVAILABLE", readPolicy)
	calls := len(backend.receivedCalls())
	if calls < requests+10 || calls > requests+10+requests/10 {
		t.Errorf("%d requests came to %d calls, want from %d to %d", requests, calls, requests+10, requests+10+requests/10)
	}
}

// TestCircuitBreaker ensures that reads and writes are refused at once while the backend is gone, with a reason of its own,
// that the log says so, and that all of it ends by itself when the backend is back, on every wire.
func TestCircuitBreaker(t *testing.T) {
	t.Parallel()
	for _, wire := range allWires {
		t.Run(wire, func(t *testing.T) {
			t.Parallel()
			backend := startScriptedAt(t, freeAddress(t))
			p := startOverWire(t, wire, backend.address)
			backend.server.Stop()
			open := outcome{Code: "SERVICE_UNAVAILABLE", Reason: "BACKEND_CIRCUIT_OPEN", Retryable: true}
			eventually(t, "calls are refused", func() bool {
				return errorOf(mustPost(t, p, as("read="), operation(readPolicy, nil))) == open
			})
			open.Outcome = "NOT_EXECUTED"
			if got := errorOf(mustPost(t, p, as("read="), operation(removeFactor, nil))); got != open {
				t.Errorf("got %+v, want %+v", got, open)
			}
			p.awaitLine("the backend is gone; calls are refused until it is back")
			again := startScriptedAt(t, backend.address)
			p.awaitLine("the backend is back")
			if got := mustPost(t, p, as("read=second-2"), operation(removeFactor, nil)); !isData(got) {
				t.Errorf("afterwards: got %s", got.body)
			}
			if calls := again.methods(); calls != "GetLoginPolicy RemoveSecondFactorFromLoginPolicy GetLoginPolicy" {
				t.Errorf("the calls were %q", calls)
			}
		})
	}
}

// TestSlowCallsKeepCircuitClosed prevents that a caller whose calls take too long makes the backend gone for everyone.
func TestSlowCallsKeepCircuitClosed(t *testing.T) {
	t.Parallel()
	backend := startScripted(t)
	p := start(t, "--backend", backend.url(), "--backend-timeout", "5s")
	for _, got := range postConcurrently(t, p, 8, "read=hang", readPolicy) {
		if got := errorOf(got); got.Reason != "BACKEND_TOO_SLOW" {
			t.Errorf("got %+v", got)
		}
	}
	if got := mustPost(t, p, as("read="), operation(readPolicy, nil)); !isData(got) {
		t.Errorf("another caller: got %s", got.body)
	}
	if log := p.log(); strings.Contains(log, "the backend is gone") {
		t.Error("the log says that the backend is gone")
	}
}

// TestConcurrencyLimitRefuses ensures the limit on the calls of all requests: whoever finds it reached waits for a turn, and is
// told so when the time is up, with nothing executed.
func TestConcurrencyLimitRefuses(t *testing.T) {
	t.Parallel()
	backend := startScripted(t)
	p := start(t, "--backend", backend.url(), "--backend-max-concurrent", "2", "--backend-timeout", "3s")
	reasons := map[string]int{}
	const busy, slow = "SERVICE_UNAVAILABLE BACKEND_BUSY", "GATEWAY_TIMEOUT BACKEND_TOO_SLOW"
	// Who comes a moment later has a moment left when a turn is free. On a busy machine all may come one after the other.
	eventually(t, "calls have no turn", func() bool {
		for _, got := range postConcurrently(t, p, 12, "read=hang", removeFactor) {
			if got := errorOf(got); got.Outcome != "NOT_EXECUTED" || !got.Retryable {
				t.Errorf("got %+v, want an error of a write that wasn't sent", got)
			} else {
				reasons[got.Code+" "+got.Reason]++
			}
		}
		return reasons[busy] > 0
	})
	if reasons[slow] < 2 || len(reasons) != 2 {
		t.Errorf("the reasons were %v, want two that were too slow and others that had no turn", reasons)
	}
}

// TestConcurrencyLimitQueues ensures that whoever finds the limit on the calls of all requests reached gets a turn when there is
// one, and that never more calls are under way.
func TestConcurrencyLimitQueues(t *testing.T) {
	t.Parallel()
	backend := startScripted(t)
	p := start(t, "--backend", backend.url(), "--backend-max-concurrent", "2")
	go func() {
		for range 12 {
			<-backend.entered
			backend.release <- struct{}{}
		}
	}()
	for _, got := range postConcurrently(t, p, 12, "read=gate", readPolicy) {
		if !isData(got) {
			t.Errorf("in turn: got %s", got.body)
		}
	}
	backend.mu.Lock()
	defer backend.mu.Unlock()
	if backend.peak > 2 {
		t.Errorf("%d calls were under way at once, want 2", backend.peak)
	}
}

// postConcurrently sends the same operation so many times at once.
func postConcurrently(t *testing.T, p *program, times int, token, document string) []reply {
	t.Helper()
	replies := make([]reply, times)
	var clients sync.WaitGroup
	for i := range replies {
		clients.Go(func() {
			var err error
			if replies[i], err = p.post(as(token), operation(document, nil)); err != nil {
				t.Error(err)
			}
		})
	}
	clients.Wait()
	return replies
}

// TestProbesAreCheap prevents that those who ask whether the program is ready are a load on the backend.
func TestProbesAreCheap(t *testing.T) {
	t.Parallel()
	backend := startScripted(t)
	p := start(t, "--backend", backend.url())
	var clients sync.WaitGroup
	began := time.Now()
	for range 100 {
		clients.Go(func() {
			request, err := http.NewRequest(http.MethodGet, p.url+"/readyz", nil)
			if err != nil {
				t.Error(err)
				return
			}
			if got, err := p.do(request); err != nil || got.status != http.StatusOK {
				t.Errorf("got %d, %v", got.status, err)
			}
		})
	}
	clients.Wait()
	backend.mu.Lock()
	defer backend.mu.Unlock()
	if n, most := len(backend.received), 5+int(time.Since(began)/time.Second); n > most { // one a second
		t.Errorf("a hundred probes came to %d calls, want %d at most", n, most)
	}
}

// startScriptedOn starts scripted backends on the same port of several addresses of this machine.
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

// TestCallsUseEveryAddress ensures that native gRPC spreads calls over all addresses of the backend's name, and goes on
// with those that are left.
func TestCallsUseEveryAddress(t *testing.T) {
	t.Parallel()
	servers, port := startScriptedOn(t, "127.0.0.1", "127.0.0.2")
	names := backendtest.DNS(t)
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
		t.Errorf("the log says %v", line)
	}
}

// TestUnreachableAddressesAreSkipped ensures that the wires over plain HTTP find the address that works among those that don't, IPv4
// and IPv6.
func TestUnreachableAddressesAreSkipped(t *testing.T) {
	t.Parallel()
	for _, wire := range allWires[1:] {
		backend := startScripted(t)
		gateway := gatewayTo(t, backend.address).URL
		_, port, _ := strings.Cut(strings.TrimPrefix(gateway, "http://"), ":")
		names := backendtest.DNS(t)
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

// TestDNSOutage ensures that a DNS which fails is the backend unreachable, with nothing executed, and that the
// backend is found by itself when it answers again, on every wire; and also where it moved meanwhile.
func TestDNSOutage(t *testing.T) {
	t.Parallel()
	for _, wire := range allWires {
		t.Run(wire, func(t *testing.T) {
			t.Parallel()
			backend := startScripted(t)
			url, host := backend.url(), scriptedHost
			if wire != "grpc" {
				url, host = gatewayTo(t, backend.address).URL, "127.0.0.1"
			}
			names := backendtest.DNS(t)
			names.SetGone(true)
			names.Set("zitadel.test", host)
			p := start(t, "--backend", strings.Replace(url, host, "zitadel.test", 1), "--backend-insecure",
				"--backend-resolver", names.Address, "--transport", wire)
			want := outcome{Code: "SERVICE_UNAVAILABLE", Reason: "BACKEND_UNREACHABLE", Outcome: "NOT_EXECUTED", Retryable: true}
			if got := errorOf(mustPost(t, p, as("read="), operation(removeFactor, nil))); got != want {
				t.Errorf("gone: got %+v, want %+v", got, want)
			}
			names.SetGone(false)
			eventually(t, "the backend is found", func() bool {
				return isData(mustPost(t, p, as("read="), operation(readPolicy, nil)))
			})
		})
	}
}

// TestConnectionPool ensures that as many connections are made as are wanted.
func TestConnectionPool(t *testing.T) {
	t.Parallel()
	backend := startScripted(t)
	p := start(t, "--backend", backend.url(), "--backend-connections", "3")
	for range 9 {
		mustPost(t, p, as("read="), operation(readPolicy, nil))
	}
	backend.mu.Lock()
	defer backend.mu.Unlock()
	if n := len(backend.conns); n != 3 {
		t.Errorf("there are %d connections, want 3", n)
	}
}
