package config_test

import (
	"errors"
	"regexp"
	"strings"
	"testing"

	"zitadel-graphql/internal/config"
)

// A server that is started wrongly says everything that is wrong, so that it doesn't take five attempts.
func TestEveryProblemAtOnce(t *testing.T) {
	_, err := load([]string{
		"--listen", "nowhere", "--backend-timeout", "soon", "--cors-origin", "*,app.example", "--max-tokens=0",
		"--log-format=xml", "--backend", "http://10.0.0.1/path", "--embedded-data", "file",
	}, map[string]string{"ZITADEL_GRAPHQL_MAX_DEPTH": "-1", "ZITADEL_GRAPHQL_GRAPHIQL": "maybe"})
	if err == nil {
		t.Fatal("it was accepted")
	}
	for _, want := range []string{
		`listen: "nowhere"`, `--backend-timeout: "soon"`, `cors-origin: "app.example"`, "cors-origin: *", `--max-tokens: "0"`,
		`"xml"`, "in the clear", "more than scheme", "embedded-data: has no effect", `ZITADEL_GRAPHQL_MAX_DEPTH: "-1"`,
		`ZITADEL_GRAPHQL_GRAPHIQL: "maybe"`,
	} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("the error doesn't say %s:\n%v", want, err)
		}
	}
}

// An empty value is what is left of a variable that isn't set, as in --backend "$BACKEND": it must not stand for the default,
// the embedded backend, nor for none. Every setting refuses it, from both sources.
func TestEmptyValues(t *testing.T) {
	help, ok := errors.AsType[*config.HelpError](func() error { _, err := load([]string{"--help"}, nil); return err }())
	if !ok {
		t.Fatal("there is no help")
	}
	names := regexp.MustCompile(`(?m)^  --([a-z-]+)`).FindAllStringSubmatch(help.Text, -1)
	if len(names) < 50 {
		t.Fatalf("the help text names %d settings", len(names))
	}
	for _, name := range names {
		variable := "ZITADEL_GRAPHQL_" + strings.ToUpper(strings.ReplaceAll(name[1], "-", "_"))
		for _, empty := range []string{"", " ", ",", " , "} {
			if _, err := load(nil, map[string]string{variable: empty}); err == nil || !strings.Contains(err.Error(), variable+": ") {
				t.Errorf("%s=%q: %v", variable, empty, err)
			}
			if _, err := load([]string{"--" + name[1] + "=" + empty}, nil); err == nil || !strings.Contains(err.Error(), "--"+name[1]+": it is empty") {
				t.Errorf("--%s=%q: %v", name[1], empty, err)
			} else if strings.Contains(err.Error(), "\n") {
				t.Errorf("--%s=%q: more is said of it than that it is empty:\n%v", name[1], empty, err)
			}
		}
	}
}

// A value that can't be used is reported once, without the problems that only follow from it.
func TestOneProblemForOneMistake(t *testing.T) {
	for _, arg := range []string{
		"--listen=nowhere", "--embedded-listen=nowhere", "--transport=foo", "--trusted-documents-mode=all", "--request-timeout=soon", "--backend-timeout=soon",
		"--header-timeout=soon", "--stream-timeout=soon", "--stream-keepalive=soon", "--max-streams=none", "--max-streams-per-caller=0",
		"--graphiql=maybe", "--log-level=loud", "--rate-limit=many", "--embedded-skip=-1", "--embedded-users=-1", "--embedded-login=v3", "--embedded-lag=some", "--csrf=maybe",
	} {
		_, err := load([]string{arg}, nil)
		if err == nil || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: want one line, got %v", arg, err)
		}
	}
}
