package resolver_test

import (
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"
)

var update = flag.Bool("update", false, "rewrite what the cases below cases/ want by what they get")

// TestCases ensures what each file below cases/ says in its first lines. README.md there explains the format.
func TestCases(t *testing.T) {
	t.Parallel()
	for _, path := range caseFiles(t) {
		t.Run(caseName(path), func(t *testing.T) {
			t.Parallel()
			runCase(t, path, caseRun{start: func(section string) *program { return start(t, arguments(t, section)...) }})
		})
	}
}

func caseFiles(t *testing.T) []string {
	t.Helper()
	var paths []string
	err := filepath.WalkDir("cases", func(path string, _ fs.DirEntry, err error) error {
		if err == nil && filepath.Ext(path) == ".txtar" {
			paths = append(paths, path)
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
	archive, err := txtar.ParseFile(path)
	if err != nil {
		t.Fatal(err)
	}
	sections := sectionsOf(t, archive)
	p := run.start(sections["program"])
	for number := 1; sections[fmt.Sprint(number, " want")] != ""; number++ {
		if run.skip != nil && run.skip(sections[fmt.Sprint(number, " request")]) {
			continue
		}
		got := takeStep(t, p, number, sections)
		want := sections[fmt.Sprint(number, " want")]
		if *update {
			setSection(archive, fmt.Sprint(number, " want"), got)
		} else if got != want {
			t.Errorf("step %d got\n%s\nwant\n%s", number, got, want)
		}
	}
	if *update {
		if err := os.WriteFile(path, txtar.Format(archive), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// sectionsOf refuses a file that wouldn't test what it seems to: an unknown or repeated name, a missing number, or a
// step without a want.
func sectionsOf(t *testing.T, archive *txtar.Archive) map[string]string {
	t.Helper()
	if strings.TrimSpace(string(archive.Comment)) == "" {
		t.Fatal("the first lines don't say what the case ensures")
	}
	sections := map[string]string{}
	for _, file := range archive.Files {
		if _, twice := sections[file.Name]; twice {
			t.Fatalf("section %q stands there twice", file.Name)
		}
		sections[file.Name] = string(file.Data)
		var number int
		var part string
		_, err := fmt.Sscanf(file.Name, "%d %s", &number, &part)
		switch {
		case file.Name == "program":
		case err != nil || !slices.Contains([]string{"request", "query", "variables", "direct", "want"}, part):
			t.Fatalf("section %q is of no kind", file.Name)
		case len(archive.Files) < number:
			t.Fatalf("section %q: a number is left out", file.Name)
		}
	}
	for name := range sections {
		number, _, isStep := strings.Cut(name, " ")
		if isStep && sections[number+" want"] == "" {
			t.Fatalf("step %s has no want", number)
		}
	}
	return sections
}

func setSection(archive *txtar.Archive, name, text string) {
	for i := range archive.Files {
		if archive.Files[i].Name == name {
			archive.Files[i].Data = []byte(text)
		}
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

// takeStep sends what a step says, and returns what came back as a want section has it.
func takeStep(t *testing.T, p *program, number int, sections map[string]string) string {
	t.Helper()
	section := func(kind string) string { return sections[fmt.Sprint(number, " ", kind)] }
	if direct := section("direct"); direct != "" {
		return callDirectly(t, p, direct)
	}
	request := newRequest(t, p, section("request"), section("query"), section("variables"))
	sentID := request.Header.Get("X-Request-Id")
	got, err := p.do(request)
	if err != nil {
		t.Fatalf("step %d: %v", number, err)
	}
	return describe(got, sentID)
}
