package resolver_test

import (
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"testing"
)

// Prevents that the program is killed in a container for collecting garbage too late, and that it has another opinion than the operator
// about what Go's own variables decide.
func TestGarbageCollectorsTargets(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name, variable        string
		wantGrowth, wantLimit string // an empty one is of the machine
	}{
		{"nothing in the environment", "", "400", ""},
		{"GOGC", "GOGC=150", "150", "9.223372036854776e+18"},
		{"GOMEMLIMIT", "GOMEMLIMIT=200MiB", "100", "2.097152e+08"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			var variables []string
			if test.variable != "" {
				variables = []string{test.variable}
			}
			p := startWithEnv(t, variables, "--metrics-listen", "127.0.0.1:0")
			p.checkCollector(test.wantGrowth, test.wantLimit)
		})
	}
	t.Run("a container's limit", func(t *testing.T) {
		t.Parallel()
		const limit = 200 << 20
		args := []string{"--listen", "127.0.0.1:0", "--metrics-listen", "127.0.0.1:0", "--log-format", "json", "--drain-delay", "0s"}
		command := exec.Command("sh", append([]string{"-c", `echo $$ >"$0/cgroup.procs" && exec "$@"`, limitedCgroup(t, limit), binary}, args...)...)
		command.Env = cleanEnvironment()
		p := run(t, command, func(output io.Writer) io.Writer { return output })
		p.awaitServing()
		p.checkCollector("400", strconv.FormatFloat(limit*0.9, 'g', -1, 64))
	})
}

// checkCollector compares Go's own metrics of the garbage collector with the percentage and the limit in bytes, of which an empty one
// isn't looked at.
func (p *program) checkCollector(wantGrowth, wantLimit string) {
	p.t.Helper()
	p.awaitLine("serving metrics")
	p.readMetrics()
	for name, want := range map[string]string{"go_gc_gogc_percent": wantGrowth, "go_gc_gomemlimit_bytes": wantLimit} {
		found := regexp.MustCompile(`(?m)^` + name + ` (.*)$`).FindStringSubmatch(p.metrics)
		if found == nil {
			p.t.Errorf("%s is missing in\n%s", name, p.metrics)
		} else if want != "" && found[1] != want {
			p.t.Errorf("%s is %s, want %s", name, found[1], want)
		}
	}
}

// limitedCgroup makes a cgroup whose processes may use so many bytes of memory, and returns its folder. The test's end removes it.
func limitedCgroup(t *testing.T, limit int) string {
	t.Helper()
	parent, file := "/sys/fs/cgroup", "memory.max"
	if _, err := os.Stat("/sys/fs/cgroup/memory"); err == nil { // the first version of cgroups
		parent, file = "/sys/fs/cgroup/memory", "memory.limit_in_bytes"
	}
	folder, err := os.MkdirTemp(parent, "zitadel-graphql-test-") //nolint:usetesting // a cgroup is a folder among the cgroups
	if err == nil {
		t.Cleanup(func() { os.Remove(folder) }) //nolint:errcheck // an empty cgroup that stays does no harm
		err = os.WriteFile(filepath.Join(folder, file), []byte(strconv.Itoa(limit)), 0o600)
	}
	if err != nil {
		t.Skipf("cgroups can't be changed here: %v", err)
	}
	return folder
}
