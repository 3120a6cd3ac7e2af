package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"slices"
	"time"

	"github.com/99designs/gqlgen/graphql"

	"zitadel-graphql/graph"
	"zitadel-graphql/graph/audited"
	"zitadel-graphql/graph/endpoint"
	"zitadel-graphql/graph/generated"
	"zitadel-graphql/graph/plan"
	"zitadel-graphql/internal/audit"
	"zitadel-graphql/internal/backend"
	"zitadel-graphql/internal/config"
	"zitadel-graphql/internal/embedded"
	"zitadel-graphql/internal/handler"
	"zitadel-graphql/internal/telemetry"
	"zitadel-graphql/internal/telemetry/metrics"
	"zitadel-graphql/internal/web"
)

// trailCloseTime is how long the audit trail may take to write its last lines when the program ends.
const trailCloseTime = 2 * time.Second

// parts are opened once, at the start, and last as long as the program. Reloads replace only the handler, which is made of them.
type parts struct {
	handler.Parts

	// output takes the lines of both loggers. If it is blocked, lines of AccessLog, one for each request, are the first to be dropped.
	output    *telemetry.Output
	logLevel  *slog.LevelVar // of both
	observers observers
	// trail is the audit trail, to which the auditor writes the lines about mutations.
	trail *audit.Trail
	// plans counts what is executed by plans.
	plans *plan.Counter
}

// openParts opens the parts, each after those that it needs, and adds to opened how to close each: even if it returns an error, opened
// closes the parts that were opened by then. A part that breaks down later calls fail, which ends the program. All log to output.
func openParts(ctx context.Context, cfg config.Config, output *telemetry.Output, fail context.CancelCauseFunc, opened *closers) (parts, error) {
	level := new(slog.LevelVar)
	level.Set(cfg.Log.Level)
	log := telemetry.ForRequests(telemetry.NewLogger(output, cfg.Log, level), telemetry.Request{ID: web.RequestID, WithoutToken: web.WithoutToken})
	events := metrics.NewLogEvents()
	log = events.Count(log)
	trail, err := openTrail(ctx, cfg.Audit, output, log, opened)
	if err != nil {
		return parts{}, err
	}
	observers, err := openTelemetry(ctx, cfg, events, log, opened)
	if err != nil {
		return parts{}, err
	}
	conn, err := openBackend(ctx, cfg, observers, log, fail, opened)
	if err != nil {
		return parts{}, err
	}
	auditor := audited.New(trail, conn, web.RequestID, observers.traceID)
	plans := &plan.Counter{}
	looks := cfg.Graph.Looks
	looks.AllLooks = callsOfLooks(cfg.Backend.MaxConcurrent)
	return parts{output: output, plans: plans, logLevel: level, observers: observers, trail: trail, Parts: handler.Parts{
		Log: log, AccessLog: telemetry.NewAccessLogger(output, cfg.Log, level), Conn: conn, Auditor: auditor,
		Resolver: graph.NewResolver(auditor.Connection(), cfg.Policies, looks, log), State: endpoint.NewState(),
		Requests: observers.requests, Operations: observers.operations, Plans: newPlans(plans),
	}}, nil
}

// callsOfLooks is how many of the calls that may be under way at once may be those of looks at people: three quarters. A look makes
// thousands of calls in a row, so that a few dozen of them would keep everybody else's from having a turn.
func callsOfLooks(atOnce int) int { return max(1, atOnce*3/4) }

// newPlans returns what puts plans before gqlgen's generated code.
func newPlans(counter *plan.Counter) func(graphql.ExecutableSchema, generated.ResolverRoot) graphql.ExecutableSchema {
	return func(byGqlgen graphql.ExecutableSchema, resolvers generated.ResolverRoot) graphql.ExecutableSchema {
		return plan.New(byGqlgen, resolvers).CountedBy(counter)
	}
}

// openTrail opens the audit trail.
func openTrail(ctx context.Context, cfg audit.Config, output *telemetry.Output, log *slog.Logger, opened *closers) (*audit.Trail, error) {
	trail, err := audit.Open(cfg, output, os.Stdout, log)
	if err != nil {
		return nil, err
	}
	opened.add(func() error {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), trailCloseTime)
		defer cancel()
		return trail.Close(ctx)
	})
	return trail, nil
}

// openBackend connects to the ZITADEL of the settings, which it starts first where that is the embedded one.
func openBackend(ctx context.Context, cfg config.Config, observers observers, log *slog.Logger, fail context.CancelCauseFunc, opened *closers) (backend.Conn, error) {
	var dialer backend.Dialer // nil for the network
	calls := slices.Concat(observers.calls, []backend.Observer{web.BackendCalls{}})
	if cfg.Embedded {
		zitadel, err := openEmbedded(ctx, cfg, log, fail)
		if err != nil {
			return nil, err
		}
		opened.add(zitadel.Close)
		cfg.Backend.URL, dialer = "http://localhost", zitadel.Dial
		calls = append(calls, embedded.RequestIDs(web.RequestID))
	}
	conn, err := backend.Dial(cfg.Backend, dialer, log, calls...)
	if err != nil {
		return nil, err
	}
	opened.add(conn.Close)
	return conn, nil
}

// openEmbedded starts the development ZITADEL, and serves it on a socket too where the settings have an address for it.
func openEmbedded(ctx context.Context, cfg config.Config, log *slog.Logger, fail context.CancelCauseFunc) (*embedded.Server, error) {
	zitadel, err := embedded.Open(cfg.EmbeddedServer, log)
	if err != nil {
		return nil, fmt.Errorf("open the embedded backend: %w", err)
	}
	if cfg.EmbeddedListen == "" {
		return zitadel, nil
	}
	address, err := zitadel.Listen(ctx, cfg.EmbeddedListen, fail)
	if err != nil {
		return nil, errors.Join(err, zitadel.Close())
	}
	log.Info("serving the embedded backend", "address", address.String())
	return zitadel, nil
}
