package resolver_test

import (
	"encoding/json"
	"os"
	"os/exec"
	"strings"
	"testing"
)

// TestPrintSchema ensures that `zitadel-graphql schema` prints schema.graphqls byte for byte, and nothing else.
func TestPrintSchema(t *testing.T) {
	t.Parallel()
	want, err := os.ReadFile("../schema.graphqls")
	if err != nil {
		t.Fatal(err)
	}
	if got := outputOf(t, "schema"); got != string(want) {
		t.Errorf("zitadel-graphql schema prints something else than schema.graphqls:\n%s", got)
	}
}

// TestPrintSubgraph ensures that `zitadel-graphql schema --federation` prints what the field _service answers, which
// whoever composes a supergraph needs.
func TestPrintSubgraph(t *testing.T) {
	t.Parallel()
	got := outputOf(t, "schema", "--federation")
	p := start(t, "--federation")
	served := mustPost(t, p, nil, operation(`{ _service { sdl } }`, nil))
	var answer struct {
		Data struct {
			Service struct{ Sdl string } `json:"_service"`
		}
	}
	if err := json.Unmarshal([]byte(served.body), &answer); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(got, "@key") || got != answer.Data.Service.Sdl {
		t.Errorf("zitadel-graphql schema --federation prints something else than _service answers:\n%s", got)
	}
}

// TestPrintLicenses ensures that `zitadel-graphql licenses` prints the notices that licences demand: the program's own,
// those of the Go modules in it, and those of the GraphiQL page.
func TestPrintLicenses(t *testing.T) {
	t.Parallel()
	got := outputOf(t, "licenses")
	for _, want := range []string{"zitadel-graphql\n", "github.com/99designs/gqlgen\n", "Mozilla Public License", "graphiql 4", "react-dom\n", "codemirror\n"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is missing among the licences", want)
		}
	}
}

// outputOf returns the standard output of the program, which must end with exit code 0 and print nothing on standard
// error.
func outputOf(t *testing.T, args ...string) string {
	t.Helper()
	command := exec.CommandContext(t.Context(), binary, args...)
	command.Env = cleanEnvironment()
	var problems strings.Builder
	command.Stderr = &problems
	out, err := command.Output()
	if err != nil || problems.Len() > 0 {
		t.Fatalf("%v: %v, on standard error: %q", args, err, problems.String())
	}
	return string(out)
}
