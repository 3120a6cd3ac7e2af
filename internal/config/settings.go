package config

import (
	"slices"

	"zitadel-graphql/graph"
	"zitadel-graphql/internal/backend"
	"zitadel-graphql/internal/trusted"
	"zitadel-graphql/internal/web"
)

// settings is the list of everything that can be set, in the order of the help text.
func settings(c *Config, s *switches) []setting {
	return slices.Concat(serverSettings(c, s), backendSettings(c), writeSettings(c), embeddedSettings(c), persistedSettings(c),
		limitSettings(c), documentSettings(c), otherSettings(c))
}

func serverSettings(c *Config, s *switches) []setting {
	return []setting{
		{group: "Server"},
		{name: "listen", value: "HOST:PORT", fallback: "127.0.0.1:4000", parse: text(&c.Web.Listen),
			help: "where to serve GraphQL and GraphiQL; port 0 takes a free one"},
		{name: "tls-cert", value: "FILE", parse: text(&c.Web.CertFile),
			help: "serve over TLS with this certificate in PEM; read anew for each connection"},
		{name: "tls-key", value: "FILE", parse: text(&c.Web.KeyFile),
			help: "the key of tls-cert in PEM"},
		{name: "cors-origin", value: "ORIGIN,…", isList: true, parse: list(&c.Web.CORSOrigins),
			help: "origins whose pages may call, such as https://app.example.com; * for all; credentials are never allowed"},
		{name: "cors-header", value: "NAME,…", isList: true, parse: list(&c.Web.CORSHeaders),
			help: "headers that those pages may send besides those of GraphQL clients and of tracing (traceparent, sentry-trace and the like)"},
		{name: "csrf", value: "on|off", fallback: "on", parse: onOff(&c.Web.CSRFPrevention),
			help: "refuse what a page of another site can have a browser send; off only where no browser can reach this"},
		{name: "trusted-proxy", value: "RANGE,…", isList: true, parse: prefixes(&c.Web.TrustedProxies),
			help: "proxies in front, such as 10.0.0.0/8: who the client is, is believed of their x-forwarded-for"},
		{name: "graphiql", value: "auto|on|off", fallback: "auto", parse: choice(&s.graphiql, "auto", "on", "off"),
			help: "serve GraphiQL at /; auto: with the embedded backend only"},
		{name: "introspection", value: "auto|on|off", fallback: "auto", parse: choice(&s.introspection, "auto", "on", "off"),
			help: "answer queries for the schema; auto: with the embedded backend only"},
		{name: "graphql-over-http", value: "2026|2023", fallback: graph.Statuses2026, parse: choice(&c.GraphQLOverHTTP, graph.Statuses2026, graph.Statuses2023),
			help: "whose statuses answers in application/graphql-response+json have: 2026: 294 for data with errors, 422 for what can't be executed; 2023: 200 and 400"},
		{name: "federation", parse: boolean(&c.Federation),
			help: "be a subgraph of Apollo Federation 2; shows the schema to everybody, whatever introspection says"},
	}
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
			help: "how long one call to the backend may take, its waiting and retries included; no longer than request-timeout"},
		{name: "backend-resolver", value: "IP:PORT", parse: text(&c.Backend.Resolver),
			help: "the DNS server to ask for the backend's host, in place of the system's"},
		{name: "backend-connections", value: "N", fallback: "1", parse: positive(&c.Backend.Connections),
			help: "how many connections take turns: with HTTP/2 one each (with grpc to every address), with HTTP/1.1 as many as are needed each"},
		{name: "backend-max-concurrent", value: "N", fallback: "256", parse: positive(&c.Backend.MaxConcurrent),
			help: "calls to the backend under way at once, of all requests; the others wait for their turn"},
		{name: "backend-retries", value: "N", fallback: "3", parse: fromZero(&c.Backend.Retries),
			help: "how often a call may be made again that the backend wasn't available for: a read, or a write that was never sent; 0 for never"},
		{name: "backend-breaker", value: "on|off", fallback: "on", parse: onOff(&c.Backend.Breaker),
			help: "refuse calls at once while the backend is gone, until a probe finds it again"},
		{name: "backend-max-reply", value: "BYTES", fallback: "4194304", parse: positive(&c.Backend.MaxReplyBytes),
			help: "how large one reply of the backend may be"},
	}
}

// writeSettings are how careful mutations are.
func writeSettings(c *Config) []setting {
	return []setting{
		{group: "Changes of login policies"},
		{name: "confirm-writes", value: "on|off", fallback: "on", parse: onOff(&c.Writes.Confirm),
			help: "after each change look whether ZITADEL shows it, for up to a second, and warn where it doesn't; off for those who write in bulk"},
		{name: "require-event-log", parse: boolean(&c.Writes.RequireLog),
			help: "refuse changes where ZITADEL's event log doesn't tell whether the policy that they build on is up to date, instead of warning"},
	}
}

func embeddedSettings(c *Config) []setting {
	return []setting{
		{group: "Embedded backend (development only)"},
		{name: "embedded-data", value: "FILE", parse: text(&c.EmbeddedServer.File),
			help: "keep its data in this file; without one it is gone when the program ends"},
		{name: "embedded-listen", value: "HOST:PORT", parse: text(&c.EmbeddedListen),
			help: "serve it to other gRPC clients too"},
		{name: "embedded-lag", value: "DURATION", parse: duration(&c.EmbeddedServer.Lag),
			help: "show a change this much later where a real ZITADEL's reads may lag behind its writes"},
		{name: "embedded-races", parse: boolean(&c.EmbeddedServer.Races),
			help: "let writes at the same time race, as a real ZITADEL's do, instead of taking turns"},
		{name: "embedded-skip", value: "N", parse: fromZero(&c.EmbeddedServer.Skip),
			help: "never show every Nth update or factor write of a policy where it is read, as a real ZITADEL does now and then; 0 for none"},
		{name: "embedded-allow-remote", parse: boolean(&c.AllowRemote),
			help: "allow it to be reached from beyond this machine, under any name; everybody knows its tokens"},
	}
}

func persistedSettings(c *Config) []setting {
	return []setting{
		{group: "Persisted operations"},
		{name: "trusted-documents", value: "FILE", parse: text(&c.Trusted.File),
			help: "the manifest of the documents that clients were built with, as Relay's or Apollo's tools write it; read anew when it changes"},
		{name: "trusted-documents-mode", value: "off|report|require", fallback: trusted.Off,
			parse: choice(&c.Trusted.Mode, trusted.Off, trusted.Report, trusted.Require),
			help:  "what to do about other documents; report: execute them, and tell the log; require: refuse them"},
		{name: "apq", parse: boolean(&c.AutomaticPersistedQueries),
			help: "keep valid documents by the hash that clients send with them (Apollo's automatic persisted queries)"},
	}
}

func limitSettings(c *Config) []setting {
	return []setting{
		{group: "Limits"},
		{name: "request-timeout", value: "DURATION", fallback: "30s", parse: duration(&c.Web.RequestTimeout),
			help: "how long one request may take"},
		{name: "header-timeout", value: "DURATION", fallback: "10s", parse: duration(&c.Web.HeaderTimeout),
			help: "how long a request's head may take to arrive; no longer than request-timeout"},
		{name: "idle-timeout", value: "DURATION", fallback: "2m", parse: duration(&c.Web.IdleTimeout),
			help: "how long a connection may stay open without a request"},
		{name: "rate-limit", value: "N", parse: positive(&c.Web.RateLimit.PerMinute),
			help: "requests a minute that one address may send (of IPv6: one /64), and as many one token; without it, any number"},
		{name: "rate-limit-burst", value: "N", parse: positive(&c.Web.RateLimit.Burst),
			help: "how many of them may come at once; without it, " + number(web.DefaultBurst)},
		{name: "max-body", value: "BYTES", fallback: "1048576", parse: positive64(&c.Web.MaxBodyBytes),
			help: "how large a request's body may be"},
		{name: "max-backend-calls", value: "N", fallback: number(c.Limits.BackendCalls), parse: positive(&c.Limits.BackendCalls),
			help: "backend calls that one request may have under way at once"},
		{name: "max-total-backend-calls", value: "N", fallback: number(c.Limits.TotalBackendCalls), parse: positive(&c.Limits.TotalBackendCalls),
			help: "backend calls that one request may make"},
		{name: "max-representations", value: "N", fallback: number(c.Limits.Representations), parse: positive(&c.Limits.Representations),
			help: "entities that one operation may refer to, with federation"},
	}
}

// documentSettings bound what is looked at before a document is validated.
func documentSettings(c *Config) []setting {
	limits := []setting{{group: "Limits on documents"}}
	for _, limit := range []struct {
		name   string
		target *int
		help   string
	}{
		{"max-document", &c.Limits.Characters, "characters of a document"},
		{"max-name", &c.Limits.NameLength, "characters of a name in it, such as that of the operation"},
		{"max-tokens", &c.Limits.Tokens, "tokens in a document"},
		{"max-operations", &c.Limits.Operations, "operations in a document"},
		{"max-fragments", &c.Limits.Fragments, "fragments that a document defines"},
		{"max-variables", &c.Limits.Variables, "variables of an operation"},
		{"max-variable-values", &c.Limits.VariableValues, "values in a request's variables and extensions, on every level"},
		{"max-depth", &c.Limits.Depth, "levels of nested fields"},
		{"max-aliases", &c.Limits.Aliases, "aliases in a document"},
		{"max-directives", &c.Limits.Directives, "directives in a document"},
		{"max-directives-at-once", &c.Limits.DirectivesAtOnce, "directives in one place"},
		{"max-root-fields", &c.Limits.RootFields, "fields at the root of an operation"},
		{"max-complexity", &c.Limits.Complexity, "fields in an operation, fragments expanded"},
		{"max-validation-steps", &c.Limits.ValidationSteps,
			"selections, arguments, values and directives in all of a document's operations and fragments, fragments expanded"},
	} {
		limits = append(limits, setting{name: limit.name, value: "N", fallback: number(*limit.target), parse: positive(limit.target), help: limit.help})
	}
	return limits
}

func otherSettings(c *Config) []setting {
	return []setting{
		{group: "Other"},
		{name: "log-level", value: "debug|info|warn|error", fallback: "info", parse: level(&c.Log.Level),
			help: "the least level that is logged, to standard error"},
		{name: "log-format", value: "text|json", fallback: "text", parse: text(&c.Log.Format),
			help: "how a line of the log looks"},
		{name: "version", flagOnly: true, parse: version(&c.Subcommand), help: "print the version and exit"},
	}
}
