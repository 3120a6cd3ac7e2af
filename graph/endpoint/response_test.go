package endpoint

import (
	"bytes"
	"io"
	"log/slog"
	"testing"
	"time"
)

// The lists of a response without errors are written as every other list is, in each of the log's formats.
func TestNoErrorsInTheLog(t *testing.T) {
	for name, format := range map[string]func(io.Writer) slog.Handler{
		"text": func(w io.Writer) slog.Handler { return slog.NewTextHandler(w, nil) },
		"json": func(w io.Writer) slog.Handler { return slog.NewJSONHandler(w, nil) },
	} {
		write := func(attributes []slog.Attr) string {
			var log bytes.Buffer
			record := slog.NewRecord(time.Time{}, slog.LevelInfo, "request", 0)
			record.AddAttrs(attributes...)
			if err := format(&log).Handle(t.Context(), record); err != nil {
				t.Fatal(err)
			}
			return log.String()
		}
		if got, want := write(withoutErrors()), write(annotationsOf(nil)); got != want {
			t.Errorf("%s: %swant %s", name, got, want)
		}
	}
}
