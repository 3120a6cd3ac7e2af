package endpoint

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"mime"
	"net/http"
	"strconv"
	"strings"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"zitadel-graphql/graph/problem"
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
	request, err := h.read(w, r)
	if err != nil {
		h.refuse(ctx, w, mediaType, err)
		return
	}
	operation, refusals := h.executor.CreateOperationContext(ctx, &request.RawParams)
	if len(refusals) > 0 {
		refusals = aFew(refusals)
		if h.hidden != nil {
			h.hidden.Hide(refusals, request.Query, request.Variables)
		}
		h.write(ctx, w, mediaType, h.executor.DispatchError(graphql.WithOperationContext(ctx, operation), refusals))
		return
	}
	if r.Method == http.MethodGet && operation.Operation.Operation != ast.Query {
		w.Header().Set("Allow", http.MethodPost)
		h.refuse(ctx, w, mediaType, &problem.Problem{Code: problem.CodeMethodNotAllowed, Reason: problem.ReasonMutationByGet,
			Message: "A mutation can't be sent by GET. Send it by POST."})
		return
	}
	h.persisted.keep(request)
	h.execute(ctx, w, mediaType, operation)
}

// maxRefusals is how many things that are wrong with a document are told at once.
const maxRefusals = 20

// aFew keeps a small document with a thousand mistakes from making a large answer.
func aFew(refusals gqlerror.List) gqlerror.List {
	if len(refusals) <= maxRefusals {
		return refusals
	}
	more := &problem.Problem{Code: problem.CodeGraphQLValidationFailed,
		Message: fmt.Sprintf("%d more problems were found in the document. Correct those that are listed, and send it again.", len(refusals)-maxRefusals)}
	return append(refusals[:maxRefusals:maxRefusals], gqlerror.Wrap(more))
}

// refuse answers with an error instead of a result.
func (h *Handler) refuse(ctx context.Context, w http.ResponseWriter, mediaType string, err error) {
	h.write(ctx, w, mediaType, h.failed(ctx, err))
}

// failed is the response for a request that has an error instead of a result. It goes past what is around the executor's
// responses, which may be what failed.
func (h *Handler) failed(ctx context.Context, err error) *graphql.Response {
	return &graphql.Response{Errors: gqlerror.List{h.present(ctx, err)}}
}

// Refuse answers a request that doesn't get as far as GraphQL. What err says reaches the client only where err is a
// refusal; a failed backend call and everything else is rendered as anywhere in a response.
func (h *Handler) Refuse(w http.ResponseWriter, r *http.Request, err error) {
	h.refuse(r.Context(), w, plainJSON, err)
}

func methodNotAllowed(allowed string) error {
	return &problem.Problem{Code: problem.CodeMethodNotAllowed, Message: "This path doesn't take this method. Use " + allowed + "."}
}

// write sends a response.
func (h *Handler) write(ctx context.Context, w http.ResponseWriter, mediaType string, response *graphql.Response) {
	h.render(ctx, mediaType, response).send(w)
}

// httpAnswer is a whole answer that is still to be sent.
type httpAnswer struct {
	mediaType string
	status    int
	body      []byte
}

// render has the status that the media type has for a response.
func (h *Handler) render(ctx context.Context, mediaType string, response *graphql.Response) httpAnswer {
	body, err := encode(response)
	if err != nil {
		return h.render(ctx, mediaType, h.failed(ctx, err)) // whose extensions are all of this package's making
	}
	codes, reasons := codesAndReasons(response.Errors)
	h.annotate(ctx, slog.Any("codes", codes), slog.Any("reasons", reasons))
	return httpAnswer{mediaType: mediaType, status: h.httpStatus(mediaType, response), body: body}
}

func (a httpAnswer) send(w http.ResponseWriter) {
	w.Header().Set("Content-Type", a.mediaType+"; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(a.status)
	_, _ = w.Write(a.body) // when the client is gone there is nobody left to tell
}

// encode leaves out data, rather than having it null, where nothing was executed. The data is JSON already, and not
// looked through again.
func encode(response *graphql.Response) ([]byte, error) {
	var body bytes.Buffer
	body.WriteByte('{')
	if len(response.Errors) > 0 {
		list, err := json.Marshal(response.Errors)
		if err != nil {
			return nil, fmt.Errorf("encode errors: %w", err)
		}
		body.WriteString(`"errors":`)
		body.Write(list)
	}
	if response.Data != nil {
		if body.Len() > 1 {
			body.WriteByte(',')
		}
		body.WriteString(`"data":`)
		body.Write(response.Data)
	}
	if len(response.Extensions) > 0 {
		extensions, err := json.Marshal(response.Extensions)
		if err != nil {
			return nil, fmt.Errorf("encode extensions: %w", err)
		}
		body.WriteString(`,"extensions":`) // what has any was executed, and so has data
		body.Write(extensions)
	}
	body.WriteByte('}')
	return body.Bytes(), nil
}

// codesAndReasons are those of the errors, for the log. An error without a reason adds none.
func codesAndReasons(errs gqlerror.List) (codes []problem.Code, reasons []problem.Reason) {
	codes, reasons = make([]problem.Code, 0, len(errs)), make([]problem.Reason, 0, len(errs))
	for _, err := range errs {
		found, ok := errors.AsType[*problem.Problem](err)
		if !ok {
			continue
		}
		codes = append(codes, found.Code)
		if found.Reason != "" {
			reasons = append(reasons, found.Reason)
		}
	}
	return codes, reasons
}

// negotiate chooses the media type of the response by what the client prefers. Without a wish, or a preference, it is
// application/json, which every client reads, unless the newer type is asked for by its name: the draft would have the
// newer one for a client without any wish by now, and its audit suite the older one.
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
	case quality(wishes, graphqlResponse, "application/*", "*/*") > 0: // of all that is allowed, only plain JSON is refused
		return graphqlResponse, nil
	}
	return "", &problem.Problem{Code: problem.CodeNotAcceptable,
		Message: "The header accept allows neither " + graphqlResponse + " nor " + plainJSON + ". Accept one of them."}
}

// quality is the weight (RFC 9110, 12.4.2) of the first of the names that the wishes have, the most specific first; 0
// where they have none, or refuse it.
func quality(wishes string, names ...string) float64 {
	weights := map[string]float64{}
	for _, wish := range listed(wishes) {
		mediaType, parameters, err := mime.ParseMediaType(wish)
		if err != nil {
			continue
		}
		if mediaType == "*" { // what Java's HttpURLConnection and old browsers send for any
			mediaType = "*/*"
		}
		weights[mediaType] = 1
		if q, ok := parameters["q"]; ok {
			weights[mediaType] = weight(q)
		}
	}
	for _, name := range names {
		if weight, ok := weights[name]; ok {
			return weight
		}
	}
	return 0
}

// weight is 0 for what is none: that is no wish.
func weight(q string) float64 {
	parsed, err := strconv.ParseFloat(q, 64)
	if err != nil || !(parsed >= 0 && parsed <= 1) { // NaN is neither
		return 0
	}
	return parsed
}

// listed are the elements of a header that is a list. A comma in quotes belongs to its element.
func listed(header string) []string {
	quoted := false
	return strings.FieldsFunc(header, func(r rune) bool {
		if r == '"' {
			quoted = !quoted
		}
		return r == ',' && !quoted
	})
}
