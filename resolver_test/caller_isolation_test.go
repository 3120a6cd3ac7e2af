package resolver_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"
)

// TestCallersAreIsolated prevents that one caller's token or organization goes with another caller's call, with many
// requests at once over the same connections.
func TestCallersAreIsolated(t *testing.T) {
	t.Parallel()
	backend := startScripted(t)
	p := start(t, "--backend", backend.url())
	var callers sync.WaitGroup
	for caller := range 8 {
		callers.Go(func() {
			for request := range 25 {
				id := fmt.Sprintf("%d0%02d", caller+1, request)
				headers := as("read=+caller-" + id)
				headers.Set("X-Zitadel-Orgid", id)
				got, err := p.post(headers, operation(`mutation { removeSecondFactor(type: SECOND_FACTOR_TYPE_OTP) { resourceOwner } }`, nil))
				if want := `{"data":{"removeSecondFactor":{"resourceOwner":"` + id + `"}}}`; err != nil || got.body != want {
					t.Errorf("got %s, %v; want %s", got.body, err, want)
				}
			}
		})
	}
	callers.Wait()
	arrivals := backend.orderedCalls()
	if len(arrivals) != 8*25*2 {
		t.Errorf("%d calls arrived, want %d", len(arrivals), 8*25*2)
	}
	for _, a := range arrivals {
		token, organization := strings.Join(a.metadata["authorization"], "|"), strings.Join(a.metadata["x-zitadel-orgid"], "|")
		if token != "Bearer read=+caller-"+organization {
			t.Errorf("%s: the token %q came with the organization %q", a.method, token, organization)
		}
	}
}
