package telemetry_test

import (
	"bytes"
	"context"
	"log/slog"
	"strings"
	"testing"

	"zitadel-graphql/internal/telemetry"
)

// Ensures that a line which belongs to a request can be found by the request's id, whatever was added to the logger, and that no other
// line has one.
func TestWithRequestID(t *testing.T) {
	t.Parallel()
	type key struct{}
	var written bytes.Buffer
	log := telemetry.WithRequestID(telemetry.NewLogger(&written, telemetry.Config{Format: "text"}), func(ctx context.Context) string {
		id, _ := ctx.Value(key{}).(string)
		return id
	}).With("a", 1)
	log.LogAttrs(context.WithValue(t.Context(), key{}, "id-1"), slog.LevelInfo, "inside")
	log.LogAttrs(t.Context(), slog.LevelInfo, "outside")
	log.WithGroup("g").InfoContext(context.WithValue(t.Context(), key{}, "id-2"), "grouped", "b", 2)
	lines := strings.Split(written.String(), "\n")
	for i, want := range []string{"msg=inside a=1 requestId=id-1", "msg=outside a=1", "msg=grouped a=1 g.b=2 g.requestId=id-2"} {
		if !strings.HasSuffix(lines[i], want) {
			t.Errorf("got %q, want %q", lines[i], want)
		}
	}
}
