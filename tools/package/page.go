package main

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"

	"github.com/CycloneDX/cyclonedx-go"
)

// The files of the repository that say what GraphiQL's page is made of, and under which licence each part is.
const (
	pageLicenses = "internal/licenses/graphiql.txt"
	pageLock     = "tools/graphiql-licenses/package-lock.json"
)

// pageComponents are the npm packages in GraphiQL's page, in the order of pageLicenses. Those that the page loads have the
// version that is pinned. The others were put into their bundles by whoever published these, which leaves names there but no
// versions: the list has none for them, since a scanner believes a guessed one.
func (r release) pageComponents() ([]cyclonedx.Component, error) {
	text, err := os.ReadFile(r.in(pageLicenses))
	if err != nil {
		return nil, fmt.Errorf("list GraphiQL's parts: %w", err)
	}
	licenses, err := r.npmLicenses()
	if err != nil {
		return nil, err
	}
	title, sections, _ := strings.Cut(string(text), "\n")
	var components []cyclonedx.Component
	for section := range strings.SplitSeq(sections, strings.Repeat("=", 80)+"\n") {
		names, _, _ := strings.Cut(section, strings.Repeat("-", 80))
		for name := range strings.FieldsSeq(names) {
			if licenses[name] == "" {
				return nil, fmt.Errorf("list GraphiQL's parts: %s has no licence of %s", pageLock, name)
			}
			components = append(components, npmComponent(name, pinnedVersion(title, name), licenses[name]))
		}
	}
	return components, nil
}

// npmLicenses are the licences that npm packages name, as SPDX has them.
func (r release) npmLicenses() (map[string]string, error) {
	text, err := os.ReadFile(r.in(pageLock))
	if err != nil {
		return nil, fmt.Errorf("find the licences of GraphiQL's parts: %w", err)
	}
	var lock struct {
		Packages map[string]struct {
			License string `json:"license"`
		} `json:"packages"`
	}
	if err := json.Unmarshal(text, &lock); err != nil {
		return nil, fmt.Errorf("find the licences of GraphiQL's parts in %s: %w", pageLock, err)
	}
	licenses := make(map[string]string)
	for path, pkg := range lock.Packages {
		licenses[strings.TrimPrefix(path, "node_modules/")] = pkg.License
	}
	return licenses, nil
}

// pinnedVersion is a package's version in the first line of pageLicenses, or empty.
func pinnedVersion(title, name string) string {
	_, after, _ := strings.Cut(title, " "+name+" ")
	version, _, _ := strings.Cut(after, ",")
	return version
}

func npmComponent(name, version, license string) cyclonedx.Component {
	purl := "pkg:npm/" + strings.Replace(name, "@", "%40", 1)
	if version != "" {
		purl += "@" + version
	}
	component := cyclonedx.Component{
		BOMRef: purl, Type: cyclonedx.ComponentTypeLibrary, Name: name, Version: version, PackageURL: purl,
		Licenses: &cyclonedx.Licenses{{License: &cyclonedx.License{ID: license}}},
	}
	if scope, unscoped, ok := strings.Cut(name, "/"); ok {
		component.Group, component.Name = scope, unscoped
	}
	return component
}
