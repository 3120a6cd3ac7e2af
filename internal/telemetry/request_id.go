package telemetry

import (
	"context"
	"log/slog"
)

// Request has functions that find out about the request that a context belongs to. They are called concurrently, also with contexts of no
// request.
type Request struct {
	// ID returns the request's id, or an empty text outside of one.
	ID func(context.Context) string
	// WithoutToken returns a text without the token of the request's caller.
	WithoutToken func(ctx context.Context, text string) string
}

// ForRequests returns a logger that adds requestId to every line whose context belongs to a request, unless the line has one, and removes
// the request's token from the line's texts. So packages that log needn't know about requests, and a token that a client sends in
// place of a name doesn't get into the log.
func ForRequests(log *slog.Logger, request Request) *slog.Logger {
	return slog.New(requestHandler{log.Handler(), request})
}

const requestIDKey = "requestId"

type requestHandler struct {
	slog.Handler

	request Request
}

// Handle implements slog.Handler.
func (h requestHandler) Handle(ctx context.Context, record slog.Record) error {
	id := h.request.ID(ctx)
	if id == "" {
		return h.Handler.Handle(ctx, record)
	}
	cleaned := slog.NewRecord(record.Time, record.Level, record.Message, record.PC)
	hasID := false
	for attribute := range record.Attrs {
		hasID = hasID || attribute.Key == requestIDKey
		if attribute.Value.Kind() == slog.KindString {
			attribute.Value = slog.StringValue(h.request.WithoutToken(ctx, attribute.Value.String()))
		}
		cleaned.AddAttrs(attribute)
	}
	if !hasID {
		cleaned.AddAttrs(slog.String(requestIDKey, id))
	}
	return h.Handler.Handle(ctx, cleaned)
}

// WithAttrs implements slog.Handler.
func (h requestHandler) WithAttrs(attrs []slog.Attr) slog.Handler {
	return requestHandler{h.Handler.WithAttrs(attrs), h.request}
}

// WithGroup implements slog.Handler.
func (h requestHandler) WithGroup(name string) slog.Handler {
	return requestHandler{h.Handler.WithGroup(name), h.request}
}
