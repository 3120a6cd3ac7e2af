package resolver_test

import (
	"os"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
)

// The example page, as `make example` leaves it behind.
const (
	exampleFolder = "../examples/mfa-settings/"
	exampleDist   = exampleFolder + "dist"
	exampleAxe    = exampleFolder + "node_modules/axe-core/axe.min.js"
)

// TestExamplePageTypesAreCurrent ensures that the example page's generated types have every code and reason of the
// schema, on a machine without npm too. (With npm, the compiler says which texts the page lacks for a new one.)
func TestExamplePageTypesAreCurrent(t *testing.T) {
	schema, err := os.ReadFile("../schema.graphqls")
	if err != nil {
		t.Fatal(err)
	}
	generated, err := os.ReadFile(exampleFolder + "src/generated/schema.ts")
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := gqlparser.LoadSchema(&ast.Source{Input: string(schema)})
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"ErrorCode", "ErrorReason", "WriteOutcome"} {
		for _, value := range parsed.Types[name].EnumValues {
			if !strings.Contains(string(generated), "'"+value.Name+"'") {
				t.Errorf("%s has no %s in the example page: run make example", name, value.Name)
			}
		}
	}
}
