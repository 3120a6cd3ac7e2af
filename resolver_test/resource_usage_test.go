package resolver_test

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// resourceUsage is what a program uses at a moment. Memory is in bytes.
type resourceUsage struct {
	resident, heap             int64
	goroutines, files, threads int
}

// traceSetting makes Go's runtime print what can't be seen from outside: the live heap after each garbage collection,
// and from time to time all goroutines. Every Go program understands it.
const traceSetting = "GODEBUG=gctrace=1,scheddetail=1,schedtrace="

// usageMonitor takes the runtime's traces out of what a program prints, and passes on the rest. It is safe for
// concurrent use.
type usageMonitor struct {
	rest io.Writer

	mu         sync.Mutex
	unfinished []byte
	counting   int // goroutines in the trace that is being read
	goroutines int
	heap       int64
}

var (
	gcLine        = regexp.MustCompile(`^gc \d+ @.* \d+->\d+->(\d+) MB, `)
	schedulerLine = regexp.MustCompile(`^  (?:P|M)\d+: `)
	// A status of 6 is a goroutine that has ended, and whose memory waits for the next one.
	goroutineLine = regexp.MustCompile(`^  G\d+: status=(\d+)`)
)

// Write implements io.Writer.
func (m *usageMonitor) Write(text []byte) (int, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.unfinished = append(m.unfinished, text...)
	for {
		line, rest, whole := bytes.Cut(m.unfinished, []byte("\n"))
		if !whole {
			return len(text), nil
		}
		if !m.read(string(line)) {
			if _, err := m.rest.Write(append(line, '\n')); err != nil {
				return 0, err
			}
		}
		m.unfinished = bytes.Clone(rest)
	}
}

// read reports whether a line is a trace, and keeps what it says.
func (m *usageMonitor) read(line string) bool {
	if found := goroutineLine.FindStringSubmatch(line); found != nil {
		if found[1] != "6" {
			m.counting++
		}
		return true
	}
	if found := gcLine.FindStringSubmatch(line); found != nil {
		megabytes, _ := strconv.ParseInt(found[1], 10, 64) // digits
		m.heap = megabytes << 20
		return true
	}
	if strings.HasPrefix(line, "SCHED ") {
		m.goroutines, m.counting = m.counting, 0
		return true
	}
	return schedulerLine.MatchString(line)
}

// usage returns what the program uses now. What comes from traces is as old as the last complete one.
func (m *usageMonitor) usage(t *testing.T, p *program) resourceUsage {
	t.Helper()
	folder := filepath.Join("/proc", strconv.Itoa(p.process.Process.Pid))
	status, err := os.ReadFile(filepath.Join(folder, "status"))
	if err != nil {
		t.Error(err)
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	return resourceUsage{
		resident: numberIn(t, status, "VmRSS") << 10, heap: m.heap, goroutines: m.goroutines,
		files: p.openFiles(t), threads: int(numberIn(t, status, "Threads")),
	}
}

// numberIn returns a number of /proc/PID/status.
func numberIn(t testing.TB, status []byte, name string) int64 {
	t.Helper()
	found := regexp.MustCompile(`(?m)^` + name + `:\s+(\d+)`).FindSubmatch(status)
	if found == nil {
		t.Errorf("/proc has no %s", name)
		return 0
	}
	number, err := strconv.ParseInt(string(found[1]), 10, 64)
	if err != nil {
		t.Error(err)
	}
	return number
}

// String is a part of a row in the soak's table.
func (v resourceUsage) String() string {
	return fmt.Sprintf("%.1f | %.0f | %d | %d | %d", float64(v.resident)/(1<<20), float64(v.heap)/(1<<20), v.goroutines, v.files, v.threads)
}
