package resolver_test

import (
	"path/filepath"
	"testing"
)

// restartableBackend is a program with the embedded backend and a data file. It can be killed, and started again at the
// same address with the same data.
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

// start starts the program; its process must have ended before.
func (m *restartableBackend) start() {
	m.t.Helper()
	m.process = start(m.t, "--embedded-data", m.file, "--embedded-listen", m.address)
}
