// zitadel-graphql serves GraphQL for the login settings of a ZITADEL organization. This file is the wiring diagram: what
// there is, and who is handed what.
package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/signal"
	"syscall"

	"zitadel-graphql/graph"
	"zitadel-graphql/internal/backend"
	"zitadel-graphql/internal/command"
	"zitadel-graphql/internal/config"
	"zitadel-graphql/internal/embedded"
	"zitadel-graphql/internal/graphiql"
	"zitadel-graphql/internal/licenses"
	"zitadel-graphql/internal/telemetry"
	"zitadel-graphql/internal/trusted"
	"zitadel-graphql/internal/web"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // so that a second signal ends the program at once
	cfg, err := config.Load(os.Args[1:], os.Getenv)
	switch {
	case err != nil:
		os.Exit(config.Explain(err, os.Stdout, os.Stderr))
	case cfg.Command != config.Serve:
		err = command.Print(os.Stdout, cfg)
	default:
		err = run(ctx, cfg)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "zitadel-graphql:", err)
		os.Exit(1)
	}
}

// run serves until ctx is done or something fails, and then closes what it opened, last first.
func run(ctx context.Context, cfg config.Config) (err error) {
	log := telemetry.NewLogger(os.Stderr, cfg.Log)
	asked := cfg.Backend.URL // before an embedded one stands in
	ctx, fail := context.WithCancelCause(ctx)
	defer fail(nil)
	if cfg.Embedded {
		zitadel, failed := openEmbedded(ctx, cfg, log, fail) // not err, which is what Close's failure has to reach
		if failed != nil {
			return failed
		}
		defer func() { err = errors.Join(err, zitadel.Close()) }()
		cfg.Backend.URL, cfg.Backend.Dialer = "http://localhost", zitadel.Dial
	}
	cfg.Backend.Log = log
	conn, err := backend.Dial(cfg.Backend)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, conn.Close()) }()

	server, err := newServer(cfg, conn, log)
	if err != nil {
		return err
	}
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", cfg.Web.Listen)
	if err != nil {
		return fmt.Errorf("listen: %w", err)
	}
	if cfg.Embedded {
		embedded.Announce(os.Stdout, cfg.EmbeddedServer)
	}
	log.Info("serving GraphQL", "url", cfg.Web.Scheme()+"://"+listener.Addr().String()+"/graphql",
		"backend", asked, "transport", cfg.Backend.Transport, "graphiql", cfg.GraphiQL, "introspection", cfg.Introspection, "federation", cfg.Federation)

	err = web.Serve(ctx, server, listener, log)
	if cause := context.Cause(ctx); !errors.Is(cause, context.Canceled) {
		err = errors.Join(cause, err)
	}
	return err
}

// newServer puts the endpoint, the page and the probes behind one HTTP server.
func newServer(cfg config.Config, conn backend.Conn, log *slog.Logger) (*http.Server, error) {
	persisted := graph.Persisted{Automatic: cfg.AutomaticPersistedQueries, Require: cfg.Trusted.Mode == trusted.Require}
	if cfg.Trusted.Mode != trusted.Off {
		cfg.Trusted.Check, cfg.Trusted.Log = graph.CheckDocuments(cfg.Limits, cfg.Introspection, cfg.Federation), log
		documents, err := trusted.Open(cfg.Trusted)
		if err != nil {
			return nil, err
		}
		persisted.Trusted = documents
	}
	endpoint := graph.NewHandler(graph.HandlerConfig{
		Resolver:      graph.NewResolver(conn),
		Limits:        cfg.Limits,
		Introspection: cfg.Introspection,
		Persisted:     persisted,
		Federation:    cfg.Federation,
		RequestID:     web.RequestID,
		Annotate:      web.Annotate,
		Log:           log,
	})
	handlers := web.Handlers{
		GraphQL: endpoint,
		Refuse:  endpoint.Refuse,
		Ready:   conn.Ready,
	}
	if cfg.GraphiQL {
		page := graphiql.Config{Endpoint: "/graphql", Examples: graph.Examples(), Licenses: licenses.Text(),
			Headers: map[string]string{"Authorization": "Bearer "}}
		if cfg.Embedded {
			page.Headers["Authorization"] += embedded.InstanceOwnerToken
		}
		handlers.Pages = func(mux *http.ServeMux) error { return graphiql.Register(mux, page) }
	}
	return web.New(cfg.Web, handlers, log)
}

// openEmbedded starts the development ZITADEL, and serves it on a socket too where that is wanted.
func openEmbedded(ctx context.Context, cfg config.Config, log *slog.Logger, failed func(error)) (*embedded.Server, error) {
	cfg.EmbeddedServer.Logger = log
	zitadel, err := embedded.Open(cfg.EmbeddedServer)
	if err != nil {
		return nil, fmt.Errorf("open the embedded backend: %w", err)
	}
	if cfg.EmbeddedListen == "" {
		return zitadel, nil
	}
	address, err := zitadel.Listen(ctx, cfg.EmbeddedListen, failed)
	if err != nil {
		return nil, errors.Join(err, zitadel.Close())
	}
	log.Info("serving the embedded backend", "address", address.String())
	return zitadel, nil
}
