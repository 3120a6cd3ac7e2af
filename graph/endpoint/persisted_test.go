package endpoint_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"zitadel-graphql/graph"
	"zitadel-graphql/graph/endpoint"
	"zitadel-graphql/graph/problem/presenter"
	"zitadel-graphql/internal/policy"
)

// Prevents that a document which isn't in the manifest counts as one that is once it is kept by its hash: an operator who requires trusted
// documents as soon as the log is silent would refuse the clients that send the hash alone.
func TestDocumentsByHashAreNoTrustedOnes(t *testing.T) {
	const query = "{ b: __typename }"
	hash := fmt.Sprintf("%x", sha256.Sum256([]byte(query)))
	byHash := `"extensions": {"persistedQuery": {"version": 1, "sha256Hash": "` + hash + `"}}`
	state := endpoint.NewState()
	var log bytes.Buffer
	reporting, requiring := newTrusting(state, false, &log), newTrusting(state, true, &log)
	for i, request := range []string{
		`{"query": "` + query + `", ` + byHash + "}", "{" + byHash + "}", `{"documentId": "sha256:` + hash + `"}`, `{"id": "` + hash + `"}`,
	} {
		if got := post(reporting, []byte(request)).Body.String(); !strings.Contains(got, `"b":"Query"`) {
			t.Errorf("%s: %s", request, got)
		}
		if got := strings.Count(log.String(), hash); got != i+1 || state.Counts().Executed != uint64(got) {
			t.Errorf("after %s %d are reported, and %d counted", request, got, state.Counts().Executed)
		}
		if got := post(requiring, []byte(request)).Body.String(); !strings.Contains(got, "DOCUMENT_NOT_TRUSTED") {
			t.Errorf("%s: %s", request, got)
		}
	}
}

// newTrusting returns an endpoint with a manifest of another document, which keeps documents by their hash. It logs to log.
func newTrusting(state *endpoint.State, require bool, log *bytes.Buffer) *endpoint.Handler {
	config, own, quiet := endpoint.DefaultConfig(), graph.DefaultConfig(), slog.New(slog.DiscardHandler)
	config.AutomaticPersistedQueries, config.RequireTrusted = true, require
	requestID := func(context.Context) string { return "the-id" }
	return endpoint.New(graph.NewSchema(graph.NewResolver(backend(unused), policy.Config{}, own.Looks, quiet), own), config, endpoint.Dependencies{
		Trusted: oneDocument("{ a: __typename }"), State: state, Log: slog.New(slog.NewTextHandler(log, nil)),
		Present: presenter.New(requestID, graph.Token, quiet).Present, RequestID: requestID,
		Annotate: func(context.Context, ...slog.Attr) {}, Token: graph.Token,
	})
}
