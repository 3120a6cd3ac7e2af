package config_test

import (
	"errors"
	"log/slog"
	"regexp"
	"strings"
	"testing"
	"time"

	"zitadel-graphql/graph/endpoint"
	"zitadel-graphql/internal/config"
	"zitadel-graphql/internal/telemetry"
)

func load(args []string, environment map[string]string) (config.Config, error) {
	var environ []string
	for name, value := range environment {
		environ = append(environ, name+"="+value)
	}
	return config.Load(args, environ)
}

// Somebody who starts the program for the first time gets a safe development server without setting anything.
func TestDefaults(t *testing.T) {
	c, err := load(nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	if !c.Embedded || c.Web.Listen != "127.0.0.1:4000" || !c.GraphiQL || !c.Endpoint.Introspection || c.EmbeddedListen != "" || c.AllowRemote {
		t.Errorf("the defaults are %+v", c)
	}
	if !c.Web.OnlyLoopbackHosts {
		t.Error("the development server answers to a host that isn't this machine, or not to this machine")
	}
	if c.Web.RequestTimeout != 30*time.Second || c.Backend.CallTimeout != 10*time.Second || c.Web.MaxBodyBytes != 1<<20 ||
		c.Backend.MaxReplyBytes != 4<<20 || c.Log.Level != slog.LevelInfo || len(c.Web.CORSOrigins) != 0 {
		t.Errorf("the limits are %+v", c)
	}
}

// In production everything that helps an attacker is off until it is asked for.
func TestProductionIsClosed(t *testing.T) {
	c, err := load([]string{"--backend", "https://my.example"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if c.GraphiQL || c.Endpoint.Introspection || c.Embedded || c.Web.OnlyLoopbackHosts {
		t.Errorf("production has %+v", c)
	}
	c, err = load([]string{"--backend", "https://my.example", "--graphiql=on", "--introspection", "on"}, nil)
	if err != nil || !c.GraphiQL || !c.Endpoint.Introspection {
		t.Errorf("asked for, GraphiQL and introspection are %t and %t, %v", c.GraphiQL, c.Endpoint.Introspection, err)
	}
	c, err = load([]string{"--graphiql=off", "--introspection=off"}, nil)
	if err != nil || c.GraphiQL || c.Endpoint.Introspection {
		t.Errorf("refused, GraphiQL and introspection are %t and %t, %v", c.GraphiQL, c.Endpoint.Introspection, err)
	}
}

// A flag wins over the environment, and that over the default.
func TestPrecedence(t *testing.T) {
	environment := map[string]string{
		"ZITADEL_GRAPHQL_REQUEST_TIMEOUT": "7s", "ZITADEL_GRAPHQL_MAX_BODY": "77", "ZITADEL_GRAPHQL_CORS_ORIGIN": "https://a.example, https://b.example",
		"ZITADEL_GRAPHQL_LOG_LEVEL": "debug", "ZITADEL_TOKEN": "not ours",
	}
	c, err := load([]string{"--request-timeout=8s"}, environment)
	if err != nil {
		t.Fatal(err)
	}
	if c.Web.RequestTimeout != 8*time.Second || c.Web.MaxBodyBytes != 77 || c.Log.Level != slog.LevelDebug || c.Endpoint.Documents.Depth != 20 {
		t.Errorf("got %+v", c)
	}
	if got := strings.Join(c.Web.CORSOrigins, " "); got != "https://a.example https://b.example" {
		t.Errorf("the origins are %s", got)
	}
	c, err = load([]string{"--cors-origin", "https://c.example", "--cors-origin", "https://d.example"}, nil)
	if err != nil || strings.Join(c.Web.CORSOrigins, " ") != "https://c.example https://d.example" {
		t.Errorf("a repeated flag gives %v, %v", c.Web.CORSOrigins, err)
	}
}

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

// The wire is native gRPC unless told otherwise, and one that the backend doesn't speak is refused before it starts.
func TestTransport(t *testing.T) {
	c, err := load([]string{"--backend", "https://zitadel.example"}, nil)
	if err != nil || c.Backend.Transport != "grpc" {
		t.Errorf("by default: %q, %v", c.Backend.Transport, err)
	}
	for _, wire := range []string{"grpc-web", "rest"} {
		c, err := load([]string{"--backend", "https://zitadel.example", "--transport", wire}, nil)
		if err != nil || c.Backend.Transport != wire {
			t.Errorf("%s: %q, %v", wire, c.Backend.Transport, err)
		}
		if _, err := load([]string{"--transport", wire}, nil); err == nil || !strings.Contains(err.Error(), "transport: the embedded") {
			t.Errorf("%s with the embedded backend: %v", wire, err)
		}
	}
	if _, err := load([]string{"--backend", "https://zitadel.example", "--transport", "soap"}, nil); err == nil {
		t.Error("soap is taken")
	}
}

// The development tokens are known to everybody: they must not be offered to a network by accident.
func TestEmbeddedStaysOnThisMachine(t *testing.T) {
	for _, args := range [][]string{
		{"--listen", "0.0.0.0:4000"},
		{"--listen", ":4000"},
		{"--listen", "192.168.1.1:4000"},
		{"--embedded-listen", "0.0.0.0:4001"},
	} {
		if _, err := load(args, nil); err == nil || !strings.Contains(err.Error(), "embedded-allow-remote") {
			t.Errorf("%v: %v", args, err)
		}
		c, err := load(append(args, "--embedded-allow-remote"), nil)
		if err != nil || c.Web.OnlyLoopbackHosts || !c.EmbeddedServer.AnyAuthority {
			t.Errorf("%v, allowed: %v", args, err)
		}
	}
}

// Cookies never identify a caller, so an origin can be opened without them; but what isn't an origin opens nothing.
func TestOrigins(t *testing.T) {
	for origin, fine := range map[string]bool{
		"https://app.example.com": true, "http://localhost:5173": true, "*": true,
		"https://app.example.com/": false, "app.example.com": false, "https://*.example.com": false, "null": false, "https://": false,
	} {
		if _, err := load([]string{"--cors-origin", origin}, nil); (err == nil) != fine {
			t.Errorf("%s: %v", origin, err)
		}
	}
}

// A login on GraphiQL's page that nobody could reach or use is refused; the issuer is the instance unless somebody says.
func TestLoginSettings(t *testing.T) {
	production := []string{"--backend", "https://my.example:8443", "--graphiql", "on"}
	for _, test := range []struct {
		args []string
		want string
	}{
		{[]string{"--backend", "https://my.example", "--graphiql-client-id", "1"}, "graphiql-client-id: has no effect without GraphiQL"},
		{[]string{"--graphiql-client-id", "1"}, "graphiql-client-id: nobody can log in at the embedded backend"},
		{append(production, "--graphiql-issuer", "https://login.example"), "graphiql-issuer: has no effect without graphiql-client-id"},
		{append(production, "--graphiql-client-id", "1", "--graphiql-issuer", "http://login.example"), "graphiql-issuer: http to \"login.example\""},
		{append(production, "--graphiql-client-id", "1", "--graphiql-issuer", "login.example"), "graphiql-issuer: the scheme"},
		{[]string{"--backend", "https://my example", "--graphiql", "on", "--graphiql-client-id", "1"}, "backend: the URL can't be parsed"},
	} {
		_, err := load(test.args, nil)
		if err == nil || !strings.Contains(err.Error(), test.want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%v: want one line with %q, got %v", test.args, test.want, err)
		}
	}
	for _, test := range []struct {
		args []string
		want string
	}{
		{production, "https://my.example:8443"},
		{append(production, "--backend-authority", "id.example"), "https://id.example"},
		{[]string{"--backend", "http://localhost:8080", "--backend-authority", "id.example"}, "https://id.example"},
		{append(production, "--graphiql-issuer", "http://localhost:8080", "--graphiql-client-id", "1"), "http://localhost:8080"},
	} {
		c, err := load(test.args, nil)
		if err != nil || c.Login.Issuer != test.want {
			t.Errorf("%v: the issuer is %q, want %q; %v", test.args, c.Login.Issuer, test.want, err)
		}
	}
}

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

// A variable that no setting has is an error, as an unknown flag is: somebody who has misspelled one thinks that it works.
// What Kubernetes sets for a service of the program's name is nobody's doing.
func TestStrayVariables(t *testing.T) {
	for name, value := range map[string]string{
		"ZITADEL_GRAPHQL_BACKEND_URL": "https://my.example", "ZITADEL_GRAPHQL_RATELIMIT": "60", "ZITADEL_GRAPHQL_": "", "ZITADEL_GRAPHQL_max_depth": "7",
		"ZITADEL_GRAPHQL_VERSION": "1.2.3", "ZITADEL_GRAPHQL_PORT": "4000", "ZITADEL_GRAPHQL_EMBEDDED_PORT": "", "ZITADEL_GRAPHQL_SERVICE": "x",
		"ZITADEL_GRAPHQL_SERVICE_HOSTS": "10.0.0.1", "ZITADEL_GRAPHQL_SERVICE_PORTS": "4000",
	} {
		if _, err := load(nil, map[string]string{name: value}); err == nil || !strings.Contains(err.Error(), name+": ") {
			t.Errorf("%s=%s: %v", name, value, err)
		}
	}
	if _, err := load(nil, map[string]string{
		"ZITADEL_GRAPHQL_SERVICE_HOST": "10.0.0.1", "ZITADEL_GRAPHQL_SERVICE_PORT": "4000", "ZITADEL_GRAPHQL_SERVICE_PORT_HTTP": "4000",
		"ZITADEL_GRAPHQL_PORT": "tcp://10.0.0.1:4000", "ZITADEL_GRAPHQL_PORT_4000_TCP": "tcp://10.0.0.1:4000",
		"ZITADEL_GRAPHQL_PORT_4000_TCP_ADDR": "10.0.0.1", "ZITADEL_GRAPHQL_PORT_4000_TCP_PORT": "4000", "ZITADEL_GRAPHQL_PORT_4000_TCP_PROTO": "tcp",
		"ZITADEL_GRAPHQL_BACKEND_PORT": "udp://10.0.0.1:53", "ZITADEL_GRAPHQL_LISTEN_PORT": "sctp://10.0.0.1:53", "ZITADEL_GRAPHQL_LISTEN_SERVICE_HOST": "10.0.0.1",
		"ZITADEL_GRAPHQLX": "not ours", "ZGTEST_REQUIRE_TOOLS": "1", "ZITADEL_TOKEN": "x",
	}); err != nil {
		t.Error(err)
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

// A time for a part of a request that is longer than the request's own would have no effect: it is refused where somebody
// gave it.
func TestTimesWithinTheRequest(t *testing.T) {
	for _, args := range [][]string{
		{"--backend-timeout=31s"}, {"--backend-timeout=5s", "--request-timeout=4s"}, {"--header-timeout=1m"}, {"--request-timeout=8s", "--header-timeout=9s"},
	} {
		if _, err := load(args, nil); err == nil || !strings.Contains(err.Error(), "request-timeout ends the whole request") {
			t.Errorf("%v: %v", args, err)
		}
	}
	for _, args := range [][]string{
		{"--request-timeout=1s"}, {"--backend-timeout=30s"}, {"--request-timeout=1s", "--backend-timeout=1s", "--header-timeout=1s"}, {"--request-timeout=2m", "--backend-timeout=1m"},
	} {
		if _, err := load(args, nil); err != nil {
			t.Errorf("%v: %v", args, err)
		}
	}
	if _, err := load(nil, map[string]string{"ZITADEL_GRAPHQL_BACKEND_TIMEOUT": "40s"}); err == nil {
		t.Error("the environment's isn't looked at")
	}
}

// Settings of streams that have no effect beside others are refused where somebody gave them, and a default gives way.
func TestStreamSettings(t *testing.T) {
	for _, args := range [][]string{
		{"--stream-timeout=100ms"}, {"--stream-keepalive=15m"}, {"--stream-timeout=1m", "--stream-keepalive=60s"},
		{"--max-streams-per-caller=101"}, {"--max-streams=2", "--max-streams-per-caller=3"},
	} {
		if _, err := load(args, nil); err == nil || strings.Contains(err.Error(), "\n") {
			t.Errorf("%v: want one line, got %v", args, err)
		}
	}
	for _, args := range [][]string{
		{"--stream-timeout=1s"}, {"--max-streams=2"}, {"--max-streams-per-caller=100"}, {"--stream-timeout=1m", "--stream-keepalive=59s"},
	} {
		if _, err := load(args, nil); err != nil {
			t.Errorf("%v: %v", args, err)
		}
	}
	c, err := load([]string{"--stream-timeout=2m", "--stream-keepalive=3s", "--max-streams=9", "--max-streams-per-caller=8"}, nil)
	if want := (endpoint.StreamLimits{PerCaller: 8, Total: 9, KeepAlive: 3 * time.Second}); err != nil || c.Endpoint.Streams != want || c.Web.StreamTimeout != 2*time.Minute {
		t.Errorf("got %+v and %v, %v", c.Endpoint.Streams, c.Web.StreamTimeout, err)
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

// Who reads the log by machine reads there what is wrong with the settings too: a line for each, in the format that was asked for as
// far as it could be read, by any source.
func TestProblemsAreLoggedInJSON(t *testing.T) {
	t.Parallel()
	for name, asked := range map[string]struct {
		args        []string
		environment map[string]string
	}{
		"flag":     {args: []string{"--log-format", "json", "--log-level", "loud", "--max-depth", "-1"}},
		"variable": {args: []string{"--max-depth=-1", "--log-level=loud"}, environment: map[string]string{"ZITADEL_GRAPHQL_LOG_FORMAT": "json"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			settings, err := load(asked.args, asked.environment)
			var out, problems strings.Builder
			if code := config.Explain(err, settings.Log, &out, &problems); code != 2 || out.Len() > 0 {
				t.Errorf("exit code %d, printed %s", code, out.String())
			}
			lines := strings.Split(strings.TrimSuffix(problems.String(), "\n"), "\n")
			if len(lines) != 2 {
				t.Fatalf("got %d lines, want one for each of two settings:\n%s", len(lines), problems.String())
			}
			for i, want := range []string{`"setting":"max-depth","value":"-1","problem":"`, `"setting":"log-level","value":"loud","problem":"`} {
				if !strings.Contains(lines[i], `"level":"ERROR"`) || !strings.Contains(lines[i], want) || !strings.Contains(lines[i], `"source":"--`) {
					t.Errorf("got %s, want %s", lines[i], want)
				}
			}
		})
	}
}
