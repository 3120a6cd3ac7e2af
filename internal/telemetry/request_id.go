package telemetry

import (
	"context"
	"log/slog"
)

// WithRequestID returns a logger that writes what log does, with the id of the request that a line's context belongs to as requestId.
// It is for parts of the program that don't know of requests. requestID returns an empty text outside of one, and has to be safe for
// concurrent use.
func WithRequestID(log *slog.Logger, requestID func(context.Context) string) *slog.Logger {
	return slog.New(requestIDHandler{log.Handler(), requestID})
}

type requestIDHandler struct {
	slog.Handler

	requestID func(context.Context) string
}

// Handle implements slog.Handler.
func (h requestIDHandler) Handle(ctx context.Context, record slog.Record) error {
	if id := h.requestID(ctx); id != "" {
		record = record.Clone()
		record.AddAttrs(slog.String("requestId", id))
	}
	return h.Handler.Handle(ctx, record)
}

// WithAttrs implements slog.Handler.
func (h requestIDHandler) WithAttrs(attrs []slog.Attr) slog.Handler {
	return requestIDHandler{h.Handler.WithAttrs(attrs), h.requestID}
}

// WithGroup implements slog.Handler.
func (h requestIDHandler) WithGroup(name string) slog.Handler {
	return requestIDHandler{h.Handler.WithGroup(name), h.requestID}
}
