package endpoint

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"slices"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"zitadel-graphql/graph/problem"
)

// httpResponse is a whole response that is still to be sent. Until then another one can take its place.
type httpResponse struct {
	*encodings

	mediaType string
	status    int
	body      body
}

// encodings are the parts that all responses have in common, made once. Nobody changes them.
type encodings struct {
	// plainType, newerType and noStore are values of headers.
	plainType, newerType, noStore []string
	// data and end stand around the data of a response without errors.
	data, end []byte
}

func newEncodings() encodings {
	return encodings{
		plainType: []string{plainJSON + "; charset=utf-8"}, newerType: []string{graphqlResponse + "; charset=utf-8"}, noStore: []string{"no-store"},
		data: []byte(`{"data":`), end: []byte("}"),
	}
}

// body is a response's JSON, in pieces: what stands around the data, and between them the data as the schema wrote it, which so isn't copied.
type body [3][]byte

func (b body) whole() []byte { return slices.Concat(b[:]...) }

// render encodes a response, chooses its status, and notes its errors in the access log. operation is the one that was executed, or nil.
func (h *Handler) render(ctx context.Context, mediaType string, operation *graphql.OperationContext, response *graphql.Response) httpResponse {
	body, response := h.encode(ctx, operation, response)
	return httpResponse{encodings: &h.encodings, mediaType: mediaType, status: h.httpStatus(mediaType, response), body: body}
}

// encode returns a response's JSON, and notes its errors in the access log. Where it can't be written as JSON, which is an
// extension's doing, a response that says so takes its place: that has no extensions but the presenter's.
func (h *Handler) encode(ctx context.Context, operation *graphql.OperationContext, response *graphql.Response) (body, *graphql.Response) {
	encoded, err := h.encodings.of(response)
	if err != nil {
		if operation != nil {
			ctx = withOperation(ctx, operation)
		}
		return h.encode(ctx, nil, h.errorResponse(ctx, err))
	}
	if len(response.Errors) == 0 {
		h.annotate(ctx, h.withoutErrors...)
	} else {
		h.annotate(ctx, annotationsOf(response.Errors)...)
	}
	return encoded, response
}

func (r httpResponse) send(w http.ResponseWriter) {
	if r.mediaType == eventStream {
		setStreamHeaders(w.Header())
		w.WriteHeader(r.status)
		_, _ = w.Write(append(nextEvent(r.body.whole()), completeEvent...)) // as below
		return
	}
	header := w.Header()
	header["Content-Type"], header["Cache-Control"] = r.plainType, r.noStore
	if r.mediaType == graphqlResponse {
		header["Content-Type"] = r.newerType
	}
	w.WriteHeader(r.status)
	for _, part := range r.body {
		_, _ = w.Write(part) // when the client is gone there is nobody left to tell
	}
}

// of encodes a response. It leaves out data, rather than having it null, where nothing was executed. The data is JSON already.
func (e *encodings) of(response *graphql.Response) (body, error) {
	if len(response.Errors) == 0 && len(response.Extensions) == 0 && response.Data != nil {
		return body{e.data, response.Data, e.end}, nil
	}
	var before, after []byte
	separator := "{"
	if len(response.Errors) > 0 {
		list, err := json.Marshal(response.Errors)
		if err != nil {
			return body{}, fmt.Errorf("encode errors: %w", err)
		}
		before = slices.Concat([]byte(`{"errors":`), list)
		separator = ","
	}
	if response.Data != nil {
		before = append(before, separator+`"data":`...)
		separator = ","
	}
	if len(response.Extensions) > 0 {
		extensions, err := json.Marshal(response.Extensions)
		if err != nil {
			return body{}, fmt.Errorf("encode extensions: %w", err)
		}
		after = slices.Concat([]byte(separator+`"extensions":`), extensions)
		separator = ","
	}
	if separator == "{" { // it has nothing
		after = []byte("{")
	}
	return body{before, response.Data, append(after, '}')}, nil
}

// annotationsOf returns the codes and reasons of errors for the access log.
func annotationsOf(errs gqlerror.List) []slog.Attr {
	codes, reasons := codesAndReasons(errs)
	return []slog.Attr{slog.Any("codes", codes), slog.Any("reasons", reasons)}
}

// codesAndReasons are those of the problems that the errors were rendered from. A problem without a reason adds none.
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
