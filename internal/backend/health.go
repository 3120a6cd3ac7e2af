package backend

import (
	"context"
	"sync"
	"time"

	"golang.org/x/sync/singleflight"
	"google.golang.org/grpc"

	managementv1 "zitadel-graphql/internal/wire/zitadel/management/v1"
)

// health asks the backend whether it serves: at most once at a time and once in healthMaxAge, however many want to know. It
// may be used concurrently.
type health struct {
	conn   grpc.ClientConnInterface
	probes singleflight.Group

	mu       sync.Mutex
	lastTime time.Time // zero before the first probe
	lastErr  error
}

const healthMaxAge = time.Second

// ready returns the error of the last probe, or makes one where that is too old.
func (h *health) ready(ctx context.Context) error {
	if err, fresh := h.last(); fresh {
		return err
	}
	// Others wait for the same probe, and mustn't lose it because the first one went away.
	probed := h.probes.DoChan("", func() (any, error) { return nil, h.probe(context.WithoutCancel(ctx)) })
	select {
	case result := <-probed:
		return result.Err
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (h *health) last() (err error, fresh bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.lastErr, !h.lastTime.IsZero() && time.Since(h.lastTime) < healthMaxAge
}

// lastFound is what the last probe found, however long ago.
func (h *health) lastFound() (healthy, known bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.lastErr == nil, !h.lastTime.IsZero()
}

// probe asks now, and has probeTimeout for it. It goes past the guards.
func (h *health) probe(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, probeTimeout)
	defer cancel()
	_, err := managementv1.NewManagementServiceClient(h.conn).Healthz(ctx, &managementv1.HealthzRequest{})
	h.mu.Lock()
	defer h.mu.Unlock()
	h.lastTime, h.lastErr = time.Now(), err
	return err
}
