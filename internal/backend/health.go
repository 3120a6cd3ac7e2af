package backend

import (
	"context"
	"sync"
	"time"

	"golang.org/x/sync/singleflight"
	"google.golang.org/grpc"

	managementv1 "zitadel-graphql/internal/wire/zitadel/management/v1"
)

// health asks the backend how it is, at most once at a time and once in healthFor, however many want to know.
type health struct {
	conn   grpc.ClientConnInterface
	probes singleflight.Group

	mu  sync.Mutex
	at  time.Time // of the last answer
	err error     // which it was
}

const healthFor = time.Second

// Ready is nil where the backend answered Healthz within the last second; else it is why it didn't.
func (h *health) Ready(ctx context.Context) error {
	if err, fresh := h.last(); fresh {
		return err
	}
	// Whoever waits for the same answer mustn't lose it because the first one went away.
	answered := h.probes.DoChan("", func() (any, error) { return nil, h.probe(context.WithoutCancel(ctx)) })
	select {
	case answer := <-answered:
		return answer.Err
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (h *health) last() (err error, fresh bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.err, !h.at.IsZero() && time.Since(h.at) < healthFor
}

// probe asks now.
func (h *health) probe(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, probeTimeout)
	defer cancel()
	_, err := managementv1.NewManagementServiceClient(h.conn).Healthz(ctx, &managementv1.HealthzRequest{})
	h.mu.Lock()
	defer h.mu.Unlock()
	h.at, h.err = time.Now(), err
	return err
}
