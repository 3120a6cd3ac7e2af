package resolver_test

import (
	"encoding/json"
	"io"
	"strings"
	"testing"
)

// pageSettings is the JSON in the GraphiQL page from which its script takes the token and the examples.
type pageSettings struct {
	Token string
	Tabs  []struct {
		Query     string
		Variables *string
	}
}

// TestGraphiQLExamples prevents that an example on the GraphiQL page is out of date: each is sent as the page sends it,
// one after the other, with its token and variables.
func TestGraphiQLExamples(t *testing.T) {
	t.Parallel()
	p := start(t)
	want := map[string][]string{
		"LoginPolicy":  {`"isDefault":false`, `"SECOND_FACTOR_TYPE_OTP_EMAIL"`},
		"RemoveFactor": {`"resourceOwner":"200000000000000001"`},
		"Customize":    {`"resourceOwner":"200000000000000002"`, `"creationDate":"20`, `"id":"LoginPolicy:200000000000000002","isDefault":false`},
		"Patch":        {`"resourceOwner":"200000000000000001"`},
		"SettingsPage": {`"name":"Acme"`, `"canWriteLoginPolicy":true`, `"forceMfa":true`, `"Company login"`},
		"History":      {`"secondFactor":"SECOND_FACTOR_TYPE_OTP_EMAIL"`, `"hasNextPage":true`},
		"Preview":      {`"login":"LOGIN_V2"`, `"complete":true`, `"displayName":"Anna Berger"`, `"digest":"1.`},

		"GuardedRemoval": {`"sequence":"`, `"user":{"id":"310000000000000001"},"result":"REMOVED"`, `"user":{"id":"310000000000000002"},"result":"REMOVED"`},
	}
	page := readPageSettings(t, p)
	for _, tab := range page.Tabs {
		name := operationName(tab.Query)
		got := sendTab(t, p, page.Token, tab.Query, tab.Variables)
		if name == "Errors" {
			checkHandledErrors(t, got)
			continue
		}
		if len(want[name]) == 0 || strings.Contains(got.body, `"errors"`) {
			t.Errorf("the example %q answers %s, want data", name, got.body)
		}
		for _, text := range want[name] {
			if !strings.Contains(got.body, text) {
				t.Errorf("the example %q has no %s in its answer: %s", name, text, got.body)
			}
		}
	}
	if len(page.Tabs) != len(want)+1 {
		t.Errorf("the page has %d examples, and this test %d", len(page.Tabs), len(want)+1)
	}
}

// checkHandledErrors compares the example about errors with what its comment says: one success, and two failures whose
// reasons tell a program what to do.
func checkHandledErrors(t *testing.T, got reply) {
	t.Helper()
	var answer struct {
		Data   map[string]*struct{ Sequence string }
		Errors []struct {
			Path       []string
			Extensions struct {
				Code, Reason, Outcome string
				Retryable             bool
			}
		}
	}
	if err := json.Unmarshal([]byte(got.body), &answer); err != nil || len(answer.Errors) != 2 || answer.Data["fine"] == nil {
		t.Fatalf("Errors answers %s, want one success and two errors; %v", got.body, err)
	}
	for _, failure := range answer.Errors {
		reason := map[string]string{"notThere": "SECOND_FACTOR_NOT_CONFIGURED", "changedMeanwhile": "LOGIN_POLICY_CHANGED"}[failure.Path[0]]
		if e := failure.Extensions; e.Reason != reason || e.Outcome != "NOT_EXECUTED" || e.Retryable || answer.Data[failure.Path[0]] != nil {
			t.Errorf("Errors answers %+v at %v, want the reason %s", e, failure.Path, reason)
		}
	}
}

// readPageSettings returns the settings of the page at /.
func readPageSettings(t *testing.T, p *program) pageSettings {
	t.Helper()
	response, err := p.client.Get(p.url + "/")
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	page, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(page), `<script id="settings" type="application/json">`)
	text, _, _ := strings.Cut(rest, "</script>")
	var settings pageSettings
	if err := json.Unmarshal([]byte(text), &settings); err != nil {
		t.Fatalf("the page's settings are %q: %v", text, err)
	}
	return settings
}

// sendTab sends an example. variables is a text of JSON, or nil.
func sendTab(t *testing.T, p *program, token, query string, variables *string) reply {
	t.Helper()
	var values map[string]any
	if variables != nil {
		if err := json.Unmarshal([]byte(*variables), &values); err != nil {
			t.Fatalf("the variables %q: %v", *variables, err)
		}
	}
	return mustPost(t, p, as(token), operation(query, values))
}

// operationName returns the name of the first operation in a document, by which GraphiQL calls the tab.
func operationName(query string) string {
	for line := range strings.Lines(query) {
		if words := strings.FieldsFunc(line, func(r rune) bool { return strings.ContainsRune(" ({", r) }); len(words) > 1 &&
			(words[0] == "query" || words[0] == "mutation") {
			return words[1]
		}
	}
	return ""
}
