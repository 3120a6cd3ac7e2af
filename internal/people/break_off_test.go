package people

import (
	"fmt"
	"log/slog"
	"testing"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"zitadel-graphql/graph/problem"
	"zitadel-graphql/internal/wire"
)

// Ensures that a look which was broken off by a fault of this program's own, such as a panic, is an error in the log, and that what the
// backend or its people do to a look isn't one.
func TestLogLevelOfBrokenOffLook(t *testing.T) {
	client := &Client{classifier: problem.NewClassifier()}
	for _, c := range []struct {
		err  error
		want slog.Level
	}{
		{problem.Recovered("index out of range"), slog.LevelError},
		{&wire.CallError{Method: "/a/B", Status: status.New(codes.Internal, "no"), Answered: true}, slog.LevelInfo},
		{problem.RequestEnded(t.Context().Err()), slog.LevelInfo},
		{fmt.Errorf("look at people: %w", errCallLimit), slog.LevelInfo},
		{errPeopleChanged, slog.LevelInfo},
	} {
		if got := client.logLevel(c.err); got != c.want {
			t.Errorf("%v is logged as %s, want %s", c.err, got, c.want)
		}
	}
}
