package telemetry_test

import (
	"bytes"
	"context"
	"log/slog"
	"math"
	"testing"
	"time"

	"zitadel-graphql/internal/telemetry"
)

type (
	word  string
	words []word
)

// String implements fmt.Stringer.
func (words) String() string { return "words" }

// attributesOfAnyKind are what lines have mostly, and what they have rarely.
func attributesOfAnyKind() []slog.Attr {
	all := []slog.Attr{slog.Bool("b", true), slog.Duration("d", time.Second), slog.Uint64("u", 1), slog.Time("t", time.Unix(1, 2)),
		slog.Int64("i", math.MinInt64), slog.Int("", 1), {}, slog.Group("g", slog.Int("n", 1)), slog.Group("g"),
		slog.Group("", slog.Int("n", 1), slog.Any("l", []word(nil))), slog.Group("", slog.Group("", slog.String("k", "v"))),
		slog.Any("a", nil), slog.Any("l", []byte(nil)), slog.Any("l", []word{}), slog.Any("l", []word{"a", "b"}), slog.Any("l", words(nil)),
		slog.Any("m", map[string]int(nil)), slog.Any("e", context.Canceled), slog.Any("v", slog.LevelInfo)}
	for _, number := range []float64{0, math.Copysign(0, -1), 1, -1, 0.001, 12.345, 1e-6, 9e-7, 1e20, 1e21, 123456789.125, math.Inf(1), math.Inf(-1), math.NaN()} {
		all = append(all, slog.Float64("f", number))
	}
	for _, text := range []string{"", "plain", "two words", "a=b", `"quoted"`, `back\slash`, "line\nfeed", "\x7f", "\x00", "<&>", "\u00e4\u2028", "broken \xff", "~!'`{}[]"} {
		all = append(all, slog.String("s", text), slog.String(text, "s"))
	}
	return all
}

// Ensures that a line of the access log is the one that slog writes, whatever is in it.
func TestAccessLogIsWhatSlogWrites(t *testing.T) {
	t.Parallel()
	for _, format := range []string{telemetry.Text, telemetry.JSON} {
		config := telemetry.Config{Format: format}
		check := func(with func(slog.Handler) slog.Handler, record slog.Record) {
			t.Helper()
			var got, want bytes.Buffer
			output := telemetry.NewOutput(&got)
			gotErr := with(telemetry.NewAccessLogger(output, config, slog.LevelInfo).Handler()).Handle(t.Context(), record)
			wantErr := with(telemetry.NewLogger(&want, config, slog.LevelInfo).Handler()).Handle(t.Context(), record)
			if err := output.Close(t.Context()); err != nil || gotErr != nil || wantErr != nil {
				t.Error(err, gotErr, wantErr)
			}
			if got.String() != want.String() {
				t.Errorf("got  %swant %s", &got, &want)
			}
		}
		asItIs := func(h slog.Handler) slog.Handler { return h }
		moment := time.Unix(1_700_000_000, 987_654_321)
		for i, attribute := range attributesOfAnyKind() {
			for _, at := range []time.Time{{}, moment.UTC(), moment.Truncate(time.Second).In(time.FixedZone("", -90*60))} {
				record := slog.NewRecord(at, slog.LevelInfo+slog.Level(i%2), "request"+attribute.Key, 0)
				record.AddAttrs(slog.String("first", "a"), attribute, slog.Int("last", 1))
				check(asItIs, record)
			}
		}
		record := slog.NewRecord(moment, slog.LevelWarn, "with more", 0)
		record.AddAttrs(slog.Int("n", 1))
		check(func(h slog.Handler) slog.Handler { return h.WithGroup("g").WithAttrs([]slog.Attr{slog.Int("a", 1)}) }, record)
	}
}

// BenchmarkAccessLog is what a line costs that is as most are.
func BenchmarkAccessLog(b *testing.B) {
	line := []slog.Attr{slog.String("requestId", "ABCDEFGHIJKLMNOPQRSTUVWXYZ"), slog.String("client", "127.0.0.1"), slog.String("userAgent", "a browser"),
		slog.String("httpVersion", "1.1"), slog.String("method", "POST"), slog.String("path", "/graphql"), slog.Int("status", 200), slog.Int64("bytes", 1234),
		slog.Float64("durationMs", 1.234), slog.Int64("backendCalls", 1), slog.String("operation", "Settings"), slog.String("type", "query"),
		slog.Any("codes", []word(nil)), slog.Any("reasons", []word(nil))}
	for _, format := range []string{telemetry.Text, telemetry.JSON} {
		b.Run(format, func(b *testing.B) {
			output := telemetry.NewOutput(writerFunc(func(text []byte) (int, error) { return len(text), nil }))
			log := telemetry.NewAccessLogger(output, telemetry.Config{Format: format}, slog.LevelInfo).Handler()
			b.ReportAllocs()
			for b.Loop() {
				record := slog.NewRecord(time.Now(), slog.LevelInfo, "request", 0)
				record.AddAttrs(slog.Attr{Value: slog.GroupValue(line...)})
				_ = log.Handle(b.Context(), record)
			}
		})
	}
}
