package otlp_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"go.opentelemetry.io/otel"

	"zitadel-graphql/internal/telemetry/otlp"
)

// The program's end cancels an export that is under way, which is no problem that an operator has to hear of. Everything else is.
func TestErrorsOfTheSDK(t *testing.T) {
	var log bytes.Buffer
	otlp.RouteErrors(slog.New(slog.NewTextHandler(&log, nil)))
	otel.Handle(fmt.Errorf("export: %w", context.Canceled))
	otel.Handle(errors.New("out of memory"))
	if got := log.String(); strings.Count(got, "\n") != 1 || !strings.Contains(got, "level=WARN") || !strings.Contains(got, "out of memory") {
		t.Errorf("got %s", got)
	}
}
