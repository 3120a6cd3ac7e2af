package main

import (
	"context"
	"errors"
	"log/slog"
	"math"
	"os"
	"runtime/debug"
	"time"

	"github.com/KimMachineGun/automemlimit/memlimit"
)

const (
	// heapGrowth is by how many percent the heap grows over what the last collection left in use before Go collects garbage again.
	// So little is in use here, one to two MiB, that Go's own 100 would have it collect every eighty requests. This costs 15 MiB with 64
	// clients at once. A larger value would take them over 64 MiB, for little that is left to gain.
	heapGrowth = 400
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
	debug.SetGCPercent(heapGrowth)
	if usable == math.MaxInt64 {
		log.Info("garbage is collected less often than by Go's default: no container limits the memory", "GOGC", heapGrowth)
		return
	}
	log.Info("garbage is collected less often than by Go's default, within the container's memory limit", "GOGC", heapGrowth, "GOMEMLIMIT", usable)
}
