package telemetry_test

import (
	"bytes"
	"context"
	"log/slog"
	"strings"
	"testing"

	"zitadel-graphql/internal/telemetry"
)

// Ensures that a line which belongs to a request can be found by the request's id, whatever was added to the logger, that no other
// line has one, and that the request's token isn't in it.
func TestForRequests(t *testing.T) {
	t.Parallel()
	type key struct{}
	var written bytes.Buffer
	log := telemetry.ForRequests(telemetry.NewLogger(&written, telemetry.Config{Format: "text"}, slog.LevelInfo), telemetry.Request{
		ID: func(ctx context.Context) string {
			id, _ := ctx.Value(key{}).(string)
			return id
		},
		WithoutToken: func(_ context.Context, text string) string { return strings.ReplaceAll(text, "token-1", "[token]") },
	}).With("a", 1)
	log.LogAttrs(context.WithValue(t.Context(), key{}, "id-1"), slog.LevelInfo, "inside", slog.String("name", "my token-1"))
	log.LogAttrs(t.Context(), slog.LevelInfo, "outside")
	log.LogAttrs(context.WithValue(t.Context(), key{}, "id-1"), slog.LevelInfo, "has one", slog.String("requestId", "id-1"))
	log.WithGroup("g").InfoContext(context.WithValue(t.Context(), key{}, "id-2"), "grouped", "b", 2)
	lines := strings.Split(written.String(), "\n")
	for i, want := range []string{`msg=inside a=1 name="my [token]" requestId=id-1`, "msg=outside a=1", `msg="has one" a=1 requestId=id-1`, "msg=grouped a=1 g.b=2 g.requestId=id-2"} {
		if !strings.HasSuffix(lines[i], want) {
			t.Errorf("got %q, want %q", lines[i], want)
		}
	}
}
