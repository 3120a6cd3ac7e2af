package mcp

import (
	"bytes"
	"errors"
	"mime"
	"net/http"
	"strings"

	"zitadel-graphql/graph/problem"
)

// recorded is the SDK's response, kept until it is known that no other takes its place.
type recorded struct {
	header http.Header
	status int
	body   bytes.Buffer
}

var _ http.ResponseWriter = (*recorded)(nil)

// Header implements http.ResponseWriter.
func (r *recorded) Header() http.Header { return r.header }

// WriteHeader implements http.ResponseWriter.
func (r *recorded) WriteHeader(status int) {
	if r.status == 0 {
		r.status = status
	}
}

// Write implements http.ResponseWriter.
func (r *recorded) Write(part []byte) (int, error) {
	r.WriteHeader(http.StatusOK)
	return r.body.Write(part)
}

// refusal returns the problem that a refusal of the SDK's is, which it writes as plain text, or nil for a message of the protocol.
func (r *recorded) refusal() error {
	mediaType, _, _ := mime.ParseMediaType(r.header.Get("Content-Type")) // none is as good as one that can't be read
	switch {
	case r.status == 0:
		return errors.New("the Model Context Protocol's SDK left a request without a response")
	case r.status < http.StatusBadRequest || mediaType != "text/plain":
		return nil
	case r.status >= http.StatusInternalServerError:
		return errors.New("the Model Context Protocol's SDK failed: " + r.body.String())
	case r.status == http.StatusUnsupportedMediaType:
		return &problem.Problem{Code: problem.CodeUnsupportedMediaType, Message: "The header content-type doesn't say that the body is JSON. Send it with content-type: application/json."}
	}
	return &problem.Problem{Code: problem.CodeBadRequest, HTTPStatus: r.status,
		Message: "The request isn't one of the Model Context Protocol's streamable HTTP: " + problem.Shorten(strings.TrimSpace(r.body.String()), problem.MaxMessage/2)}
}

// send writes the response. Nothing keeps it, whatever the SDK says.
func (r *recorded) send(w http.ResponseWriter) {
	if mediaType := r.header.Get("Content-Type"); mediaType != "" {
		w.Header().Set("Content-Type", mediaType)
	}
	w.WriteHeader(r.status)
	_, _ = w.Write(r.body.Bytes()) // when the client is gone there is nobody left to tell
}
