package resolver_test

import (
	"net/http"
	"sync"
	"testing"
	"time"
)

// TestProbesAreCheap prevents that many readiness probes become a load on the backend: it is asked once a second at
// most.
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
		t.Errorf("a hundred probes made %d calls, want %d at most", n, most)
	}
}
