package backend

import "sync/atomic"

// retryBudget bounds the calls that the whole process makes again by a share of all its calls, so that retries don't multiply
// the load of an outage. Every call earns some hundredths of a repetition, and at most a burst of repetitions is saved up. It
// may be used concurrently.
type retryBudget struct {
	hundredths    atomic.Int64
	earned, burst int64 // hundredths, too
}

const wholeHundredths = 100

// newRetryBudget returns a full one. earned is in hundredths, burst in whole repetitions.
func newRetryBudget(earned, burst int64) *retryBudget {
	b := &retryBudget{earned: earned, burst: burst * wholeHundredths}
	b.hundredths.Store(b.burst)
	return b
}

// earn has to be called for every call, before its first attempt.
func (b *retryBudget) earn() {
	for {
		saved := b.hundredths.Load()
		if saved >= b.burst || b.hundredths.CompareAndSwap(saved, min(saved+b.earned, b.burst)) {
			return
		}
	}
}

// spend takes one repetition, or reports false where none is left.
func (b *retryBudget) spend() bool {
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
