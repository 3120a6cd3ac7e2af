package resolver_test

import (
	"bytes"
	"sync"
)

// processOutput is an io.Writer that keeps what a process prints and wakes those who wait for more. It is safe for
// concurrent use.
type processOutput struct {
	mu      sync.Mutex
	printed bytes.Buffer
	changed chan struct{} // closed by the next Write
}

func newProcessOutput() *processOutput { return &processOutput{changed: make(chan struct{})} }

// Write implements io.Writer.
func (t *processOutput) Write(text []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	close(t.changed)
	t.changed = make(chan struct{})
	return t.printed.Write(text)
}

func (t *processOutput) text() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.printed.String()
}

// changes returns a channel that is closed by the next Write. A reader takes it before it calls text, or it could miss
// a Write between the two.
func (t *processOutput) changes() <-chan struct{} {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.changed
}
