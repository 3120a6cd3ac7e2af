// Package audit writes the lines of the audit trail: an intent before a mutation's first write is sent, and an outcome before its answer
// is sent. docs/audit.md describes every key of the lines, and what they prove.
//
// A line is a JSON object with the key "audit", which no other line of the log has. The package owns the format, how long a mutation waits
// for its line, and where the lines go: to the log's stream, or to a stream or file of their own. graph/audited decides what a line says.
// internal/telemetry's Output is the stream, which takes whole lines in order. It depends on internal/telemetry and internal/invalid.
package audit

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"
)

// Version is the version of the lines' format, which each line has. It changes if a key changes its meaning, but not with a new key.
const Version = 1

// How long a line may take to be written.
const (
	// intentTime is how long a mutation waits before it is refused. A request may have less time left.
	intentTime = 3 * time.Second
	// outcomeTime is how long an answer is kept back for its outcome.
	outcomeTime = time.Second
	// stuckTime replaces both after a line that the stream didn't take, until it takes one. Otherwise a document with twenty mutations,
	// or a removal from a hundred people, would wait that long for each of its lines.
	stuckTime = 100 * time.Millisecond
)

// timeFormat is RFC 3339 with all nine digits, so that the lines of one stream can be sorted as text.
const timeFormat = "2006-01-02T15:04:05.000000000Z07:00"

// The values of the key "audit".
const (
	intentKind  = "intent"
	outcomeKind = "outcome"
	eventKind   = "event"
)

// Stream takes whole lines, and says when it has them.
type Stream interface {
	// WriteThrough returns nil once the line has been taken by whatever keeps it, and an error when it can't be, ctx is done, or it takes
	// longer than atMost. Then it may still be written later. The line ends with a line feed, and no reference to it is kept.
	WriteThrough(ctx context.Context, atMost time.Duration, line []byte) error
}

// Trail writes the lines, and counts those that couldn't be written. It is safe for concurrent use.
type Trail struct {
	stream Stream
	// reopen and close are for a stream of the trail's own, and nil for the log's.
	reopen func() error
	close  func(context.Context) error
	log    *slog.Logger
	now    func() time.Time
	lost   atomic.Uint64
	// lines are buffers for the next lines.
	lines sync.Pool
	// losing is true from a line that was lost until one is written, so that the log has one warning for each failure. stuck is true from
	// a line of any kind that the stream didn't take until it takes one.
	losing, stuck atomic.Bool
}

// NewTrail returns a trail that writes to stream, with times of the clock now, and warns in log of lines that are lost. It doesn't close
// the stream.
func NewTrail(stream Stream, log *slog.Logger, now func() time.Time) *Trail {
	return &Trail{stream: stream, log: log, now: now}
}

// Mutation has the keys that the two lines of a write, a pair, have in common. Empty fields are left out.
type Mutation struct {
	// PairID identifies the pair. So do RequestID and Path together, unless a client sends two requests under one id.
	PairID    string `json:"pairId"`
	RequestID string `json:"requestId"`
	TraceID   string `json:"traceId,omitempty"`
	// Path is the key of the mutation's field in the response: its alias, or else its name.
	Path string `json:"path"`
	// Field is the name of the mutation.
	Field string `json:"field"`
	// Organization is the id of the organization that is changed. It is empty if that is the caller's home and its id isn't known
	// yet, and for changes of the instance, for which Instance is true.
	Organization string `json:"organization,omitempty"`
	Instance     bool   `json:"instance,omitempty"`
	// UserID is the person from whom something is removed, and SecurityKeyID the key, if it is one of several.
	UserID        string `json:"userId,omitempty"`
	SecurityKeyID string `json:"securityKeyId,omitempty"`
	// Who is the id of the user who makes the change, or Unknown. WhoBy says how that is known.
	Who   string `json:"who"`
	WhoBy WhoBy  `json:"whoBy"`
}

// WhoBy says how it is known who makes a change.
type WhoBy string

// The ways to know who.
const (
	// ByToken means that ZITADEL has said, up to five minutes ago, whose the caller's token is.
	ByToken WhoBy = "token"
	// ByEvent means that ZITADEL's event of this very change names its editor.
	ByEvent WhoBy = "event"
)

// Unknown is the value of Who and of WhoBy if nobody knows who makes a change.
const Unknown = "unknown"

// Intent is a write that is about to be sent.
type Intent struct {
	Mutation

	// Change has the mutation's arguments that say what to change, and Conditions those that decide whether the change is made: by their
	// names in the schema, and with the values that the client gave.
	Change     map[string]any `json:"change,omitempty"`
	Conditions map[string]any `json:"conditions,omitempty"`
	// Before and After have the settings and lists of a login policy that the change alters. If After isn't known, Before has all.
	Before map[string]any `json:"before,omitempty"`
	After  map[string]any `json:"after,omitempty"`
}

// Outcome is the result of a mutation, or of one of its writes.
type Outcome struct {
	Mutation

	// Outcome is EXECUTED, or UNCHANGED if nothing had to be written, or for a failure one of the schema's WriteOutcome.
	Outcome string `json:"outcome"`
	// Result is one of the schema's SecondFactorRemovalResult, for a removal from a person.
	Result string `json:"result,omitempty"`
	Code   string `json:"code,omitempty"`
	Reason string `json:"reason,omitempty"`
	// Sequence is the sequence in ZITADEL's answer, as a text of digits.
	Sequence      string `json:"sequence,omitempty"`
	ResourceOwner string `json:"resourceOwner,omitempty"`
	// DurationMS is how long the mutation took up to here, or since its intent for a removal from a person, in milliseconds.
	DurationMS float64  `json:"durationMs"`
	Warnings   []string `json:"warnings,omitempty"`
}

// Intent writes the line, and returns when the stream has it, or an error after three seconds or when ctx is done. After an error the
// caller must not make the change. The line may still be written later.
func (t *Trail) Intent(ctx context.Context, intent Intent) error {
	l := t.begin(intentKind)
	defer t.lines.Put(l)
	l.intent(&intent)
	err := t.write(ctx, intentTime, l)
	if err != nil {
		return fmt.Errorf("write an intent to the audit trail: %w", err)
	}
	return nil
}

// Outcome writes the line, and waits up to a second for the stream to take it, even if ctx is done. If the stream doesn't, the line counts
// as lost.
func (t *Trail) Outcome(ctx context.Context, outcome Outcome) {
	l := t.begin(outcomeKind)
	defer t.lines.Put(l)
	l.outcome(&outcome)
	t.writeOrLose(ctx, l)
}

// Event writes a line about the server itself: kind says what happened, such as "configuration reloaded", and attrs are its details. It
// waits as Outcome does, and the line may be lost in the same way.
func (t *Trail) Event(ctx context.Context, kind string, attrs ...slog.Attr) {
	var details bytes.Buffer
	handler := slog.NewJSONHandler(&details, &slog.HandlerOptions{ReplaceAttr: withoutLevelAndMessage})
	record := slog.NewRecord(time.Time{}, slog.LevelInfo, "", 0)
	record.AddAttrs(attrs...)
	_ = handler.Handle(ctx, record) // a buffer takes everything
	l := t.begin(eventKind)
	defer t.lines.Put(l)
	l.string("event", kind)
	l.key("details")
	l.text = append(l.text, bytes.TrimSpace(details.Bytes())...)
	t.writeOrLose(ctx, l)
}

// withoutLevelAndMessage leaves of a record what its caller gave.
func withoutLevelAndMessage(groups []string, attr slog.Attr) slog.Attr {
	if len(groups) == 0 && (attr.Key == slog.LevelKey && attr.Value.Kind() == slog.KindAny || attr.Key == slog.MessageKey && attr.Value.String() == "") {
		return slog.Attr{}
	}
	return attr
}

// Lost returns how many lines couldn't be written, since the program began, of outcomes and events. Intents aren't among them: without
// one nothing is written.
func (t *Trail) Lost() uint64 { return t.lost.Load() }

// Reopen opens the file of the trail anew, which may have been moved away, and goes on with the old one where that fails. It does
// nothing for other streams.
func (t *Trail) Reopen() error {
	if t.reopen == nil {
		return nil
	}
	return t.reopen()
}

// Close writes what waits, as long as ctx allows, and closes a stream of the trail's own.
func (t *Trail) Close(ctx context.Context) error {
	if t.close == nil {
		return nil
	}
	return t.close(ctx)
}

// begin begins a line, in a buffer that goes back to lines.
func (t *Trail) begin(kind string) *line {
	l, ok := t.lines.Get().(*line)
	if !ok {
		l = new(line)
	}
	l.begin(t.now(), kind)
	return l
}

// writeOrLose writes a line that isn't worth failing for.
func (t *Trail) writeOrLose(ctx context.Context, l *line) {
	err := t.write(context.Background(), outcomeTime, l) //nolint:contextcheck // the end of ctx must not end it
	if err == nil {
		t.losing.Store(false)
		return
	}
	t.lost.Add(1)
	if !t.losing.Swap(true) {
		t.log.WarnContext(ctx, "the audit trail can't be written: a line is lost", "error", err)
	}
}

// write ends a line and writes it, and waits as long as ctx and atMost allow.
func (t *Trail) write(ctx context.Context, atMost time.Duration, l *line) error {
	if l.err != nil {
		return fmt.Errorf("encode: %w", l.err)
	}
	l.end()
	if t.stuck.Load() {
		atMost = stuckTime
	}
	err := t.stream.WriteThrough(ctx, atMost, l.text)
	if err == nil || ctx.Err() == nil { // that a request has ended says nothing about the stream
		t.stuck.Store(err != nil)
	}
	return err
}
