// Package telemetry makes the loggers that the parts of the program are handed, and owns how their lines reach a stream: Output, which
// the audit trail writes to as well.
//
// It depends on the standard library alone. What a line says is decided where it is written: a request's in internal/web, an
// error's in graph/problem/presenter.
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

// NewLogger returns a logger that writes to w, by the level of the moment: a *slog.LevelVar may change it. It is safe for concurrent
// use; each line is one Write.
func NewLogger(w io.Writer, config Config, level slog.Leveler) *slog.Logger {
	options := &slog.HandlerOptions{Level: level}
	if config.Format == JSON {
		return slog.New(slog.NewJSONHandler(w, options))
	}
	return slog.New(slog.NewTextHandler(w, options))
}

// NewAccessLogger returns a logger for one line a request, which may be lost where the stream is blocked: Output.Offer. When lines
// were lost, of any logger, it tells so once the stream takes lines again. It is safe for concurrent use.
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
