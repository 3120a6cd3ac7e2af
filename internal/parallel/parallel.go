// Package parallel has several functions run at the same time. It recovers from their panics, which would end the program: on a
// goroutine that a package begins itself nobody else does.
//
// It depends on graph/problem, whose errors panics become. What may be asked of the backend at once is bounded elsewhere, by
// graph/calls for a request and by internal/people for a look.
package parallel

import (
	"golang.org/x/sync/errgroup"

	"zitadel-graphql/graph/problem"
)

// All is a limit of Each that has all items done at the same time.
const All = -1

// Each calls do for each of n items, at most limit of them at the same time, and returns their errors once all are done. A failure
// doesn't keep the other items from being done. A panic is the item's error, as problem.Recovered makes one.
func Each(n, limit int, do func(i int) error) []error {
	errs := make([]error, n)
	var group errgroup.Group
	group.SetLimit(limit)
	for i := range n {
		group.Go(func() error {
			errs[i] = recovering(func() error { return do(i) })
			return nil
		})
	}
	_ = group.Wait() // the failures are in errs
	return errs
}

// Both calls two functions at the same time, and returns their errors once both are done. A panic is an error, as with Each.
func Both(first, second func() error) (errFirst, errSecond error) {
	functions := []func() error{first, second}
	errs := Each(len(functions), All, func(i int) error { return functions[i]() })
	return errs[0], errs[1]
}

func recovering(do func() error) (err error) {
	defer func() {
		if cause := recover(); cause != nil {
			err = problem.Recovered(cause)
		}
	}()
	return do()
}
