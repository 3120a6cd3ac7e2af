package resolver_test

import (
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"
)

// documentOf returns a mutation that calls this method, and what the scripted backend has to be ordered so that the
// call is made. Where several mutations call it, it is the simplest.
func documentOf(service, method string) (document, orders string) {
	const second, multi, link = "(type: SECOND_FACTOR_TYPE_U2F)", "(type: MULTI_FACTOR_TYPE_U2F_WITH_VERIFICATION)", `(id: "9")`
	organizations := map[string]string{
		"AddSecondFactorToLoginPolicy":      "addSecondFactor" + second,
		"RemoveSecondFactorFromLoginPolicy": "removeSecondFactor" + second,
		"AddMultiFactorToLoginPolicy":       "addMultiFactor" + multi,
		"RemoveMultiFactorFromLoginPolicy":  "removeMultiFactor" + multi,
		"AddCustomLoginPolicy":              "createLoginPolicy(input: {})",
		"UpdateCustomLoginPolicy":           "updateLoginPolicy(patch: {forceMfa: true})",
		"ResetLoginPolicyToDefault":         "resetLoginPolicy",
		"AddIDPToLoginPolicy":               `addLoginPolicyIdentityProvider(id: "9")`,
		"RemoveIDPFromLoginPolicy":          "removeLoginPolicyIdentityProvider" + link,
	}
	instances := map[string]string{
		"AddSecondFactorToLoginPolicy":      "addDefaultSecondFactor" + second,
		"RemoveSecondFactorFromLoginPolicy": "removeDefaultSecondFactor" + second,
		"AddMultiFactorToLoginPolicy":       "addDefaultMultiFactor" + multi,
		"RemoveMultiFactorFromLoginPolicy":  "removeDefaultMultiFactor" + multi,
		"UpdateLoginPolicy":                 "updateDefaultLoginPolicy(patch: {forceMfa: true})",
		"AddIDPToLoginPolicy":               "addDefaultLoginPolicyIdentityProvider" + link,
		"RemoveIDPFromLoginPolicy":          "removeDefaultLoginPolicyIdentityProvider" + link,
		"SetRestrictions":                   "setRestrictions(patch: {allowedLanguages: []})",
	}
	switch {
	case method == "AddCustomLoginPolicy":
		orders = "read=inherited+"
	case strings.HasPrefix(method, "Add"):
		orders = "read=second-1-2.multi-1.idp-9+" // a phantom is another story: cases/inherited
	}
	operations := organizations
	if service == "admin" {
		operations = instances
	}
	if operations[method] == "" {
		return "", ""
	}
	return "mutation { " + operations[method] + " { sequence } }", orders
}

var (
	documentedRow = regexp.MustCompile("(?m)^\\| (?:any|`(management|admin) (\\w+)`) \\| (\\w+) \\| (?:`([^`]+)`)? ?\\| `(\\w+)` \\| (?:`(\\w+)`)? ?\\|$")
	wordStart     = regexp.MustCompile(`([a-z])([A-Z])`)
)

// TestEveryDocumentedCondition prevents that docs/errors.md and the program disagree on what ZITADEL's errors become.
// For each row of the table the backend answers with that code and id, and the error has the code and the reason of the
// row, with NOT_EXECUTED.
func TestEveryDocumentedCondition(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../docs/errors.md")
	if err != nil {
		t.Fatal(err)
	}
	backend := startScripted(t)
	p := start(t, "--backend", backend.url())
	rows := documentedRow.FindAllStringSubmatch(string(text), -1)
	if len(rows) < 50 {
		t.Fatalf("found %d rows, so this test proves nothing", len(rows))
	}
	for i, row := range rows {
		service, method, grpcCode, id := row[1], row[2], row[3], row[4]
		if method == "" { // any
			service, method = "management", "RemoveSecondFactorFromLoginPolicy"
		}
		document, orders := documentOf(service, method)
		if document == "" {
			t.Errorf("documentOf has no mutation that calls %s %s", service, method)
			continue
		}
		code := strings.ToUpper(wordStart.ReplaceAllString(grpcCode, "${1}_${2}"))
		if row[6] == "LOGIN_POLICY_DIVERGED" { // the log then has two creations, as after two at the same time
			orders += "ListOrgChanges=log.added-42.added-40.born-1+ListEvents=log.added-42.added-40.born-1+"
		}
		token := fmt.Sprintf("%s%s=%s+row=%d", orders, method, strings.TrimSuffix(code+"/"+id, "/"), i)
		got := errorOf(mustPost(t, p, as(token), operation(document, nil)))
		if got.Code != row[5] || got.Reason != row[6] || got.Outcome != "NOT_EXECUTED" {
			t.Errorf("%s: got %+v", row[0], got)
		}
	}
}
