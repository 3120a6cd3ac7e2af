package main

import (
	"bytes"
	"errors"
	"log/slog"
	"math"
	"os"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"strings"
	"testing"
	"time"

	"github.com/KimMachineGun/automemlimit/memlimit"
)

// Prevents that a container is killed for a heap that may grow further than Go would let it by itself. resolver_test drives the
// same on the built program.
func TestTuneGarbageCollector(t *testing.T) {
	const goDefault = 100
	unreadable := errors.New("parse memory.max")
	for _, test := range []struct {
		name        string
		environment string // NAME=VALUE
		limit       func() (uint64, error)
		wantGrowth  int
		wantLimit   int64
		wantLine    string
	}{
		{"a container's limit", "", memlimit.Limit(1000 << 20), 400, 900 << 20, "level=INFO msg=\"garbage is collected less often than by Go's default, within the container's memory limit\" GOGC=400 GOMEMLIMIT=943718400"},
		{"no limit", "", failing(memlimit.ErrNoLimit), 400, math.MaxInt64, "no container limits the memory\" GOGC=400"},
		{"not in a container", "", failing(memlimit.ErrNoCgroup), 400, math.MaxInt64, "no container limits the memory\" GOGC=400"},
		{"no Linux", "", failing(memlimit.ErrCgroupsNotSupported), 400, math.MaxInt64, "no container limits the memory\" GOGC=400"},
		{"a limit that can't be read", "", failing(unreadable), goDefault, math.MaxInt64, "level=INFO msg=\"garbage is collected by Go's default: whether a container limits the memory can't be read\" error=\"failed to set GOMEMLIMIT: parse memory.max\""},
		{"GOGC", "GOGC=150", memlimit.Limit(1000 << 20), goDefault, math.MaxInt64, "garbage is collected as the environment says\" GOGC=150"},
		{"AUTOMEMLIMIT", "AUTOMEMLIMIT=off", memlimit.Limit(1000 << 20), goDefault, math.MaxInt64, "AUTOMEMLIMIT=off leaves the container's limit out of account"},
		{"GOMEMLIMIT", "GOMEMLIMIT=80MiB", memlimit.Limit(1000 << 20), goDefault, math.MaxInt64, "garbage is collected as the environment says\" GOMEMLIMIT=80MiB"},
	} {
		t.Run(test.name, func(t *testing.T) {
			withGoDefaults(t)
			if name, value, isSet := strings.Cut(test.environment, "="); isSet {
				t.Setenv(name, value)
			}
			var log bytes.Buffer
			tuneGarbageCollector(t.Context(), test.limit, slog.New(slog.NewTextHandler(&log, nil)))
			growth, limit := debug.SetGCPercent(goDefault), debug.SetMemoryLimit(-1)
			if growth != test.wantGrowth || limit != test.wantLimit {
				t.Errorf("GOGC is %d and GOMEMLIMIT %d, want %d and %d", growth, limit, test.wantGrowth, test.wantLimit)
			}
			if got := log.String(); !strings.Contains(got, test.wantLine) || strings.Count(got, "\n") != 1 {
				t.Errorf("the log has\n%swant one line with\n%s", got, test.wantLine)
			}
		})
	}
}

// Prevents that a large heap grows by as many percent as a small one, so that a thousand clients would cost hundreds of MiB; and that it
// keeps being collected as often when it is small again.
func TestHeapGrowsLessWithMore(t *testing.T) {
	withGoDefaults(t)
	tuneGarbageCollector(t.Context(), failing(memlimit.ErrNoCgroup), slog.New(slog.DiscardHandler))
	inUse := make([]byte, 64<<20)
	awaitGrowth(t, leastGrowth)
	runtime.KeepAlive(inUse)
	awaitGrowth(t, mostGrowth)
}

// awaitGrowth collects garbage until the heap may grow by so many percent.
func awaitGrowth(t *testing.T, want int) {
	t.Helper()
	growth := []metrics.Sample{{Name: "/gc/gogc:percent"}}
	for began := time.Now(); time.Since(began) < time.Minute; {
		runtime.GC()
		if metrics.Read(growth); growth[0].Value.Uint64() == uint64(want) {
			return
		}
	}
	t.Fatalf("the heap may grow by %d percent, want %d", growth[0].Value.Uint64(), want)
}

func TestGrowthFor(t *testing.T) {
	t.Parallel()
	for inUse, want := range map[uint64]int{0: 400, 1 << 20: 400, 4 << 20: 400, 6 << 20: 300, 5 << 20: 350, 12 << 20: 300, 1 << 30: 300} {
		if got := growthFor(inUse); got != want {
			t.Errorf("with %d MiB in use the heap grows by %d percent, want %d", inUse>>20, got, want)
		}
	}
}

func failing(err error) memlimit.Provider { return func() (uint64, error) { return 0, err } }

// withGoDefaults gives a test the garbage collector as Go has it without anything in the environment, and puts back afterwards what
// was there.
func withGoDefaults(t *testing.T) {
	t.Helper()
	for _, name := range []string{"GOGC", "GOMEMLIMIT", "AUTOMEMLIMIT"} {
		t.Setenv(name, "") // which puts back what was there
		os.Unsetenv(name)  //nolint:errcheck // it can't fail for these names
	}
	growth, limit := debug.SetGCPercent(100), debug.SetMemoryLimit(math.MaxInt64)
	t.Cleanup(func() {
		debug.SetGCPercent(growth)
		debug.SetMemoryLimit(limit)
	})
}
