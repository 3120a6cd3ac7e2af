package config_test

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"zitadel-graphql/internal/config"
)

// mistake is a setting that can't be used, and what its report has to say.
type mistake struct {
	setting, value string
	with           string // other settings that make it one, or make it the only one: NAME=VALUE, separated by blanks
	want           string // in the problem; %s is the value
}

const production = "backend=https://zitadel.example"

// unreadable are mistakes that each parser finds, whatever the other settings are.
func unreadable() []mistake {
	return []mistake{
		{"max-depth", "deep", "", "%s is no whole number from 1"},
		{"max-tokens", "0", "", "%s is no whole number from 1"},
		{"max-aliases", "-1", "", "%s is no whole number from 1"},
		{"max-fragments", "2147483648", "", "%s is no whole number from 1"},
		{"max-name", "1e3", "", "%s is no whole number from 1"},
		{"max-variables", "1_000", "", "%s is no whole number from 1"},
		{"max-document", "0x10", "", "%s is no whole number from 1"},
		{"max-body", "1MiB", "", "%s is no whole number from 1"},
		{"backend-max-reply", "4.5", "", "%s is no whole number from 1"},
		{"backend-retries", "-1", "", "%s is no whole number from 0"},
		{"embedded-users", "many", "", "%s is no whole number from 0"},
		{"backend-connections", "two", "", "%s is no whole number from 1"},
		{"backend-max-concurrent", "0", "", "%s is no whole number from 1"},
		{"rate-limit", "10/s", "", "%s is no whole number from 1"},
		{"max-streams", "none", "", "%s is no whole number from 1"},
		{"max-backend-calls", "0", "", "%s is no whole number from 1"},
		{"max-total-backend-calls", "-3", "", "%s is no whole number from 1"},
		{"look-concurrency", "8.5", "", "%s is no whole number from 1"},
		{"max-look-calls", "2k", "", "%s is no whole number from 1"},
		{"max-stream-calls", "9999999999", "", "%s is no whole number from 1"},
		{"max-removal-calls", "unlimited", "", "%s is no whole number from 1"},
		{"max-representations", "0", "", "%s is no whole number from 1"},
		{"max-operations", "ten", "", "%s is no whole number from 1"},
		{"max-variable-values", "5.5", "", "%s is no whole number from 1"},
		{"max-directives", "off", "", "%s is no whole number from 1"},
		{"max-directives-at-once", "0", "", "%s is no whole number from 1"},
		{"max-root-fields", "-20", "", "%s is no whole number from 1"},
		{"max-complexity", "1000x", "", "%s is no whole number from 1"},
		{"max-validation-steps", "infinite", "", "%s is no whole number from 1"},
		{"request-timeout", "soon", "", "%s is no positive duration"},
		{"idle-timeout", "30", "", "%s is no positive duration"},
		{"stream-keepalive", "-5s", "", "%s is no positive duration"},
		{"embedded-lag", "0s", "", "%s is no positive duration"},
		{"drain-delay", "5", "", "%s is neither 0 nor a duration"},
		{"graphiql", "maybe", "", "%s is none of auto, on, off"},
		{"introspection", "yes", "", "%s is none of auto, on, off"},
		{"transport", "soap", "", "%s is none of grpc, grpc-web, rest"},
		{"trusted-documents-mode", "all", "", "%s is none of off, report, require"},
		{"graphql-over-http", "2024", "", "%s is none of 2026, 2023"},
		{"embedded-login", "v3", "", "%s is none of v1, v2, each"},
		{"csrf", "maybe", "", "%s is neither on nor off"},
		{"backend-breaker", "1", "", "%s is neither on nor off"},
		{"gzip", "yes", "", "%s is neither on nor off"},
		{"plans", "auto", "", "%s is neither on nor off"},
		{"confirm-writes", "sometimes", "", "%s is neither on nor off"},
		{"require-event-log", "maybe", "", "%s is neither true nor false"},
		{"federation", "perhaps", "", "%s is neither true nor false"},
		{"log-level", "loud", "", "%s is none of debug, info, warn, error"},
		{"log-format", "xml", "", "%s is none of text, json"},
		{"trusted-proxy", "10.0.0.0/8,proxy.example", "", `"proxy.example" is no range`},
	}
}

// conflicts are mistakes that only several settings make, or that a package finds in its own.
func conflicts() []mistake {
	return slices.Concat(conflictsAnywhere(), conflictsEmbedded(), conflictsInProduction())
}

func conflictsAnywhere() []mistake {
	return []mistake{
		{"listen", "nowhere", "", "%s is no host:port"},
		{"listen", "127.0.0.1:http", "", "%s is no host:port"},
		{"metrics-listen", "9464", "", "%s is no host:port"},
		{"metrics-listen", "127.0.0.1:99999", "", "%s is no host:port"},
		{"metrics-listen", "127.0.0.1:4000", "", "is where requests are served"},
		{"metrics-operation", "Settings,query Settings", "", `"query Settings" is no operation's name`},
		{"tls-cert", "cert.pem", "", "needs tls-key"},
		{"tls-key", "key.pem", "", "needs tls-cert"},
		{"cors-origin", "app.example", "", "%s is no origin"},
		{"cors-origin", "*,https://app.example", "", "* allows every origin"},
		{"cors-header", "x-mine", "", "has no effect without cors-origin"},
		{"cors-header", "x mine", "cors-origin=*", "%s is no header's name"},
		{"trusted-proxy", "0.0.0.0/0", "", "is everybody"},
		{"rate-limit-burst", "5", "", "has no effect without rate-limit"},
		{"request-timeout", "100ms", "", "leaves no time"},
		{"stream-timeout", "100ms", "", "leaves no time"},
		{"backend-timeout", "31s", "", "31s has no effect"},
		{"header-timeout", "1m", "", "1m0s has no effect"},
		{"stream-keepalive", "15m", "", "15m0s has no effect"},
		{"max-streams-per-caller", "101", "", "101 has no effect"},
		{"apq", "true", "trusted-documents=m.json trusted-documents-mode=require", "has no effect"},
		{"trusted-documents", "m.json", "", "has no effect"},
		{"trusted-documents-mode", "report", "", "needs trusted-documents"},
		{"mcp", "true", "", "needs trusted-documents"},
		{"mcp", "true", "trusted-documents=m.json listen=0.0.0.0:1 embedded-allow-remote=true", "needs mcp-url"},
		{"mcp-url", "http://a.example/mcp", "mcp=true trusted-documents=m.json", "isn't the URL"},
		{"mcp-url", "https://a.example/mcp", "", "has no effect without mcp"},
		{"mcp-mutations", "Write", "", "has no effect without mcp"},
		{"graphiql-issuer", "https://login.example", "", "has no effect without"},
	}
}

func conflictsEmbedded() []mistake {
	return []mistake{
		{"listen", "0.0.0.0:4000", "", "can be reached from beyond this machine"},
		{"embedded-listen", ":4001", "", "can be reached from beyond this machine"},
		{"embedded-listen", "4001", "", "%s is no host:port"},
		{"embedded-listen", "127.0.0.1:4001x", "", "%s is no host:port"},
		{"metrics-listen", "0.0.0.0:9464", "", "can be reached from beyond this machine"},
		{"backend-insecure", "true", "", "there is no network"},
		{"backend-authority", "a.example", "", "nothing to override"},
		{"backend-ca", "ca.pem", "", "has no effect"},
		{"backend-cert", "cert.pem", "", "has no effect"},
		{"backend-key", "key.pem", "", "has no effect"},
		{"backend-resolver", "127.0.0.1:53", "", "no name to look up"},
		{"transport", "rest", "", "speaks grpc only"},
		{"graphiql-client-id", "1234", "", "nobody can log in"},
	}
}

func conflictsInProduction() []mistake {
	return []mistake{
		{"backend", "zitadel.example", "", "no https:// or http:// in front"},
		{"backend", "zitadel.example:443", "", "no https:// or http:// in front"},
		{"backend", "10.0.0.1:8080", "", "no https:// or http:// in front"},
		{"backend", "localhost:8080/ui", "", "no https:// or http:// in front"},
		{"backend", "https://my example", "", "can't be parsed"},
		{"backend", "ftp://zitadel.example", "", "the scheme is"},
		{"backend", "https://:443", "", "no host"},
		{"backend", "https://zitadel.example/ui", "", "more than scheme, host and port"},
		{"backend", "https://zitadel.example:0", "", "0 is no port"},
		{"backend", "http://zitadel.example", "", "in the clear"},
		{"backend-authority", "a.example/path", production, "%s is no host"},
		{"backend-resolver", "dns.example", production, "%s is no address"},
		{"backend-cert", "cert.pem", production, "needs backend-key"},
		{"backend-key", "key.pem", production, "needs backend-cert"},
		{"backend-ca", "ca.pem", "backend=http://localhost", "has no effect with http"},
		{"backend-cert", "cert.pem", "backend=http://localhost backend-key=key.pem", "has no effect with http"},
		{"graphiql-client-id", "1234", production, "has no effect without GraphiQL"},
		{"graphiql-issuer", "login.example", production + " graphiql=on graphiql-client-id=1", "no https:// in front"},
		{"graphiql-issuer", "ftp://login.example", production + " graphiql=on graphiql-client-id=1", "the scheme is"},
		{"graphiql-issuer", "http://login.example", production + " graphiql=on graphiql-client-id=1", "in the clear"},
		{"graphiql-issuer", "https://*.example", production + " graphiql=on graphiql-client-id=1", "is no host"},
		{"graphiql-issuer", "https://a b", production + " graphiql=on graphiql-client-id=1", "can't be parsed"},
		{"graphiql-issuer", "https://a.example#b", production + " graphiql=on graphiql-client-id=1", "more than scheme"},
		{"embedded-data", "file", production, "has no effect unless backend is embedded"},
		{"embedded-listen", "127.0.0.1:1", production, "has no effect unless"},
		{"embedded-lag", "1s", production, "has no effect unless"},
		{"embedded-races", "true", production, "has no effect unless"},
		{"embedded-skip", "3", production, "has no effect unless"},
		{"embedded-users", "3", production, "has no effect unless"},
		{"embedded-login", "v1", production, "has no effect unless"},
		{"embedded-allow-remote", "true", production, "has no effect unless"},
	}
}

// Whoever adds a setting plants a mistake for it, so that none is left out of what is shown here.
func TestEverySettingHasAMistake(t *testing.T) {
	t.Parallel()
	c, err := config.Load(nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	planted := map[string]bool{}
	for _, m := range slices.Concat(unreadable(), conflicts(), unusableFiles(t)) {
		planted[m.setting] = true
	}
	elsewhere := []string{"config", "version"} // which not every source can have: TestMissingFile, TestStrayArguments
	for _, value := range c.Values() {
		if planted[value.Setting] == slices.Contains(elsewhere, value.Setting) {
			t.Errorf("there is a mistake of %s: %t", value.Setting, planted[value.Setting])
		}
	}
}

// settings are the mistake's own and those beside it.
func (m mistake) settings() map[string]string {
	settings := map[string]string{m.setting: m.value}
	for pair := range strings.FieldsSeq(m.with) {
		name, value, _ := strings.Cut(pair, "=")
		settings[name] = value
	}
	return settings
}

// Each mistake is found wherever the value comes from, and reported once: with the setting, the source, the value and a remedy.
func TestEachMistakeFromEachSource(t *testing.T) {
	t.Parallel()
	for _, m := range slices.Concat(unreadable(), conflicts()) {
		for kind, give := range givers(t) {
			_, err := config.Load(give(m.settings()))
			problems := config.Problems(err)
			if len(problems) != 1 {
				t.Errorf("%s=%s by %s: want one problem, got %v", m.setting, m.value, kind, err)
				continue
			}
			checkProblem(t, m, problems[0])
			if problems[0].Source.Kind != kind {
				t.Errorf("%s=%s is said to come from %s, not from the %s", m.setting, m.value, problems[0].Source, kind)
			}
		}
	}
}

func checkProblem(t *testing.T, m mistake, got config.Problem) {
	t.Helper()
	want := strings.ReplaceAll(m.want, "%s", fmt.Sprintf("%q", m.value))
	shown := got.Value == m.value || strings.Contains(got.Value, "***")
	if got.Setting != m.setting || !shown || got.Remedy == "" || !strings.Contains(got.Problem, want) {
		t.Errorf("%s=%s: want %q, got setting %q, value %q, problem %q, remedy %q", m.setting, m.value, want, got.Setting, got.Value, got.Problem, got.Remedy)
	}
	for _, part := range []string{m.setting, got.Remedy, got.Problem} {
		if line := got.Error(); got.Source.Kind != config.Variable && !strings.Contains(line, part) || strings.Contains(line, "\n") {
			t.Errorf("%s=%s: %q isn't in the line %q", m.setting, m.value, part, line)
		}
	}
}

// givers give settings to Load, each by another source.
func givers(t *testing.T) map[config.Kind]func(map[string]string) (args, environ []string) {
	t.Helper()
	return map[config.Kind]func(map[string]string) (args, environ []string){
		config.Flag: func(settings map[string]string) (args, environ []string) {
			for name, value := range settings {
				args = append(args, "--"+name+"="+value)
			}
			return args, nil
		},
		config.Variable: func(settings map[string]string) (args, environ []string) {
			for name, value := range settings {
				environ = append(environ, "ZITADEL_GRAPHQL_"+strings.ToUpper(strings.ReplaceAll(name, "-", "_"))+"="+value)
			}
			return nil, environ
		},
		config.File: func(settings map[string]string) (args, environ []string) {
			return []string{"--config", writeFile(t, fileOf(settings))}, nil
		},
	}
}

// fileOf is a configuration file of settings, in the order of their names from its second line on.
func fileOf(settings map[string]string) string {
	var text strings.Builder
	text.WriteString("version: 1\n")
	for _, name := range slices.Sorted(maps.Keys(settings)) {
		value := settings[name]
		if strings.ContainsAny(value, "*: #,") {
			value = fmt.Sprintf("%q", value)
		}
		text.WriteString(name + ": " + value + "\n")
	}
	return text.String()
}

func writeFile(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "config.yaml")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// All mistakes that fit into one file are found in one run, each at its line.
func TestAllMistakesAtOnce(t *testing.T) {
	t.Parallel()
	embedded := slices.Concat(unreadable(), conflictsAnywhere(), conflictsEmbedded())
	for name, mistakes := range map[string][]mistake{
		"embedded":   embedded,
		"production": slices.Concat(conflictsInProduction()[10:], unreadable(), conflictsAnywhere()),
	} {
		for kind, give := range givers(t) {
			settings, planted := map[string]string{}, map[string]mistake{}
			for _, m := range mistakes {
				if _, taken := settings[m.setting]; !taken && !slices.Contains(hidden(), m.setting) && (m.with == "" || m.with == production) {
					planted[m.setting] = m
					maps.Copy(settings, m.settings())
				}
			}
			if len(planted) < 40 {
				t.Errorf("%s: only %d mistakes fit into one file", name, len(planted))
			}
			args, environ := give(settings)
			_, err := config.Load(append(args, "config", "check"), environ)
			found := map[string]config.Problem{}
			for _, problem := range config.Problems(err) {
				found[problem.Setting] = problem
			}
			for setting, m := range planted {
				if _, ok := found[setting]; !ok {
					t.Errorf("%s by %s: %s=%s isn't found in:\n%v", name, kind, setting, m.value, err)
					continue
				}
				checkProblem(t, m, found[setting])
			}
			if kind == config.File {
				checkLines(t, slices.Sorted(maps.Keys(settings)), found)
			}
		}
	}
}

// hidden are the settings whose mistakes others hide: a certificate without a key and a key without a certificate are a pair.
func hidden() []string {
	return []string{"cors-header", "graphiql-issuer", "mcp", "tls-key", "backend-key"}
}

func checkLines(t *testing.T, names []string, found map[string]config.Problem) {
	t.Helper()
	for setting, problem := range found {
		if line := slices.Index(names, setting) + 2; problem.Source.Line != line || problem.Source.Column != len(setting)+3 {
			t.Errorf("%s is said to stand at %s, not in line %d", setting, problem.Source, line)
		}
	}
}
