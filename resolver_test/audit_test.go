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

	"github.com/google/go-cmp/cmp"

	"zitadel-graphql/internal/browsertest"
)

// auditTool runs the suite; `make npm` installs what it needs.
const auditTool = "../tools/graphql-http-audit"

// audits is how many audits the pinned graphql-http has.
const audits = 61

// TestGraphQLOverHTTPAudits ensures that the server speaks GraphQL over HTTP as the draft has it, by the audit suite of
// graphql-http: all of it where introspection is on and a bare GET is answered; in production only what needs one of
// the two fails.
func TestGraphQLOverHTTPAudits(t *testing.T) {
	t.Parallel()
	if _, err := os.Stat(filepath.Join(auditTool, "node_modules")); err != nil {
		browsertest.Lacking(t, "the packages of tools/graphql-http-audit (make npm)")
	}
	backend := start(t, "--embedded-listen", "127.0.0.1:0")
	for _, c := range []struct {
		name string
		args []string
		fail map[string]string // by their ids: why
	}{
		{"open", []string{"--introspection=on", "--csrf=off"}, map[string]string{}},
		{"production", []string{"--backend", "http://" + backend.embeddedAddress}, map[string]string{
			"5A70": "a bare GET",
			"2EA1": "its query has __type",
			"28B9": "its query has __type",
			"D6D5": "a bare GET, with __type",
			"6A70": "a bare GET, with __type",
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			passed, failed := audit(t, start(t, c.args...).url+"/graphql")
			if passed+len(failed) != audits {
				t.Errorf("%d audits passed and %d failed, of %d", passed, len(failed), audits)
			}
			if diff := cmp.Diff(sortedKeys(c.fail), sortedKeys(failed)); diff != "" {
				t.Errorf("audits that fail: (-want +got)\n%s%v", diff, failed)
			}
		})
	}
}

// audit returns how many audits a server passes, and of those that it doesn't the ids, with the suite's names and
// reasons.
func audit(t *testing.T, url string) (passed int, failed map[string]string) {
	t.Helper()
	command := exec.CommandContext(t.Context(), "node", "audit.js", url)
	command.Dir = auditTool
	var problems bytes.Buffer
	command.Stderr = &problems
	out, err := command.Output()
	if err != nil {
		t.Fatalf("run the audits: %v\n%s", err, problems.String())
	}
	failed = map[string]string{}
	for lines := json.NewDecoder(strings.NewReader(string(out))); ; {
		var result struct {
			ID, Name, Reason string
			Passed           bool
		}
		if err := lines.Decode(&result); errors.Is(err, io.EOF) {
			return passed, failed
		} else if err != nil {
			t.Fatalf("read an audit's result: %v in\n%s", err, out)
		}
		if result.Passed {
			passed++
			continue
		}
		failed[result.ID] = result.Name + ": " + result.Reason
	}
}
