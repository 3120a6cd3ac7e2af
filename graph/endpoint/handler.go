// Package endpoint serves GraphQL over HTTP (https://graphql.github.io/graphql-over-http/draft/): it reads a request from a
// URL or a JSON body, finds the document that the request names instead of sending, executes it, and sends the response with the
// status and in the media type that the draft wants. Every response of this package is a GraphQL response, a refusal too.
//
// A subscription is answered by a stream of server-sent events, in the distinct connections mode of GraphQL over SSE
// (https://github.com/enisdenjo/graphql-sse/blob/master/PROTOCOL.md): each response is an event, a comment keeps the stream alive
// meanwhile, and the last event completes it. So many of them may be open for one token, and in all. Other operations are
// answered so too, by one event, where the client prefers that.
//
// The package owns the reading of requests, and how many values and levels their JSON may have; the caches of documents; the
// executor, which prepares operations and calls extensions around them; the choice of the HTTP status; and the recovery from panics
// that come out of a schema. All that it needs of the API is an executable schema, which package graph makes: it knows no resolver
// and no generated model. It depends on graph/document for what a document may be, on graph/observe for who follows operations, on
// graph/subscription for failures of streams, on graph/problem for what a failure means, and on internal/cache; how an error looks is
// up to the presenter that it is handed. Sockets, timeouts, those of a stream too, the limit on the body, CORS and CSRF are internal/web's,
// and the manifest of trusted documents is internal/trusted's. What becomes of progress that a client reads too slowly is
// graph/subscription's.
package endpoint

import (
	"context"
	"io"
	"log/slog"
	"net/http"

	"github.com/99designs/gqlgen/graphql"

	"zitadel-graphql/graph/document"
	"zitadel-graphql/graph/observe"
)

// Config is an operator's, about how requests are read and answered.
type Config struct {
	// Documents has the limits of one document.
	Documents document.Limits
	// VariableValues is how many scalars, lists and objects, on every level together, the variables and extensions of one request
	// may have. It mustn't be 0.
	VariableValues int
	// Introspection answers queries for the schema, and lets validation suggest the names of fields. Without it, the names of
	// the schema are taken out of messages too.
	Introspection bool
	// RequireTrusted refuses every document that isn't one of the trusted ones; without it the log tells of them. It has no
	// effect where there are no trusted documents.
	RequireTrusted bool
	// AutomaticPersistedQueries keeps documents by their hash, as clients send them (Apollo's protocol).
	AutomaticPersistedQueries bool
	// Statuses is Statuses2026 or Statuses2023.
	Statuses string
	Streams  StreamLimits
}

// DefaultConfig leaves room for a whole settings page and its variables, doesn't show the schema, and keeps no documents.
func DefaultConfig() Config {
	return Config{Documents: document.DefaultLimits(), VariableValues: 5000, Statuses: Statuses2026, Streams: DefaultStreamLimits()}
}

// Dependencies are what the endpoint needs to run, besides its config. All but Trusted, Extensions, Observers and State
// have to be there.
type Dependencies struct {
	// Trusted is nil where there are no trusted documents.
	Trusted TrustedDocuments
	// Present renders every error of every response. The error that it returns has to wrap the *problem.Problem that it was
	// rendered from, by which the HTTP status is chosen.
	Present graphql.ErrorPresenterFunc
	// Extensions run around each operation, the first outermost, inside of the endpoint's own. Of gqlgen's interfaces for them Validate,
	// ResponseInterceptor and OperationParameterMutator aren't called; whether FieldInterceptor is, is up to the schema.
	Extensions []graphql.HandlerExtension
	// Observers are told of each operation and its root fields, in their order. It may be empty.
	Observers observe.Observers
	// RequestID returns the id under which a request is logged.
	RequestID func(context.Context) string
	// Annotate adds to the request's line in the access log, or changes what has been added under the same key.
	Annotate func(context.Context, ...slog.Attr)
	// Token returns the caller's token, by which streams are counted.
	Token func(context.Context) string
	// OpenStream begins a response, with status 200, and gives it the time of a stream. Each Write is sent to the client at once, and
	// fails when the client doesn't take it in time. The context that it returns ends with that time, when the server stops, and when
	// the client goes; its cause is what the client is told. Close ends the context.
	OpenStream func(context.Context, http.ResponseWriter) (context.Context, io.WriteCloser)
	Log        *slog.Logger
	// State is that of the Handler whose place this one takes. Where it is nil the endpoint begins with NewState.
	State *State
}

// Handler serves GraphQL over HTTP. It is safe for concurrent use.
type Handler struct {
	executor  *executor
	present   graphql.ErrorPresenterFunc
	parsers   *jsonParsers
	persisted *persisted
	quoted    *quotedDocuments
	observers observe.Observers
	statuses  string
	// hidden has the names that are kept from who has to guess them; it is nil where the schema is shown.
	hidden     *document.HiddenNames
	annotate   func(context.Context, ...slog.Attr)
	token      func(context.Context) string
	openStream func(context.Context, http.ResponseWriter) (context.Context, io.WriteCloser)
	streams    *openStreams
	limits     StreamLimits
	// encodings and withoutErrors are what responses have in common, made once. withoutErrors annotates the access log.
	encodings     encodings
	withoutErrors []slog.Attr
}

// New returns the endpoint for a schema.
func New(schema graphql.ExecutableSchema, config Config, with Dependencies) *Handler {
	if with.State == nil {
		with.State = NewState()
	}
	handler := &Handler{
		executor:      newExecutor(schema, config, with),
		present:       with.Present,
		parsers:       newJSONParsers(config.VariableValues),
		persisted:     newPersisted(config, with),
		quoted:        with.State.quoted,
		observers:     with.Observers,
		statuses:      config.Statuses,
		annotate:      with.Annotate,
		token:         with.Token,
		openStream:    with.OpenStream,
		streams:       with.State.streams,
		limits:        config.Streams,
		encodings:     newEncodings(),
		withoutErrors: annotationsOf(nil),
	}
	if !config.Introspection {
		handler.hidden = document.NewHiddenNames(schema.Schema())
	}
	return handler
}
