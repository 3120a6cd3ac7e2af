package graph

import (
	"context"
	"log/slog"
	"maps"

	"github.com/99designs/gqlgen/graphql/executor"
	"github.com/99designs/gqlgen/graphql/handler/extension"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/validator/rules"

	"zitadel-graphql/graph/problem"
	"zitadel-graphql/graph/problem/presenter"
)

// HandlerConfig is what the handler needs from its surroundings. Every field but Persisted and Statuses is required.
type HandlerConfig struct {
	Resolver *Resolver
	Limits   Limits
	// Introspection answers queries for the schema, and lets validation suggest the names of fields.
	Introspection bool
	// Federation makes the schema a subgraph's: it answers for entities, and shows the schema to whoever composes it.
	Federation bool
	Persisted  Persisted
	// Statuses is Statuses2026, which empty stands for too, or Statuses2023.
	Statuses string
	// RequestID returns the id under which a request is logged, and which its errors carry.
	RequestID func(context.Context) string
	// Annotate adds to the request's line in the access log.
	Annotate func(context.Context, ...slog.Attr)
	Log      *slog.Logger
}

// Handler serves GraphQL over HTTP. It is safe for concurrent use.
type Handler struct {
	executor  *executor.Executor
	presenter *presenter.Presenter
	limits    Limits
	persisted *persisted
	statuses  string
	// secret names are hidden from who has to guess them; nil where the schema is shown.
	secret   *schemaNames
	annotate func(context.Context, ...slog.Attr)
}

// NewHandler returns the endpoint for the schema.
func NewHandler(config HandlerConfig) *Handler {
	schema := servedSchema(config.Federation)
	exec := executor.New(NewExecutableSchema(Config{Schema: schema, Resolvers: config.Resolver}))
	presenter := presenter.New(config.RequestID, token, config.Log)
	exec.SetErrorPresenter(presenter.Present)
	exec.SetRecoverFunc(func(_ context.Context, cause any) error { return problem.Recovered(cause) })
	exec.SetDisableSuggestion(!config.Introspection)
	exec.SetDefaultRulesFn(validationRules(config.Introspection))
	documents := documents{newCache[*ast.QueryDocument](cachedDocuments, cachedDocumentBytes)}
	exec.SetQueryCache(documents)
	exec.Use(guard{limits: config.Limits, introspection: config.Introspection, schema: schema, passed: documents})
	if config.Introspection {
		exec.Use(extension.Introspection{})
	}
	if config.Federation {
		exec.Use(representationLimit(config.Limits.Representations))
	}
	exec.AroundOperations(countCalls(config.Limits.BackendCalls, config.Limits.TotalBackendCalls))
	exec.AroundOperations(collectWarnings)
	handler := &Handler{executor: exec, presenter: presenter, limits: config.Limits, annotate: config.Annotate, statuses: config.Statuses, persisted: &persisted{
		Persisted: config.Persisted, byHash: newCache[string](cachedHashes, cachedHashBytes), requestID: config.RequestID, log: config.Log}}
	if !config.Introspection {
		secret := namesOf(schema)
		handler.secret = &secret
	}
	return handler
}

// servedSchema is the schema without what gqlparser adds and this server doesn't do: a response is sent at once, and
// nothing of it deferred.
func servedSchema(federation bool) *ast.Schema {
	served := *parsedSchema
	served.Directives = maps.Clone(parsedSchema.Directives)
	delete(served.Directives, "defer")
	if !federation {
		withoutFederation(&served)
	}
	return &served
}

// validationRules are gqlparser's, but for the one whose time grows too fast, and where the schema isn't shown, those that
// offer names of it; and one more. gqlgen itself exchanges the rules for fields and leaves, and no others.
func validationRules(suggest bool) func() *rules.Rules {
	return func() *rules.Rules {
		all := rules.NewDefaultRules()
		all.ReplaceRule(rules.OverlappingFieldsCanBeMergedRule.Name, checkMerges)
		all.AddRule("NumbersInRange", checkNumbers)
		if suggest {
			return all
		}
		all.ReplaceRule(rules.KnownArgumentNamesRule.Name, rules.KnownArgumentNamesRuleWithoutSuggestions.RuleFunc)
		all.ReplaceRule(rules.KnownTypeNamesRule.Name, rules.KnownTypeNamesRuleWithoutSuggestions.RuleFunc)
		all.ReplaceRule(rules.ValuesOfCorrectTypeRule.Name, rules.ValuesOfCorrectTypeRuleWithoutSuggestions.RuleFunc)
		return all
	}
}
