package config_test

import (
	"errors"
	"strings"
	"testing"

	"zitadel-graphql/internal/config"
	"zitadel-graphql/internal/telemetry"
)

// An argument that nothing is known of is refused, and so is an empty value: it mustn't switch a limit off.
func TestStrayArguments(t *testing.T) {
	for _, args := range [][]string{
		{"--no-such-flag"}, {"serve"}, {"--listen"}, {"--max-body", ""}, {"--request-timeout="}, {"--backend-timeout", ""},
		{"--max-body=1", "--max-body=2"}, {"--version", "--version"}, {"schema", "licenses"}, {"schema", "schema"}, {"schema", "file"},
		{"schema", "--no-such-flag"}, {"Schema"}, {""},
	} {
		if _, err := load(args, nil); err == nil {
			t.Errorf("%v was accepted", args)
		}
	}
}

// What is wrong with a flag itself is said in the words of all other problems, and keeps nothing else from being read.
func TestUnusableFlags(t *testing.T) {
	for _, test := range []struct{ args, want string }{
		{"--graphiql", "--graphiql: it has no value; write auto, on or off"},
		{"-csrf", "--csrf: it has no value; write on or off"},
		{"--listen", "--listen: it has no value; write --listen HOST:PORT"},
		{"--cors-origin", "--cors-origin: it has no value; write --cors-origin ORIGIN,…"},
		{"--backend", "--backend: it has no value; write --backend embedded|URL"},
		{"--tls-cert --gzip=maybe", "--tls-cert: it has no value; write --tls-cert FILE\n--gzip: \"maybe\" is neither on nor off; write one of the two, or leave it out for the default, on"},
		{"--listen --max-depth 7", "--listen: it has no value; write --listen HOST:PORT"},
		{"--log-level -7", "--log-level: \"-7\" is none of debug, info, warn, error; write one of them, or leave it out for the default, info"},
		{"---mcp", "\"---mcp\" is no flag; write --NAME VALUE or --NAME=VALUE, with the name of a setting"},
		{"--=x --max-depth=7 -=", "\"--=x\" is no flag; write --NAME VALUE or --NAME=VALUE, with the name of a setting\n" +
			"\"-=\" is no flag; write --NAME VALUE or --NAME=VALUE, with the name of a setting"},
		{"--no-such", "--no-such: there is no such setting; leave it out"},
		{"--no-such --max-depth=deep", "--no-such: there is no such setting; leave it out\n" +
			"--max-depth: \"deep\" is no whole number from 1 to 2147483647; write digits only, or leave it out for the default, 20"},
		{"-", "\"-\" is neither a flag nor a command; flags start with --, the commands are config check, config print, config schema, " +
			"schema, licenses, version, ready, help"},
		{"-- --max-depth 7", ""},
	} {
		if _, err := load(strings.Fields(test.args), nil); errorText(err) != test.want {
			t.Errorf("%s: want\n%s, got\n%v", test.args, test.want, err)
		}
	}
}

// A subcommand is found wherever it stands among the flags, and gets them all.
func TestSubcommands(t *testing.T) {
	for _, test := range []struct {
		args []string
		want config.Subcommand
	}{
		{nil, config.Serve},
		{[]string{"--max-depth", "7"}, config.Serve},
		{[]string{"schema", "--max-depth", "7"}, config.PrintSchema},
		{[]string{"--max-depth=7", "schema"}, config.PrintSchema},
		{[]string{"--max-depth=7", "licenses", "--log-level", "warn"}, config.PrintLicenses},
		{[]string{"--max-depth=7", "--version"}, config.PrintVersion},
		{[]string{"version", "--max-depth=7", "--version=false"}, config.PrintVersion},
	} {
		c, err := load(test.args, nil)
		if err != nil || c.Subcommand != test.want || test.args != nil && c.Endpoint.Documents.Depth != 7 {
			t.Errorf("%v: subcommand %q and depth %d, want %q and 7; %v", test.args, c.Subcommand, c.Endpoint.Documents.Depth, test.want, err)
		}
	}
}

// Settings that only a server couldn't use don't keep somebody from reading the schema. Values that can't be parsed do.
func TestSubcommandNeedsNoServer(t *testing.T) {
	elsewhere := map[string]string{"ZITADEL_GRAPHQL_BACKEND": "https://my.example/path"}
	if _, err := load(nil, elsewhere); err == nil {
		t.Error("a path in the backend's URL is taken")
	}
	if _, err := load([]string{"schema"}, elsewhere); err != nil {
		t.Errorf("the schema wants a server's settings: %v", err)
	}
	if _, err := load([]string{"schema", "--max-depth", "deep"}, nil); err == nil {
		t.Error("deep is taken for a depth")
	}
}

func isHelp(err error) bool {
	_, ok := errors.AsType[*config.HelpError](err)
	return ok
}

// The help text has the settings and the subcommands, and asking for it isn't a failure.
func TestHelp(t *testing.T) {
	var err error
	for _, args := range [][]string{{"--help"}, {"help"}, {"schema", "--help"}, {"--max-depth", "x", "help"}, {"help", "--nonsense"}} {
		if _, err = load(args, nil); !isHelp(err) {
			t.Fatalf("%v gives %v", args, err)
		}
	}
	var out, problems strings.Builder
	if code := config.Explain(err, telemetry.Config{}, &out, &problems); code != 0 || problems.Len() > 0 {
		t.Errorf("exit code %d, %q", code, problems.String())
	}
	for _, want := range []string{"zitadel-graphql schema", "zitadel-graphql licenses", "--backend embedded|URL", "--listen", "--version", "(default 30s)", "ZITADEL_GRAPHQL_LOG_LEVEL"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("the help text has no %s:\n%s", want, out.String())
		}
	}
	if code := config.Explain(errors.New("wrong"), telemetry.Config{}, &out, &problems); code != 2 || !strings.Contains(problems.String(), "wrong") {
		t.Errorf("exit code %d, %q", code, problems.String())
	}
}
