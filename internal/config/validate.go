package config

import (
	"errors"
	"fmt"
	"time"

	"zitadel-graphql/internal/backend"
	"zitadel-graphql/internal/embedded"
	"zitadel-graphql/internal/invalid"
	"zitadel-graphql/internal/loopback"
	"zitadel-graphql/internal/trusted"
	"zitadel-graphql/internal/web"
)

// validate reports everything that is wrong with settings that could be read, joined.
func validate(c Config) error {
	problems := []error{c.Web.Validate(), c.Log.Validate(), c.Audit.Validate(), c.Trusted.Validate(), c.MCP.Validate(c.Web.Listen, c.Trusted.File),
		c.Metrics.Validate(c.Web.Listen),
		requestConflicts(c), validateLogin(c), timeoutConflicts(c), streamConflicts(c)}
	if c.Embedded {
		return errors.Join(append(problems, embeddedConflicts(c))...)
	}
	return errors.Join(append(problems, c.Backend.Validate(), embeddedOnlyConflicts(c))...)
}

func requestConflicts(c Config) error {
	problem := func(timeout time.Duration) string {
		return fmt.Sprintf("%v leaves no time for a call of the backend, since %v of it are kept for the answer", timeout, backend.AnswerMargin)
	}
	remedy := fmt.Sprintf("write more than %v", backend.AnswerMargin)
	var wrong invalid.Settings
	wrong.If(c.Web.RequestTimeout <= backend.AnswerMargin, "request-timeout", problem(c.Web.RequestTimeout), remedy)
	wrong.If(c.Web.StreamTimeout <= backend.AnswerMargin, "stream-timeout", problem(c.Web.StreamTimeout), remedy)
	wrong.If(c.Endpoint.AutomaticPersistedQueries && c.Trusted.Mode == trusted.Require, "apq",
		"has no effect while trusted-documents-mode is "+trusted.Require, "leave it out, or set trusted-documents-mode to "+trusted.Report)
	return wrong.Err()
}

// validateLogin reports what is wrong with the login on GraphiQL's page. A default issuer is looked at only where it is needed.
func validateLogin(c Config) error {
	var wrong invalid.Settings
	wrong.If(c.given("graphiql-client-id") && !c.GraphiQL, "graphiql-client-id", "has no effect without GraphiQL", "set graphiql to on, or leave graphiql-client-id out")
	wrong.If(c.given("graphiql-client-id") && c.Embedded, "graphiql-client-id",
		"nobody can log in at the embedded backend, which takes its own tokens only", "leave it out, or set backend to the URL of a ZITADEL")
	wrong.If(c.given("graphiql-issuer") && !c.given("graphiql-client-id") && !c.MCP.Enabled, "graphiql-issuer",
		"has no effect without graphiql-client-id or mcp", "set one of them, or leave graphiql-issuer out")
	if wrong.Err() != nil || c.Login.ClientID == "" && !c.given("graphiql-issuer") || c.Login.Issuer == "" {
		return wrong.Err()
	}
	return c.Login.Validate()
}

// timeoutConflicts are about times that are longer than the request's, of which they are a part. Only those that somebody
// gave are refused: a default is cut short by a shorter request, and nobody has to be told.
func timeoutConflicts(c Config) error {
	call, head, whole := c.Backend.CallTimeout, c.Web.HeaderTimeout, c.Web.RequestTimeout
	problem := func(part time.Duration) string {
		return fmt.Sprintf("%v has no effect, since request-timeout ends the whole request after %v", part, whole)
	}
	const remedy = "lower the one or raise the other"
	var wrong invalid.Settings
	wrong.If(c.given("backend-timeout") && call > whole, "backend-timeout", problem(call), remedy)
	wrong.If(c.given("header-timeout") && head > whole, "header-timeout", problem(head), remedy)
	return wrong.Err()
}

// streamConflicts are about settings of streams that have no effect beside others. As with times, a default isn't refused.
func streamConflicts(c Config) error {
	streams, whole := c.Endpoint.Streams, c.Web.StreamTimeout
	const remedy = "lower the one or raise the other"
	var wrong invalid.Settings
	wrong.If(c.given("stream-keepalive") && streams.KeepAlive >= whole, "stream-keepalive",
		fmt.Sprintf("%v has no effect, since stream-timeout ends a stream after %v", streams.KeepAlive, whole), remedy)
	wrong.If(c.given("max-streams-per-caller") && streams.PerCaller > streams.Total, "max-streams-per-caller",
		fmt.Sprintf("%d has no effect, since max-streams allows %d", streams.PerCaller, streams.Total), remedy)
	return wrong.Err()
}

// embeddedConflicts are about settings beside the embedded backend.
func embeddedConflicts(c Config) error {
	const (
		knownTokens   = " can be reached from beyond this machine, and the embedded backend's tokens are known to everybody"
		stayHere      = "listen on 127.0.0.1, or set embedded-allow-remote"
		withoutEffect = "has no effect on the embedded backend"
		leaveOut      = "leave it out, or set backend to the URL of a ZITADEL"
	)
	var wrong invalid.Settings
	wrong.If(web.IsAddress(c.Web.Listen) && c.isBeyondThisMachine(c.Web.Listen), "listen", c.Web.Listen+knownTokens, stayHere)
	wrong.If(c.EmbeddedListen != "" && !web.IsAddress(c.EmbeddedListen), "embedded-listen", fmt.Sprintf("%q is no host:port", c.EmbeddedListen), "write one such as 127.0.0.1:4001")
	wrong.If(web.IsAddress(c.EmbeddedListen) && c.isBeyondThisMachine(c.EmbeddedListen), "embedded-listen", c.EmbeddedListen+knownTokens, stayHere)
	wrong.If(web.IsAddress(c.Metrics.Listen) && c.isBeyondThisMachine(c.Metrics.Listen), "metrics-listen",
		c.Metrics.Listen+" can be reached from beyond this machine, which the embedded backend isn't for", stayHere)
	wrong.If(c.Backend.Insecure, "backend-insecure", "there is no network to the embedded backend", leaveOut)
	wrong.If(c.Backend.Authority != "", "backend-authority", "there is nothing to override for the embedded backend", leaveOut)
	wrong.If(c.Backend.CAFile != "", "backend-ca", withoutEffect, leaveOut)
	wrong.If(c.Backend.CertFile != "", "backend-cert", withoutEffect, leaveOut)
	wrong.If(c.Backend.KeyFile != "", "backend-key", withoutEffect, leaveOut)
	wrong.If(c.Backend.Resolver != "", "backend-resolver", "there is no name to look up for the embedded backend", leaveOut)
	wrong.If(c.Backend.Transport != backend.GRPC, "transport", "the embedded backend speaks "+backend.GRPC+" only", leaveOut)
	return wrong.Err()
}

func (c Config) isBeyondThisMachine(address string) bool {
	return !c.AllowRemote && !loopback.Address(address)
}

// embeddedOnlyConflicts are about settings without an effect on another backend: who sets embedded-data expects a file.
func embeddedOnlyConflicts(c Config) error {
	var wrong invalid.Settings
	without := func(set bool, setting string) {
		wrong.If(set, setting, "has no effect unless backend is "+EmbeddedBackend, "leave it out")
	}
	without(c.EmbeddedServer.File != "", "embedded-data")
	without(c.EmbeddedListen != "", "embedded-listen")
	without(c.EmbeddedServer.Lag != 0, "embedded-lag")
	without(c.EmbeddedServer.Races, "embedded-races")
	without(c.EmbeddedServer.Skip != 0, "embedded-skip")
	without(c.EmbeddedServer.MoreUsers != 0, "embedded-users")
	without(c.EmbeddedServer.Login != embedded.LoginV2, "embedded-login")
	without(c.AllowRemote, "embedded-allow-remote")
	return wrong.Err()
}
