package backend

import (
	"errors"
	"log/slog"
	"math/rand/v2"

	"golang.org/x/sync/semaphore"
	"google.golang.org/grpc"
)

// guarded is a connection with everything around it that makes calls safe and orderly.
type guarded struct {
	grpc.ClientConnInterface
	*health

	breaker *breaker
	wires   wireConn
}

var _ Conn = (*guarded)(nil)

// guard puts around the wires, from the outside in: the deadline, which all the rest has to keep; the retries, each of
// which goes through what follows anew; the breaker, so that nobody queues for a backend that is gone; and the limit,
// which counts only calls that are really made. The health's probes go past all of that.
func guard(wires wireConn, config Config, log *slog.Logger) *guarded {
	g := &guarded{health: &health{conn: wires}, wires: wires}
	g.breaker = newBreaker(wires, g.probe, log)
	var conn grpc.ClientConnInterface = wires
	if config.MaxConcurrent > 0 {
		conn = limit{conn, semaphore.NewWeighted(int64(config.MaxConcurrent))}
	}
	if config.Breaker {
		g.breaker.ClientConnInterface = conn
		conn = g.breaker
	}
	if config.Retries > 0 {
		conn = retry{conn, config.Retries, newBudget(retryEarned, retryBurst), newBudget(doubtEarned, retryBurst), rand.Float64}
	}
	g.ClientConnInterface = deadline{conn, config.CallTimeout}
	return g
}

// Close ends the probing and closes the wires. Calls under way may end.
func (g *guarded) Close() error {
	return errors.Join(g.breaker.Close(), g.wires.Close())
}
