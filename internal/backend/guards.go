package backend

import (
	"context"
	"log/slog"
	"math/rand/v2"
	"time"

	"golang.org/x/sync/semaphore"
	"google.golang.org/grpc"
)

// guardedConn is a wire with the guards around it.
type guardedConn struct {
	grpc.ClientConnInterface // the outermost guard

	bestEffort grpc.ClientConnInterface // as above, for BestEffort

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
// A call that nobody depends on (BestEffort) isn't retried, and its failure says nothing to the breaker. The probes of the
// backend's health go past all guards.
func guard(bare wireConn, config Config, log *slog.Logger, observers observers) *guardedConn {
	g := &guardedConn{health: &health{conn: bare}, bare: bare}
	var conn grpc.ClientConnInterface = bare
	if config.MaxConcurrent > 0 {
		conn = callLimit{conn, semaphore.NewWeighted(int64(config.MaxConcurrent))}
	}
	bestEffort := conn
	if config.Breaker {
		g.breaker = newBreaker(conn, g.health.probe, observers, log)
		conn, bestEffort = g.breaker, uncounted{g.breaker}
	}
	if config.Retries > 0 {
		conn = newRetry(conn, config.Retries, observers, rand.Float64)
	}
	g.ClientConnInterface = bounded(conn, config.CallTimeout, observers)
	g.bestEffort = bounded(bestEffort, config.CallTimeout, observers)
	return g
}

// bounded puts the two outermost guards around a connection.
func bounded(conn grpc.ClientConnInterface, timeout time.Duration, observers observers) grpc.ClientConnInterface {
	conn = deadline{conn, timeout}
	if len(observers) > 0 {
		conn = observed{conn, observers}
	}
	return conn
}

// BestEffort implements Conn.
func (g *guardedConn) BestEffort() grpc.ClientConnInterface { return g.bestEffort }

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
