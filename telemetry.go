package main

import (
	"context"
	"log/slog"

	"zitadel-graphql/graph/observe"
	"zitadel-graphql/internal/backend"
	"zitadel-graphql/internal/build"
	"zitadel-graphql/internal/config"
	"zitadel-graphql/internal/listen"
	"zitadel-graphql/internal/telemetry/metrics"
	"zitadel-graphql/internal/telemetry/traces"
	"zitadel-graphql/internal/trusted"
	"zitadel-graphql/internal/web"
)

// observers are told what the program does. In each list traces come first, so that the observers after them find the span.
type observers struct {
	requests   []web.Observer
	operations observe.Observers
	calls      []backend.Observer
	// traceID returns the id of the trace that a context belongs to, or nothing.
	traceID func(context.Context) string
	// metrics is nil if neither the settings nor the environment ask for metrics.
	metrics *metrics.Metrics
}

// openTelemetry opens the traces and metrics that the settings and the environment ask for; if neither does, the observers are empty.
func openTelemetry(ctx context.Context, cfg config.Config, events *metrics.LogEvents, log *slog.Logger, opened *closers) (observers, error) {
	all := observers{traceID: func(context.Context) string { return "" }}
	tracer, err := traces.Open(ctx, traces.Service{Version: build.Read().Version, Backend: cfg.Backend.URL}, log)
	if err != nil {
		return observers{}, err
	}
	if tracer != nil { // an interface that holds a nil pointer isn't nil
		opened.add(tracer.Close)
		all = observers{requests: []web.Observer{tracer}, operations: observe.Observers{tracer}, calls: []backend.Observer{tracer}, traceID: traces.TraceID}
	}
	counter, err := metrics.Open(ctx, cfg.Metrics, events, log)
	if err != nil {
		return observers{}, err
	}
	if counter != nil {
		opened.add(counter.Close)
		all.metrics = counter
		all.requests, all.operations, all.calls = append(all.requests, counter), append(all.operations, counter), append(all.calls, counter)
	}
	return all, nil
}

// tellApart makes the metrics count each operation of the trusted documents under its own name. documents is nil if there is no
// manifest.
func (o observers) tellApart(documents *trusted.Documents) {
	switch {
	case o.metrics == nil:
	case documents == nil:
		o.metrics.TellApart(nil)
	default:
		o.metrics.TellApart(documents.HasOperation)
	}
}

// serveMetrics lets the metrics read what the parts count themselves, and serves them if metrics-listen is set.
func serveMetrics(ctx context.Context, cfg config.Config, parts parts, reloader *reloader, fail context.CancelCauseFunc, opened *closers) error {
	if parts.observers.metrics == nil {
		return nil
	}
	parts.observers.metrics.Read(sourcesOf(parts, reloader))
	if cfg.Metrics.Listen == "" {
		return nil
	}
	listener, err := listen.TCP(ctx, "metrics-listen", cfg.Metrics.Listen)
	if err != nil {
		return err
	}
	opened.add(parts.observers.metrics.Serve(listener, fail).Close)
	parts.Log.Info("serving metrics", "url", "http://"+listener.Addr().String()+"/metrics")
	return nil
}

// sourcesOf returns what the parts count themselves, for the metrics to read.
func sourcesOf(parts parts, reloader *reloader) metrics.Sources {
	counts := parts.State.Counts
	return metrics.Sources{
		OpenStreams: func() int { return counts().OpenStreams },
		Caches: map[string]func() metrics.CacheState{
			"documents": func() metrics.CacheState { return metrics.CacheState(counts().Valid) },
			"apq":       func() metrics.CacheState { return metrics.CacheState(counts().ByHash) },
		},
		Documents: func() metrics.DocumentTotals {
			now := counts()
			return metrics.DocumentTotals{Refused: now.Refused, Executed: now.Executed, Unknown: now.Unknown}
		},
		Operations:      parts.plans.Totals,
		PeopleLookedAt:  func() uint64 { return parts.Resolver.Totals().PeopleLookedAt },
		ReadsBehind:     func() uint64 { return parts.Resolver.Totals().PolicyReadsBehind },
		ReadsSkipping:   func() uint64 { return parts.Resolver.Totals().PolicyReadsSkipping },
		BackendHealth:   parts.Conn.LastHealth,
		DroppedLogLines: parts.output.Dropped,
		LostAuditLines:  parts.trail.Lost,
		Reloads: func() (failures uint64, lastSucceeded bool) {
			_, failures = reloader.Reloads()
			return failures, !reloader.LastReloadFailed()
		},
	}
}
