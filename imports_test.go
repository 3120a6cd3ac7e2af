package main

import (
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const module = "zitadel-graphql/"

// Ensures what the rules on direct imports (depguard in .golangci.yml) add up to: a room that must not know another doesn't
// come to know it through a third. How a policy is changed, and what an error means, have to be usable without GraphQL; and
// what a field means, without knowing which ZITADEL answers.
func TestRoomsDontKnowEachOther(t *testing.T) {
	for room, strangers := range map[string][]string{
		"internal/policy":              {gqlgen, gqlparser, module + "graph", module + "graph/model", module + "internal/people", module + "internal/web", module + "internal/backend"},
		"internal/policy/history":      {gqlgen, gqlparser, module + "internal/policy", module + "graph", module + "internal/people", module + "internal/backend"},
		"internal/people/impact":       {gqlgen, gqlparser, module + "graph/problem", module + "internal/policy", module + "internal/backend"},
		"internal/people/personevents": {gqlgen, gqlparser, module + "graph", module + "internal/policy", module + "internal/backend"},
		"internal/people":              {gqlgen, gqlparser, module + "graph", module + "graph/model", module + "internal/policy", module + "internal/web", module + "internal/backend"},
		"internal/organization":        {gqlgen, gqlparser, module + "graph", module + "internal/policy"},
		"graph/problem":                {gqlgen, gqlparser, module + "graph", module + "graph/model", module + "internal/policy"},
		"graph/audited":                {module + "graph", module + "graph/endpoint", module + "internal/backend", module + "internal/web"},
		"internal/audit":               {gqlgen, gqlparser, grpc, module + "graph/problem", module + "internal/web"},
		"graph/calls":                  {module + "graph", module + "graph/endpoint", module + "internal/policy", module + "internal/backend"},
		"graph/document":               {module + "graph", module + "graph/endpoint", module + "internal/policy"},
		"graph/endpoint":               {otel, module + "graph", module + "internal/policy", module + "internal/web"},
		"graph/observe":                {module + "graph", module + "graph/endpoint", module + "internal/telemetry/...", module + "internal/web"},
		"graph/plan":                   {module + "graph", module + "graph/endpoint", module + "internal/policy", module + "internal/backend", module + "internal/web"},
		"graph/subscription":           {module + "graph", module + "graph/endpoint", module + "internal/policy", module + "internal/web"},
		"graph":                        {module + "graph/endpoint", module + "internal/backend", module + "internal/embedded", module + "internal/web"},
		"internal/web":                 {otel, gqlgen, gqlparser, module + "graph", module + "internal/policy", module + "internal/backend"},
		"internal/mcp":                 {module + "graph", module + "graph/generated", module + "internal/policy", module + "internal/web", module + "internal/backend"},
		"internal/backend":             {otel, module + "graph/problem", module + "internal/embedded"},
		"internal/deadlines":           {gqlgen, grpc, module + "graph/calls", module + "internal/backend"},
		"internal/embedded":            {module + "graph/problem", module + "internal/backend"},
		"internal/embedded/domain":     {grpc, bbolt, module + "internal/embedded", module + "internal/embedded/eventstore"},
		"internal/embedded/eventstore": {grpc, module + "internal/embedded"},
	} {
		for _, known := range dependencies(t, room) {
			if slices.ContainsFunc(strangers, func(stranger string) bool { return isStranger(known, stranger) }) {
				t.Errorf("%s depends on %s (docs/design.md)", room, known)
			}
		}
	}
}

const (
	otel      = "go.opentelemetry.io/..."
	gqlgen    = "github.com/99designs/gqlgen/..."
	gqlparser = "github.com/vektah/gqlparser/..."
	grpc      = "google.golang.org/grpc"
	bbolt     = "go.etcd.io/bbolt/..."
)

// isStranger reports whether a package is the stranger, or for a name that ends in /... one below it.
func isStranger(name, stranger string) bool {
	root, below := strings.CutSuffix(stranger, "/...")
	return name == root || below && strings.HasPrefix(name, root+"/")
}

// dependencies are the packages that a room is built of, its own included.
func dependencies(t *testing.T, room string) []string {
	t.Helper()
	readTree(t)
	out, err := exec.CommandContext(t.Context(), "go", "list", "-deps", "./"+room).Output()
	if err != nil {
		t.Fatalf("list what %s depends on: %v", room, err)
	}
	listed := strings.Fields(string(out))
	if !slices.Contains(listed, module+room) {
		t.Fatalf("go list doesn't list %s itself", room)
	}
	return listed
}

// readTree reads every Go file of the module. Go remembers the result of a test until something changes that the test itself
// has read: what go list reads for it doesn't count.
func readTree(t *testing.T) {
	t.Helper()
	err := filepath.WalkDir(".", func(path string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && (entry.Name() == "node_modules" || strings.HasPrefix(entry.Name(), ".") && path != "."):
			return fs.SkipDir
		case filepath.Ext(path) != ".go":
			return nil
		}
		_, err = os.ReadFile(path)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
