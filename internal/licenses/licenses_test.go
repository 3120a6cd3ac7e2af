package licenses_test

import (
	"strings"
	"testing"

	"zitadel-graphql/internal/graphiql"
	"zitadel-graphql/internal/licenses"
)

// GraphiQL's licences are collected by hand when its version changes: this test fails where nobody has. Those of Go modules
// are generated, and CI checks that they are fresh.
func TestLicensesAreOfGraphiQLsVersion(t *testing.T) {
	for _, pkg := range graphiql.Pinned() {
		if !strings.Contains(licenses.Text(), pkg.Name+" "+pkg.Version) {
			t.Errorf("the licences are of another version than %s %s: run make graphiql-licenses", pkg.Name, pkg.Version)
		}
	}
}
