package policy

import "zitadel-graphql/graph/problem"

// inParallel runs two functions at the same time, and returns their errors once both are done. The second runs on a goroutine of
// its own, where nobody else would catch a panic, and it would end the program: so that becomes the second's error.
func inParallel(first, second func() error) (errFirst, errSecond error) {
	done := make(chan error, 1)
	go func() {
		var err error
		defer func() {
			if cause := recover(); cause != nil {
				err = problem.Recovered(cause)
			}
			done <- err
		}()
		err = second()
	}()
	errFirst = first()
	return errFirst, <-done
}
