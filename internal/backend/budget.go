package backend

import "sync/atomic"

// budget bounds the retries of the whole process by a share of its calls, so that an outage isn't multiplied: every call
// earns a tenth of a retry, and at most burst of them are saved up. It may be used concurrently.
type budget struct {
	tenths atomic.Int64
	burst  int64
}

const earnedTenths, retryTenths = 1, 10

// newBudget returns a full one.
func newBudget(burst int64) *budget {
	b := &budget{burst: burst * retryTenths}
	b.tenths.Store(b.burst)
	return b
}

// earn is for every call, before its first attempt.
func (b *budget) earn() {
	for {
		saved := b.tenths.Load()
		if saved >= b.burst || b.tenths.CompareAndSwap(saved, saved+earnedTenths) {
			return
		}
	}
}

// spend says whether there may be one more retry.
func (b *budget) spend() bool {
	for {
		saved := b.tenths.Load()
		if saved < retryTenths {
			return false
		}
		if b.tenths.CompareAndSwap(saved, saved-retryTenths) {
			return true
		}
	}
}
