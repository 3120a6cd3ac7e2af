package resolver_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"

	"github.com/vektah/gqlparser/v2/ast"
)

// namedPipe is a pipe of the file system, for the program to write to. The test has its other end open, and closes it at its own end.
type namedPipe struct {
	path   string
	reader *os.File
}

func makePipe(t *testing.T) namedPipe {
	t.Helper()
	p := namedPipe{path: filepath.Join(t.TempDir(), "pipe")}
	if err := syscall.Mkfifo(p.path, 0o600); err != nil {
		t.Fatal(err)
	}
	var err error
	if p.reader, err = os.OpenFile(p.path, os.O_RDONLY|syscall.O_NONBLOCK, 0); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.reader.Close() })
	return p
}

// fill writes to the pipe until it takes no more.
func (p namedPipe) fill(t *testing.T) {
	t.Helper()
	writer, err := syscall.Open(p.path, syscall.O_WRONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { syscall.Close(writer) }) //nolint:errcheck // nothing of it is needed
	for err == nil {
		_, err = syscall.Write(writer, make([]byte, 4096))
	}
	if !errors.Is(err, syscall.EAGAIN) {
		t.Fatal(err)
	}
}

// TestMutationsNeedTheAuditTrail prevents that anything is written of which the audit trail has no line: where the line can't be
// written, since the disk is full, nobody reads the pipe any more, or the pipe is full, each mutation is refused and sends no write.
func TestMutationsNeedTheAuditTrail(t *testing.T) {
	t.Parallel()
	closed, full := makePipe(t), makePipe(t)
	full.fill(t)
	for name, file := range map[string]string{"disk full": "/dev/full", "pipe closed": closed.path, "pipe full": full.path} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			backend := startScripted(t)
			p := start(t, "--backend", backend.url(), "--audit-log", file)
			if file == closed.path {
				closed.reader.Close()
			}
			var all sync.WaitGroup
			for _, mutation := range schemaDefinition(t, "Mutation").Fields {
				all.Go(func() { refusesWithoutTrail(t, p, backend, mutation) })
			}
			all.Wait()
		})
	}
}

// refusesWithoutTrail makes a mutation that would write if its intent could be written.
func refusesWithoutTrail(t *testing.T, p *program, backend *scriptedBackend, mutation *ast.FieldDefinition) {
	t.Helper()
	with := mutationArguments()[mutation.Name]
	token := "GetLoginPolicy=" + with.policy + "+GetDefaultLoginPolicy=" + with.policy + "+of=" + mutation.Name
	arguments, answer, outcome := "("+with.arguments+")", "{ sequence }", `"outcome":"NOT_EXECUTED"`
	if with.arguments == "" {
		arguments = ""
	}
	if mutation.Type.Name() != "ObjectDetails" {
		answer, outcome = "{ results { result code reason } }", `"result":"NOT_TRIED"`
	}
	got, err := p.post(as(token), operation("mutation { "+mutation.Name+arguments+answer+" }", nil))
	if err != nil || !strings.Contains(got.body, `"code":"SERVICE_UNAVAILABLE"`) || !strings.Contains(got.body, `"reason":"AUDIT_UNAVAILABLE"`) || !strings.Contains(got.body, outcome) {
		t.Errorf("%s: got %s, %v", mutation.Name, got.body, err)
	}
	if writes := backend.writesWith(token); len(writes) > 0 {
		t.Errorf("%s: wrote %q", mutation.Name, writes)
	}
}

// TestOutcomeThatCantBeAudited ensures that a change which was made is answered also where the outcome can't be written any more, and
// that the log tells.
func TestOutcomeThatCantBeAudited(t *testing.T) {
	t.Parallel()
	pipe := makePipe(t)
	backend := newScripted()
	backend.arrives = func(call receivedCall) {
		if call.method == "ResetLoginPolicyToDefault" {
			pipe.reader.Close()
		}
	}
	backend.listenAt(t, scriptedHost+":0")
	p := start(t, "--backend", backend.url(), "--audit-log", pipe.path)
	if got := mustPost(t, p, as("own"), operation("mutation { resetLoginPolicy { sequence } }", nil)); !isData(got) {
		t.Errorf("got %s", got.body)
	}
	p.awaitLine("the audit trail can't be written: a line is lost")
}
