package config_test

import (
	"slices"
	"strings"
	"testing"

	"zitadel-graphql/internal/config"
)

// A reload takes the settings that a running program can take another value of, keeps the others, and names both.
func TestReload(t *testing.T) {
	t.Parallel()
	path := writeFile(t, "version: 1\nmax-depth: 7\nbackend-timeout: 5s\n")
	args := []string{"--config", path, "--max-tokens=9"}
	c, err := config.Load(args, nil)
	if err != nil {
		t.Fatal(err)
	}
	rewrite(t, path, "version: 1\nmax-depth: 8\nbackend-timeout: 6s\nmax-tokens: 10\ncors-origin: ['*']\n")
	next, changes, err := c.Reload(args, nil)
	if err != nil {
		t.Fatal(err)
	}
	if next.Endpoint.Documents.Depth != 8 || next.Backend.CallTimeout != c.Backend.CallTimeout || next.Endpoint.Documents.Tokens != 9 || len(next.Web.CORSOrigins) != 1 {
		t.Errorf("got %+v", next)
	}
	var got []string
	for _, change := range changes {
		got = append(got, change.Was.Setting+" "+change.Was.Text+" "+change.Is.Text+" "+map[bool]string{true: "now", false: "later"}[change.Is.Reloads])
	}
	slices.Sort(got)
	if want := "backend-timeout 5s 6s later|cors-origin  * now|max-depth 7 8 now"; strings.Join(got, "|") != want {
		t.Errorf("the changes are %q", got)
	}
	again, changes, err := next.Reload(args, nil)
	if err != nil || len(changes) != 1 || again.Endpoint.Documents.Depth != 8 {
		t.Errorf("without a change since: %v, %v", changes, err)
	}
	rewrite(t, path, "version: 1\nmax-depth: none\n")
	if _, _, err := next.Reload(args, nil); err == nil || !strings.Contains(err.Error(), path+":2:12: max-depth:") {
		t.Errorf("a broken file: %v", err)
	}
}

// What is shown of a value has no password or token that somebody has put into a URL.
func TestShownValues(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"https://zitadel.example:443/a":          "https://zitadel.example:443/a",
		"https://user:hunter2@zitadel.example":   "https://***@zitadel.example",
		"https://hunter2@zitadel.example:p/%zz":  "https://***",
		"https://zitadel.example/a?token=hunter": "https://zitadel.example/a***",
		"https://zitadel.example#hunter":         "https://zitadel.example***",
		"user:hunter2@zitadel.example":           "***",
		"https://a.example,https://u:p@b":        "https://a.example,https://***@b",
		"10.0.0.0/8,::1":                         "10.0.0.0/8,::1",
	} {
		if got := (config.Value{Text: text}).Shown(); got != want {
			t.Errorf("%s is shown as %s, want %s", text, got, want)
		}
	}
}
