// Package house has the rules that no compiler checks: who may import whom, and that goroutines recover.
package house_test

import (
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"testing"
)

const module = "zitadel-graphql/"

// allowed lists, for each of our packages, which others of ours it may use outside of its tests. What main imports is
// main's business; a package that isn't listed may import none. The generated ones under internal/wire/zitadel count
// as internal/wire.
func allowed() map[string][]string {
	return map[string][]string{
		"graph":                        {"graph/generated", "graph/model", "graph/problem", "graph/scalar", "internal/policy", "internal/wire"},
		"graph/document":               {"graph/problem"},
		"graph/endpoint":               {"graph/document", "graph/problem"},
		"graph/generated":              {"graph/model", "graph/problem", "graph/scalar"},
		"graph/model":                  {"graph/problem", "internal/wire"},
		"graph/problem":                {"internal/wire"},
		"graph/problem/presenter":      {"graph/model", "graph/problem", "graph/scalar"},
		"internal/backend":             {"internal/certs", "internal/wire", "internal/loopback"},
		"internal/backend/backendtest": {"internal/wire"},
		"internal/command":             {"graph", "internal/config", "internal/licenses", "internal/telemetry"},
		"internal/config":              {"graph", "graph/endpoint", "internal/backend", "internal/embedded", "internal/telemetry", "internal/trusted", "internal/web", "internal/loopback"},
		"internal/embedded":            {"internal/embedded/domain", "internal/embedded/eventstore", "internal/wire", "internal/loopback"},
		"internal/embedded/domain":     {"internal/wire"},
		"internal/embedded/eventstore": {"internal/embedded/domain"},
		"internal/graphiql/build":      {"internal/graphiql", "internal/graphiql/npm"},
		"internal/policy":              {"internal/wire"},
		"internal/web":                 {"graph/problem", "internal/certs", "internal/loopback"},
		"internal/wire":                {"internal/wire"},
		"internal/wire/wiretest":       {"internal/wire"},
		"resolver_test/baseline":       {"internal/backend", "internal/wire"},
	}
}

type listed struct {
	ImportPath string
	Imports    []string
}

// A package that reaches into another's affairs makes the next change cost two.
func TestImports(t *testing.T) {
	command := exec.CommandContext(t.Context(), "go", "list", "-json=ImportPath,Imports", "./...")
	command.Dir = "../.."
	out, err := command.Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	seen := 0
	decoder := json.NewDecoder(strings.NewReader(string(out)))
	for {
		var p listed
		if err := decoder.Decode(&p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		if name, ours := strings.CutPrefix(p.ImportPath, module); ours {
			seen++
			check(t, place(name), p.Imports)
		}
	}
	if seen < 10 {
		t.Errorf("only %d packages were found", seen)
	}
}

// place is the package as the rules name it.
func place(name string) string {
	if strings.HasPrefix(name, "internal/wire/zitadel/") {
		return "internal/wire"
	}
	return name
}

func check(t *testing.T, name string, imports []string) {
	t.Helper()
	for _, imported := range imports {
		if other, ours := strings.CutPrefix(imported, module); ours && !slices.Contains(allowed()[name], place(other)) {
			t.Errorf("%s imports %s, which is none of its business (docs/design.md)", name, other)
		}
	}
}

// Somebody who reads docs/design.md is told what is checked: its table of the parts allows what allowed does. A package's
// own parts, and itself, go without saying there.
func TestDocumentedImports(t *testing.T) {
	text, err := os.ReadFile("../../docs/design.md")
	if err != nil {
		t.Fatal(err)
	}
	rows := regexp.MustCompile("(?m)^\\| `([^`]+)` \\|.*\\| ([^|]+) \\|$").FindAllStringSubmatch(string(text), -1)
	compared := 0
	for _, row := range rows {
		name, cell := row[1], row[2]
		if cell != "–" && !strings.HasPrefix(cell, "`") {
			continue // said in words
		}
		compared++
		var want []string
		for _, other := range allowed()[name] {
			if !strings.HasPrefix(other, name) {
				want = append(want, other)
			}
		}
		got := strings.FieldsFunc(cell, func(r rune) bool { return strings.ContainsRune("`, –", r) })
		slices.Sort(got)
		slices.Sort(want)
		if !slices.Equal(got, want) {
			t.Errorf("docs/design.md says that %s may use %q, and allowed is %q", name, got, want)
		}
	}
	if compared < 10 {
		t.Errorf("only %d rows were compared", compared)
	}
}
