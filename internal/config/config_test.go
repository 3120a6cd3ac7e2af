package config_test

import (
	"log/slog"
	"strings"
	"testing"
	"time"

	"zitadel-graphql/internal/config"
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
