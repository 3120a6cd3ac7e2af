package main

import (
	"context"
	"log/slog"

	"zitadel-graphql/graph/observe"
	"zitadel-graphql/internal/backend"
	"zitadel-graphql/internal/build"
	"zitadel-graphql/internal/config"
	"zitadel-graphql/internal/telemetry/traces"
	"zitadel-graphql/internal/web"
)

// observers follow what the program does. In each list traces come first, so that whoever comes after finds the span.
type observers struct {
	requests   []web.Observer
	operations observe.Observers
	calls      []backend.Observer
}

// openTelemetry opens what the settings and the environment ask for. Without either nobody follows anything.
func openTelemetry(ctx context.Context, cfg config.Config, log *slog.Logger, opened *closers) (observers, error) {
	var all observers
	tracer, err := traces.Open(ctx, traces.Service{Version: build.Read().Version, Backend: cfg.Backend.URL}, log)
	if err != nil {
		return observers{}, err
	}
	if tracer != nil { // an interface that holds a nil pointer isn't nil
		opened.add(tracer.Close)
		all = observers{requests: []web.Observer{tracer}, operations: observe.Observers{tracer}, calls: []backend.Observer{tracer}}
	}
	return all, nil
}
