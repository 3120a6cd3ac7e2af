package resolver_test

import (
	"path/filepath"
	"strings"
	"testing"
)

// TestInvalidSettings ensures that the program ends at once with exit code 2 if settings can't be used, and names all
// of them, each with the flag or variable that it came from.
func TestInvalidSettings(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		args, variables []string
		want            []string
	}{
		"all at once": {
			args: []string{"--listen", "nonsense", "--cors-origin", "app.example.com", "--max-depth", "0", "--max-tokens", "many",
				"--request-timeout", "soon", "--log-level", "loud", "--log-format", "xml", "--graphiql", "maybe", "--backend", "ftp://zitadel.example"},
			variables: []string{"ZITADEL_GRAPHQL_MAX_BODY=-1", "ZITADEL_GRAPHQL_BACKEND_TIMEOUT=never"},
			want: []string{"listen", "nonsense", "cors-origin", "app.example.com", "--max-depth", "--max-tokens", "--request-timeout", "--log-level",
				"xml", "--graphiql", "backend", "ftp", "ZITADEL_GRAPHQL_MAX_BODY", "ZITADEL_GRAPHQL_BACKEND_TIMEOUT"}},
		"trusted documents, but none": {args: []string{"--trusted-documents-mode", "require", "--apq"}, want: []string{"trusted-documents-mode: require needs", "apq"}},
		"trusted documents, but off":  {args: []string{"--trusted-documents", "manifests/relay.json"}, want: []string{"trusted-documents: has no effect"}},
		"unknown flag":                {args: []string{"--no-such-flag"}, want: []string{"no-such-flag"}},
		"unknown command":             {args: []string{"serve"}, want: []string{`"serve"`, "schema", "licenses"}},
		"two commands":                {args: []string{"schema", "licenses"}, want: []string{`"schema"`, `"licenses"`}},
		"a path in the URL":           {args: []string{"--backend", "https://zitadel.example/ui"}, want: []string{"backend"}},
		"clear text over the network": {args: []string{"--backend", "http://zitadel.example"}, want: []string{"zitadel.example", "clear"}},
		"development beyond loopback": {args: []string{"--listen", "0.0.0.0:0", "--embedded-listen", ":0"},
			want: []string{"listen: 0.0.0.0:0", "embedded-listen: :0", "embedded-allow-remote"}},
		"without effect": {args: []string{"--backend", "https://zitadel.example", "--embedded-data", "x", "--embedded-listen", "127.0.0.1:0", "--embedded-allow-remote"},
			want: []string{"embedded-data", "embedded-listen", "embedded-allow-remote"}},
		"network of the embedded backend": {args: []string{"--backend-authority", "a.example", "--backend-insecure"},
			want: []string{"backend-authority", "backend-insecure"}},
		"all origins and one":         {args: []string{"--cors-origin", "*,https://app.example.com"}, want: []string{"cors-origin"}},
		"a certificate without a key": {args: []string{"--tls-cert", "x"}, want: []string{"tls-cert", "tls-key"}},
		"a burst without a limit":     {args: []string{"--rate-limit-burst", "5"}, want: []string{"rate-limit-burst", "rate-limit"}},
		"proxies that are everybody": {args: []string{"--trusted-proxy", "0.0.0.0/0,::/0,10.0.0.0/8"},
			want: []string{"trusted-proxy: 0.0.0.0/0", "trusted-proxy: ::/0"}},
		"a variable that no setting has": {variables: []string{"ZITADEL_GRAPHQL_BACKEND_URL=https://my.example", "ZITADEL_GRAPHQL_SERVICE_HOST=10.0.0.1"},
			want: []string{"ZITADEL_GRAPHQL_BACKEND_URL: there is no such setting"}},
		"an empty variable": {variables: []string{"ZITADEL_GRAPHQL_BACKEND="}, want: []string{"ZITADEL_GRAPHQL_BACKEND: it is empty"}},
		"an empty flag":     {args: []string{"--trusted-documents", ""}, want: []string{"--trusted-documents: it is empty"}},
		"a call longer than its request": {args: []string{"--backend-timeout", "31s"},
			want: []string{"backend-timeout: 31s has no effect, since request-timeout ends the whole request after 30s"}},
		"a half switch": {args: []string{"--backend-insecure=perhaps"}, want: []string{"--backend-insecure"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := launchWithEnv(t, test.variables, withDefaults(test.args, "--log-format", "text")...)
			if code := p.wait(); code != 2 {
				t.Errorf("the exit code is %d, want 2", code)
			}
			for _, want := range append(test.want, "--help") {
				if !strings.Contains(p.log(), want) {
					t.Errorf("%q isn't named in:\n%s", want, p.log())
				}
			}
			if strings.Contains(p.log(), "serving") || strings.Contains(p.log(), "goroutine") {
				t.Errorf("the program started to serve, or panicked:\n%s", p.log())
			}
		})
	}
}

// TestSecretInURL prevents that a password which somebody has pasted into the backend's URL is printed.
func TestSecretInURL(t *testing.T) {
	t.Parallel()
	keepSecret("hunter22")
	for _, url := range []string{"https://user:hunter22@zitadel.example", "https://zitadel.example/?token=hunter22", "https://hunter22@zitadel.example:port/%zz"} {
		p := launch(t, "--backend", url)
		if code := p.wait(); code != 2 || strings.Contains(p.log(), "hunter22") {
			t.Errorf("%s: exit code %d, want 2 without the secret in:\n%s", url, code, p.log())
		}
	}
}

// TestHelp ensures that --help and --version answer and end with exit code 0, also with other settings that can't be
// used.
func TestHelp(t *testing.T) {
	t.Parallel()
	help := launch(t, "--max-depth", "0", "--help")
	if code := help.wait(); code != 0 {
		t.Errorf("--help: the exit code is %d, want 0", code)
	}
	for _, want := range []string{"--listen", "--backend", "--cors-origin", "--embedded-data", "--max-depth", "ZITADEL_GRAPHQL_", "default 127.0.0.1:4000"} {
		if !strings.Contains(help.log(), want) {
			t.Errorf("--help doesn't name %q:\n%s", want, help.log())
		}
	}
	version := launch(t, "--version")
	if code := version.wait(); code != 0 || !strings.HasPrefix(version.log(), "zitadel-graphql ") {
		t.Errorf("--version: exit code %d, printed %q", code, version.log())
	}
}

// TestEnvironment ensures that a setting can come from the environment, and that a flag overrides it.
func TestEnvironment(t *testing.T) {
	t.Parallel()
	p := launchWithEnv(t, []string{"ZITADEL_GRAPHQL_MAX_DEPTH=1", "ZITADEL_GRAPHQL_MAX_ALIASES=1"}, "--max-aliases", "2")
	p.awaitServing()
	if got := errorOf(mustPost(t, p, nil, operation(`{ a { b } }`, nil))); got.Reason != "TOO_DEEP" {
		t.Errorf("max-depth of the environment: got %+v, want TOO_DEEP", got)
	}
	if got := mustPost(t, p, nil, operation(`{ a: __typename b: __typename }`, nil)); !isData(got) {
		t.Errorf("max-aliases of the flag: got %s, want data", got.body)
	}
}

// TestCannotStart ensures that what fails after the settings were read ends the program with exit code 1, and that one
// line says what failed, in the log's format.
func TestCannotStart(t *testing.T) {
	t.Parallel()
	taken := start(t)
	for want, args := range map[string][]string{
		"tls-cert, tls-key: ":               {"--tls-cert", "missing", "--tls-key", "missing"},
		"listen: can't listen on ":          {"--listen", taken.graphqlAddress},
		"embedded-listen: can't listen on ": {"--embedded-listen", taken.graphqlAddress},
		"open the embedded backend:":        {"--embedded-data", filepath.Join(t.TempDir(), "missing", "file")},
	} {
		for format, line := range map[string]string{"text": "zitadel-graphql: " + want, "json": `"level":"ERROR","msg":"` + want} {
			p := launch(t, append(args, "--log-format", format)...)
			if code := p.wait(); code != 1 || !strings.Contains(p.log(), line) || strings.Contains(p.log(), "goroutine") {
				t.Errorf("%v: exit code %d, want 1 and %q in:\n%s", args, code, line, p.log())
			}
		}
	}
}

// TestStartupLog prevents that somebody takes the embedded backend for a real ZITADEL, and that a start in front of a
// real one prints a token.
func TestStartupLog(t *testing.T) {
	t.Parallel()
	if printed := start(t).log(); !strings.Contains(printed, "DEVELOPMENT") || !strings.Contains(printed, "dev-org-owner") {
		t.Errorf("the start doesn't say that it is for development, or how to get in:\n%s", printed)
	}
	if printed := start(t, "--backend", startScripted(t).url()).log(); strings.Contains(printed, "dev-") || strings.Contains(printed, "DEVELOPMENT") {
		t.Errorf("a production start prints:\n%s", printed)
	}
}
