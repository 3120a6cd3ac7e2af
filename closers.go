package main

import (
	"errors"
	"slices"
)

// closers close the parts that are open. They are in the order in which the parts were opened.
type closers []func() error

// add has to be called as soon as a part is open, so that the part is closed even if a later one can't be opened.
func (c *closers) add(closePart func() error) { *c = append(*c, closePart) }

// close closes the parts, the last one first, since a part may use those that were opened before it. If some fail, the others are
// closed all the same, and the error joins all failures.
func (c *closers) close() error {
	var problems []error
	for _, closePart := range slices.Backward(*c) {
		problems = append(problems, closePart())
	}
	*c = nil
	return errors.Join(problems...)
}
