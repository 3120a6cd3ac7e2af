package graph

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"mime"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"zitadel-graphql/graph/model"
)

// The media types of https://graphql.github.io/graphql-over-http/draft/#sec-Media-Types.
const (
	graphqlResponse = "application/graphql-response+json"
	plainJSON       = "application/json"
)

// ServeHTTP answers one GraphQL request, sent as the GraphQL over HTTP draft has it: a query by GET, any operation by
// POST with a JSON body. Every answer is a GraphQL response, a refusal too. The caller bounds the body with
// http.MaxBytesReader, and the time with the request's context.
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	ctx := graphql.StartOperationTrace(r.Context())
	mediaType, err := negotiate(r.Header.Values("Accept"))
	if err != nil {
		h.refuse(ctx, w, plainJSON, err)
		return
	}
	request, err := read(w, r)
	if err != nil {
		h.refuse(ctx, w, mediaType, err)
		return
	}
	operation, refusals := h.executor.CreateOperationContext(ctx, request)
	if len(refusals) > 0 {
		h.write(ctx, w, mediaType, h.executor.DispatchError(graphql.WithOperationContext(ctx, operation), refusals))
		return
	}
	if r.Method == http.MethodGet && operation.Operation.Operation != ast.Query {
		w.Header().Set("Allow", http.MethodPost)
		h.refuse(ctx, w, mediaType, &problem{code: model.ErrorCodeMethodNotAllowed, reason: model.ErrorReasonMutationByGet,
			message: "A mutation has to be sent by POST."})
		return
	}
	h.execute(ctx, w, mediaType, operation)
}

func (h *Handler) execute(ctx context.Context, w http.ResponseWriter, mediaType string, operation *graphql.OperationContext) {
	h.annotate(ctx, slog.String("operation", operation.Operation.Name), slog.String("type", string(operation.Operation.Operation)))
	respond, inner := h.executor.DispatchOperation(ctx, operation)
	response := respond(inner)
	if response == nil { // gqlgen doesn't start what has no time left
		h.refuse(ctx, w, mediaType, context.Cause(ctx))
		return
	}
	h.write(ctx, w, mediaType, response)
}

// refuse answers with an error instead of a result.
func (h *Handler) refuse(ctx context.Context, w http.ResponseWriter, mediaType string, err error) {
	h.write(ctx, w, mediaType, h.executor.DispatchError(ctx, gqlerror.List{gqlerror.Wrap(err)}))
}

// Refuse answers a request that doesn't get as far as GraphQL. What err says reaches the client only where err is a
// refusal; a failed backend call and everything else is rendered as anywhere in a response.
func (h *Handler) Refuse(w http.ResponseWriter, r *http.Request, err error) {
	h.refuse(r.Context(), w, plainJSON, err)
}

func methodNotAllowed(allowed string) error {
	return &problem{code: model.ErrorCodeMethodNotAllowed, message: "This path is served by " + allowed + "."}
}

// write sends a response with the status that the draft asks for: under application/json, what is wrong with the
// document doesn't make the HTTP request fail.
func (h *Handler) write(ctx context.Context, w http.ResponseWriter, mediaType string, response *graphql.Response) {
	body, err := encode(response)
	if err != nil {
		h.refuse(ctx, w, mediaType, err)
		return
	}
	h.annotate(ctx, slog.Any("codes", codesOf(response.Errors)))
	w.Header().Set("Content-Type", mediaType+"; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(httpStatus(mediaType, response))
	_, _ = w.Write(body) // when the client is gone there is nobody left to tell
}

// encode leaves out data, rather than having it null, where nothing was executed. The data is JSON already, and not
// looked through again.
func encode(response *graphql.Response) ([]byte, error) {
	var body bytes.Buffer
	body.WriteByte('{')
	if len(response.Errors) > 0 {
		errors, err := json.Marshal(response.Errors)
		if err != nil {
			return nil, fmt.Errorf("encode errors: %w", err)
		}
		body.WriteString(`"errors":`)
		body.Write(errors)
	}
	if response.Data != nil {
		if body.Len() > 1 {
			body.WriteByte(',')
		}
		body.WriteString(`"data":`)
		body.Write(response.Data)
	}
	body.WriteByte('}')
	return body.Bytes(), nil
}

func httpStatus(mediaType string, response *graphql.Response) int {
	if response.Data != nil || len(response.Errors) == 0 {
		return http.StatusOK
	}
	first := response.Errors[0].Extensions
	switch first["code"] {
	case model.ErrorCodeGraphqlParseFailed, model.ErrorCodeGraphqlValidationFailed:
		if mediaType == plainJSON {
			return http.StatusOK
		}
	}
	status, ok := first["httpStatus"].(int)
	if !ok {
		return http.StatusInternalServerError
	}
	return status
}

func codesOf(errors gqlerror.List) []any {
	codes := make([]any, len(errors))
	for i, err := range errors {
		codes[i] = err.Extensions["code"]
	}
	return codes
}

// negotiate chooses the media type of the response by what the client prefers. Without a wish, or a preference, it is
// application/json, which every client reads, unless the newer type is asked for by its name.
func negotiate(accept []string) (string, error) {
	wishes := strings.Join(accept, ",")
	if strings.Trim(wishes, ", ") == "" {
		return plainJSON, nil
	}
	named, plain := quality(wishes, graphqlResponse), quality(wishes, plainJSON, "application/*", "*/*")
	switch {
	case named > 0 && named >= plain:
		return graphqlResponse, nil
	case plain > 0:
		return plainJSON, nil
	}
	return "", &problem{code: model.ErrorCodeNotAcceptable,
		message: "The response is " + graphqlResponse + " or " + plainJSON + "; the header accept allows neither."}
}

// quality is the weight (RFC 9110, 12.4.2) of the first of the names that the wishes have, the most specific first; 0
// where they have none, or refuse it.
func quality(wishes string, names ...string) float64 {
	weights := map[string]float64{}
	for wish := range strings.SplitSeq(wishes, ",") {
		mediaType, parameters, err := mime.ParseMediaType(wish)
		if err != nil {
			continue
		}
		weights[mediaType] = 1
		if q, ok := parameters["q"]; ok {
			weights[mediaType], _ = strconv.ParseFloat(q, 64) // what is no number is no wish
		}
	}
	for _, name := range names {
		if weight, ok := weights[name]; ok {
			return weight
		}
	}
	return 0
}

// read takes the GraphQL request out of the HTTP request.
func read(w http.ResponseWriter, r *http.Request) (*graphql.RawParams, error) {
	var params *graphql.RawParams
	var err error
	switch r.Method {
	case http.MethodGet:
		params, err = readURL(r.URL)
	case http.MethodPost:
		params, err = readBody(r)
	default:
		w.Header().Set("Allow", "GET, POST")
		return nil, methodNotAllowed("GET and POST")
	}
	if err != nil {
		return nil, err
	}
	if strings.TrimSpace(params.Query) == "" {
		return nil, &problem{code: model.ErrorCodeBadRequest, reason: model.ErrorReasonQueryMissing,
			message: `The request has no "query".`}
	}
	params.Headers = r.Header
	return params, nil
}

func readURL(u *url.URL) (*graphql.RawParams, error) {
	values, err := url.ParseQuery(u.RawQuery)
	if err != nil {
		return nil, &problem{code: model.ErrorCodeBadRequest, message: "The URL's query string can't be read."}
	}
	params := &graphql.RawParams{Query: values.Get("query"), OperationName: values.Get("operationName")}
	for name, target := range map[string]*map[string]any{"variables": &params.Variables, "extensions": &params.Extensions} {
		if text := values.Get(name); text != "" && decode([]byte(text), target) != nil {
			return nil, &problem{code: model.ErrorCodeBadRequest, message: "The parameter " + name + " isn't one JSON object."}
		}
	}
	return params, nil
}

func readBody(r *http.Request) (*graphql.RawParams, error) {
	mediaType, parameters, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || mediaType != plainJSON || !utf8Charset(parameters["charset"]) {
		return nil, unsupported("The body has to be application/json in UTF-8; the header content-type says otherwise.")
	}
	if encoding := r.Header.Get("Content-Encoding"); encoding != "" && !strings.EqualFold(encoding, "identity") {
		return nil, unsupported("The body has to be sent without a content encoding.")
	}
	body, err := io.ReadAll(r.Body)
	if tooLarge, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return nil, &problem{code: model.ErrorCodeLimitExceeded, reason: model.ErrorReasonBodyTooLarge,
			httpStatus: http.StatusRequestEntityTooLarge,
			message:    fmt.Sprintf("The request is too large: its body may have at most %d bytes.", tooLarge.Limit)}
	}
	if err != nil {
		return nil, &problem{code: model.ErrorCodeBadRequest, reason: model.ErrorReasonBodyInvalid,
			message: "The body didn't arrive in full.", cause: err}
	}
	return parseBody(body)
}

func utf8Charset(charset string) bool {
	return charset == "" || strings.EqualFold(charset, "utf-8") || strings.EqualFold(charset, "utf8")
}

func unsupported(message string) error {
	return &problem{code: model.ErrorCodeUnsupportedMediaType, message: message}
}

// parseBody never repeats any of the body in an error: it may hold a secret.
func parseBody(body []byte) (*graphql.RawParams, error) {
	if bytes.HasPrefix(bytes.TrimLeft(body, " \t\r\n"), []byte("[")) {
		return nil, &problem{code: model.ErrorCodeBadRequest, reason: model.ErrorReasonBatchNotSupported,
			message: "The body is a list; send one operation in each request."}
	}
	var request *struct {
		Query         string         `json:"query"`
		OperationName string         `json:"operationName"`
		Variables     map[string]any `json:"variables"`
		Extensions    map[string]any `json:"extensions"`
	}
	err := decode(body, &request)
	var wrongType *json.UnmarshalTypeError
	switch {
	case errors.As(err, &wrongType) && wrongType.Field != "":
		return nil, &problem{code: model.ErrorCodeBadRequest, reason: model.ErrorReasonBodyInvalid,
			message: fmt.Sprintf("The body's %.40q is of the wrong type.", wrongType.Field)}
	case err != nil || request == nil:
		return nil, &problem{code: model.ErrorCodeBadRequest, reason: model.ErrorReasonBodyInvalid,
			message: "The body isn't one JSON object."}
	}
	return &graphql.RawParams{Query: request.Query, OperationName: request.OperationName,
		Variables: request.Variables, Extensions: request.Extensions}, nil
}

// decode reads exactly one JSON value, and keeps its numbers as they are written.
func decode(text []byte, target any) error {
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	if err := decoder.Decode(target); err != nil {
		return fmt.Errorf("decode JSON: %w", err)
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return errors.New("decode JSON: more after the value")
	}
	return nil
}
