package web_test

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"zitadel-graphql/internal/web"
)

// BenchmarkRequest is what a request costs between net/http and the endpoint, and back: the middlewares and the line of the access log.
func BenchmarkRequest(b *testing.B) {
	body := []byte(`{"data":{"__typename":"Query"}}`)
	for name, observers := range map[string][]web.Observer{"alone": nil, "observed": {discard{}, discard{}}} {
		server, err := web.New(web.Config{CSRFPrevention: true, Gzip: true, RequestTimeout: time.Minute, StreamTimeout: time.Minute, MaxBodyBytes: 1 << 20}, web.Handlers{
			GraphQL: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				web.Annotate(r.Context(), slog.String("operation", "Policy"), slog.String("type", "query"))
				_, _ = w.Write(body)
			}),
			Ready: func(context.Context) error { return nil }, Refuse: refuse, Observers: observers,
		}, slog.New(slog.NewJSONHandler(io.Discard, nil))) //nolint:sloglint // writing the line is part of it
		if err != nil {
			b.Fatal(err)
		}
		r := httptest.NewRequest(http.MethodPost, "/graphql", strings.NewReader(`{"query":"{ __typename }"}`))
		r.Header = http.Header{"Authorization": {"Bearer dev-org-owner"}, "Content-Type": {"application/json"}, "Accept": {"application/json"},
			"User-Agent": {"Go-http-client/1.1"}, "Accept-Encoding": {"gzip"}}
		w := &discarded{header: http.Header{}}
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				clear(w.header)
				server.Handler.ServeHTTP(w, r)
			}
		})
	}
}

type discard struct{}

func (discard) RequestBegins(ctx context.Context, _ *http.Request, _ bool) context.Context {
	return ctx
}
func (discard) RequestEnds(context.Context, web.RequestEnd) {}

// discarded is a response that nobody reads.
type discarded struct{ header http.Header }

func (d *discarded) Header() http.Header          { return d.header }
func (*discarded) WriteHeader(int)                {}
func (*discarded) Write(part []byte) (int, error) { return len(part), nil }
