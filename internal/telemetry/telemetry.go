// Package telemetry is how the program is watched: its log. What a line says is decided where it is written; a request's
// line in internal/web, an error's in graph.
package telemetry

import (
	"fmt"
	"io"
	"log/slog"
	"runtime/debug"
)

// Config says what is logged, and how.
type Config struct {
	// Level is the least level that is written.
	Level slog.Level
	// Format is "text" (key=value) or "json", one object a line.
	Format string
}

// Validate names a format that doesn't exist.
func (c Config) Validate() error {
	if c.Format != "text" && c.Format != "json" {
		return fmt.Errorf("log: the format is %q; want text or json", c.Format)
	}
	return nil
}

// NewLogger returns a logger that writes to w. It is safe for concurrent use; each line is one Write.
func NewLogger(w io.Writer, config Config) *slog.Logger {
	options := &slog.HandlerOptions{Level: config.Level}
	if config.Format == "json" {
		return slog.New(slog.NewJSONHandler(w, options))
	}
	return slog.New(slog.NewTextHandler(w, options))
}

// Version is what the Go toolchain knows of the build: a module's version, or the commit that it was built from.
func Version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok || info.Main.Version == "" {
		return "(devel)"
	}
	return info.Main.Version
}
