// Package config turns the command line, the environment and one YAML file into the settings of every part of the program. It owns
// the names of the settings, their texts in --help, and the file's format. It reports all settings that can't be used at once, each
// problem with the setting, the source of its value, and a remedy.
//
// There is one table of all settings (settings). A setting's value is its flag's, else its environment variable's, else the file's,
// else its default. The configuration remembers which it was, in order to print it, and to compare it with a newer one (Config.Reload).
// The table's rows write into the Config structs of other packages, so this package depends on nearly all of them, and none on it. Those
// packages decide what a value does and which values they accept, and report problems in the form of internal/invalid. Values that
// contradict each other across packages are found here. The files that settings name, such as certificates, are read by the packages
// that use them.
package config

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"zitadel-graphql/graph"
	"zitadel-graphql/graph/endpoint"
	"zitadel-graphql/internal/audit"
	"zitadel-graphql/internal/backend"
	"zitadel-graphql/internal/build"
	"zitadel-graphql/internal/embedded"
	"zitadel-graphql/internal/graphiql"
	"zitadel-graphql/internal/mcp"
	"zitadel-graphql/internal/policy"
	"zitadel-graphql/internal/telemetry"
	"zitadel-graphql/internal/telemetry/metrics"
	"zitadel-graphql/internal/telemetry/otlp"
	"zitadel-graphql/internal/trusted"
	"zitadel-graphql/internal/web"
)

// EmbeddedBackend is the value of --backend that stands for the development ZITADEL in this process.
const EmbeddedBackend = "embedded"

// Config is every setting, checked, with its default filled in.
type Config struct {
	Web   web.Config
	Graph graph.Config
	// Endpoint requires trusted documents where Trusted.Mode is trusted.Require.
	Endpoint endpoint.Config
	// Plans lets graph/plan execute the operations that it has a plan for. Without it gqlgen's generated code executes all.
	Plans    bool
	Policies policy.Config
	Log      telemetry.Config
	Audit    audit.Config
	Metrics  metrics.Config
	Backend  backend.Config
	// Embedded is true where the backend is the development ZITADEL. Then Backend.URL means nothing.
	Embedded       bool
	EmbeddedServer embedded.Config
	// EmbeddedListen is the address at which other gRPC clients reach the development ZITADEL. Empty: none.
	EmbeddedListen string
	// AllowRemote lets the development ZITADEL, whose tokens everybody knows, be reached from beyond this machine.
	AllowRemote bool
	// GraphiQL and Endpoint.Introspection are on for the development ZITADEL and off in production, unless set.
	GraphiQL bool
	// Login is how people log in on GraphiQL's page, if Login.ClientID is set. Login.Issuer is there in any case, unless the
	// backend is the development ZITADEL: by default it is https:// and the instance's authority.
	Login graphiql.Login
	// Trusted are the documents that clients were built with.
	Trusted trusted.Config
	// MCP decides whether agents have these documents as tools.
	MCP mcp.Config
	// Subcommand is what the program is asked to do. Settings are checked against each other for Serve and CheckConfig only.
	Subcommand Subcommand
	// File is the path of the configuration file that was read; empty for none.
	File string

	values []Value           // in the order of the table of settings
	others map[string]string // variables that aren't settings: see otherVariables
}

// Load reads the settings from args, which are without the program's name, from environ, which has NAME=VALUE pairs as os.Environ
// returns them, and from the file that one of these names. If help is asked for, the error is a *HelpError; otherwise it is everything
// that is wrong (Problems). The configuration that comes with an error has defaults in place of unusable values, so that the error can be
// written in the log's format. A running program reads the file again by Config.Reload.
func Load(args, environ []string) (Config, error) {
	found, err := read(args, environ)
	if err != nil {
		return Config{}, err
	}
	config := newConfig(found.values)
	config.others = otherVariables(environ)
	if config.Subcommand == Serve { // else it is --version
		config.Subcommand = found.subcommand
	}
	if config.Subcommand.needsServer() && !found.partial {
		ofTelemetry := otlp.Validate(variable(environ), config.Metrics.Listen != "", otlp.Traces, otlp.Metrics)
		found.problems = append(found.problems, locate(errors.Join(validate(config), ofTelemetry), found.values)...)
	}
	return config, join(found.problems)
}

// variable returns the function that looks a variable up.
func variable(environ []string) func(name string) string {
	all := map[string]string{}
	for _, pair := range environ {
		name, value, _ := strings.Cut(pair, "=")
		all[name] = value
	}
	return func(name string) string { return all[name] }
}

// newConfig makes a configuration of values that can each be parsed.
func newConfig(values []Value) Config {
	config, automatic := Config{Graph: graph.DefaultConfig(), Endpoint: endpoint.DefaultConfig(), values: values}, automatic{}
	for i, s := range slices.Collect(all(settings(&config, &automatic))) {
		if values[i].Text != "" {
			_ = s.parse.parse(values[i].Text) // which read has tried
		}
	}
	return config.withDerived(automatic)
}

// maxProblems is how many problems are reported: more than there are settings, and few enough to be read.
const maxProblems = 100

func join(problems []Problem) error {
	if more := len(problems) - maxProblems; more > 0 {
		problems = append(slices.Clone(problems[:maxProblems]), Problem{
			Problem: fmt.Sprintf("there are %d more problems", more), Remedy: "correct these first, and look again",
		})
	}
	var all []error
	for _, problem := range problems {
		all = append(all, problem)
	}
	return errors.Join(all...)
}

// withValues returns a configuration like c with these values in place of c's.
func (c Config) withValues(values []Value) (Config, error) {
	next := newConfig(values)
	next.Subcommand, next.others = c.Subcommand, c.others
	return next, join(locate(validate(next), values))
}

// Values lists the effective value of every setting, in the order of the help text.
func (c Config) Values() []Value { return slices.Clone(c.values) }

// given reports whether a setting has a value other than its default.
func (c Config) given(setting string) bool {
	return slices.ContainsFunc(c.values, func(v Value) bool { return v.Setting == setting && v.Source.Kind != Default })
}

// automatic has the settings whose value auto depends on the backend.
type automatic struct{ graphiql, introspection string }

// withDerived fills in what follows from other settings.
func (c Config) withDerived(automatic automatic) Config {
	c.Embedded = c.Backend.URL == EmbeddedBackend
	c.GraphiQL = isOn(automatic.graphiql, c.Embedded)
	c.Endpoint.Introspection = isOn(automatic.introspection, c.Embedded)
	c.Endpoint.RequireTrusted = c.requiresTrusted()
	if c.Login.Issuer == "" && !c.Embedded {
		c.Login.Issuer = c.Backend.DefaultIssuer()
	}
	c.MCP.Issuer, c.Trusted.Tools = c.Login.Issuer, c.MCP.Enabled
	c.Web.OnlyLoopbackHosts = c.Embedded && !c.AllowRemote
	c.EmbeddedServer.AnyAuthority = c.AllowRemote
	c.Backend.UserAgent = "zitadel-graphql/" + build.Read().Version
	return c
}

func isOn(value string, embedded bool) bool {
	return value == "on" || value == "auto" && embedded
}
