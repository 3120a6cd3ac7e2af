// Package workload has the requests whose cost is measured, and held against a recorded one: by the benchmarks of resolver_test and by
// the allocation guard of package main. It owns their documents and variables. It depends on nothing of this project: the answers come
// from internal/backend/backendtest's canned ZITADEL or from internal/embedded, and resolver_test/baseline answers the same requests
// without GraphQL.
package workload

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

// Organization is the one that the requests are about, the embedded backend's Acme. The many policies are those of this organization
// and of the next ones, counted up.
const Organization = "200000000000000001"

// Case is a request, and how its cost is called.
type Case struct {
	// Name is that of the case, for benchmarks and records.
	Name string
	// Operation is the operation's name, by which the baseline knows what to do. A trusted document's is left out of its body.
	Operation string
	// Body is the request's, in JSON.
	Body string
	// Calls is how many calls of ZITADEL's it takes, once who the caller is and what the caller may not read are remembered.
	Calls int
	// Trusted is true where the body names a document of the manifest (TrustedSettings).
	Trusted bool
}

const (
	removeSecondFactor = `removeSecondFactor(type: $type, orgId: $orgId) { sequence creationDate changeDate resourceOwner }`
	removal            = `mutation RemoveSecondFactor($type: SecondFactorType!, $orgId: ID) { ` + removeSecondFactor + ` }`
	// WholePolicy is a query that asks for every setting of the policy that is read with it.
	WholePolicy = `query WholePolicy($orgId: ID) {
  loginPolicy(orgId: $orgId) {
    details { sequence creationDate changeDate resourceOwner }
    isDefault
    secondFactors
    multiFactors
    forceMfa
    forceMfaLocalOnly
    passwordlessType
    passwordCheckLifetime
    externalLoginCheckLifetime
    mfaInitSkipLifetime
    secondFactorCheckLifetime
    multiFactorCheckLifetime
    allowUsernamePassword
    allowRegister
    allowExternalIdp
    allowDomainDiscovery
    hidePasswordReset
    ignoreUnknownUsernames
    disableLoginWithEmail
    disableLoginWithPhone
    defaultRedirectUri
  }
}`
)

// The sizes of the two large documents.
const (
	ManyRemovals = 20
	ManyPolicies = 50
)

// Cases returns all of them. It reads the query of the example page from the repository at root.
func Cases(root string) ([]Case, error) {
	page, err := settingsPage(root)
	if err != nil {
		return nil, err
	}
	organization := map[string]any{"orgId": Organization}
	return []Case{
		{Name: "removeSecondFactor", Operation: "RemoveSecondFactor", Calls: 4, Body: body("RemoveSecondFactor", removal, factor("OTP"))},
		{Name: "twentyMutations", Operation: "RemoveMany", Calls: 4 * ManyRemovals, Body: body("RemoveMany", removals(), factor("OTP"))},
		{Name: "notFound", Operation: "RemoveSecondFactor", Calls: 3, Body: body("RemoveSecondFactor", removal, factor("U2F"))},
		{Name: "fiftyPolicies", Operation: "LoginPolicies", Calls: ManyPolicies, Body: body("LoginPolicies", policies(), nil)},
		{Name: "loginPolicy", Operation: "WholePolicy", Calls: 1, Body: body("WholePolicy", WholePolicy, organization)},
		{Name: "settingsPage", Operation: "Settings", Calls: 4, Body: body("Settings", page, organization)},
		{Name: "settingsPageTrusted", Operation: "Settings", Calls: 4, Trusted: true,
			Body: encode(map[string]any{"documentId": "settings", "variables": organization})},
	}, nil
}

// TrustedSettings returns the settings with which zitadel-graphql answers no documents but those that the trusted cases name. It writes
// their manifest into a folder, and reads the query of the example page as Cases does.
func TrustedSettings(root, folder string) ([]string, error) {
	page, err := settingsPage(root)
	if err != nil {
		return nil, err
	}
	manifest := filepath.Join(folder, "manifest.json")
	if err := os.WriteFile(manifest, []byte(encode(map[string]string{"settings": page})), 0o600); err != nil {
		return nil, fmt.Errorf("write the manifest: %w", err)
	}
	return []string{"--trusted-documents", manifest, "--trusted-documents-mode", "require"}, nil
}

// settingsPage returns the query with which the example page begins, as its client sends it: without comments.
func settingsPage(root string) (string, error) {
	text, err := os.ReadFile(filepath.Join(root, "examples", "mfa-settings", "src", "operations", "settings.graphql")) //nolint:gosec // the caller's own tree
	if err != nil {
		return "", fmt.Errorf("read the example page's query: %w", err)
	}
	return strings.TrimSpace(regexp.MustCompile(`(?m)^\s*#.*\n`).ReplaceAllString(string(text), "")), nil
}

func factor(name string) map[string]any {
	return map[string]any{"orgId": Organization, "type": "SECOND_FACTOR_TYPE_" + name}
}

func removals() string {
	var document strings.Builder
	document.WriteString("mutation RemoveMany($type: SecondFactorType!, $orgId: ID) {")
	for i := range ManyRemovals {
		fmt.Fprintf(&document, "\n  m%d: %s", i, removeSecondFactor)
	}
	return document.String() + "\n}"
}

func policies() string {
	var document strings.Builder
	document.WriteString("query LoginPolicies {")
	for i := range ManyPolicies {
		fmt.Fprintf(&document, "\n  p%d: loginPolicy(orgId: %q) { allowUsernamePassword forceMfa details { sequence resourceOwner } }", i, OrganizationAt(i))
	}
	return document.String() + "\n}"
}

// OrganizationAt returns the id of one of the organizations of the fifty policies.
func OrganizationAt(i int) string { return fmt.Sprintf("2000000000000000%02d", i+1) }

func body(name, document string, variables map[string]any) string {
	return encode(map[string]any{"query": document, "operationName": name, "variables": variables})
}

func encode(value any) string {
	text, err := json.Marshal(value)
	if err != nil {
		return "" // never: there are texts and maps of them alone
	}
	return string(text)
}
