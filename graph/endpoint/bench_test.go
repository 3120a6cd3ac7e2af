package endpoint_test

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/99designs/gqlgen/graphql"

	"zitadel-graphql/graph"
	"zitadel-graphql/graph/endpoint"
	"zitadel-graphql/graph/problem/presenter"
	"zitadel-graphql/internal/policy"
)

// executed is the program's schema, without anything that is executed: each operation has the same result.
type executed struct{ graphql.ExecutableSchema }

func (executed) Exec(context.Context) graphql.ResponseHandler {
	return graphql.OneShot(&graphql.Response{Data: []byte(`{"removeSecondFactor":{"sequence":"15"}}`)})
}

// BenchmarkRequest is what a request costs in this package and what it calls, but for the execution of its fields: with the document in
// full, and by the id of a trusted one.
func BenchmarkRequest(b *testing.B) {
	const document = `mutation Remove($orgId: ID, $type: SecondFactorType!) { removeSecondFactor(orgId: $orgId, type: $type) { sequence changeDate resourceOwner } }`
	const rest = `"operationName":"Remove","variables":{"orgId":"200000000000000001","type":"SECOND_FACTOR_TYPE_OTP_EMAIL"}}`
	requestID := func(context.Context) string { return "the-id" }
	config := endpoint.DefaultConfig()
	handler := endpoint.New(executed{graph.NewSchema(graph.NewResolver(backend(unused), policy.Config{}, graph.DefaultConfig().Looks, slog.New(slog.DiscardHandler)), graph.DefaultConfig())}, config, endpoint.Dependencies{
		Trusted: oneDocument(document),
		Present: presenter.New(requestID, graph.Token, slog.New(slog.DiscardHandler)).Present, RequestID: requestID,
		Annotate: func(context.Context, ...slog.Attr) {}, Token: graph.Token, Log: slog.New(slog.DiscardHandler),
	})
	for name, body := range map[string][]byte{
		"in full": []byte(`{"query":"` + document + `",` + rest),
		"by id":   []byte(`{"documentId":"the-document",` + rest),
	} {
		r := httptest.NewRequestWithContext(b.Context(), http.MethodPost, "/graphql", nil)
		r.Header = http.Header{"Authorization": {"Bearer dev-org-owner"}, "Content-Type": {"application/json"}, "Accept": {"application/json"}}
		w := &discarded{header: http.Header{}}
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			read := bytes.NewReader(body)
			r.Body, r.ContentLength = io.NopCloser(read), int64(len(body))
			for b.Loop() {
				clear(w.header)
				read.Reset(body)
				handler.ServeHTTP(w, r)
				if w.status != http.StatusOK {
					b.Fatal(w.status)
				}
			}
		})
	}
}

// oneDocument is a manifest's only document.
type oneDocument string

func (o oneDocument) Document(id string) (string, bool) { return string(o), id == "the-document" }
func (o oneDocument) Trusts(text string) bool           { return text == string(o) }

// discarded is a response that nobody reads.
type discarded struct {
	header http.Header
	status int
}

func (d *discarded) Header() http.Header          { return d.header }
func (d *discarded) WriteHeader(status int)       { d.status = status }
func (*discarded) Write(part []byte) (int, error) { return len(part), nil }
