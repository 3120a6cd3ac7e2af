package main

import (
	"context"
	"errors"
	"log/slog"
	"math"
	"os"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"time"

	"github.com/KimMachineGun/automemlimit/memlimit"
)

const (
	// mostGrowth is by how many percent the heap grows at most over what the last collection left in use, before Go collects garbage
	// again. So little is in use here, one to two MiB, that Go's own 100 would have it collect every eighty requests.
	mostGrowth = 400
	// leastGrowth is by how many percent the heap grows at least. Each collection looks at all that is in use, so that a request of many
	// clients would cost more than one of few if the heap grew by as many bytes only. With 150 a thousand clients need 65 MiB less, and a
	// request of theirs takes 10 % more CPU time.
	leastGrowth = 300
	// heapRoom is how many bytes may be allocated between two collections, as far as mostGrowth and leastGrowth allow. With it
	// 64 clients at once need less than 64 MiB in all. Twice the room would save 2 to 3 % of the CPU time.
	heapRoom = 18 << 20
	// shareOfLimit is how much of the container's memory Go may use before it collects garbage more often. The rest is for what Go
	// doesn't count, such as the program's own pages.
	shareOfLimit = 0.9
	// limitReadAgain is how often the container's limit is read again: Kubernetes can change that of a running pod.
	limitReadAgain = time.Minute
)

// tuneGarbageCollector has Go collect garbage less often than it does by itself, but never let the heap grow over what the container may
// use: for that limit tells the container's limit, and is asked again until ctx is done. If GOGC or GOMEMLIMIT is in the environment,
// the operator has decided, and both stay as Go reads them. They also stay if the limit can't be read, since a larger heap could then
// get the program killed.
func tuneGarbageCollector(ctx context.Context, limit memlimit.Provider, log *slog.Logger) {
	for _, name := range []string{"GOGC", "GOMEMLIMIT"} {
		if value, isSet := os.LookupEnv(name); isSet {
			log.Info("garbage is collected as the environment says", name, value)
			return
		}
	}
	if os.Getenv("AUTOMEMLIMIT") == "off" { // then the container's limit isn't asked for, and mustn't be taken for none
		log.Info("garbage is collected by Go's default: AUTOMEMLIMIT=off leaves the container's limit out of account")
		return
	}
	usable, err := memlimit.Set(memlimit.WithProvider(limit), memlimit.WithRatio(shareOfLimit), memlimit.WithRefreshInterval(ctx, limitReadAgain))
	switch {
	case errors.Is(err, memlimit.ErrNoCgroup), errors.Is(err, memlimit.ErrCgroupsNotSupported):
		usable = math.MaxInt64
	case err != nil:
		log.Info("garbage is collected by Go's default: whether a container limits the memory can't be read", "error", err)
		return
	}
	debug.SetGCPercent(mostGrowth)
	growLessWithMore(ctx, mostGrowth)
	if usable == math.MaxInt64 {
		log.Info("garbage is collected less often than by Go's default: no container limits the memory", "GOGC", mostGrowth)
		return
	}
	log.Info("garbage is collected less often than by Go's default, within the container's memory limit", "GOGC", mostGrowth, "GOMEMLIMIT", usable)
}

// growLessWithMore sets by how many percent the heap grows after each collection, until ctx is done: the more is in use, the less. Go
// itself has one percentage for a heap of any size, and what is right for two MiB would be a waste with fifty. now is what is set.
func growLessWithMore(ctx context.Context, now int) {
	afterCollection(func() {
		if ctx.Err() != nil {
			return
		}
		if next := growthFor(inUse()); next != now {
			debug.SetGCPercent(next)
			now = next
		}
		growLessWithMore(ctx, now)
	})
}

// afterCollection has do called once, in a goroutine of its own, soon after the next collection. Go tells nobody of a collection but
// by the cleanup of what it collects.
func afterCollection(do func()) {
	garbage := &struct{ *int }{new(int)} // a pointer in it keeps it apart from other small objects, which could keep it alive
	runtime.AddCleanup(garbage, func(do func()) { do() }, do)
}

// growthFor is by how many percent a heap grows in which so many bytes are in use. It is a multiple of 50, so that it isn't set anew
// for each little difference: the program stands still for as long as that takes.
func growthFor(inUse uint64) int {
	const step = 50
	growth := heapRoom * 100 / max(inUse, 1) / step * step
	return int(min(max(growth, leastGrowth), mostGrowth))
}

// inUse is how many bytes the last collection found in use, of heap and stacks, of which Go takes the percentage.
func inUse() uint64 {
	samples := []metrics.Sample{{Name: "/gc/heap/live:bytes"}, {Name: "/gc/scan/stack:bytes"}}
	metrics.Read(samples)
	var sum uint64
	for _, sample := range samples {
		if sample.Value.Kind() == metrics.KindUint64 {
			sum += sample.Value.Uint64()
		}
	}
	return sum
}
