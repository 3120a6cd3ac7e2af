package main

import (
	"context"
	"strings"

	"github.com/99designs/gqlgen/graphql"

	"zitadel-graphql/graph"
	"zitadel-graphql/graph/document"
	"zitadel-graphql/graph/endpoint"
	"zitadel-graphql/graph/plan"
	"zitadel-graphql/graph/problem"
	"zitadel-graphql/graph/problem/presenter"
	"zitadel-graphql/internal/build"
	"zitadel-graphql/internal/config"
	"zitadel-graphql/internal/embedded"
	"zitadel-graphql/internal/graphiql"
	"zitadel-graphql/internal/licenses"
	"zitadel-graphql/internal/mcp"
	"zitadel-graphql/internal/trusted"
	"zitadel-graphql/internal/web"
)

// handler is what answers requests, made from the settings and the parts. A reload makes a new one.
type handler struct {
	operations *operations
	// served are the GraphQL endpoint, the tools for agents, GraphiQL's page and the health checks, which internal/web serves together.
	served web.Handlers
}

// newHandler makes the handler for the settings cfg. It takes over what it can of the previous handler before, which is the zero value at
// the start. It fails if the manifest of trusted documents can't be used.
func newHandler(ctx context.Context, cfg config.Config, parts parts, before handler) (handler, error) {
	operations, err := openOperations(ctx, cfg, parts, before.operations)
	if err != nil {
		return handler{}, err
	}
	parts.observers.tellApart(operations.documents)
	graphQL := newEndpoint(cfg, operations.documents, parts)
	served := web.Handlers{GraphQL: graphQL, Refuse: graphQL.ServeError, Ready: problem.Ready(parts.conn.Ready), AccessLog: parts.accessLog,
		Observers: parts.observers.requests}
	if cfg.MCP.Enabled {
		agents := mcp.NewHandler(cfg.MCP, cfg.Web.Listen, operations.tools, mcp.Dependencies{
			Executor: graphQL, CheckToken: graph.CheckToken, Annotate: web.Annotate, VariableValues: cfg.Endpoint.VariableValues,
		})
		served.MCP, served.Resource = agents, agents.Metadata()
	}
	if cfg.GraphiQL {
		served.Pages = newPage(cfg).Register
	}
	return handler{operations: operations, served: served}, nil
}

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
// those of the previous operations before, it returns these, with the last manifest that could be used.
func openOperations(ctx context.Context, cfg config.Config, parts parts, before *operations) (*operations, error) {
	settings := operationSettings{cfg.Trusted.File, cfg.Endpoint.Documents, cfg.Endpoint.Introspection, cfg.MCP.Enabled, strings.Join(cfg.MCP.Mutations, ",")}
	if before != nil && before.madeFor == settings {
		return before, nil
	}
	schema := graph.Schema(cfg.Graph.Federation)
	tools := mcp.NewTools(schema, cfg.MCP.Mutations, build.Read().Version, parts.log)
	var use trusted.Use
	if cfg.MCP.Enabled {
		use = tools.Replace
	}
	checker := document.NewChecker(schema, cfg.Endpoint.Documents, cfg.Endpoint.Introspection)
	documents, err := trusted.Open(ctx, cfg.Trusted, checker.Check, use, parts.log)
	if err != nil {
		return nil, err
	}
	return &operations{madeFor: settings, documents: documents, tools: tools}, nil
}

// newEndpoint makes the endpoint for GraphQL over HTTP. documents is nil if there is no manifest.
func newEndpoint(cfg config.Config, documents *trusted.Documents, parts parts) *endpoint.Handler {
	with := endpoint.Dependencies{
		Present:    presenter.New(web.RequestID, graph.Token, parts.log).Present,
		Extensions: append(graph.Extensions(cfg.Graph, web.Annotate), parts.auditor),
		RequestID:  web.RequestID,
		Annotate:   web.Annotate,
		Token:      graph.Token,
		OpenStream: web.OpenStream,
		Observers:  parts.observers.operations,
		Log:        parts.log,
		State:      parts.state,
	}
	if documents != nil && cfg.Trusted.Mode != trusted.Off { // an interface that holds a nil pointer isn't nil
		with.Trusted = documents
	}
	resolver := parts.resolver.WithConfig(cfg.Policies, cfg.Graph.Looks)
	return endpoint.New(newSchema(cfg, resolver), cfg.Endpoint, with)
}

// newSchema makes the schema that the endpoint executes documents of, with plans or by gqlgen's executor alone.
func newSchema(cfg config.Config, resolver *graph.Resolver) graphql.ExecutableSchema {
	schema := graph.NewSchema(resolver, cfg.Graph)
	if !cfg.Plans {
		return schema
	}
	return plan.New(schema, resolver)
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
