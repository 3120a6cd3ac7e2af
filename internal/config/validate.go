package config

import (
	"errors"
	"fmt"
	"net"

	"zitadel-graphql/internal/backend"
	"zitadel-graphql/internal/embedded"
	"zitadel-graphql/internal/loopback"
	"zitadel-graphql/internal/trusted"
)

// conflict is a combination of settings that can't be what somebody meant.
type conflict struct {
	exists  bool
	problem string
}

// validate reports everything that is wrong with settings that could be read, joined.
func validate(c Config) error {
	problems := []error{c.Web.Validate(), c.Log.Validate(), c.Trusted.Validate(), c.MCP.Validate(c.Web.Listen, c.Trusted.File),
		report(requestConflicts(c)), validateLogin(c)}
	if c.Embedded {
		problems = append(problems, report(embeddedConflicts(c)))
	} else {
		problems = append(problems, c.Backend.Validate(), report(embeddedOnlyConflicts(c)))
	}
	return errors.Join(append(problems, report(timeoutConflicts(c)), report(streamConflicts(c)))...)
}

func report(conflicts []conflict) error {
	var problems []error
	for _, c := range conflicts {
		if c.exists {
			problems = append(problems, errors.New(c.problem))
		}
	}
	return errors.Join(problems...)
}

func requestConflicts(c Config) []conflict {
	return []conflict{
		{c.Web.RequestTimeout <= backend.AnswerMargin,
			fmt.Sprintf("request-timeout: %v leaves no time for a call of the backend, since %v of it are kept for the answer", c.Web.RequestTimeout, backend.AnswerMargin)},
		{c.Web.StreamTimeout <= backend.AnswerMargin,
			fmt.Sprintf("stream-timeout: %v leaves no time for a call of the backend, since %v of it are kept for the answer", c.Web.StreamTimeout, backend.AnswerMargin)},
		{c.Endpoint.AutomaticPersistedQueries && c.Trusted.Mode == trusted.Require,
			"apq: has no effect while trusted-documents-mode is " + trusted.Require},
	}
}

// validateLogin reports what is wrong with the login on GraphiQL's page. A default issuer is looked at only where it is needed.
func validateLogin(c Config) error {
	withoutPage := c.given("graphiql-client-id") && !c.GraphiQL
	problem := report([]conflict{
		{withoutPage, "graphiql-client-id: has no effect without GraphiQL; set graphiql to on"},
		{c.given("graphiql-client-id") && c.Embedded,
			"graphiql-client-id: nobody can log in at the embedded backend, which takes its own tokens only"},
		{c.given("graphiql-issuer") && !c.given("graphiql-client-id") && !c.MCP.Enabled, "graphiql-issuer: has no effect without graphiql-client-id or mcp"},
	})
	if problem != nil || c.Login.ClientID == "" && !c.given("graphiql-issuer") || c.Login.Issuer == "" {
		return problem
	}
	return c.Login.Validate()
}

// timeoutConflicts are about times that are longer than the request's, of which they are a part. Only those that somebody
// gave are refused: a default is cut short by a shorter request, and nobody has to be told.
func timeoutConflicts(c Config) []conflict {
	const format = "%s: %v has no effect, since request-timeout ends the whole request after %v; lower the one or raise the other"
	call, head, whole := c.Backend.CallTimeout, c.Web.HeaderTimeout, c.Web.RequestTimeout
	return []conflict{
		{c.given("backend-timeout") && call > whole, fmt.Sprintf(format, "backend-timeout", call, whole)},
		{c.given("header-timeout") && head > whole, fmt.Sprintf(format, "header-timeout", head, whole)},
	}
}

// streamConflicts are about settings of streams that have no effect beside others. As with times, a default isn't refused.
func streamConflicts(c Config) []conflict {
	streams, whole := c.Endpoint.Streams, c.Web.StreamTimeout
	return []conflict{
		{c.given("stream-keepalive") && streams.KeepAlive >= whole,
			fmt.Sprintf("stream-keepalive: %v has no effect, since stream-timeout ends a stream after %v", streams.KeepAlive, whole)},
		{c.given("max-streams-per-caller") && streams.PerCaller > streams.Total,
			fmt.Sprintf("max-streams-per-caller: %d has no effect, since max-streams allows %d", streams.PerCaller, streams.Total)},
	}
}

// embeddedConflicts are about settings beside the embedded backend.
func embeddedConflicts(c Config) []conflict {
	return []conflict{
		{isAddress(c.Web.Listen) && c.isBeyondThisMachine(c.Web.Listen), "listen: " + c.Web.Listen + knownTokens},
		{c.EmbeddedListen != "" && !isAddress(c.EmbeddedListen), fmt.Sprintf("embedded-listen: %q is no host:port", c.EmbeddedListen)},
		{isAddress(c.EmbeddedListen) && c.isBeyondThisMachine(c.EmbeddedListen), "embedded-listen: " + c.EmbeddedListen + knownTokens},
		{c.Backend.Insecure, "backend-insecure: there is no network to the embedded backend"},
		{c.Backend.Authority != "", "backend-authority: there is nothing to override for the embedded backend"},
		{c.Backend.CAFile != "" || c.Backend.CertFile != "" || c.Backend.KeyFile != "",
			"backend-ca, backend-cert, backend-key: have no effect on the embedded backend"},
		{c.Backend.Resolver != "", "backend-resolver: there is no name to look up for the embedded backend"},
		{c.Backend.Transport != backend.GRPC, "transport: the embedded backend speaks " + backend.GRPC + " only"},
	}
}

const knownTokens = " can be reached from beyond this machine, and the embedded backend's tokens are known to everybody; listen on 127.0.0.1, or set embedded-allow-remote"

func (c Config) isBeyondThisMachine(address string) bool {
	return !c.AllowRemote && !loopback.Address(address)
}

// isAddress reports whether something can be listened on at all.
func isAddress(address string) bool {
	_, _, err := net.SplitHostPort(address)
	return err == nil
}

// embeddedOnlyConflicts are about settings without an effect on another backend: who sets embedded-data expects a file.
func embeddedOnlyConflicts(c Config) []conflict {
	const problem = ": has no effect unless backend is " + EmbeddedBackend
	return []conflict{
		{c.EmbeddedServer.File != "", "embedded-data" + problem},
		{c.EmbeddedListen != "", "embedded-listen" + problem},
		{c.EmbeddedServer.Lag != 0, "embedded-lag" + problem},
		{c.EmbeddedServer.Races, "embedded-races" + problem},
		{c.EmbeddedServer.Skip != 0, "embedded-skip" + problem},
		{c.EmbeddedServer.MoreUsers != 0, "embedded-users" + problem},
		{c.EmbeddedServer.Login != embedded.LoginV2, "embedded-login" + problem},
		{c.AllowRemote, "embedded-allow-remote" + problem},
	}
}
