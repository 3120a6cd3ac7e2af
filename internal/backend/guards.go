package backend

import (
	"context"
	"log/slog"
	"math/rand/v2"

	"golang.org/x/sync/semaphore"
	"google.golang.org/grpc"
)

// guardedConn is a wire with the guards around it.
type guardedConn struct {
	grpc.ClientConnInterface // the outermost guard

	health  *health
	breaker *breaker // nil where the settings have none
	bare    wireConn
}

var _ Conn = (*guardedConn)(nil)

// guard puts the guards around a wire. From the outside in they are
//
//   - the observers, where there are any, who are told of each call once, however often it is made;
//   - the deadline, which everything below has to keep;
//   - the retries, each of which goes through the rest anew;
//   - the circuit breaker, so that nobody queues for a backend that is gone;
//   - the limit, which counts only calls that are really made.
//
// The probes of the backend's health go past all of them.
func guard(bare wireConn, config Config, log *slog.Logger, observers observers) *guardedConn {
	g := &guardedConn{health: &health{conn: bare}, bare: bare}
	var conn grpc.ClientConnInterface = bare
	if config.MaxConcurrent > 0 {
		conn = callLimit{conn, semaphore.NewWeighted(int64(config.MaxConcurrent))}
	}
	if config.Breaker {
		g.breaker = newBreaker(conn, g.health.probe, observers, log)
		conn = g.breaker
	}
	if config.Retries > 0 {
		conn = newRetry(conn, config.Retries, observers, rand.Float64)
	}
	g.ClientConnInterface = deadline{conn, config.CallTimeout}
	if len(observers) > 0 {
		g.ClientConnInterface = observed{g.ClientConnInterface, observers}
	}
	return g
}

// Ready implements Conn.
func (g *guardedConn) Ready(ctx context.Context) error { return g.health.ready(ctx) }

// LastHealth implements Conn.
func (g *guardedConn) LastHealth() (healthy, known bool) { return g.health.lastFound() }

// Close ends the probing and closes the wire. Calls under way may end.
func (g *guardedConn) Close() error {
	if g.breaker != nil {
		g.breaker.close()
	}
	return g.bare.Close()
}
