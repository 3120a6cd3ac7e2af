package mcp

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"

	"github.com/go-json-experiment/json/jsontext"
	sdk "github.com/modelcontextprotocol/go-sdk/mcp"

	"zitadel-graphql/graph/endpoint"
	"zitadel-graphql/graph/problem"
)

// Executor executes documents by the rules and in the error contract of GraphQL over HTTP: an *endpoint.Handler.
type Executor interface {
	// Execute answers a query or a mutation.
	Execute(ctx context.Context, request endpoint.Request) endpoint.Response
	// Refusal returns the response that has err alone.
	Refusal(ctx context.Context, err error) endpoint.Response
	// ServeError answers an HTTP request with err.
	ServeError(w http.ResponseWriter, r *http.Request, err error)
}

// Dependencies are what the handlers need to run, besides their config. All have to be there.
type Dependencies struct {
	Executor Executor
	// CheckToken returns why the token in a request's headers can't be one, as a *problem.Problem, or nil.
	CheckToken func(http.Header) error
	// Annotate adds to the request's line in the access log.
	Annotate func(context.Context, ...slog.Attr)
	// VariableValues is how many values the variables of a document may have, as Executor bounds them.
	VariableValues int
}

// Handler serves /mcp. It is safe for concurrent use.
type Handler struct {
	resource resource
	with     Dependencies
	protocol http.Handler
}

// NewHandler returns the handler of /mcp for the tools. listen is the address that the server listens on.
func NewHandler(config Config, listen string, tools *Tools, with Dependencies) *Handler {
	return &Handler{
		resource: resource{config: config, listen: listen},
		with:     with,
		protocol: sdk.NewStreamableHTTPHandler(func(*http.Request) *sdk.Server { return tools.current.Load() }, &sdk.StreamableHTTPOptions{
			Stateless:                  true,
			JSONResponse:               true,
			DisableLocalhostProtection: true, // internal/web decides about hosts, for /mcp as for /graphql
			MaxRequestBodyBytes:        -1,   // and about sizes
		}),
	}
}

// exchange is one HTTP request on its way through the SDK, which has goroutines and contexts of its own.
type exchange struct {
	ctx      context.Context //nolint:containedctx // the request's own: the SDK's has neither its deadline nor its end
	header   http.Header
	executor Executor
	annotate func(context.Context, ...slog.Attr)
	// refusal takes the place of the SDK's response. It is set before that is written.
	refusal error
}

// execute executes a document in the name and the time of the request.
func (e *exchange) execute(document, name string, variables []byte) endpoint.Response {
	return e.executor.Execute(e.ctx, endpoint.Request{Document: document, OperationName: name, Variables: variables, Header: e.header})
}

// refuse returns the response that has err alone.
func (e *exchange) refuse(err error) endpoint.Response { return e.executor.Refusal(e.ctx, err) }

// note adds the protocol's method to the request's line in the access log.
func (e *exchange) note(method string) { e.annotate(e.ctx, slog.String("mcp", method)) }

type exchangeKey struct{}

// exchangeOf returns the exchange that a context of the SDK's belongs to.
func exchangeOf(ctx context.Context) *exchange {
	current, _ := ctx.Value(exchangeKey{}).(*exchange)
	return current
}

// ServeHTTP implements http.Handler. The caller bounds the body with http.MaxBytesReader, and the time with the request's
// context.
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := h.read(w, r)
	if err != nil {
		h.refuse(w, r, err)
		return
	}
	current := &exchange{ctx: r.Context(), header: r.Header, executor: h.with.Executor, annotate: h.with.Annotate}
	// The SDK gives up on a response when the request's time is over, while the tool still has to say what became of a write. So
	// it gets a context without an end, and the tool one with.
	inner := r.WithContext(context.WithValue(context.WithoutCancel(r.Context()), exchangeKey{}, current))
	inner.Body = io.NopCloser(bytes.NewReader(body))
	response := &recorded{header: http.Header{}}
	h.protocol.ServeHTTP(response, inner)
	if current.refusal == nil {
		current.refusal = response.refusal()
	}
	if current.refusal != nil {
		h.refuse(w, r, current.refusal)
		return
	}
	response.send(w)
}

// read returns the body of a request that may be handed to the SDK.
func (h *Handler) read(w http.ResponseWriter, r *http.Request) ([]byte, error) {
	if r.Method != http.MethodPost {
		w.Header().Set("Allow", http.MethodPost)
		return nil, &problem.Problem{Code: problem.CodeMethodNotAllowed, Message: "This path takes messages of the Model Context Protocol by POST, and has no stream of its own."}
	}
	if err := h.with.CheckToken(r.Header); err != nil {
		return nil, err
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, problem.BodyNotRead(err)
	}
	return body, checkMessage(body, h.with.VariableValues)
}

// checkMessage refuses a body that could be read in two ways, and several messages at once, of which each would count as none
// with the limits on requests. It also refuses one with so many values that its arguments are over the limit on them, before the
// SDK takes half a second to read them.
func checkMessage(body []byte, values int) error {
	if bytes.HasPrefix(bytes.TrimLeft(body, " \t\r\n"), []byte("[")) {
		return &problem.Problem{Code: problem.CodeBadRequest, Reason: problem.ReasonBatchNotSupported,
			Message: "The body is a list. Send one message in each request."}
	}
	if hasMoreTokens(body, tokensPerValue*(values+envelopeValues)) {
		tooMany := problem.LimitExceeded(problem.ReasonVariablesTooLarge, "the tool's arguments", values, "values (--max-variable-values)")
		tooMany.HTTPStatus = http.StatusRequestEntityTooLarge // in GraphQL over HTTP it is about the variables, and no failure of HTTP
		return tooMany
	}
	if !jsontext.Value(body).IsValid() {
		return &problem.Problem{Code: problem.CodeBadRequest, Reason: problem.ReasonBodyInvalid, Unreadable: true,
			Message: "The body isn't a JSON object in UTF-8 with each name once. Send exactly one message of the Model Context Protocol."}
	}
	return nil
}

const (
	// tokensPerValue is how many tokens of JSON a value has at most: its name, and for an object or a list its beginning and end.
	tokensPerValue = 3
	// envelopeValues are more than a message has around the arguments, the client's notes in _meta included.
	envelopeValues = 200
)

// hasMoreTokens reads no further than it has to. What isn't JSON ends there.
func hasMoreTokens(body []byte, most int) bool {
	tokens := jsontext.NewDecoder(bytes.NewReader(body))
	for range most {
		if _, err := tokens.ReadToken(); err != nil {
			return false
		}
	}
	_, err := tokens.ReadToken()
	return err == nil
}

// refuse answers with an error. Where it is about the token, it tells where to get one (RFC 9728, 5.1).
func (h *Handler) refuse(w http.ResponseWriter, r *http.Request, err error) {
	if found, ok := errors.AsType[*problem.Problem](err); ok && found.Code == problem.CodeUnauthenticated {
		challenge := "Bearer "
		if isTokenRejection(found) {
			challenge += `error="invalid_token", `
		}
		w.Header().Set("WWW-Authenticate", challenge+fmt.Sprintf(`resource_metadata="%s"`, h.resource.metadataURL(r)))
	}
	h.with.Executor.ServeError(w, r, err)
}

func isTokenRejection(found *problem.Problem) bool {
	return found.Reason == problem.ReasonTokenRejected || found.Reason == problem.ReasonSessionExpired
}
