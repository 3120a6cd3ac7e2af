package main

import (
	"context"

	"zitadel-graphql/graph"
	"zitadel-graphql/graph/document"
	"zitadel-graphql/graph/endpoint"
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

// handler is what a request passes, made of the settings over the parts.
type handler struct {
	// documents is nil where there are no trusted ones.
	documents *trusted.Documents
	// served are the endpoint, the tools, the page and the probes, which internal/web puts behind one server.
	served web.Handlers
}

// newHandler makes what a request passes. It fails where the manifest of trusted documents can't be used.
func newHandler(ctx context.Context, cfg config.Config, parts parts) (handler, error) {
	tools := mcp.NewTools(graph.Schema(cfg.Graph.Federation), cfg.MCP.Mutations, build.Read().Version, parts.log)
	documents, err := openDocuments(ctx, cfg, tools, parts)
	if err != nil {
		return handler{}, err
	}
	graphQL := newEndpoint(cfg, documents, parts)
	served := web.Handlers{GraphQL: graphQL, Refuse: graphQL.ServeError, Ready: problem.Ready(parts.conn.Ready), AccessLog: parts.accessLog,
		Observers: parts.observers.requests}
	if cfg.MCP.Enabled {
		agents := mcp.NewHandler(cfg.MCP, cfg.Web.Listen, tools, mcp.Dependencies{
			Executor: graphQL, CheckToken: graph.CheckToken, Annotate: web.Annotate, VariableValues: cfg.Endpoint.VariableValues,
		})
		served.MCP, served.Resource = agents, agents.Metadata()
	}
	if cfg.GraphiQL {
		served.Pages = newPage(cfg).Register
	}
	return handler{documents: documents, served: served}, nil
}

// openDocuments reads the trusted documents, and where agents may use them makes the tools anew with each manifest. It returns nil
// where there are none.
func openDocuments(ctx context.Context, cfg config.Config, tools *mcp.Tools, parts parts) (*trusted.Documents, error) {
	checker := document.NewChecker(graph.Schema(cfg.Graph.Federation), cfg.Endpoint.Documents, cfg.Endpoint.Introspection)
	if cfg.MCP.Enabled {
		return trusted.Open(ctx, cfg.Trusted, checker.Check, tools.Replace, parts.log)
	}
	return trusted.Open(ctx, cfg.Trusted, checker.Check, nil, parts.log)
}

// newEndpoint makes GraphQL over HTTP of the schema, whose fields ask the backend. documents is nil where there are none.
func newEndpoint(cfg config.Config, documents *trusted.Documents, parts parts) *endpoint.Handler {
	with := endpoint.Dependencies{
		Present:    presenter.New(web.RequestID, graph.Token, parts.log).Present,
		Extensions: graph.Extensions(cfg.Graph, web.Annotate),
		RequestID:  web.RequestID,
		Annotate:   web.Annotate,
		Token:      graph.Token,
		OpenStream: web.OpenStream,
		Observers:  parts.observers.operations,
		Log:        parts.log,
	}
	if documents != nil && cfg.Trusted.Mode != trusted.Off { // an interface that holds a nil pointer isn't nil
		with.Trusted = documents
	}
	resolver := graph.NewResolver(parts.conn, cfg.Policies, cfg.Graph.Looks, parts.log)
	return endpoint.New(graph.NewSchema(resolver, cfg.Graph), cfg.Endpoint, with)
}

// newPage makes the page on which a person tries the endpoint out.
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
