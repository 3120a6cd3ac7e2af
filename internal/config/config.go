// Package config is where the program's settings come from: a flag, else an environment variable, else a default. It
// knows every setting's name and nothing of what it does; what a value must be like is checked by the package that uses
// it. Everything that is wrong is reported at once.
package config

import (
	"errors"
	"fmt"
	"io"
	"net"
	"time"

	"zitadel-graphql/graph"
	"zitadel-graphql/internal/backend"
	"zitadel-graphql/internal/embedded"
	"zitadel-graphql/internal/loopback"
	"zitadel-graphql/internal/telemetry"
	"zitadel-graphql/internal/trusted"
	"zitadel-graphql/internal/web"
)

// EmbeddedBackend is the value of --backend that stands for the development ZITADEL in this process.
const EmbeddedBackend = "embedded"

// Config is every setting, checked, with its defaults filled in.
type Config struct {
	Web     web.Config
	Limits  graph.Limits
	Writes  graph.Writes
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
	// Federation makes the schema a subgraph's.
	Federation bool
	// Trusted are the documents that clients were built with.
	Trusted trusted.Config
	// AutomaticPersistedQueries keeps documents by their hash.
	AutomaticPersistedQueries bool
	// GraphQLOverHTTP is the year of the text whose statuses are sent: graph.Statuses2026 or graph.Statuses2023.
	GraphQLOverHTTP string
	// Subcommand says what to do with all that. Unless it is Serve, the settings aren't checked against each other.
	Subcommand Subcommand
}

// Load reads args, which has no program name, and the environment, which is of NAME=VALUE pairs as os.Environ's. Where help
// is asked for it returns a *HelpError, otherwise everything that is wrong, joined.
func Load(args, environ []string) (Config, error) {
	config := Config{Limits: graph.DefaultLimits()}
	switches := switches{graphiql: "auto", introspection: "auto"}
	subcommand, given, problems, err := read(settings(&config, &switches), args, environ)
	if err != nil {
		return Config{}, err
	}
	if config.Subcommand == Serve { // else it is --version
		config.Subcommand = subcommand
	}
	config.Embedded = config.Backend.URL == EmbeddedBackend
	config.GraphiQL = switches.on(switches.graphiql, config.Embedded)
	config.Introspection = switches.on(switches.introspection, config.Embedded)
	if config.Embedded && !config.AllowRemote {
		config.Web.OnlyLoopbackHosts = true
	}
	config.EmbeddedServer.AnyAuthority = config.AllowRemote
	config.Backend.UserAgent = "zitadel-graphql/" + telemetry.Version()
	if config.Subcommand == Serve {
		problems = append(problems, validate(config), validateTimes(config, given))
	}
	if err := errors.Join(problems...); err != nil {
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
	fmt.Fprintf(problems, "%v\nzitadel-graphql --help lists the settings and commands.\n", err)
	return 2
}

// validate checks what no single setting can know, and has the packages check theirs.
func validate(config Config) error {
	problems := []error{config.Web.Validate(), config.Log.Validate(), config.Trusted.Validate()}
	if config.Web.RequestTimeout > 0 && config.Web.RequestTimeout <= backend.AnswerMargin {
		problems = append(problems, fmt.Errorf("request-timeout: %v leaves no time for a call of the backend, since %v of it are kept for the answer",
			config.Web.RequestTimeout, backend.AnswerMargin))
	}
	if config.AutomaticPersistedQueries && config.Trusted.Mode == trusted.Require {
		problems = append(problems, errors.New("apq: has no effect while trusted-documents-mode is "+trusted.Require))
	}
	if config.Embedded {
		problems = append(problems, validateEmbedded(config)...)
	} else {
		problems = append(problems, config.Backend.Validate())
		problems = append(problems, onlyEmbedded(config)...)
	}
	return errors.Join(problems...)
}

// validateTimes refuses times that are longer than the request they are part of, where somebody gave them. The defaults
// are shortened by a shorter request without a word.
func validateTimes(config Config, given map[string]bool) error {
	var problems []error
	for _, part := range []struct {
		name  string
		value time.Duration
	}{{"backend-timeout", config.Backend.CallTimeout}, {"header-timeout", config.Web.HeaderTimeout}} {
		if given[part.name] && part.value > config.Web.RequestTimeout && config.Web.RequestTimeout > 0 {
			problems = append(problems, fmt.Errorf("%s: %v has no effect, since request-timeout ends the whole request after %v; lower the one or raise the other",
				part.name, part.value, config.Web.RequestTimeout))
		}
	}
	return errors.Join(problems...)
}

func validateEmbedded(config Config) []error {
	var problems []error
	if isAddress(config.Web.Listen) && !config.AllowRemote && !loopback.Address(config.Web.Listen) {
		problems = append(problems, beyondLoopback("listen", config.Web.Listen))
	}
	switch {
	case config.EmbeddedListen == "":
	case !isAddress(config.EmbeddedListen):
		problems = append(problems, fmt.Errorf("embedded-listen: %q is no host:port", config.EmbeddedListen))
	case !config.AllowRemote && !loopback.Address(config.EmbeddedListen):
		problems = append(problems, beyondLoopback("embedded-listen", config.EmbeddedListen))
	}
	if config.Backend.Authority != "" {
		problems = append(problems, errors.New("backend-authority: there is nothing to override for the embedded backend"))
	}
	if config.Backend.CAFile != "" || config.Backend.CertFile != "" || config.Backend.KeyFile != "" {
		problems = append(problems, errors.New("backend-ca, backend-cert, backend-key: have no effect on the embedded backend"))
	}
	if config.Backend.Resolver != "" {
		problems = append(problems, errors.New("backend-resolver: there is no name to look up for the embedded backend"))
	}
	if config.Backend.Transport != backend.GRPC {
		problems = append(problems, errors.New("transport: the embedded backend speaks "+backend.GRPC+" only"))
	}
	return problems
}

// isAddress reports whether something can be listened on at all.
func isAddress(address string) bool {
	_, _, err := net.SplitHostPort(address)
	return err == nil
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
		{"embedded-skip", config.EmbeddedServer.Skip != 0},
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
