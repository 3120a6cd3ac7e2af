package backend

import "sync/atomic"

// budget bounds what the whole process does again by a share of its calls, so that an outage isn't multiplied: every call
// earns so many hundredths of a repetition, and at most burst of them are saved up. It may be used concurrently.
type budget struct {
	hundredths    atomic.Int64
	earned, burst int64
}

const wholeHundredths = 100

// newBudget returns a full one.
func newBudget(earned, burst int64) *budget {
	b := &budget{earned: earned, burst: burst * wholeHundredths}
	b.hundredths.Store(b.burst)
	return b
}

// earn is for every call, before its first attempt.
func (b *budget) earn() {
	for {
		saved := b.hundredths.Load()
		if saved >= b.burst || b.hundredths.CompareAndSwap(saved, min(saved+b.earned, b.burst)) {
			return
		}
	}
}

// spend says whether there may be one more repetition.
func (b *budget) spend() bool {
	for {
		saved := b.hundredths.Load()
		if saved < wholeHundredths {
			return false
		}
		if b.hundredths.CompareAndSwap(saved, saved-wholeHundredths) {
			return true
		}
	}
}
