package resolver_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"
)

// What a program has left behind is seen from outside, and the program has nothing built in for it: Go's runtime prints
// the stacks of all goroutines on SIGQUIT, and /proc lists open files.

// checkNoLeaks ends both programs, and wants that tried, which has been through everything, has no more under way than
// calm, which has served one request. idle is how many idle connections tried may have more: each is an open file and
// up to two goroutines of one kind.
func checkNoLeaks(t *testing.T, calm, tried *program, idle int) {
	t.Helper()
	calm.client.CloseIdleConnections()
	tried.client.CloseIdleConnections()
	most := calm.openFiles(t) + idle
	eventually(t, "files are closed", func() bool { return tried.openFiles(t) <= most })
	want, got := calm.goroutines(t), tried.goroutines(t)
	for kind, stacks := range got {
		if len(stacks) > len(want[kind])+2*idle {
			t.Errorf("%d goroutines were started by %s, and %d in a program that met no fault; one is\n%s", len(stacks), kind, len(want[kind]), stacks[0])
		}
	}
}

// openFiles returns the number of the program's open files, or 0 where there is no /proc.
func (p *program) openFiles(t *testing.T) int {
	t.Helper()
	files, err := os.ReadDir(filepath.Join("/proc", strconv.Itoa(p.process.Process.Pid), "fd"))
	if err != nil && !os.IsNotExist(err) {
		t.Error(err)
	}
	return len(files)
}

var createdBy = regexp.MustCompile(`(?m)^created by (\S+)`)

// goroutines ends the program, and returns the stacks of its goroutines by the function that started them.
func (p *program) goroutines(t *testing.T) map[string][]string {
	t.Helper()
	before := len(p.log())
	if err := p.process.Process.Signal(syscall.SIGQUIT); err != nil {
		t.Fatalf("ask for the goroutines: %v", err)
	}
	p.wait()
	stacks := map[string][]string{}
	for block := range strings.SplitSeq(p.log()[before:], "\n\n") {
		if !strings.HasPrefix(block, "goroutine ") {
			continue
		}
		kind := "the program itself"
		if found := createdBy.FindStringSubmatch(block); found != nil {
			kind = found[1]
		}
		stacks[kind] = append(stacks[kind], block)
	}
	if len(stacks) < 3 {
		t.Fatalf("found %d kinds of goroutines, so this test proves nothing", len(stacks))
	}
	return stacks
}
