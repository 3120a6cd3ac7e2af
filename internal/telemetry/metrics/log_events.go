package metrics

import (
	"context"
	"log/slog"
	"sync/atomic"
)

// LogEvents counts the warnings and errors of a log by event. It is made before the metrics are, so that it misses nothing of the start.
// It is safe for concurrent use.
type LogEvents struct {
	counted map[string]*eventTotals // by message; not changed once it is made
	others  eventTotals
}

// eventTotals are those of one event.
type eventTotals struct {
	name           string
	warnings, errs atomic.Uint64
}

// Events returns the names of the events, by the messages of their log lines, which are the same each time. A line with another message
// counts as "other".
func Events() map[string]string {
	return map[string]string{
		"the backend is gone; calls are refused until it is back":                                "backend_gone",
		"tokens cross the network in the clear: the backend is reached without TLS":              "tokens_in_clear",
		"the proxy's password crosses the network in the clear: HTTPS_PROXY is without TLS":      "proxy_password_in_clear",
		"changed certificates can't be used; the last good ones stay in use":                     "certificates_unreadable",
		"the manifest of trusted documents can't be used; the one before stays":                  "manifest_unusable",
		"a document isn't in the manifest":                                                       "document_untrusted",
		"requests were cut off: their clients don't know whether their writes happened":          "requests_cut",
		"spans can't be exported, and are lost until they can; requests are served as before":    "spans_not_exported",
		"metrics can't be exported until their collector is back; requests are served as before": "metrics_not_exported",
		"OpenTelemetry's SDK reports a problem":                                                  "telemetry_problem",
		"a look at people was broken off":                                                        "look_broken_off",
		"the audit trail can't be written: a line is lost":                                       "audit_line_lost",
		"the audit trail's file can't be reopened; lines still go to the file that was open":     "audit_file_not_reopened",
		"the settings can't be used; those before stay in force":                                 "settings_unusable",
		"a setting takes a restart; the one before stays in force":                               "restart_needed",
		"error": "request_failed",
	}
}

// NewLogEvents returns one that has counted nothing.
func NewLogEvents() *LogEvents {
	counted := map[string]*eventTotals{}
	for message, name := range Events() {
		counted[message] = &eventTotals{name: name}
	}
	return &LogEvents{counted: counted, others: eventTotals{name: other}}
}

// Count returns a logger that writes what log does, and has its warnings and errors counted.
func (e *LogEvents) Count(log *slog.Logger) *slog.Logger {
	return slog.New(countingHandler{log.Handler(), e})
}

func (e *LogEvents) add(level slog.Level, message string) {
	totals, ok := e.counted[message]
	if !ok {
		totals = &e.others
	}
	if level >= slog.LevelError {
		totals.errs.Add(1)
	} else {
		totals.warnings.Add(1)
	}
}

// Each calls report with the total of each event and level (WARN or ERROR), those that never occurred too.
func (e *LogEvents) Each(report func(event, level string, total uint64)) {
	e.others.each(report)
	for _, totals := range e.counted {
		totals.each(report)
	}
}

func (t *eventTotals) each(report func(event, level string, total uint64)) {
	report(t.name, slog.LevelWarn.String(), t.warnings.Load())
	report(t.name, slog.LevelError.String(), t.errs.Load())
}

type countingHandler struct {
	slog.Handler

	events *LogEvents
}

// Enabled implements slog.Handler. Warnings and errors are counted even where the log's level leaves them out.
func (h countingHandler) Enabled(ctx context.Context, level slog.Level) bool {
	return level >= slog.LevelWarn || h.Handler.Enabled(ctx, level)
}

// Handle implements slog.Handler.
func (h countingHandler) Handle(ctx context.Context, record slog.Record) error {
	if record.Level >= slog.LevelWarn {
		h.events.add(record.Level, record.Message)
		if !h.Handler.Enabled(ctx, record.Level) {
			return nil
		}
	}
	return h.Handler.Handle(ctx, record)
}

// WithAttrs implements slog.Handler.
func (h countingHandler) WithAttrs(attrs []slog.Attr) slog.Handler {
	return countingHandler{h.Handler.WithAttrs(attrs), h.events}
}

// WithGroup implements slog.Handler.
func (h countingHandler) WithGroup(name string) slog.Handler {
	return countingHandler{h.Handler.WithGroup(name), h.events}
}
