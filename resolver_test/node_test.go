package resolver_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"zitadel-graphql/internal/browsertest"
)

// needsPackages skips the test where there is no Node, or where the npm packages of a folder aren't installed. install is the
// command that does that.
func needsPackages(t *testing.T, folder, install string) {
	t.Helper()
	needsNode(t)
	if _, err := os.Stat(filepath.Join(folder, "node_modules")); err != nil {
		browsertest.Lacking(t, "the packages of "+strings.TrimPrefix(folder, "../")+" ("+install+")")
	}
}

// unseenInNode is why a test that Node plays is left out with the race detector.
const unseenInNode = "it doesn't look into Node, and Go tests have the program do the same"

// needsNode skips the test where there is no Node.
func needsNode(t *testing.T) {
	t.Helper()
	if _, err := exec.LookPath("node"); err != nil {
		browsertest.Lacking(t, "no node on PATH")
	}
}

// runNode runs a script in its folder, with the packages' builds for development, which warn, and returns what it prints: one
// JSON value after the other.
func runNode[T any](t *testing.T, folder, script string, args ...string) []T {
	t.Helper()
	command := exec.CommandContext(t.Context(), "node", append([]string{"--conditions=development", script}, args...)...)
	command.Dir = folder
	var problems bytes.Buffer
	command.Stderr = &problems
	out, err := command.Output()
	if err != nil {
		t.Fatalf("run %s: %v\n%s", script, err, problems.String())
	}
	var results []T
	for values := json.NewDecoder(bytes.NewReader(out)); ; {
		var one T
		if err := values.Decode(&one); errors.Is(err, io.EOF) {
			return results
		} else if err != nil {
			t.Fatalf("read what %s printed: %v in\n%s", script, err, out)
		}
		results = append(results, one)
	}
}
