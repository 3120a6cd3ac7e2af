package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"slices"
	"time"

	"zitadel-graphql/graph"
	"zitadel-graphql/graph/audited"
	"zitadel-graphql/graph/endpoint"
	"zitadel-graphql/internal/audit"
	"zitadel-graphql/internal/backend"
	"zitadel-graphql/internal/config"
	"zitadel-graphql/internal/embedded"
	"zitadel-graphql/internal/telemetry"
	"zitadel-graphql/internal/telemetry/metrics"
	"zitadel-graphql/internal/telemetry/traces"
	"zitadel-graphql/internal/web"
)

// trailCloseTime is how long the last lines of the audit trail may take at the end.
const trailCloseTime = 2 * time.Second

// parts are what is opened once and lasts as long as the program. What a request passes, which is made of them, is the handler.
type parts struct {
	// output takes the lines of log and of accessLog, which has one for each request and may lose some.
	output         *telemetry.Output
	log, accessLog *slog.Logger
	logLevel       *slog.LevelVar // of both
	conn           backend.Conn
	observers      observers
	// resolver and state have what is remembered between requests.
	resolver *graph.Resolver
	state    *endpoint.State
	// trail is the audit trail, and auditor writes what mutations do to it.
	trail   *audit.Trail
	auditor *audited.Auditor
}

// openParts opens the parts in the order in which they need each other, and adds to opened how each is closed, those too that were
// open before another failed. A part that fails later calls fail, which ends the program. What they log goes to output.
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
	auditor := audited.New(trail, conn, web.RequestID, traces.TraceID)
	return parts{
		output: output, log: log, accessLog: telemetry.NewAccessLogger(output, cfg.Log, level), logLevel: level,
		conn: conn, observers: observers, trail: trail, auditor: auditor,
		resolver: graph.NewResolver(auditor.Connection(), cfg.Policies, cfg.Graph.Looks, log), state: endpoint.NewState(),
	}, nil
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
