// Package config turns the command line and the environment into the settings of every part of the program. It owns the
// names of the settings, their texts in --help, and what is told about settings that can't be used: everything that is wrong
// is reported at once.
//
// settings.go is the table of all settings. A setting has three sources: its flag, else its environment variable, else its
// default. The table's rows write into the structs of settings that the packages using them have; so this package depends on
// nearly all others, and none on it. Those packages decide what a value does and which values they
// accept; validate.go checks what settings of several packages get wrong together.
package config

import (
	"errors"
	"fmt"
	"io"

	"zitadel-graphql/graph"
	"zitadel-graphql/graph/endpoint"
	"zitadel-graphql/internal/backend"
	"zitadel-graphql/internal/build"
	"zitadel-graphql/internal/embedded"
	"zitadel-graphql/internal/graphiql"
	"zitadel-graphql/internal/mcp"
	"zitadel-graphql/internal/policy"
	"zitadel-graphql/internal/telemetry"
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
	Policies policy.Config
	Log      telemetry.Config
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
	// MCP is about the same documents as tools for agents.
	MCP mcp.Config
	// Subcommand says what to do with all that. Unless it is Serve, the settings aren't checked against each other.
	Subcommand Subcommand
}

// Load reads the settings from args, without the program's name, and environ, of NAME=VALUE pairs as os.Environ returns them.
// Where help is asked for the error is a *HelpError, else it is everything that is wrong, joined.
func Load(args, environ []string) (Config, error) {
	config, automatic := Config{Graph: graph.DefaultConfig(), Endpoint: endpoint.DefaultConfig()}, automatic{}
	found, err := read(settings(&config, &automatic), args, environ)
	if err != nil {
		return Config{}, err
	}
	if config.Subcommand == Serve { // else it is --version
		config.Subcommand = found.subcommand
	}
	config = config.withDerived(automatic)
	problems := found.problems
	if config.Subcommand == Serve {
		problems = append(problems, validate(config, found.given))
	}
	if err := errors.Join(problems...); err != nil {
		return Config{}, err
	}
	return config, nil
}

// automatic are the settings that go by the backend unless they are on or off.
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

// Explain prints an error of Load: a help text to out, everything else to problems. It returns the program's exit code, which
// is 2 for settings that can't be used, as package flag has it.
func Explain(err error, out, problems io.Writer) int {
	if help, ok := errors.AsType[*HelpError](err); ok {
		fmt.Fprint(out, help.Text)
		return 0
	}
	fmt.Fprintf(problems, "%v\nzitadel-graphql --help lists the settings and commands.\n", err)
	return 2
}
