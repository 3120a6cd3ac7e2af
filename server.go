// zitadel-graphql serves GraphQL for the login settings of a ZITADEL organization.
//
// This file is the wiring diagram: which parts there are, and who is handed what. A request passes internal/web (and an agent's
// internal/mcp), graph/endpoint (with graph/document), graph, internal/policy or internal/people, graph/calls and
// internal/backend on its way to a ZITADEL: a real one, or the development server of internal/embedded in the same process. A
// failure goes back up untouched, until graph/problem and its presenter make an error of it. docs/design.md draws the whole house.
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
	"zitadel-graphql/graph/document"
	"zitadel-graphql/graph/endpoint"
	"zitadel-graphql/graph/problem"
	"zitadel-graphql/graph/problem/presenter"
	"zitadel-graphql/internal/backend"
	"zitadel-graphql/internal/config"
	"zitadel-graphql/internal/embedded"
	"zitadel-graphql/internal/graphiql"
	"zitadel-graphql/internal/licenses"
	"zitadel-graphql/internal/mcp"
	"zitadel-graphql/internal/subcommand"
	"zitadel-graphql/internal/telemetry"
	"zitadel-graphql/internal/trusted"
	"zitadel-graphql/internal/web"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // so that a second signal ends the program at once
	hangups := make(chan os.Signal, 1)
	signal.Notify(hangups, syscall.SIGHUP)
	cfg, err := config.Load(os.Args[1:], os.Environ())
	switch {
	case err != nil:
		os.Exit(config.Explain(err, os.Stdout, os.Stderr))
	case cfg.Subcommand != config.Serve:
		err = subcommand.Print(os.Stdout, cfg)
	default:
		err = run(ctx, cfg, hangups)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "zitadel-graphql:", err)
		os.Exit(1)
	}
}

// run serves until ctx is done or something fails, and then closes what it opened, last first. At each hangup (SIGHUP) the
// trusted documents are read again.
func run(ctx context.Context, cfg config.Config, hangups <-chan os.Signal) (err error) {
	log := telemetry.NewLogger(os.Stderr, cfg.Log)
	backendURL := cfg.Backend.URL // as the operator gave it, before the embedded backend's takes its place
	ctx, fail := context.WithCancelCause(ctx)
	defer fail(nil)
	var dialer backend.Dialer // nil for the network
	if cfg.Embedded {
		zitadel, failed := openEmbedded(ctx, cfg, log, fail) // not err, which a deferred Close has to write to
		if failed != nil {
			return failed
		}
		defer func() { err = errors.Join(err, zitadel.Close()) }()
		cfg.Backend.URL, dialer = "http://localhost", zitadel.Dial
	}
	conn, err := backend.Dial(cfg.Backend, dialer, log)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, conn.Close()) }()
	tools := mcp.NewTools(graph.Schema(cfg.Graph.Federation), cfg.MCP.Mutations, telemetry.Version(), log)
	documents, err := openDocuments(ctx, cfg, tools, log)
	if err != nil {
		return err
	}
	server, err := newServer(cfg, conn, documents, tools, log) //nolint:contextcheck // web.Serve ends the server with ctx
	if err != nil {
		return err
	}
	for _, warning := range cfg.Warnings() {
		log.Warn(warning.Message, "set", warning.Set)
	}
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", cfg.Web.Listen)
	if err != nil {
		return fmt.Errorf("serve GraphQL: %w", err)
	}
	if cfg.Embedded {
		embedded.PrintBanner(os.Stdout, cfg.EmbeddedServer)
	}
	log.Info("serving GraphQL", "url", cfg.Web.Scheme()+"://"+listener.Addr().String()+"/graphql",
		"backend", backendURL, "transport", cfg.Backend.Transport, "graphiql", cfg.GraphiQL, "introspection", cfg.Endpoint.Introspection, "federation", cfg.Graph.Federation, "mcp", cfg.MCP.Enabled)
	if documents != nil {
		go documents.Follow(ctx) // not waited for at the end: a file system that hangs would keep the program from ending
	}
	go trusted.RereadAt(ctx, hangups, documents, log)

	err = web.Serve(ctx, server, listener, log)
	if cause := context.Cause(ctx); !errors.Is(cause, context.Canceled) {
		err = errors.Join(cause, err)
	}
	return err
}

// openDocuments reads the trusted documents, and where agents may use them makes the tools anew with each manifest. It returns nil
// where there are none.
func openDocuments(ctx context.Context, cfg config.Config, tools *mcp.Tools, log *slog.Logger) (*trusted.Documents, error) {
	checker := document.NewChecker(graph.Schema(cfg.Graph.Federation), cfg.Endpoint.Documents, cfg.Endpoint.Introspection)
	if cfg.MCP.Enabled {
		return trusted.Open(ctx, cfg.Trusted, checker.Check, tools.Replace, log)
	}
	return trusted.Open(ctx, cfg.Trusted, checker.Check, nil, log)
}

// newServer puts the endpoint, the tools, the page and the probes behind one HTTP server. documents is nil where there are none.
func newServer(cfg config.Config, conn backend.Conn, documents *trusted.Documents, tools *mcp.Tools, log *slog.Logger) (*http.Server, error) {
	with := endpoint.Dependencies{
		Present:    presenter.New(web.RequestID, graph.Token, log).Present,
		Extensions: graph.Extensions(cfg.Graph, web.Annotate),
		RequestID:  web.RequestID,
		Annotate:   web.Annotate,
		Token:      graph.Token,
		OpenStream: web.OpenStream,
		Log:        log,
	}
	if documents != nil && cfg.Trusted.Mode != trusted.Off { // an interface that holds a nil pointer isn't nil
		with.Trusted = documents
	}
	resolver := graph.NewResolver(conn, cfg.Policies, cfg.Graph.Looks, telemetry.WithRequestID(log, web.RequestID))
	graphQL := endpoint.New(graph.NewSchema(resolver, cfg.Graph), cfg.Endpoint, with)
	handlers := web.Handlers{GraphQL: graphQL, Refuse: graphQL.ServeError, Ready: problem.Ready(conn.Ready)}
	if cfg.MCP.Enabled {
		agents := mcp.NewHandler(cfg.MCP, cfg.Web.Listen, tools, mcp.Dependencies{
			Executor: graphQL, CheckToken: graph.CheckToken, Annotate: web.Annotate, VariableValues: cfg.Endpoint.VariableValues,
		})
		handlers.MCP, handlers.Resource = agents, agents.Metadata()
	}
	if cfg.GraphiQL {
		page := graphiql.Page{Endpoint: "graphql", Login: cfg.Login, Introspection: cfg.AnswersIntrospection(), Examples: graph.Examples(), Licenses: licenses.Text()}
		if cfg.Embedded {
			page.Token = embedded.InstanceOwnerToken
		}
		for _, warning := range cfg.Warnings() {
			page.Notices = append(page.Notices, warning.Notice)
		}
		handlers.Pages = page.Register
	}
	return web.New(cfg.Web, handlers, log)
}

// openEmbedded starts the development ZITADEL, and serves it on a socket too where the settings have an address for it.
func openEmbedded(ctx context.Context, cfg config.Config, log *slog.Logger, failed func(error)) (*embedded.Server, error) {
	zitadel, err := embedded.Open(cfg.EmbeddedServer, log)
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
