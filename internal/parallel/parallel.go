// Package parallel has several functions run at the same time. It recovers from their panics, which would end the program: on a
// goroutine that a package begins itself nobody else does. And it has one function run once for several who need what it returns
// (OnceValues). Each goroutine that calls the backend begins with GrowStack, in whatever package it is begun.
//
// It depends on graph/problem, whose errors panics become. What may be asked of the backend at once is bounded elsewhere, by
// graph/calls for a request and by internal/people for a look.
package parallel

import (
	"sync"
	"sync/atomic"

	"zitadel-graphql/graph/problem"
)

// All is a limit of Each that has all items done at the same time.
const All = -1

// Each calls do for each of n items, at most limit of them at the same time, and returns their errors once all are done. A failure
// doesn't keep the other items from being done. A panic is the item's error, as problem.Recovered makes one.
//
// The caller's goroutine does its share of the items, since a new goroutine has to grow its stack first.
func Each(n, limit int, do func(i int) error) []error {
	if limit == All {
		limit = n
	}
	errs := make([]error, n)
	var begun atomic.Int64
	doItems := func() {
		for i := int(begun.Add(1)) - 1; i < n; i = int(begun.Add(1)) - 1 {
			errs[i] = recovering(func() error { return do(i) })
		}
	}
	var others sync.WaitGroup
	for range min(n, limit) - 1 {
		others.Go(func() {
			GrowStack()
			doItems()
		})
	}
	doItems()
	others.Wait()
	return errs
}

// Both calls two functions at the same time, the second one in the caller's goroutine, and returns their errors once both are done.
// A panic is an error, as with Each.
func Both(first, second func() error) (errFirst, errSecond error) {
	ended := make(chan error, 1)
	go func() {
		GrowStack()
		ended <- recovering(first)
	}()
	errSecond = recovering(second)
	return <-ended, errSecond
}

func recovering(do func() error) (err error) {
	defer func() {
		if cause := recover(); cause != nil {
			err = problem.Recovered(cause)
		}
	}()
	return do()
}
