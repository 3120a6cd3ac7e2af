package telemetry_test

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"zitadel-graphql/internal/telemetry"
)

// blockedOutput returns an output to a pipe that nobody reads until the test does. Its write under way is "first".
func blockedOutput(t *testing.T) (*telemetry.Output, *bufio.Reader) {
	t.Helper()
	read, write := io.Pipe()
	output := telemetry.NewOutput(write)
	t.Cleanup(func() {
		if err := errors.Join(read.Close(), output.Close(context.WithoutCancel(t.Context()))); err != nil {
			t.Error(err)
		}
	})
	offerFirst(output)
	return output, bufio.NewReader(read)
}

// offerFirst has the output begin to write "first", by the clock of the test's bubble.
func offerFirst(output *telemetry.Output) {
	output.Offer([]byte("first\n"))
	time.Sleep(10 * time.Millisecond)
	synctest.Wait()
}

// readLines returns the next lines, and stops at the last of them.
func readLines(t *testing.T, from *bufio.Reader, count int) string {
	t.Helper()
	var all strings.Builder
	for range count {
		line, err := from.ReadString('\n')
		if err != nil {
			t.Fatal(err)
		}
		all.WriteString(line)
	}
	return all.String()
}

// A request's line never waits for a stream that is blocked. What finds no room is counted, and told when the stream is free again.
func TestOfferNeverWaits(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		output, stream := blockedOutput(t)
		telemetry.NewAccessLogger(output, telemetry.Config{Format: "json"}, slog.LevelInfo)
		line := bytes.Repeat([]byte("x"), 1023)
		line = append(line, '\n')
		began := time.Now()
		for range 1000 {
			output.Offer(line)
		}
		if output.Dropped() != 1000-512 || time.Since(began) != 0 {
			t.Errorf("after %v: %d lines were dropped, want what is over 512 KiB", time.Since(began), output.Dropped())
		}
		readLines(t, stream, 1+512)
		report := readLines(t, stream, 1)
		if !strings.Contains(report, `"level":"WARN"`) || !strings.Contains(report, `"dropped":488}`) {
			t.Errorf("got %s", report)
		}
	})
}

// An ordinary line waits a bounded time for a blocked stream. It isn't lost by that, and those that follow don't wait at all, so that
// a request which logs ten of them isn't held up ten times.
func TestOrdinaryLinesWaitOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		output, stream := blockedOutput(t)
		began := time.Now()
		for i := range 10 {
			if _, err := fmt.Fprintf(output, "line %d\n", i); err != nil {
				t.Error(err)
			}
		}
		if took := time.Since(began); took != 100*time.Millisecond {
			t.Errorf("ten lines took %v", took)
		}
		if got := readLines(t, stream, 11); !strings.HasPrefix(got, "first\nline 0\n") || !strings.HasSuffix(got, "line 9\n") {
			t.Errorf("got %s", got)
		}
	})
}

// What waits for a blocked stream is bounded: a line that finds no room is an error at once, and counted.
func TestOrdinaryLinesAreDroppedWhereTooMuchWaits(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		output, _ := blockedOutput(t)
		line := append(bytes.Repeat([]byte("x"), 64<<10-1), '\n')
		for range 16 {
			if _, err := output.Write(line); err != nil {
				t.Error(err)
			}
		}
		if _, err := output.Write(line); !errors.Is(err, telemetry.ErrDropped) || output.Dropped() != 1 {
			t.Errorf("got %v, %d dropped", err, output.Dropped())
		}
	})
}

// Where the stream takes lines, an ordinary one is there when Write returns: nothing is lost by os.Exit or by a panic.
func TestOrdinaryLinesAreThereAtOnce(t *testing.T) {
	t.Parallel()
	var stream bytes.Buffer
	output := telemetry.NewOutput(&stream)
	telemetry.NewLogger(output, telemetry.Config{Format: "text"}, slog.LevelInfo).Error("broken")
	if !strings.HasSuffix(stream.String(), "msg=broken\n") {
		t.Errorf("got %q", stream.String())
	}
	if err := output.Close(t.Context()); err != nil {
		t.Error(err)
	}
	if _, err := output.Write([]byte("late\n")); !errors.Is(err, os.ErrClosed) || output.Dropped() != 1 {
		t.Errorf("got %v, %d dropped", err, output.Dropped())
	}
}

// Who depends on a line is told when the stream has it, and otherwise when the time for it is over.
func TestWriteThroughWaitsForTheStream(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		output, stream := blockedOutput(t)
		var taken error
		returned := make(chan struct{})
		go func() {
			defer close(returned)
			taken = output.WriteThrough(t.Context(), 2*time.Hour, []byte("intent\n"))
		}()
		time.Sleep(time.Hour) // of the test's own clock
		select {
		case <-returned:
			t.Fatalf("it returned before the stream had the line: %v", taken)
		default:
		}
		if got := readLines(t, stream, 2); got != "first\nintent\n" {
			t.Errorf("got %s", got)
		}
		if <-returned; taken != nil {
			t.Error(taken)
		}
	})
}

func TestWriteThroughEndsInTime(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		output, _ := blockedOutput(t)
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		began := time.Now()
		if err := output.WriteThrough(ctx, time.Hour, []byte("intent\n")); !errors.Is(err, context.DeadlineExceeded) || time.Since(began) != time.Second {
			t.Errorf("got %v after %v", err, time.Since(began))
		}
		began = time.Now()
		if err := output.WriteThrough(t.Context(), time.Second, []byte("intent\n")); !errors.Is(err, context.DeadlineExceeded) || time.Since(began) != time.Second {
			t.Errorf("got %v after %v", err, time.Since(began))
		}
	})
}

// fullDisk takes so many bytes and then fails.
type fullDisk struct {
	bytes.Buffer

	left int
}

func (d *fullDisk) Write(text []byte) (int, error) {
	fits := min(len(text), d.left)
	d.left -= fits
	written, err := d.Buffer.Write(text[:fits])
	if fits < len(text) {
		return written, errors.Join(err, syscall.ENOSPC)
	}
	return written, err
}

// fullFile is a fullDisk that calls itself a regular file.
type fullFile struct{ fullDisk }

func (*fullFile) Stat() (fs.FileInfo, error) { return os.Stat("output_test.go") }

// A file that fails tells so whom it concerns: a line that it has taken before is written.
func TestRegularFileThatFails(t *testing.T) {
	t.Parallel()
	file := &fullFile{fullDisk{left: len("offer\nwhole\ncu")}}
	output := telemetry.NewOutput(file)
	output.Offer([]byte("offer\n"))
	if err := output.WriteThrough(t.Context(), time.Second, []byte("whole\n")); err != nil {
		t.Error(err)
	}
	for _, line := range []string{"cut\n", "lost\n"} {
		if err := output.WriteThrough(t.Context(), time.Second, []byte(line)); !errors.Is(err, syscall.ENOSPC) {
			t.Errorf("%s: got %v", line, err)
		}
	}
	if err := output.Close(t.Context()); err != nil || file.String() != "offer\nwhole\ncu" || output.Dropped() != 2 {
		t.Errorf("%v, %d dropped, and got %q", err, output.Dropped(), file.String())
	}
	if err := output.WriteThrough(t.Context(), time.Second, []byte("late\n")); !errors.Is(err, os.ErrClosed) {
		t.Errorf("after Close: got %v", err)
	}
}

// A stream that fails tells so, and when it takes lines again the rest of a line that was cut doesn't spoil the next one.
func TestStreamThatFails(t *testing.T) {
	t.Parallel()
	disk := &fullDisk{left: len("whole\ncu")}
	output := telemetry.NewOutput(disk)
	write := func(line string) error { return output.WriteThrough(t.Context(), time.Second, []byte(line+"\n")) }
	if err := write("whole"); err != nil {
		t.Error(err)
	}
	for _, line := range []string{"cut", "lost"} {
		if err := write(line); !errors.Is(err, syscall.ENOSPC) {
			t.Errorf("%s: got %v", line, err)
		}
	}
	disk.left = 100 // no write is under way
	if err := write("again"); err != nil {
		t.Error(err)
	}
	if err := output.Close(t.Context()); err != nil || disk.String() != "whole\ncu\nagain\n" || output.Dropped() != 2 {
		t.Errorf("got %v, %q, %d dropped", err, disk.String(), output.Dropped())
	}
}

// Of lines that one write takes together, those count as written that the stream took before it failed.
func TestStreamThatFailsBetweenLines(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		release := make(chan struct{})
		disk := &fullDisk{left: len("first\nintent 1\ninte")}
		output := telemetry.NewOutput(writerFunc(func(text []byte) (int, error) {
			<-release
			return disk.Write(text)
		}))
		offerFirst(output)
		var failures [2]error
		var all sync.WaitGroup
		for i := range failures {
			all.Go(func() {
				failures[i] = output.WriteThrough(t.Context(), time.Second, fmt.Appendf(nil, "intent %d\n", i+1))
			})
			synctest.Wait()
		}
		close(release)
		all.Wait()
		if failures[0] != nil || !errors.Is(failures[1], syscall.ENOSPC) {
			t.Errorf("got %v", failures)
		}
		if err := output.Close(t.Context()); err != nil {
			t.Error(err)
		}
	})
}

type writerFunc func([]byte) (int, error)

func (f writerFunc) Write(text []byte) (int, error) { return f(text) }

// The stop writes what waits, and isn't held up for ever by a stream that nobody reads.
func TestCloseIsBounded(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		output, stream := blockedOutput(t)
		output.Offer([]byte("second\n"))
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if err := output.Close(ctx); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("got %v", err)
		}
		if got := readLines(t, stream, 2); got != "first\nsecond\n" {
			t.Errorf("got %s", got)
		}
	})
}

// Lines of the access log wait for others a moment, and are written together.
func TestOffersAreWrittenTogether(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		writes := make(chan string, 9)
		output := telemetry.NewOutput(writerFunc(func(text []byte) (int, error) {
			writes <- string(text)
			return len(text), nil
		}))
		output.Offer([]byte("a\n"))
		time.Sleep(8 * time.Millisecond)
		output.Offer([]byte("b\n"))
		if synctest.Wait(); len(writes) > 0 {
			t.Errorf("after 8 ms: got %q", <-writes)
		}
		time.Sleep(2 * time.Millisecond)
		synctest.Wait()
		output.Offer([]byte("c\n"))
		if err := output.WriteThrough(t.Context(), time.Second, []byte("d\n")); err != nil {
			t.Error(err)
		}
		output.Offer([]byte("e\n"))
		if err := output.Close(t.Context()); err != nil {
			t.Error(err)
		}
		for _, want := range []string{"a\nb\n", "c\nd\n", "e\n"} {
			if got := <-writes; got != want {
				t.Errorf("got %q, want %q", got, want)
			}
		}
	})
}

// A file of a network that is gone keeps the caller that writes to it, and nobody else.
func TestRegularFileThatBlocks(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		file := &hangingFile{release: make(chan struct{})}
		output := telemetry.NewOutput(file)
		began := time.Now()
		var callers sync.WaitGroup
		var failed atomic.Int32
		for range 5 {
			callers.Go(func() {
				ctx, cancel := context.WithTimeout(t.Context(), time.Second)
				defer cancel()
				if err := output.WriteThrough(ctx, time.Hour, []byte("intent\n")); err != nil {
					failed.Add(1)
				}
			})
		}
		time.Sleep(time.Second)
		if synctest.Wait(); failed.Load() != 4 || time.Since(began) != time.Second {
			t.Errorf("after a second %d of 5 had failed", failed.Load())
		}
		close(file.release)
		callers.Wait()
		if err := output.Close(t.Context()); err != nil || file.String() != strings.Repeat("intent\n", 5) {
			t.Errorf("%v, got %q", err, file.String())
		}
	})
}

// hangingFile calls itself a regular file, and takes nothing before it is released.
type hangingFile struct {
	bytes.Buffer

	release chan struct{}
}

func (f *hangingFile) Stat() (fs.FileInfo, error) { return os.Stat("output_test.go") }

func (f *hangingFile) Write(text []byte) (int, error) {
	<-f.release
	return f.Buffer.Write(text)
}

// Lines that come at once from everywhere arrive whole, and those of one goroutine in their order, in a file too.
func TestOutputIsSafeForConcurrentUse(t *testing.T) {
	t.Parallel()
	var stream bytes.Buffer
	writeConcurrently(t, &stream)
	checkLines(t, stream.String())
	file, err := os.Create(filepath.Join(t.TempDir(), "log"))
	if err != nil {
		t.Fatal(err)
	}
	writeConcurrently(t, file)
	text, err := os.ReadFile(file.Name())
	if err := errors.Join(err, file.Close()); err != nil {
		t.Fatal(err)
	}
	checkLines(t, string(text))
}

const (
	linesOfOne = 100
	writers    = 8
)

func writeConcurrently(t *testing.T, stream io.Writer) {
	t.Helper()
	output := telemetry.NewOutput(stream)
	var all sync.WaitGroup
	for writer := range writers {
		all.Go(func() {
			for i := range linesOfOne {
				line := fmt.Appendf(nil, "%d %d\n", writer, i)
				switch i % 3 {
				case 0:
					output.Offer(line)
				case 1:
					_, _ = output.Write(line)
				case 2:
					_ = output.WriteThrough(t.Context(), time.Second, line)
				}
			}
		})
	}
	all.Wait()
	if err := output.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// checkLines compares a stream with what writeConcurrently writes.
func checkLines(t *testing.T, text string) {
	t.Helper()
	var next [writers]int
	for line := range strings.Lines(text) {
		var writer, i int
		if _, err := fmt.Sscanf(line, "%d %d\n", &writer, &i); err != nil || next[writer] != i {
			t.Fatalf("got %q, want %d of writer %d", line, next[writer], writer)
		}
		next[writer]++
	}
	for writer, lines := range next {
		if lines != linesOfOne {
			t.Errorf("%d lines of writer %d", lines, writer)
		}
	}
}

// A line of the access log costs no allocation, and no write of its own.
func BenchmarkOffer(b *testing.B) {
	output := telemetry.NewOutput(io.Discard)
	line := append(bytes.Repeat([]byte("x"), 400), '\n')
	b.ReportAllocs()
	for b.Loop() {
		output.Offer(line)
	}
	if err := output.Close(b.Context()); err != nil {
		b.Error(err)
	}
}

// BenchmarkWriteThrough is what a line of the audit trail costs: in a file, and in a pipe, where another goroutine writes it.
func BenchmarkWriteThrough(b *testing.B) {
	line := append(bytes.Repeat([]byte("x"), 600), '\n')
	for name, open := range map[string]func() (io.WriteCloser, error){
		"file": func() (io.WriteCloser, error) { return os.Create(filepath.Join(b.TempDir(), "log")) },
		"pipe": func() (io.WriteCloser, error) {
			read, write, err := os.Pipe()
			go io.Copy(io.Discard, read) //nolint:errcheck // it ends with the pipe
			return write, err
		},
	} {
		b.Run(name, func(b *testing.B) {
			stream, err := open()
			if err != nil {
				b.Fatal(err)
			}
			output := telemetry.NewOutput(stream)
			b.ReportAllocs()
			for b.Loop() {
				if err := output.WriteThrough(b.Context(), time.Second, line); err != nil {
					b.Fatal(err)
				}
			}
			if err := errors.Join(output.Close(b.Context()), stream.Close()); err != nil {
				b.Error(err)
			}
		})
	}
}
