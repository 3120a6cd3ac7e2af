package audit_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"zitadel-graphql/internal/audit"
)

// stream keeps lines, unless it fails, blocks until the time for a line is over, or is given one that nobody waits for any more.
type stream struct {
	lines  bytes.Buffer
	fails  error
	blocks bool
}

// WriteThrough implements audit.Stream.
func (s *stream) WriteThrough(ctx context.Context, atMost time.Duration, line []byte) error {
	if s.blocks {
		ctx, cancel := context.WithTimeout(ctx, atMost)
		defer cancel()
		<-ctx.Done()
		return ctx.Err()
	}
	err := errors.Join(s.fails, ctx.Err())
	if err == nil {
		s.lines.Write(line)
	}
	return err
}

// newTrail returns a trail at a fixed time, and its log.
func newTrail(to audit.Stream) (*audit.Trail, *bytes.Buffer) {
	var log bytes.Buffer
	now := func() time.Time { return time.Date(2026, 11, 28, 5, 0, 0, 120, time.FixedZone("", 3600)) }
	return audit.NewTrail(to, slog.New(slog.NewTextHandler(&log, nil)), now), &log
}

// mutation is one with everything that both lines can have.
func mutation() audit.Mutation {
	return audit.Mutation{PairID: "P", RequestID: "R", TraceID: "T", Path: "m", Field: "removeSecondFactor", Organization: "200",
		UserID: "5", SecurityKeyID: "k", Who: "1", WhoBy: audit.ByToken}
}

const ofMutation = `"pairId":"P","requestId":"R","traceId":"T","path":"m","field":"removeSecondFactor","organization":"200","userId":"5","securityKeyId":"k","who":"1","whoBy":"token"`

// Ensures that the lines keep their keys and their order, by which programs outside know them: the time has nine digits in UTC, and
// what a caller sent stays what it is.
func TestLines(t *testing.T) {
	t.Parallel()
	var to stream
	trail, _ := newTrail(&to)
	intent := audit.Intent{Mutation: mutation(), Change: map[string]any{"patch": map[string]any{"defaultRedirectUri": "https://a.example?b=<c>\n"}},
		Conditions: map[string]any{"expectedVersion": "v"}, Before: map[string]any{"forceMfa": false}, After: map[string]any{"forceMfa": true}}
	if err := trail.Intent(t.Context(), intent); err != nil {
		t.Fatal(err)
	}
	trail.Outcome(t.Context(), audit.Outcome{Mutation: mutation(), Outcome: "UNKNOWN", Result: "UNKNOWN", Code: "C", Reason: "X", Sequence: "41",
		ResourceOwner: "200", DurationMS: 1.5, Warnings: []string{"W"}})
	trail.Event(t.Context(), "configuration reloaded", slog.Int("settings", 2), slog.Group("g", slog.String("msg", ""), slog.Any("level", "x")))
	const head = `{"time":"2026-11-28T04:00:00.000000120Z","audit":`
	want := head + `"intent","version":1,` + ofMutation + `,"change":{"patch":{"defaultRedirectUri":"https://a.example?b=<c>\n"}},` +
		`"conditions":{"expectedVersion":"v"},"before":{"forceMfa":false},"after":{"forceMfa":true}}` + "\n" +
		head + `"outcome","version":1,` + ofMutation + `,"outcome":"UNKNOWN","result":"UNKNOWN","code":"C","reason":"X","sequence":"41",` +
		`"resourceOwner":"200","durationMs":1.5,"warnings":["W"]}` + "\n" +
		head + `"event","version":1,"event":"configuration reloaded","details":{"settings":2,"g":{"msg":"","level":"x"}}}` + "\n"
	if got := to.lines.String(); got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
}

// Ensures that what isn't known is left out, but for who: that it isn't known is said.
func TestLineOfLittle(t *testing.T) {
	t.Parallel()
	var to stream
	trail, _ := newTrail(&to)
	trail.Outcome(t.Context(), audit.Outcome{Mutation: audit.Mutation{Instance: true, Who: audit.Unknown, WhoBy: audit.Unknown}, Outcome: "NOT_EXECUTED"})
	var keys map[string]any
	if err := json.Unmarshal(to.lines.Bytes(), &keys); err != nil {
		t.Fatal(err)
	}
	if len(keys) != 12 || keys["instance"] != true || keys["who"] != "unknown" || keys["whoBy"] != "unknown" || keys["durationMs"] != 0.0 {
		t.Errorf("got %v", keys)
	}
}

// Ensures that an intent which a stream doesn't take is a failure, and one that it takes late too, within the request's time.
func TestIntentFails(t *testing.T) {
	t.Parallel()
	full := errors.New("disk full")
	trail, _ := newTrail(&stream{fails: full})
	if err := trail.Intent(t.Context(), audit.Intent{}); !errors.Is(err, full) {
		t.Errorf("got %v", err)
	}
	blocked, _ := newTrail(&stream{blocks: true})
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := blocked.Intent(ctx, audit.Intent{}); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	if trail.Lost()+blocked.Lost() > 0 {
		t.Error("an intent that wasn't written counts as lost, although its mutation is refused")
	}
}

// Ensures that an outcome and an event are counted where they are lost, that the log is told once until a line is written again, and
// that the end of a request doesn't keep its outcome from being written.
func TestLost(t *testing.T) {
	t.Parallel()
	to := &stream{fails: errors.New("disk full")}
	trail, log := newTrail(to)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	trail.Outcome(ctx, audit.Outcome{})
	trail.Event(ctx, "e")
	to.fails = nil
	trail.Outcome(ctx, audit.Outcome{})
	to.fails = errors.New("disk full")
	trail.Outcome(ctx, audit.Outcome{})
	if trail.Lost() != 3 || strings.Count(log.String(), "level=WARN") != 2 || strings.Count(to.lines.String(), "\n") != 1 {
		t.Errorf("lost %d, wrote %q, and logged\n%s", trail.Lost(), to.lines.String(), log)
	}
}

// Ensures that a stream which is blocked is waited for once, and then hardly: a hundred lines would keep an answer back for minutes. When
// it takes lines again it is trusted again.
func TestBlockedStreamIsWaitedForOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		to := &stream{blocks: true}
		trail, _ := newTrail(to)
		waited := func() time.Duration {
			begun := time.Now()
			if err := trail.Intent(t.Context(), audit.Intent{}); (err != nil) != to.blocks {
				t.Errorf("got %v", err)
			}
			return time.Since(begun)
		}
		first, second := waited(), waited()
		to.blocks = false
		free := waited()
		to.blocks = true
		if again := waited(); first != 3*time.Second || second != 100*time.Millisecond || free != 0 || again != first {
			t.Errorf("waited %v, %v, %v and %v", first, second, free, again)
		}
	})
}

// Measures what one pair costs, but for the stream.
func BenchmarkPair(b *testing.B) {
	trail := audit.NewTrail(discard{}, slog.New(slog.DiscardHandler), time.Now)
	intent := audit.Intent{Mutation: mutation(), Change: map[string]any{"type": "SECOND_FACTOR_TYPE_OTP"}}
	outcome := audit.Outcome{Mutation: mutation(), Outcome: "EXECUTED", Sequence: "41", ResourceOwner: "200"}
	b.ReportAllocs()
	for b.Loop() {
		if err := trail.Intent(b.Context(), intent); err != nil {
			b.Fatal(err)
		}
		trail.Outcome(b.Context(), outcome)
	}
}

type discard struct{}

func (discard) WriteThrough(context.Context, time.Duration, []byte) error { return nil }
