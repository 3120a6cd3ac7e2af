package resolver_test

import (
	"io/fs"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"
)

var (
	namedFlag = regexp.MustCompile("`--([a-z-]+)")
	namedTest = regexp.MustCompile("`(Test[A-Za-z]+)`")
	namedCase = regexp.MustCompile("`(cases/[a-z_/]+)`")
)

// TestSecurityDoc prevents that docs/security.md names a flag, a test or a case that doesn't exist, and that a limit is
// added without a row in its table.
func TestSecurityDoc(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile("../docs/security.md")
	if err != nil {
		t.Fatal(err)
	}
	help, err := exec.CommandContext(t.Context(), binary, "--help").Output()
	if err != nil {
		t.Fatal(err)
	}
	named := map[string]bool{}
	for _, found := range namedFlag.FindAllStringSubmatch(string(page), -1) {
		named[found[1]] = true
		if !strings.Contains(strings.ReplaceAll(string(help), "\n", " "), "--"+found[1]+" ") {
			t.Errorf("there is no flag --%s", found[1])
		}
	}
	for _, found := range regexp.MustCompile(`(?m)^  --(max-[a-z-]+|[a-z-]+-timeout) `).FindAllStringSubmatch(string(help), -1) {
		if !named[found[1]] {
			t.Errorf("docs/security.md doesn't name --%s", found[1])
		}
	}
	tests := testSources(t)
	for _, found := range namedTest.FindAllStringSubmatch(string(page), -1) {
		if !strings.Contains(tests, "\nfunc "+found[1]+"(") {
			t.Errorf("there is no test %s", found[1])
		}
	}
	for _, found := range namedCase.FindAllStringSubmatch(string(page), -1) {
		if _, err := os.Stat(found[1] + ".txtar"); err != nil {
			t.Errorf("there is no case %s: %v", found[1], err)
		}
	}
	if len(named) < 10 {
		t.Errorf("only %d flags are named, so this test proves nothing", len(named))
	}
}

// testSources returns the text of all test files of the repository.
func testSources(t *testing.T) string {
	t.Helper()
	var all strings.Builder
	err := walkRepository(func(path string, _ fs.DirEntry) error {
		if !strings.HasSuffix(path, "_test.go") {
			return nil
		}
		text, err := os.ReadFile(path)
		all.Write(text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all.String()
}
