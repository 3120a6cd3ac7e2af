// Package handler puts together what answers requests, from the settings and from parts that outlast them.
//
// A Handler is made anew when the settings change, and Parts are opened once. The package decides which part gets which settings and which
// other parts: the GraphQL endpoint with its resolvers, the trusted documents, the tools for agents, GraphiQL's page and the health checks.
// Package main opens the Parts and has internal/web serve the Handler. It is a package of its own because graph/plan/plantest does the same
// in tests, with Parts that write down what they are told.
package handler

import (
	"context"
	"log/slog"
	"strings"

	"github.com/99designs/gqlgen/graphql"

	"zitadel-graphql/graph"
	"zitadel-graphql/graph/audited"
	"zitadel-graphql/graph/document"
	"zitadel-graphql/graph/endpoint"
	"zitadel-graphql/graph/generated"
	"zitadel-graphql/graph/observe"
	"zitadel-graphql/graph/problem"
	"zitadel-graphql/graph/problem/presenter"
	"zitadel-graphql/internal/backend"
	"zitadel-graphql/internal/build"
	"zitadel-graphql/internal/config"
	"zitadel-graphql/internal/embedded"
	"zitadel-graphql/internal/graphiql"
	"zitadel-graphql/internal/licenses"
	"zitadel-graphql/internal/mcp"
	"zitadel-graphql/internal/trusted"
	"zitadel-graphql/internal/web"
)

// Parts are what a handler is made of besides settings. They last longer than it, and all may be in use by several handlers at once.
type Parts struct {
	// AccessLog takes the line of each request, and Log all others.
	Log, AccessLog *slog.Logger
	Conn           backend.Conn
	Auditor        *audited.Auditor
	// Resolver has to use the Auditor's connection. With State it holds what is remembered between requests.
	Resolver *graph.Resolver
	State    *endpoint.State
	// Requests and Operations are told what becomes of them.
	Requests   []web.Observer
	Operations observe.Observers
	// Plans puts plans before gqlgen's generated code. It isn't called where the settings switch plans off.
	Plans func(byGqlgen graphql.ExecutableSchema, resolvers generated.ResolverRoot) graphql.ExecutableSchema
}

// Handler is what answers requests.
type Handler struct {
	// Served are the GraphQL endpoint, the tools for agents, GraphiQL's page and the health checks, which internal/web serves together.
	Served web.Handlers

	operations *operations
}

// New makes the handler for the settings cfg. It takes over what it can of the previous handler before, which is nil at the start. It
// fails if the manifest of trusted documents can't be used.
func New(ctx context.Context, cfg config.Config, parts Parts, before *Handler) (*Handler, error) {
	operations, err := openOperations(ctx, cfg, parts.Log, before)
	if err != nil {
		return nil, err
	}
	graphQL := newEndpoint(cfg, operations.documents, parts)
	served := web.Handlers{GraphQL: graphQL, Refuse: graphQL.ServeError, Ready: problem.Ready(parts.Conn.Ready), AccessLog: parts.AccessLog,
		Observers: parts.Requests}
	if cfg.MCP.Enabled {
		agents := mcp.NewHandler(cfg.MCP, cfg.Web.Listen, operations.tools, mcp.Dependencies{
			Executor: graphQL, CheckToken: graph.CheckToken, Annotate: web.Annotate, VariableValues: cfg.Endpoint.VariableValues,
		})
		served.MCP, served.Resource = agents, agents.Metadata()
	}
	if cfg.GraphiQL {
		served.Pages = newPage(cfg).Register
	}
	return &Handler{Served: served, operations: operations}, nil
}

// Documents returns the trusted documents, or nil if there is no manifest. A handler that took them over from the one before returns the
// same.
func (h *Handler) Documents() *trusted.Documents { return h.operations.documents }

// operations are the trusted documents, which the operator's clients were built with, and the tools for agents that are made of them.
type operations struct {
	madeFor operationSettings
	// documents is nil if there is no manifest.
	documents *trusted.Documents
	tools     *mcp.Tools
}

// operationSettings are the settings on which operations depend: if they are the same after a reload, the operations stay.
type operationSettings struct {
	file          string
	limits        document.Limits
	introspection bool
	mcp           bool
	mutations     string
}

// openOperations reads the trusted documents, and if agents may use them makes tools of each manifest that is read. If the settings are
// those of the previous handler before, it returns that one's, with the last manifest that could be used.
func openOperations(ctx context.Context, cfg config.Config, log *slog.Logger, before *Handler) (*operations, error) {
	settings := operationSettings{cfg.Trusted.File, cfg.Endpoint.Documents, cfg.Endpoint.Introspection, cfg.MCP.Enabled, strings.Join(cfg.MCP.Mutations, ",")}
	if before != nil && before.operations.madeFor == settings {
		return before.operations, nil
	}
	schema := graph.Schema(cfg.Graph.Federation)
	tools := mcp.NewTools(schema, cfg.MCP.Mutations, build.Read().Version, log)
	var use trusted.Use
	if cfg.MCP.Enabled {
		use = tools.Replace
	}
	checker := document.NewChecker(schema, cfg.Endpoint.Documents, cfg.Endpoint.Introspection)
	documents, err := trusted.Open(ctx, cfg.Trusted, checker.Check, use, log)
	if err != nil {
		return nil, err
	}
	return &operations{madeFor: settings, documents: documents, tools: tools}, nil
}

// newEndpoint makes the endpoint for GraphQL over HTTP. documents is nil if there is no manifest.
func newEndpoint(cfg config.Config, documents *trusted.Documents, parts Parts) *endpoint.Handler {
	with := endpoint.Dependencies{
		Present:    presenter.New(web.RequestID, graph.Token, parts.Log).Present,
		Extensions: append(graph.Extensions(cfg.Graph, web.Annotate), parts.Auditor),
		RequestID:  web.RequestID,
		Annotate:   web.Annotate,
		Token:      graph.Token,
		OpenStream: web.OpenStream,
		Observers:  parts.Operations,
		Log:        parts.Log,
		State:      parts.State,
	}
	if documents != nil && cfg.Trusted.Mode != trusted.Off { // an interface that holds a nil pointer isn't nil
		with.Trusted = documents
	}
	resolver := parts.Resolver.WithConfig(cfg.Policies, cfg.Graph.Looks)
	return endpoint.New(newSchema(cfg, parts, resolver), cfg.Endpoint, with)
}

// newSchema makes what executes documents: plans before gqlgen's generated code, or that alone.
func newSchema(cfg config.Config, parts Parts, resolver *graph.Resolver) graphql.ExecutableSchema {
	schema := graph.NewSchema(resolver, cfg.Graph)
	if !cfg.Plans {
		return schema
	}
	return parts.Plans(schema, resolver)
}

// newPage makes GraphiQL's page, on which people try the endpoint out.
func newPage(cfg config.Config) graphiql.Page {
	page := graphiql.Page{Endpoint: "graphql", Login: cfg.Login, Introspection: cfg.AnswersIntrospection(), Examples: graph.Examples(), Licenses: licenses.Text()}
	if cfg.Embedded {
		page.Token = embedded.InstanceOwnerToken
	}
	for _, warning := range cfg.Warnings() {
		page.Notices = append(page.Notices, warning.Notice)
	}
	return page
}
