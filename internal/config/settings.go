package config

import (
	"slices"

	"zitadel-graphql/internal/backend"
)

// settings is the list of everything that can be set, in the order of the help text.
func settings(c *Config, s *switches) []setting {
	return slices.Concat(serverSettings(c, s), backendSettings(c), embeddedSettings(c), limitSettings(c), otherSettings(c))
}

func serverSettings(c *Config, s *switches) []setting {
	return []setting{
		{group: "Server"},
		{name: "listen", value: "HOST:PORT", fallback: "127.0.0.1:4000", parse: text(&c.Web.Listen),
			help: "where to serve GraphQL and GraphiQL; port 0 takes a free one"},
		{name: "cors-origin", value: "ORIGIN,…", isList: true, parse: list(&c.Web.CORSOrigins),
			help: "origins whose pages may call, such as https://app.example.com; * for all; credentials are never allowed"},
		{name: "graphiql", value: "auto|on|off", fallback: "auto", parse: choice(&s.graphiql, "auto", "on", "off"),
			help: "serve GraphiQL at /; auto: with the embedded backend only"},
		{name: "introspection", value: "auto|on|off", fallback: "auto", parse: choice(&s.introspection, "auto", "on", "off"),
			help: "answer queries for the schema; auto: with the embedded backend only"},
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
			help: "how long one call to the backend may take"},
		{name: "backend-max-reply", value: "BYTES", fallback: "4194304", parse: positive(&c.Backend.MaxReplyBytes),
			help: "how large one reply of the backend may be"},
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
		{name: "embedded-allow-remote", parse: boolean(&c.AllowRemote),
			help: "allow it to be reached from beyond this machine, under any name; everybody knows its tokens"},
	}
}

func limitSettings(c *Config) []setting {
	return []setting{
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
		{name: "max-representations", value: "N", fallback: number(c.Limits.Representations), parse: positive(&c.Limits.Representations),
			help: "entities that one operation may refer to, with federation"},
	}
}

func otherSettings(c *Config) []setting {
	return []setting{
		{group: "Other"},
		{name: "log-level", value: "debug|info|warn|error", fallback: "info", parse: level(&c.Log.Level),
			help: "the least level that is logged, to standard error"},
		{name: "log-format", value: "text|json", fallback: "text", parse: text(&c.Log.Format),
			help: "how a line of the log looks"},
		{name: "version", flagOnly: true, parse: version(&c.Command), help: "print the version and exit"},
	}
}
