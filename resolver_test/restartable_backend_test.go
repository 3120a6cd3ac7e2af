package resolver_test

import (
	"path/filepath"
	"testing"
)

// restartableBackend is an embedded backend of another process that can be killed, and comes back at the same address with all that
// it had.
type restartableBackend struct {
	address string
	process *program

	t    *testing.T
	file string
}

func startRestartableBackend(t *testing.T) *restartableBackend {
	t.Helper()
	m := &restartableBackend{t: t, address: freeAddress(t), file: filepath.Join(t.TempDir(), "events")}
	m.start()
	return m
}

func (m *restartableBackend) start() {
	m.t.Helper()
	m.process = start(m.t, "--embedded-data", m.file, "--embedded-listen", m.address)
}
