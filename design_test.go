package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Ensures that docs/design.md draws the house as it is: it has a row for each room, in which the first sentence of the
// package's comment, its sign, stands word for word.
func TestDesignQuotesEverySign(t *testing.T) {
	want := signs(t)
	got := map[string]string{}
	for _, row := range regexp.MustCompile("(?m)^\\| `([a-z0-9_/.-]+)` \\| (.*) \\|$").FindAllStringSubmatch(design(t), -1) {
		got[row[1]] = row[2]
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("docs/design.md: (-package comments +page)\n%s", diff)
	}
}

// signs are the first sentences of the package comments, by the packages' folders. Code generated from .proto files has none.
func signs(t *testing.T) map[string]string {
	t.Helper()
	readTree(t)
	out, err := exec.CommandContext(t.Context(), "go", "list", "-f", "{{.ImportPath}}\t{{.Doc}}", "./...").Output()
	if err != nil {
		t.Fatalf("list the packages: %v", err)
	}
	found := map[string]string{}
	for line := range strings.Lines(string(out)) {
		path, sign, _ := strings.Cut(strings.TrimSpace(line), "\t")
		room, below := strings.CutPrefix(path, module)
		if !below || strings.HasPrefix(room, "internal/wire/zitadel/") || strings.Contains(room, "node_modules/") || room == "resolver_test" {
			continue
		}
		found[room] = sign
	}
	return found
}

// Prevents that the walks of docs/design.md lead through doors that are walled up: each hop names a file and a declaration in
// it.
func TestWalksNameWhatExists(t *testing.T) {
	hops := regexp.MustCompile("(?m)^[0-9]+\\. `([a-z0-9_/.]+\\.go)` ([A-Za-z.]+)").FindAllStringSubmatch(design(t), -1)
	if len(hops) < 20 {
		t.Errorf("only %d hops were found", len(hops))
	}
	for _, hop := range hops {
		code, err := os.ReadFile(filepath.FromSlash(hop[1]))
		if err != nil {
			t.Error(err)
			continue
		}
		name := hop[2][strings.LastIndex(hop[2], ".")+1:]
		if !regexp.MustCompile(`(?m)^(func (\(.*\) )?|type |\t)` + name + `\b`).Match(code) {
			t.Errorf("%s declares no %s", hop[1], hop[2])
		}
	}
}

func design(t *testing.T) string {
	t.Helper()
	page, err := os.ReadFile("docs/design.md")
	if err != nil {
		t.Fatal(err)
	}
	return string(page)
}
