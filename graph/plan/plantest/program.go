// Package plantest finds out where a plan (graph/plan) and gqlgen's generated code differ, in what a client gets and in all that a
// request leaves behind.
//
// A Program is the whole way of a request in the test's own process: the HTTP server with internal/web around it, the endpoint, the
// resolvers, the audit trail and a connection to a backend. Only what stands before gqlgen's generated code is the test's choice. An
// Exchange is what one request left behind, and Differences compares two.
//
// Each Program has to run in a bubble of testing/synctest of its own, whose clock begins at the same moment and stands still while anything
// runs. So two Programs that do the same write the same times, and what waits costs no time. internal/handler puts the parts together, as it
// does for package main; those that write down what they are told are here. The package depends on nearly all of the program's; only tests
// use it.
package plantest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"slices"
	"sync/atomic"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"google.golang.org/grpc/test/bufconn"

	"zitadel-graphql/graph"
	"zitadel-graphql/graph/audited"
	"zitadel-graphql/graph/endpoint"
	"zitadel-graphql/graph/generated"
	"zitadel-graphql/graph/observe"
	"zitadel-graphql/internal/audit"
	"zitadel-graphql/internal/backend"
	"zitadel-graphql/internal/config"
	"zitadel-graphql/internal/handler"
	"zitadel-graphql/internal/telemetry"
	"zitadel-graphql/internal/telemetry/traces"
	"zitadel-graphql/internal/web"
)

// Schema makes what executes operations of what gqlgen's generated code is. It may return that itself.
type Schema func(byGqlgen graphql.ExecutableSchema, resolvers generated.ResolverRoot) graphql.ExecutableSchema

// Dial connects to a backend, whose calls the observers are told of, in their order.
type Dial func(log *slog.Logger, observers ...backend.Observer) (backend.Conn, error)

// Program answers requests as the built program does with the settings of a command line.
type Program struct {
	// Client sends requests to the program, whatever the host of their URLs. It follows no redirections.
	Client *http.Client

	left    *leftovers
	conn    backend.Conn
	trail   *audit.Trail
	stop    context.CancelFunc
	stopped chan error
	// byGqlgen counts the operations that gqlgen's generated code executes.
	byGqlgen atomic.Int64
}

const pipeBytes = 64 << 10

// New starts a program. schema may be nil for gqlgen's generated code alone. The caller closes the program.
func New(ctx context.Context, cfg config.Config, dial Dial, schema Schema) (*Program, error) {
	p := &Program{left: &leftovers{}, stopped: make(chan error, 1)}
	cfg.Plans, cfg.GraphiQL = true, false // schema has the choice of plans; a page is the same with every one
	log := telemetry.ForRequests(newLogger(&p.left.log), telemetry.Request{ID: web.RequestID, WithoutToken: web.WithoutToken})
	parts, err := p.openParts(cfg, dial, log)
	if err != nil {
		return nil, err
	}
	parts.Plans = p.answeredBy(schema)
	answering, err := handler.New(ctx, cfg, parts, nil)
	if err != nil {
		return nil, errors.Join(err, p.conn.Close())
	}
	server, err := web.New(cfg.Web, answering.Served, log)
	if err != nil {
		return nil, errors.Join(err, p.conn.Close())
	}
	p.serve(ctx, server, log)
	return p, nil
}

func newLogger(to io.Writer) *slog.Logger {
	return telemetry.NewLogger(to, telemetry.Config{Format: telemetry.JSON}, slog.LevelDebug)
}

// openParts opens parts that write down what they are told.
func (p *Program) openParts(cfg config.Config, dial Dial, log *slog.Logger) (handler.Parts, error) {
	observer := recorder{p.left}
	conn, err := dial(log, web.BackendCalls{}, observer)
	if err != nil {
		return handler.Parts{}, err
	}
	p.conn = recordingConn{conn, p.left}
	if p.trail, err = p.openTrail(cfg.Audit, log); err != nil {
		return handler.Parts{}, errors.Join(err, conn.Close())
	}
	auditor := audited.New(p.trail, p.conn, web.RequestID, traces.TraceID)
	return handler.Parts{
		Log: log, AccessLog: newLogger(&p.left.accessLog), Conn: p.conn, Auditor: auditor,
		Resolver: graph.NewResolver(auditor.Connection(), cfg.Policies, cfg.Graph.Looks, log), State: endpoint.NewState(),
		Requests: []web.Observer{observer}, Operations: observe.Observers{observer},
	}, nil
}

// answeredBy has the schema answer, or if it is nil gqlgen's generated code, and counts what the latter does.
func (p *Program) answeredBy(schema Schema) Schema {
	return func(byGqlgen graphql.ExecutableSchema, resolvers generated.ResolverRoot) graphql.ExecutableSchema {
		byGqlgen = countingSchema{byGqlgen, &p.byGqlgen}
		if schema == nil {
			return byGqlgen
		}
		return schema(byGqlgen, resolvers)
	}
}

// openTrail opens the audit trail. One that goes to a file isn't recorded: such is for a file that can't be written.
func (p *Program) openTrail(config audit.Config, log *slog.Logger) (*audit.Trail, error) {
	if config.To != audit.Stderr {
		return audit.Open(config, &p.left.audit, io.Discard, log)
	}
	return audit.NewTrail(&p.left.audit, log, time.Now), nil
}

// serve answers over connections in memory.
func (p *Program) serve(ctx context.Context, server *web.Server, log *slog.Logger) {
	ctx, p.stop = context.WithCancel(ctx)
	memory := bufconn.Listen(pipeBytes)
	go func() {
		_, err := web.Serve(ctx, server.Server, memory, 0, log)
		p.stopped <- err
	}()
	p.Client = &http.Client{
		Transport: &http.Transport{
			DialContext:        func(ctx context.Context, _, _ string) (net.Conn, error) { return memory.DialContext(ctx) },
			DisableCompression: true,
		},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// Close ends the program and its connection to the backend.
func (p *Program) Close() error {
	p.Client.CloseIdleConnections()
	p.stop()
	err := <-p.stopped
	return errors.Join(err, p.conn.Close(), p.trail.Close(context.Background()))
}

// Operations returns how many operations have been executed by a plan since New, and how many by gqlgen's generated code.
func (p *Program) Operations() (byPlan, byGqlgen int) {
	byGqlgen = int(p.byGqlgen.Load())
	return int(p.left.operations.Load()) - byGqlgen, byGqlgen
}

// betweenRequests is how long Ask waits before a request, so that what two requests write has two times.
const betweenRequests = 100 * time.Millisecond

// Ask sends a request and returns all that it left behind. One request is under way at a time.
func (p *Program) Ask(request *http.Request) (*Exchange, error) {
	time.Sleep(betweenRequests)
	p.left.forget()
	response, err := p.Client.Do(request) //nolint:gosec // every URL leads to this program
	if err != nil {
		return nil, fmt.Errorf("send the request: %w", err)
	}
	body, err := io.ReadAll(response.Body)
	if err = errors.Join(err, response.Body.Close()); err != nil {
		return nil, fmt.Errorf("read the response: %w", err)
	}
	return p.left.exchange(response, string(body)), nil
}

// sortedValues returns each value of a header as a line, by the headers' names.
func sortedValues(header http.Header) []string {
	var lines []string
	for name, values := range header {
		for _, value := range values {
			lines = append(lines, name+": "+value)
		}
	}
	slices.Sort(lines)
	return lines
}
