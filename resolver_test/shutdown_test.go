package resolver_test

import (
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// TestShutdownDrains ensures that after SIGTERM a request under way may end, however long it takes within its time-out,
// no new ones are accepted, and the program ends with exit code 0, which the last line of the log tells.
func TestShutdownDrains(t *testing.T) {
	t.Parallel()
	backend := startScripted(t)
	p := start(t, "--backend", backend.url(), "--request-timeout", "50s")
	replies := make(chan reply, 1)
	go func() {
		got, err := p.post(as("write=gate"), operation(removeFactor, nil))
		if err != nil {
			t.Error(err)
		}
		replies <- got
	}()
	await(t, backend.entered, "the write arrives")
	stopped := make(chan struct{})
	go func() {
		defer close(stopped)
		p.stop()
	}()
	p.awaitLine("stopping: no new requests; those under way may end")
	eventually(t, "new connections are refused", func() bool {
		_, err := newClient().Get(p.url + "/healthz")
		return err != nil
	})
	close(backend.release)
	if got := await(t, replies, "the reply"); !isData(got) {
		t.Errorf("got %d %s", got.status, got.body)
	}
	await(t, stopped, "the program has ended")
	if !strings.Contains(p.log(), `"within":"1m0s"`) { // --request-timeout, and what its answer may take
		t.Errorf("the time for requests under way is too short, so that a write may be cut off: %s", p.log())
	}
	lines := strings.Split(strings.TrimSpace(p.log()), "\n")
	if last := lines[len(lines)-1]; !strings.Contains(last, `"level":"INFO","msg":"stopped: no request was cut off, and everything is closed","stillAnswered":1`) {
		t.Errorf("the last line isn't about the end: %s", last)
	}
}

// TestSIGHUP prevents that SIGHUP, by which operators make a program read its files again, ends it where there are none.
func TestSIGHUP(t *testing.T) {
	t.Parallel()
	p := start(t)
	p.signal(syscall.SIGHUP)
	p.awaitLine("the settings were read again")
	if got := mustPost(t, p, nil, operation(`{ __typename }`, nil)); !isData(got) {
		t.Errorf("after SIGHUP: got %s", got.body)
	}
	p.stop()
}

// TestShutdownKeepsData ensures that a program with the embedded backend, its socket and its file ends with exit code 0
// after SIGTERM, and finds its data again.
func TestShutdownKeepsData(t *testing.T) {
	t.Parallel()
	args := []string{"--embedded-data", filepath.Join(t.TempDir(), "data"), "--embedded-listen", "127.0.0.1:0"}
	first := start(t, args...)
	if got := mustPost(t, first, as("dev-org-owner"), operation(removeFactor, nil)); !isData(got) {
		t.Fatalf("got %s", got.body)
	}
	first.stop()
	second := start(t, args...)
	if got := errorOf(mustPost(t, second, as("dev-org-owner"), operation(removeFactor, nil))); got.Reason != "SECOND_FACTOR_NOT_CONFIGURED" {
		t.Errorf("after the restart: got %+v, want SECOND_FACTOR_NOT_CONFIGURED", got)
	}
	second.stop()
}
