// zitadel-graphql serves GraphQL for the login settings of a ZITADEL organization.
//
// This package is the wiring diagram: it opens the parts of the program and hands each the others that it needs. Each file is one layer:
//
//   - server.go: the program from its start to its end.
//   - parts.go: what is opened once and lasts as long as the program: the log, the audit trail, the backend. From it and from the settings
//     internal/handler puts together what answers requests.
//   - telemetry.go: traces and metrics, which observe requests, operations and calls of the backend.
//   - reload.go: when the settings change, a new handler takes the place of the old one.
//   - garbage_collector.go: how often Go collects garbage, within the memory that a container may use.
//   - closers.go: closes what is open, the last part first.
//   - listener.go: the socket that GraphQL is served on, and what systemd is told.
//   - signals.go: the signals that end the program.
//   - failures.go: how a failure is reported, and the exit code.
//
// A request passes internal/web (and an agent's internal/mcp), graph/endpoint (with graph/document), graph, internal/policy or
// internal/people, graph/calls and internal/backend on its way to a ZITADEL: a real one, or the development server of
// internal/embedded in the same process. A failure goes back up untouched, until graph/problem and its presenter make an error of
// it. docs/design.md draws the whole house.
package main

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"os"
	"os/signal"
	"syscall"

	"github.com/KimMachineGun/automemlimit/memlimit"

	"zitadel-graphql/internal/backend"
	"zitadel-graphql/internal/config"
	"zitadel-graphql/internal/embedded"
	"zitadel-graphql/internal/handler"
	"zitadel-graphql/internal/subcommand"
	"zitadel-graphql/internal/telemetry"
	"zitadel-graphql/internal/web"
)

func main() {
	ctx := untilSignal()
	hangups := make(chan os.Signal, 1)
	signal.Notify(hangups, syscall.SIGHUP)
	cfg, err := config.Load(os.Args[1:], os.Environ())
	if cfg.Subcommand == config.CheckConfig {
		err = errors.Join(err, subcommand.CheckFiles(ctx, cfg))
	}
	output := telemetry.NewOutput(os.Stderr)
	switch {
	case err != nil:
		os.Exit(config.Explain(err, cfg.Log, os.Stdout, os.Stderr))
	case cfg.Subcommand != config.Serve:
		err = subcommand.Print(os.Stdout, cfg)
	default:
		err = run(ctx, cfg, rereading(os.Args[1:], os.Environ()), output, hangups)
	}
	os.Exit(finish(output, cfg.Log, err))
}

// run serves until ctx is done or something fails, and then closes what it opened, last first. At each hangup (SIGHUP), and
// when their file has changed, the settings are read again.
func run(ctx context.Context, cfg config.Config, read readAgain, output *telemetry.Output, hangups <-chan os.Signal) (err error) {
	signal.Ignore(syscall.SIGPIPE) // if the reader of the log exits, its lines are lost, and the program goes on
	ctx, fail := context.WithCancelCause(ctx)
	defer fail(nil)
	var opened closers
	defer func() { err = errors.Join(err, opened.close()) }()
	parts, err := openParts(ctx, cfg, output, fail, &opened)
	if err != nil {
		return err
	}
	tuneGarbageCollector(ctx, memlimit.FromCgroup, parts.Log)
	handler, server, err := newServer(ctx, cfg, parts)
	if err != nil {
		return err
	}
	listener, err := openListener(ctx, cfg)
	if err != nil {
		return err
	}
	reloader := newReloader(read, cfg, handler, parts, server)
	if err := serveMetrics(ctx, cfg, parts, reloader, fail, &opened); err != nil {
		return errors.Join(err, listener.Close())
	}
	announce(cfg, listener.Addr(), parts)
	notifySystemd(ctx, listener.Addr(), parts)
	go reloader.follow(ctx, hangups)
	if !cfg.Embedded {
		go backend.ReportUntilAnswered(ctx, cfg.Backend, parts.Conn, parts.Log) // not waited for at the end: it may be in the middle of a DNS look-up
	}

	stillAnswered, err := web.Serve(ctx, server.Server, listener, cfg.Web.DrainDelay, parts.Log)
	if err := errors.Join(err, failureOf(ctx), opened.close()); err != nil {
		return err
	}
	parts.Log.Info("stopped: no request was cut off, and everything is closed", "stillAnswered", stillAnswered)
	return nil
}

// newServer makes what answers requests, and the server that serves it, which has no listener yet.
func newServer(ctx context.Context, cfg config.Config, parts parts) (*handler.Handler, *web.Server, error) {
	handler, err := handler.New(ctx, cfg, parts.Parts, nil)
	if err != nil {
		return nil, nil, err
	}
	parts.observers.tellApart(handler.Documents())
	server, err := web.New(cfg.Web, handler.Served, parts.Log)
	return handler, server, err
}

// announce logs what is served where, and warns of settings that may surprise.
func announce(cfg config.Config, address net.Addr, parts parts) {
	warnAbout(cfg, parts.Log)
	if cfg.Embedded {
		embedded.PrintBanner(os.Stdout, cfg.EmbeddedServer)
	}
	parts.Log.Info("serving GraphQL", "url", cfg.Web.Scheme()+"://"+address.String()+"/graphql",
		"backend", cfg.Backend.URL, "transport", cfg.Backend.Transport, "graphiql", cfg.GraphiQL, "introspection", cfg.Endpoint.Introspection,
		"federation", cfg.Graph.Federation, "mcp", cfg.MCP.Enabled)
}

// warnAbout logs a warning for settings that are each valid, but together don't do what somebody may expect.
func warnAbout(cfg config.Config, log *slog.Logger) {
	for _, warning := range cfg.Warnings() {
		log.Warn(warning.Message, "set", warning.Set)
	}
}
