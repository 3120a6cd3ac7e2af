package parallel

import "sync/atomic"

// OnceValues is sync.OnceValues for a function that waits for something, such as a call of the backend. Those who wait for another's call
// of it are blocked by a channel and not by a mutex, for which the clock of testing/synctest would stand still for ever.
func OnceValues[A, B any](do func() (A, B)) func() (A, B) {
	o := &once[A, B]{do: do, done: make(chan struct{})}
	return o.values
}

type once[A, B any] struct {
	do    func() (A, B)
	begun atomic.Bool
	done  chan struct{} // closed when do has ended, after which nothing below changes

	a        A
	b        B
	panicked bool
	cause    any
}

func (o *once[A, B]) values() (A, B) {
	if !o.begun.Swap(true) {
		o.call()
	}
	<-o.done
	if o.panicked {
		panic(o.cause)
	}
	return o.a, o.b
}

// call calls the function, and keeps what it returns, or its panic.
func (o *once[A, B]) call() {
	defer close(o.done)
	defer func() {
		if o.panicked {
			o.cause = recover()
		}
	}()
	o.panicked = true
	o.a, o.b = o.do()
	o.panicked = false
}
