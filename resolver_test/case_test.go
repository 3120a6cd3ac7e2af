package resolver_test

import (
	"flag"
	"io/fs"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"golang.org/x/sync/errgroup"
)

var update = flag.Bool("update", false, "rewrite what the cases below cases/ want by what they get")

// TestCases ensures what each file below cases/ says in its first lines. README.md there explains the format. The programs send all
// their spans and have metrics, so that those are looked through for secrets (checkSecrets).
func TestCases(t *testing.T) {
	t.Parallel()
	runTogether(t, caseFiles(t), func(t *testing.T, path string) {
		t.Helper()
		runCase(t, path, caseRun{start: func(section string) *program { return startTraced(t, arguments(t, section)...) }})
	})
}

// runTogether runs more cases at the same time than t.Parallel would: most of their time they wait. Those of the scripted
// backend, which waits the longest, come first.
func runTogether(t *testing.T, paths []string, run func(*testing.T, string)) {
	t.Helper()
	waiting, others := dividePaths(paths, func(path string) bool { return strings.Contains(readCase(t, path).program, "backend: scripted") })
	var group errgroup.Group
	group.SetLimit(4 * runtime.GOMAXPROCS(0))
	for _, path := range slices.Concat(waiting, others) {
		group.Go(func() error {
			t.Run(caseName(path), func(t *testing.T) { run(t, path) })
			return nil
		})
	}
	group.Wait() //nolint:errcheck // the tests have failed where they failed
}

// dividePaths asks once for each path.
func dividePaths(paths []string, is func(path string) bool) (those, others []string) {
	for _, path := range paths {
		if is(path) {
			those = append(those, path)
		} else {
			others = append(others, path)
		}
	}
	return those, others
}

func caseFiles(t *testing.T) []string {
	t.Helper()
	var paths []string
	err := filepath.WalkDir("cases", func(path string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil || entry.IsDir() || path == filepath.Join("cases", "README.md"):
		case filepath.Ext(path) == ".txtar":
			paths = append(paths, path)
		default: // a case that is never run tests nothing
			t.Errorf("%s isn't a case: name it .txtar", path)
		}
		return err
	})
	if err != nil || len(paths) == 0 {
		t.Fatalf("list the cases: %v, found %d", err, len(paths))
	}
	return paths
}

// caseName is folder/name.
func caseName(path string) string {
	return strings.TrimSuffix(filepath.ToSlash(strings.TrimPrefix(path, "cases"+string(filepath.Separator))), ".txtar")
}

// caseRun is how a case is run.
type caseRun struct {
	// start starts the program by the section "program", which may be empty.
	start func(section string) *program
	// skip leaves a step out by its section "request"; nil leaves out none.
	skip func(request string) bool
}

// runCase starts a program, and takes the file's steps one after the other.
func runCase(t *testing.T, path string, run caseRun) {
	t.Helper()
	file := readCase(t, path)
	p := run.start(file.program)
	for number, step := range file.steps {
		if run.skip != nil && run.skip(step["request"]) {
			continue
		}
		got := takeStep(t, p, step)
		if *update {
			file.setWant(number, got)
		} else if got != step["want"] {
			t.Errorf("step %d got\n%s\nwant\n%s", number+1, got, step["want"])
		}
	}
	if *update {
		file.write(t)
	}
}

// arguments reads the section "program": one argument a line, or "backend: NAME" for one of backends.
func arguments(t *testing.T, section string) []string {
	t.Helper()
	var args []string
	for line := range strings.Lines(section) {
		line = strings.TrimSpace(line)
		name, isBackend := strings.CutPrefix(line, "backend: ")
		switch {
		case line == "":
		case isBackend:
			startBackend, known := caseBackends()[name]
			if !known {
				t.Fatalf("there is no backend %q", name)
			}
			args = append(args, "--backend", startBackend(t))
		default:
			args = append(args, line)
		}
	}
	return args
}

// takeStep sends what a step says, and returns what came back as a want.
func takeStep(t *testing.T, p *program, step caseStep) string {
	t.Helper()
	if direct := step["direct"]; direct != "" {
		return callDirectly(t, p, direct)
	}
	request := newRequest(t, p, step["request"], step["query"], step["variables"])
	sentID := request.Header.Get("X-Request-Id")
	got, err := p.do(request)
	if err != nil {
		t.Fatal(err)
	}
	return describe(got, sentID)
}
