package endpoint

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"zitadel-graphql/graph/problem"
)

// httpResponse is a whole response that is still to be sent. Until then another one can take its place.
type httpResponse struct {
	mediaType string
	status    int
	body      []byte
}

// render encodes a response, chooses its status, and notes its errors in the access log.
func (h *Handler) render(ctx context.Context, mediaType string, response *graphql.Response) httpResponse {
	body, response := h.encode(ctx, response)
	return httpResponse{mediaType: mediaType, status: h.httpStatus(mediaType, response), body: body}
}

// encode returns a response's JSON, and notes its errors in the access log. Where it can't be written as JSON, which is an
// extension's doing, a response that says so takes its place: that has no extensions but the presenter's.
func (h *Handler) encode(ctx context.Context, response *graphql.Response) ([]byte, *graphql.Response) {
	body, err := encode(response)
	if err != nil {
		return h.encode(ctx, h.errorResponse(ctx, err))
	}
	codes, reasons := codesAndReasons(response.Errors)
	h.annotate(ctx, slog.Any("codes", codes), slog.Any("reasons", reasons))
	return body, response
}

func (r httpResponse) send(w http.ResponseWriter) {
	if r.mediaType == eventStream {
		setStreamHeaders(w.Header())
		w.WriteHeader(r.status)
		_, _ = w.Write(append(nextEvent(r.body), completeEvent...)) // as below
		return
	}
	w.Header().Set("Content-Type", r.mediaType+"; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(r.status)
	_, _ = w.Write(r.body) // when the client is gone there is nobody left to tell
}

// encode leaves out data, rather than having it null, where nothing was executed. The data is JSON already, and is copied as
// it is.
func encode(response *graphql.Response) ([]byte, error) {
	var body bytes.Buffer
	body.WriteByte('{')
	if len(response.Errors) > 0 {
		list, err := json.Marshal(response.Errors)
		if err != nil {
			return nil, fmt.Errorf("encode errors: %w", err)
		}
		addMember(&body, "errors", list)
	}
	if response.Data != nil {
		addMember(&body, "data", response.Data)
	}
	if len(response.Extensions) > 0 {
		extensions, err := json.Marshal(response.Extensions)
		if err != nil {
			return nil, fmt.Errorf("encode extensions: %w", err)
		}
		addMember(&body, "extensions", extensions)
	}
	body.WriteByte('}')
	return body.Bytes(), nil
}

// addMember adds a member to an object that has been begun.
func addMember(object *bytes.Buffer, name string, value []byte) {
	if object.Len() > 1 {
		object.WriteByte(',')
	}
	object.WriteString(`"` + name + `":`)
	object.Write(value)
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
