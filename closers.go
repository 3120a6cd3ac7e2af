package main

import (
	"errors"
	"slices"
)

// closers are how the parts that are open are closed, in the order in which they were opened.
type closers []func() error

// add is called for each part as soon as it is open, so that it is closed where one that comes later can't be opened.
func (c *closers) add(closePart func() error) { *c = append(*c, closePart) }

// close closes the parts, the last first: one may use those before it until it is closed. Where some fail, the others are closed
// too, and the error joins all failures.
func (c *closers) close() error {
	var problems []error
	for _, closePart := range slices.Backward(*c) {
		problems = append(problems, closePart())
	}
	*c = nil
	return errors.Join(problems...)
}
