// Package telemetry makes the program's loggers, and writes their lines to a stream that may block (Output); the audit trail uses Output,
// too.
//
// It depends on the standard library alone. The packages that log decide what their lines say: internal/web for requests,
// graph/problem/presenter for errors. Traces and metrics are its subpackages'.
package telemetry

import (
	"fmt"
	"io"
	"log/slog"
)

// The formats of a line.
const (
	Text = "text" // key=value
	JSON = "json" // an object
)

// Config is the log's level and format.
type Config struct {
	// Level is the least level that is written.
	Level slog.Level
	// Format is Text or JSON.
	Format string
}

// Validate reports a format that doesn't exist.
func (c Config) Validate() error {
	if c.Format != Text && c.Format != JSON {
		return fmt.Errorf("log: the format is %q; want text or json", c.Format)
	}
	return nil
}

// NewLogger returns a logger that writes to w the lines of at least this level, which a *slog.LevelVar may change later. It is safe for
// concurrent use. Each line is one call of w's Write.
func NewLogger(w io.Writer, config Config, level slog.Leveler) *slog.Logger {
	options := &slog.HandlerOptions{Level: level}
	if config.Format == JSON {
		return slog.New(slog.NewJSONHandler(w, options))
	}
	return slog.New(slog.NewTextHandler(w, options))
}

// NewAccessLogger returns a logger for lines that may be dropped if the stream is blocked (Output.Offer): one for each request. It also
// logs how many lines of any logger were dropped, as soon as the stream takes lines again. It is safe for concurrent use.
func NewAccessLogger(output *Output, config Config, level slog.Leveler) *slog.Logger {
	log := NewLogger(offers{output}, config, level)
	output.reportDropped(func(dropped uint64) {
		log.Warn("lines of the log were dropped: the stream that they go to was blocked", "dropped", dropped)
	})
	return log
}

// offers writes with Output.Offer.
type offers struct{ output *Output }

// Write implements io.Writer.
func (o offers) Write(line []byte) (int, error) {
	o.output.Offer(line)
	return len(line), nil
}
