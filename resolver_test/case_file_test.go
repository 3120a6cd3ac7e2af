package resolver_test

import (
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/tools/txtar"

	"zitadel-graphql/internal/racetest"
)

// caseFile is a file below cases/.
type caseFile struct {
	path    string
	archive *txtar.Archive
	program string
	steps   []caseStep
}

// caseStep has the texts of a step's sections by their kinds.
type caseStep map[string]string

func isStepKind(name string) bool {
	return slices.Contains([]string{"request", "query", "variables", "direct", "want"}, name)
}

// readCase refuses a file that wouldn't test what it seems to: one with an unknown or repeated section, a number that is
// left out, or a step without a want, but for -update, which writes it.
func readCase(t *testing.T, path string) *caseFile {
	t.Helper()
	archive, err := txtar.ParseFile(path)
	if err != nil {
		t.Fatal(err)
	}
	file := &caseFile{path: path, archive: archive}
	if strings.TrimSpace(string(archive.Comment)) == "" {
		t.Fatalf("%s: the first lines don't say what the case ensures", path)
	}
	seen := map[string]bool{}
	for _, section := range archive.Files {
		if seen[section.Name] {
			t.Fatalf("%s: the section %q is there twice", path, section.Name)
		}
		seen[section.Name] = true
		if err := file.add(section.Name, string(section.Data)); err != nil {
			t.Fatalf("%s: %v", path, err)
		}
	}
	for i, step := range file.steps {
		if step["want"] == "" && !*update {
			t.Fatalf("%s: step %d has no want", path, i+1)
		}
	}
	return file
}

// add takes the steps in their order.
func (f *caseFile) add(name, text string) error {
	if name == "program" {
		f.program = stretchTimeouts(text)
		return nil
	}
	var number int
	var kind string
	if _, err := fmt.Sscanf(name, "%d %s", &number, &kind); err != nil || name != sectionName(number, kind) || !isStepKind(kind) {
		return fmt.Errorf("there is no such section as %q", name)
	}
	if number == len(f.steps)+1 {
		f.steps = append(f.steps, caseStep{})
	}
	if number != len(f.steps) {
		return fmt.Errorf("the section %q is not in the order of its number", name)
	}
	f.steps[number-1][kind] = text
	return nil
}

var shortTimeout = regexp.MustCompile(`(?m)^(--(?:backend|request)-timeout\n)(\S+)$`)

// stretchTimeouts gives a program with the race detector the time that this costs. A time-out that can't be read is the program's to
// refuse.
func stretchTimeouts(program string) string {
	return shortTimeout.ReplaceAllStringFunc(program, func(flag string) string {
		found := shortTimeout.FindStringSubmatch(flag)
		timeout, err := time.ParseDuration(found[2])
		if err != nil {
			return flag
		}
		return found[1] + racetest.Stretch(timeout).String()
	})
}

func sectionName(number int, kind string) string { return fmt.Sprint(number, " ", kind) }

// setWant replaces a step's want, or adds one behind the step's other sections.
func (f *caseFile) setWant(step int, text string) {
	want := txtar.File{Name: sectionName(step+1, "want"), Data: []byte(text)}
	last := 0
	for i, section := range f.archive.Files {
		if section.Name == want.Name {
			f.archive.Files[i] = want
			return
		}
		if strings.HasPrefix(section.Name, sectionName(step+1, "")) {
			last = i
		}
	}
	f.archive.Files = slices.Insert(f.archive.Files, last+1, want)
}

func (f *caseFile) write(t *testing.T) {
	t.Helper()
	if err := os.WriteFile(f.path, txtar.Format(f.archive), 0o644); err != nil {
		t.Fatal(err)
	}
}

// wantedReplies are the replies of the program that a case wants, at full length.
func wantedReplies(t *testing.T, path string) []string {
	t.Helper()
	var replies []string
	for i, step := range readCase(t, path).steps {
		if step["direct"] != "" {
			continue
		}
		reply, err := spellOut(step["want"])
		if err != nil {
			t.Fatalf("%s: step %d: %v", path, i+1, err)
		}
		replies = append(replies, reply)
	}
	return replies
}
