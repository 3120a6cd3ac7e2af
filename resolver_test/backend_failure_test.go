package resolver_test

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"
)

// policyMutations returns the mutations that change an organization's own policy and refuse an inherited one.
func policyMutations() []string {
	return []string{
		`addSecondFactor(type: SECOND_FACTOR_TYPE_OTP)`, `removeSecondFactor(type: SECOND_FACTOR_TYPE_OTP)`,
		`addMultiFactor(type: MULTI_FACTOR_TYPE_U2F_WITH_VERIFICATION)`, `removeMultiFactor(type: MULTI_FACTOR_TYPE_U2F_WITH_VERIFICATION)`,
		`addLoginPolicyIdentityProvider(id: "9")`, `removeLoginPolicyIdentityProvider(id: "9")`,
		`updateLoginPolicy(patch: {forceMfa: true})`,
	}
}

// TestRefusedMutationWritesNothing prevents a write by a mutation that is refused after its first read: because the
// policy is another organization's or inherited, or because the read failed or was incomplete.
func TestRefusedMutationWritesNothing(t *testing.T) {
	t.Parallel()
	for _, order := range []string{"owner-200000000000000009", "inherited", "no-details", "undecodable", "UNAVAILABLE", "INTERNAL/Test-1", "cut"} {
		backend := startScripted(t)
		p := start(t, "--backend", backend.url())
		headers := as("read=" + order)
		headers.Set("X-Zitadel-Orgid", "200000000000000002")
		for _, mutation := range policyMutations() {
			got := errorOf(mustPost(t, p, headers, operation("mutation { "+mutation+" { sequence } }", nil)))
			if got.Code == "" || got.Outcome != "NOT_EXECUTED" {
				t.Errorf("%s, read=%s: got %+v, want an error with outcome NOT_EXECUTED", mutation, order, got)
			}
		}
		calls := strings.Fields(backend.methods())
		isWrite := func(method string) bool {
			return !strings.HasPrefix(method, "Get") && !strings.HasPrefix(method, "List")
		}
		if len(calls) < len(policyMutations()) || slices.ContainsFunc(calls, isWrite) {
			t.Errorf("read=%s: the calls were %q, want a read for each mutation, and no writes", order, calls)
		}
	}
}

// TestWritesAreNotRetried prevents that a write is sent twice because its answer was lost: one read looks for what
// became of it. Where the write was refused, there isn't even that read.
func TestWritesAreNotRetried(t *testing.T) {
	t.Parallel()
	const once = "GetLoginPolicy RemoveSecondFactorFromLoginPolicy"
	for order, want := range map[string]string{
		"cut": once + " GetLoginPolicy", "UNAVAILABLE": once + " GetLoginPolicy", "INTERNAL": once + " GetLoginPolicy",
		"DEADLINE_EXCEEDED": once + " GetLoginPolicy", "undecodable": once + " GetLoginPolicy", "no-details": once + " GetLoginPolicy",
		"ABORTED": once, "NOT_FOUND/Test-1": once, "PERMISSION_DENIED/AUTH-5mWD2": once, "owner-200000000000000009": once,
	} {
		backend := startScripted(t)
		p := start(t, "--backend", backend.url())
		mustPost(t, p, as("write="+order), operation(removeFactor, nil))
		if calls := backend.methods(); calls != want {
			t.Errorf("write=%s: the calls were %q, want %q", order, calls, want)
		}
	}
}

// TestBackendRestart ensures that without a backend the answer is an error of the contract, and that the program finds
// the backend by itself when it is there again.
func TestBackendRestart(t *testing.T) {
	t.Parallel()
	backend := startScriptedAt(t, freeAddress(t))
	p := start(t, "--backend", backend.url())
	if got := mustPost(t, p, as("read="), operation(readPolicy, nil)); !isData(got) {
		t.Fatalf("before: got %s", got.body)
	}
	backend.server.Stop()
	want := outcome{Code: "SERVICE_UNAVAILABLE", Reason: "BACKEND_UNREACHABLE", Outcome: "NOT_EXECUTED", Retryable: true}
	if got := mustPost(t, p, as("read="), operation(removeFactor, nil)); errorOf(got) != want {
		t.Errorf("stopped: got %s, want %+v", got.body, want)
	}
	startScriptedAt(t, backend.address)
	eventually(t, "the backend is found again", func() bool {
		return isData(mustPost(t, p, as("read="), operation(readPolicy, nil)))
	})
}

// TestBackendStopsDuringWrite ensures that the outcome is UNKNOWN where the backend stops while a write is under way.
func TestBackendStopsDuringWrite(t *testing.T) {
	t.Parallel()
	backend := startScripted(t)
	p := start(t, "--backend", backend.url())
	replies := make(chan outcome, 1)
	go func() {
		got, err := p.post(as("write=gate"), operation(removeFactor, nil))
		if err != nil {
			t.Error(err)
		}
		replies <- errorOf(got)
	}()
	await(t, backend.entered, "the write arrives")
	backend.server.Stop()
	want := outcome{Code: "SERVICE_UNAVAILABLE", Reason: "BACKEND_UNREACHABLE", Outcome: "UNKNOWN"}
	if got := await(t, replies, "the reply"); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

// TestBackendTimeout prevents that requests pile up behind a backend that hangs: the answer comes when
// --backend-timeout has passed, far before --request-timeout.
func TestBackendTimeout(t *testing.T) {
	t.Parallel()
	backend := startScripted(t)
	p := start(t, "--backend", backend.url(), "--backend-timeout", stretched(3*time.Second)) // long enough for the read before the write
	began := time.Now()
	got := mustPost(t, p, as("write=hang"), operation(removeFactor, nil))
	if took := time.Since(began); took > time.Minute {
		t.Errorf("the answer took %v with a deadline of 3 s", took)
	}
	if want := (outcome{Code: "GATEWAY_TIMEOUT", Reason: "BACKEND_TOO_SLOW", Outcome: "UNKNOWN"}); errorOf(got) != want {
		t.Errorf("got %s, want %+v", got.body, want)
	}
}

// TestClientDisconnects ensures that the call of the backend is cancelled with its request when the client closes the
// connection, and that the log says so.
func TestClientDisconnects(t *testing.T) {
	t.Parallel()
	backend := startScripted(t)
	p := start(t, "--backend", backend.url(), "--log-level", "debug")
	ctx, cancel := context.WithCancel(t.Context())
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, p.url+"/graphql", strings.NewReader(operation(removeFactor, nil)))
	if err != nil {
		t.Fatal(err)
	}
	request.Header = as("write=gate")
	request.Header.Set("Content-Type", "application/json")
	gone := make(chan error, 1)
	go func() {
		_, err := p.do(request)
		gone <- err
	}()
	await(t, backend.entered, "the write arrives")
	cancel()
	if err := await(t, gone, "the client is gone"); !errors.Is(err, context.Canceled) {
		t.Errorf("the client got %v", err)
	}
	if line := p.awaitLine("error"); line["code"] != "CANCELLED" || line["reason"] != "CLIENT_CANCELLED" {
		t.Errorf("the log line is %v, want CANCELLED and CLIENT_CANCELLED", line)
	}
	if got := mustPost(t, p, as("read="), operation(readPolicy, nil)); !isData(got) {
		t.Errorf("afterwards: got %s", got.body)
	}
}
