package main

import (
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"
)

// bom is what tests read of the list of what is built in.
type bom struct {
	Metadata   struct{ Component struct{ Version string } }
	Components []struct {
		Group, Name, Version, PURL string
		Licenses                   []struct{ License struct{ ID string } }
	}
}

func readBOM(t *testing.T) bom {
	t.Helper()
	dist, _ := built(t)
	var list bom
	if err := json.Unmarshal([]byte(read(t, filepath.Join(dist, "zitadel-graphql.cdx.json"))), &list); err != nil {
		t.Fatal(err)
	}
	return list
}

// Ensures that the list of what is built in has the program under its version, what it is built on, and Go itself, by which
// scanners look for vulnerabilities.
func TestBOM(t *testing.T) {
	list := readBOM(t)
	if list.Metadata.Component.Version != testVersion {
		t.Errorf("the version is %q", list.Metadata.Component.Version)
	}
	listed := make(map[string]bool)
	for _, component := range list.Components {
		listed[component.Name] = component.Version != "" && strings.HasPrefix(component.PURL, "pkg:golang/")
	}
	for _, module := range []string{"std", "google.golang.org/grpc", "github.com/99designs/gqlgen"} {
		if !listed[module] {
			t.Errorf("%s isn't listed with version and address", module)
		}
	}
}

// Ensures that each npm package of GraphiQL's page is listed once with its licence, and with a version if and only if that is
// pinned: which version of the others is in a bundle, nobody knows.
func TestBOMHasGraphiQL(t *testing.T) {
	licenses := make(map[string]string)
	for _, component := range readBOM(t).Components {
		if !strings.HasPrefix(component.PURL, "pkg:npm/") {
			continue
		}
		if licenses[component.PURL] != "" || len(component.Licenses) != 1 {
			t.Errorf("%s is listed twice, or has %d licences", component.PURL, len(component.Licenses))
			continue
		}
		licenses[component.PURL] = component.Licenses[0].License.ID
	}
	for address, license := range map[string]string{
		"pkg:npm/graphiql@4.1.2": "MIT", "pkg:npm/react@18.3.1": "MIT", "pkg:npm/react-dom@18.3.1": "MIT",
		"pkg:npm/oidc-client-ts@3.5.0": "Apache-2.0", "pkg:npm/scheduler": "MIT", "pkg:npm/tslib": "0BSD",
		"pkg:npm/entities": "BSD-2-Clause", "pkg:npm/%40react-aria/utils": "Apache-2.0",
	} {
		if licenses[address] != license {
			t.Errorf("%s: got licence %q, want %q", address, licenses[address], license)
		}
	}
	if text := read(t, "../../internal/licenses/graphiql.txt"); len(licenses) < strings.Count(text, strings.Repeat("=", 80)) {
		t.Errorf("only %d packages are listed", len(licenses))
	}
}
