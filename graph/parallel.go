package graph

import (
	"sync"

	"zitadel-graphql/graph/problem"
)

// eachInParallel calls do for each of n items at the same time, and returns their errors once all are done. A panic becomes the
// item's error: on a goroutine that gqlgen doesn't watch it would end the program.
func eachInParallel(n int, do func(i int) error) []error {
	errs := make([]error, n)
	var all sync.WaitGroup
	for i := range n {
		all.Go(func() {
			defer func() {
				if cause := recover(); cause != nil {
					errs[i] = problem.Recovered(cause)
				}
			}()
			errs[i] = do(i)
		})
	}
	all.Wait()
	return errs
}
