// Package config is where the program's settings come from: a flag, else an environment variable, else a default. It
// knows every setting's name and nothing of what it does; what a value must be like is checked by the package that uses
// it. Everything that is wrong is reported at once.
package config

import (
	"errors"
	"fmt"
	"io"
	"slices"

	"zitadel-graphql/graph"
	"zitadel-graphql/internal/backend"
	"zitadel-graphql/internal/embedded"
	"zitadel-graphql/internal/loopback"
	"zitadel-graphql/internal/telemetry"
	"zitadel-graphql/internal/web"
)

// EmbeddedBackend is the value of --backend that stands for the development ZITADEL in this process.
const EmbeddedBackend = "embedded"

// Config is every setting, checked, with its defaults filled in.
type Config struct {
	Web     web.Config
	Limits  graph.Limits
	Log     telemetry.Config
	Backend backend.Config
	// Embedded says that the backend is the development ZITADEL; Backend.URL is not used then.
	Embedded       bool
	EmbeddedServer embedded.Config
	// EmbeddedListen is where the development ZITADEL is served to other gRPC clients; empty: nowhere.
	EmbeddedListen string
	// AllowRemote lets the development ZITADEL, whose tokens everybody knows, be reached from beyond this machine.
	AllowRemote bool
	// GraphiQL and Introspection are on for the development ZITADEL and off in production, unless set.
	GraphiQL, Introspection bool
	// ShowVersion asks for the version instead of a server.
	ShowVersion bool
}

// Load reads args, which has no program name, and the environment. Where --help is among args it returns a *HelpError,
// otherwise everything that is wrong, joined.
func Load(args []string, getenv func(string) string) (Config, error) {
	config := Config{Limits: graph.DefaultLimits()}
	switches := switches{graphiql: "auto", introspection: "auto"}
	problems, err := read(settings(&config, &switches), args, getenv)
	if err != nil {
		return Config{}, err
	}
	config.Embedded = config.Backend.URL == EmbeddedBackend
	config.GraphiQL = switches.on(switches.graphiql, config.Embedded)
	config.Introspection = switches.on(switches.introspection, config.Embedded)
	if config.Embedded && !config.AllowRemote {
		config.Web.AllowedHost = loopback.Address
	}
	config.EmbeddedServer.AnyAuthority = config.AllowRemote
	config.Backend.UserAgent = "zitadel-graphql/" + telemetry.Version()
	if err := errors.Join(append(problems, validate(config))...); err != nil {
		return Config{}, err
	}
	return config, nil
}

// Explain prints what Load returned instead of a Config: the help text to out, everything else to problems. It returns
// the program's exit code, which is 2 for settings that can't be used, as package flag has it.
func Explain(err error, out, problems io.Writer) int {
	if help, ok := errors.AsType[*HelpError](err); ok {
		fmt.Fprint(out, help.Text)
		return 0
	}
	fmt.Fprintf(problems, "%v\nzitadel-graphql --help lists the settings.\n", err)
	return 2
}

// validate checks what no single setting can know, and has the packages check theirs.
func validate(config Config) error {
	problems := []error{config.Web.Validate(), config.Log.Validate()}
	if config.Embedded {
		problems = append(problems, validateEmbedded(config)...)
	} else {
		problems = append(problems, config.Backend.Validate())
		problems = append(problems, onlyEmbedded(config)...)
	}
	return errors.Join(problems...)
}

func validateEmbedded(config Config) []error {
	var problems []error
	if !config.AllowRemote && !loopback.Address(config.Web.Listen) {
		problems = append(problems, beyondLoopback("listen", config.Web.Listen))
	}
	if !config.AllowRemote && config.EmbeddedListen != "" && !loopback.Address(config.EmbeddedListen) {
		problems = append(problems, beyondLoopback("embedded-listen", config.EmbeddedListen))
	}
	if config.Backend.Authority != "" {
		problems = append(problems, errors.New("backend-authority: there is nothing to override for the embedded backend"))
	}
	if config.Backend.CAFile != "" || config.Backend.CertFile != "" || config.Backend.KeyFile != "" {
		problems = append(problems, errors.New("backend-ca, backend-cert, backend-key: have no effect on the embedded backend"))
	}
	if config.Backend.Transport != backend.GRPC {
		problems = append(problems, errors.New("transport: the embedded backend speaks "+backend.GRPC+" only"))
	}
	return problems
}

func beyondLoopback(name, address string) error {
	return errors.New(name + ": " + address + " can be reached from beyond this machine, and the embedded backend's tokens " +
		"are known to everybody; listen on 127.0.0.1, or set embedded-allow-remote")
}

// onlyEmbedded refuses settings that would have no effect: somebody who sets embedded-data expects a file.
func onlyEmbedded(config Config) []error {
	var problems []error
	for _, setting := range []struct {
		name string
		set  bool
	}{
		{"embedded-data", config.EmbeddedServer.File != ""},
		{"embedded-listen", config.EmbeddedListen != ""},
		{"embedded-lag", config.EmbeddedServer.Lag != 0},
		{"embedded-races", config.EmbeddedServer.Races},
		{"embedded-allow-remote", config.AllowRemote},
	} {
		if setting.set {
			problems = append(problems, errors.New(setting.name+": has no effect unless backend is "+EmbeddedBackend))
		}
	}
	return problems
}

// switches are the settings whose default depends on another.
type switches struct{ graphiql, introspection string }

func (switches) on(value string, automatic bool) bool {
	return value == "on" || value == "auto" && automatic
}

// settings is the list of everything that can be set, in the order of the help text.
func settings(c *Config, s *switches) []setting {
	return slices.Concat([]setting{
		{group: "Server"},
		{name: "listen", value: "HOST:PORT", fallback: "127.0.0.1:4000", parse: text(&c.Web.Listen),
			help: "where to serve GraphQL and GraphiQL; port 0 takes a free one"},
		{name: "cors-origin", value: "ORIGIN,…", isList: true, parse: list(&c.Web.CORSOrigins),
			help: "origins whose pages may call, such as https://app.example.com; * for all; credentials are never allowed"},
		{name: "graphiql", value: "auto|on|off", fallback: "auto", parse: choice(&s.graphiql, "auto", "on", "off"),
			help: "serve GraphiQL at /; auto: with the embedded backend only"},
		{name: "introspection", value: "auto|on|off", fallback: "auto", parse: choice(&s.introspection, "auto", "on", "off"),
			help: "answer queries for the schema; auto: with the embedded backend only"},
	}, backendSettings(c), []setting{
		{group: "Embedded backend (development only)"},
		{name: "embedded-data", value: "FILE", parse: text(&c.EmbeddedServer.File),
			help: "keep its data in this file; without one it is gone when the program ends"},
		{name: "embedded-listen", value: "HOST:PORT", parse: text(&c.EmbeddedListen),
			help: "serve it to other gRPC clients too"},
		{name: "embedded-lag", value: "DURATION", parse: duration(&c.EmbeddedServer.Lag),
			help: "show a change this much later where a real ZITADEL's reads may lag behind its writes"},
		{name: "embedded-races", parse: boolean(&c.EmbeddedServer.Races),
			help: "let writes at the same time race, as a real ZITADEL's do, instead of taking turns"},
		{name: "embedded-allow-remote", parse: boolean(&c.AllowRemote),
			help: "allow it to be reached from beyond this machine, under any name; everybody knows its tokens"},

		{group: "Limits"},
		{name: "request-timeout", value: "DURATION", fallback: "30s", parse: duration(&c.Web.RequestTimeout),
			help: "how long one request may take"},
		{name: "max-body", value: "BYTES", fallback: "1048576", parse: positive64(&c.Web.MaxBodyBytes),
			help: "how large a request's body may be"},
		{name: "max-tokens", value: "N", fallback: number(c.Limits.Tokens), parse: positive(&c.Limits.Tokens),
			help: "tokens in a document"},
		{name: "max-depth", value: "N", fallback: number(c.Limits.Depth), parse: positive(&c.Limits.Depth),
			help: "levels of nested fields"},
		{name: "max-aliases", value: "N", fallback: number(c.Limits.Aliases), parse: positive(&c.Limits.Aliases),
			help: "aliases in a document"},
		{name: "max-root-fields", value: "N", fallback: number(c.Limits.RootFields), parse: positive(&c.Limits.RootFields),
			help: "fields at the root of an operation"},
		{name: "max-complexity", value: "N", fallback: number(c.Limits.Complexity), parse: positive(&c.Limits.Complexity),
			help: "fields in an operation, fragments expanded"},
		{name: "max-backend-calls", value: "N", fallback: number(c.Limits.BackendCalls), parse: positive(&c.Limits.BackendCalls),
			help: "backend calls that one request may have under way at once"},

		{name: "max-total-backend-calls", value: "N", fallback: number(c.Limits.TotalBackendCalls), parse: positive(&c.Limits.TotalBackendCalls),
			help: "backend calls that one request may make"},

		{group: "Other"},
		{name: "log-level", value: "debug|info|warn|error", fallback: "info", parse: level(&c.Log.Level),
			help: "the least level that is logged, to standard error"},
		{name: "log-format", value: "text|json", fallback: "text", parse: text(&c.Log.Format),
			help: "how a line of the log looks"},
		{name: "version", flagOnly: true, parse: boolean(&c.ShowVersion), help: "print the version and exit"},
	})
}

func backendSettings(c *Config) []setting {
	return []setting{
		{group: "Backend"},
		{name: "backend", value: "embedded|URL", fallback: EmbeddedBackend, parse: text(&c.Backend.URL),
			help: "the ZITADEL to ask: https://host[:port], http://host[:port] without TLS, or the embedded one for development"},
		{name: "transport", value: "grpc|grpc-web|rest", fallback: backend.GRPC,
			parse: choice(&c.Backend.Transport, backend.GRPC, backend.GRPCWeb, backend.REST),
			help:  "the wire to it: the one that gets through what stands between"},
		{name: "backend-authority", value: "HOST[:PORT]", parse: text(&c.Backend.Authority),
			help: "the instance's own host, where the URL's host is another; also the name in its certificate"},
		{name: "backend-insecure", parse: boolean(&c.Backend.Insecure),
			help: "allow http to a host that isn't this machine: tokens cross the network in the clear"},
		{name: "backend-ca", value: "FILE", parse: text(&c.Backend.CAFile),
			help: "the certificates in PEM that the backend's has to lead to, in place of the system's; read anew for each connection"},
		{name: "backend-cert", value: "FILE", parse: text(&c.Backend.CertFile),
			help: "this side's certificate in PEM, where the backend asks for one; read anew for each connection"},
		{name: "backend-key", value: "FILE", parse: text(&c.Backend.KeyFile),
			help: "the key of backend-cert in PEM"},
		{name: "backend-timeout", value: "DURATION", fallback: "10s", parse: duration(&c.Backend.CallTimeout),
			help: "how long one call to the backend may take"},
		{name: "backend-max-reply", value: "BYTES", fallback: "4194304", parse: positive(&c.Backend.MaxReplyBytes),
			help: "how large one reply of the backend may be"},
	}
}
