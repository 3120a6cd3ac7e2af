package parallel

import "sync/atomic"

// OnceValues is sync.OnceValues for a function that waits for something, such as a call of the backend. Those who wait for another's call
// of it are blocked by a channel and not by a mutex, for which the clock of testing/synctest would stand still for ever.
func OnceValues[A, B any](do func() (A, B)) func() (A, B) {
	var begun atomic.Bool
	var a A
	var b B
	var cause any
	done, panicked := make(chan struct{}), true
	return func() (A, B) {
		if !begun.Swap(true) {
			func() {
				defer close(done)
				defer func() {
					if panicked {
						cause = recover()
					}
				}()
				a, b = do()
				panicked = false
			}()
		}
		<-done
		if panicked {
			panic(cause)
		}
		return a, b
	}
}
