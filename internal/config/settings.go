package config

import (
	"iter"
	"strings"

	"zitadel-graphql/graph/endpoint"
	"zitadel-graphql/internal/audit"
	"zitadel-graphql/internal/backend"
	"zitadel-graphql/internal/embedded"
	"zitadel-graphql/internal/trusted"
	"zitadel-graphql/internal/web"
)

// settings is the table of everything that can be set, in the order of the help text. The columns are those of setting.
func settings(c *Config, a *automatic) []group {
	return []group{
		serverSettings(c, a), backendSettings(c), writeSettings(c), embeddedSettings(c), persistedSettings(c), toolSettings(c),
		limitSettings(c), documentSettings(c), otherSettings(c),
	}
}

// group is a part of the table under a title of its own.
type group struct {
	title    string
	settings []setting
}

// setting is one row of the table.
type setting struct {
	name     string // of its flag; see variable for that of its environment variable
	value    string // stands for the value in the help text; empty for a switch, which needs none
	fallback string // the default, as somebody would write it; empty for none
	reloads  bool   // a running program takes another value when its configuration is read anew; else it takes a restart
	parse    parser
	help     string
}

// The values of the column setting.reloads.
const (
	reloads  = true
	restarts = false
)

// isList reports whether the value is a list, whose flag may be repeated.
func (s setting) isList() bool { return strings.HasSuffix(s.value, ",…") }

// isFlagOnly reports whether the setting has no environment variable: --version is rather a subcommand.
func (s setting) isFlagOnly() bool { return s.name == "version" }

// isOutsideFile reports whether the file can't have the setting: it would name itself.
func (s setting) isOutsideFile() bool { return s.isFlagOnly() || s.name == fileSetting }

// all yields the settings of all groups.
func all(groups []group) iter.Seq[setting] {
	return func(yield func(setting) bool) {
		for _, g := range groups {
			for _, s := range g.settings {
				if !yield(s) {
					return
				}
			}
		}
	}
}

func serverSettings(c *Config, a *automatic) group {
	return group{"Server", []setting{
		{"listen", "HOST:PORT", "127.0.0.1:4000", restarts, text(&c.Web.Listen),
			"where to serve GraphQL and GraphiQL; port 0 takes a free one"},
		{"tls-cert", "FILE", "", reloads, text(&c.Web.CertFile),
			"serve over TLS with this certificate in PEM; read anew for each connection"},
		{"tls-key", "FILE", "", reloads, text(&c.Web.KeyFile),
			"the key of tls-cert in PEM"},
		{"cors-origin", "ORIGIN,…", "", reloads, list(&c.Web.CORSOrigins),
			"origins whose pages may call, such as https://app.example.com; * for all; credentials are never allowed"},
		{"cors-header", "NAME,…", "", reloads, list(&c.Web.CORSHeaders),
			"headers that those pages may send besides those of GraphQL clients and of tracing (traceparent, sentry-trace and the like)"},
		{"csrf", "on|off", "on", reloads, onOff(&c.Web.CSRFPrevention),
			"refuse what a page of another site can have a browser send; off only where no browser can reach this"},
		{"gzip", "on|off", "on", reloads, onOff(&c.Web.Gzip),
			"compress pages and answers over 1 KiB for clients that take gzip, but never a stream of events; off where a proxy in front does it"},
		{"trusted-proxy", "RANGE,…", "", reloads, prefixes(&c.Web.TrustedProxies),
			"proxies in front, such as 10.0.0.0/8: who the client is, is believed of their x-forwarded-for"},
		{"graphiql", "auto|on|off", "auto", reloads, choice(&a.graphiql, "auto", "on", "off"),
			"serve GraphiQL at /; auto: with the embedded backend only"},
		{"graphiql-client-id", "ID", "", reloads, text(&c.Login.ClientID),
			"the application at ZITADEL by which people log in on GraphiQL's page; without it, the page has a field for a token"},
		{"graphiql-issuer", "URL", "", reloads, text(&c.Login.Issuer),
			"where people log in on GraphiQL's page, and agents' clients get a token (mcp); without it, https:// and the instance's host"},
		{"introspection", "auto|on|off", "auto", reloads, choice(&a.introspection, "auto", "on", "off"),
			"answer queries for the schema; auto: with the embedded backend only"},
		{"graphql-over-http", "2026|2023", c.Endpoint.Statuses, reloads, choice(&c.Endpoint.Statuses, endpoint.Statuses2026, endpoint.Statuses2023),
			"whose statuses answers in application/graphql-response+json have: 2026: 294 for data with errors, 422 for what can't be executed; 2023: 200 and 400"},
		{"metrics-listen", "HOST:PORT", "", restarts, text(&c.Metrics.Listen),
			"serve metrics for Prometheus at /metrics there, and nothing else; without it, nowhere"},
		{"metrics-operation", "NAME,…", "", restarts, list(&c.Metrics.Operations),
			"operations that metrics tell apart, besides those of trusted-documents; all others are one"},
		{"federation", "", "", restarts, boolean(&c.Graph.Federation),
			"be a subgraph of Apollo Federation 2; shows the schema to everybody, whatever introspection says"},
	}}
}

func backendSettings(c *Config) group {
	return group{"Backend", []setting{
		{"backend", "embedded|URL", EmbeddedBackend, restarts, text(&c.Backend.URL),
			"the ZITADEL to ask: https://host[:port], http://host[:port] without TLS, or the embedded one for development"},
		{"transport", "grpc|grpc-web|rest", backend.GRPC, restarts, choice(&c.Backend.Transport, backend.GRPC, backend.GRPCWeb, backend.REST),
			"the wire to it: the one that gets through what stands between"},
		{"backend-authority", "HOST[:PORT]", "", restarts, text(&c.Backend.Authority),
			"the instance's own host, where the URL's host is another; also the name in its certificate"},
		{"backend-insecure", "", "", restarts, boolean(&c.Backend.Insecure),
			"allow http to a host that isn't this machine: tokens cross the network in the clear"},
		{"backend-ca", "FILE", "", restarts, text(&c.Backend.CAFile),
			"the certificates in PEM that the backend's has to lead to, in place of the system's; read anew for each connection"},
		{"backend-cert", "FILE", "", restarts, text(&c.Backend.CertFile),
			"this side's certificate in PEM, where the backend asks for one; read anew for each connection"},
		{"backend-key", "FILE", "", restarts, text(&c.Backend.KeyFile),
			"the key of backend-cert in PEM"},
		{"backend-timeout", "DURATION", "10s", restarts, duration(&c.Backend.CallTimeout),
			"how long one call to the backend may take, its waiting and retries included; no longer than request-timeout"},
		{"backend-resolver", "IP:PORT", "", restarts, text(&c.Backend.Resolver),
			"the DNS server to ask for the backend's host, in place of the system's"},
		{"backend-connections", "N", "1", restarts, positive(&c.Backend.Connections),
			"how many connections take turns: with HTTP/2 one each (with grpc to every address), with HTTP/1.1 as many as are needed each"},
		{"backend-max-concurrent", "N", "256", restarts, positive(&c.Backend.MaxConcurrent),
			"calls to the backend under way at once, of all requests; the others wait for their turn"},
		{"backend-retries", "N", "3", restarts, nonNegative(&c.Backend.Retries),
			"how often a call may be made again that the backend wasn't available for: a read, or a write that was never sent; 0 for never"},
		{"backend-breaker", "on|off", "on", restarts, onOff(&c.Backend.Breaker),
			"refuse calls at once while the backend is gone, until a probe finds it again"},
		{"backend-max-reply", "BYTES", "4194304", restarts, positive(&c.Backend.MaxReplyBytes),
			"how large one reply of the backend may be"},
	}}
}

// writeSettings decide how careful mutations are.
func writeSettings(c *Config) group {
	return group{"Changes of login policies", []setting{
		{"confirm-writes", "on|off", "on", reloads, onOff(&c.Policies.ConfirmWrites),
			"after each change look whether ZITADEL shows it, for up to a second, and warn where it doesn't; off for those who write in bulk"},
		{"require-event-log", "", "", reloads, boolean(&c.Policies.RequireEventLog),
			"refuse changes where ZITADEL's event log doesn't tell whether the policy that they build on is up to date, instead of warning"},
	}}
}

func embeddedSettings(c *Config) group {
	return group{"Embedded backend (development only)", []setting{
		{"embedded-data", "FILE", "", restarts, text(&c.EmbeddedServer.File),
			"keep its data in this file; without one it is gone when the program ends"},
		{"embedded-listen", "HOST:PORT", "", restarts, text(&c.EmbeddedListen),
			"serve it to other gRPC clients too"},
		{"embedded-lag", "DURATION", "", restarts, duration(&c.EmbeddedServer.Lag),
			"show a change this much later where a real ZITADEL's reads may lag behind its writes"},
		{"embedded-races", "", "", restarts, boolean(&c.EmbeddedServer.Races),
			"let writes at the same time race, as a real ZITADEL's do, instead of taking turns"},
		{"embedded-skip", "N", "", restarts, nonNegative(&c.EmbeddedServer.Skip),
			"never show every Nth update or factor write of a policy where it is read, as a real ZITADEL does now and then; 0 for none"},
		{"embedded-users", "N", "", restarts, nonNegative(&c.EmbeddedServer.MoreUsers),
			"give Acme this many people more than the few dozen; their factors are always the same"},
		{"embedded-login", "v1|v2|each", embedded.LoginV2, restarts, choice(&c.EmbeddedServer.Login, embedded.LoginV1, embedded.LoginV2, embedded.LoginEach),
			"which login its instance requires: Login V2, as a new ZITADEL does; v1: it doesn't know that one; each: every application says which"},
		{"embedded-allow-remote", "", "", restarts, boolean(&c.AllowRemote),
			"allow it to be reached from beyond this machine, under any name; everybody knows its tokens"},
	}}
}

func persistedSettings(c *Config) group {
	return group{"Persisted operations", []setting{
		{"trusted-documents", "FILE", "", reloads, text(&c.Trusted.File),
			"the manifest of the documents that clients were built with, as Relay's or Apollo's tools write it; read anew when it changes"},
		{"trusted-documents-mode", "off|report|require", trusted.Off, reloads, choice(&c.Trusted.Mode, trusted.Off, trusted.Report, trusted.Require),
			"what to do about other documents; report: execute them, and tell the log; require: refuse them"},
		{"apq", "", "", reloads, boolean(&c.Endpoint.AutomaticPersistedQueries),
			"keep valid documents by the hash that clients send with them (Apollo's automatic persisted queries)"},
	}}
}

// toolSettings are about what agents may do.
func toolSettings(c *Config) group {
	return group{"Tools for agents (Model Context Protocol)", []setting{
		{"mcp", "", "", reloads, boolean(&c.MCP.Enabled),
			"serve the queries of trusted-documents as tools at /mcp"},
		{"mcp-url", "URL", "", reloads, text(&c.MCP.URL),
			"the public URL of /mcp, such as https://graphql.example.com/mcp, for which clients get a token; needed unless listen is on this machine"},
		{"mcp-mutations", "NAME,…", "", reloads, list(&c.MCP.Mutations),
			"mutations of trusted-documents that are tools too; each has to demand expectedVersion and expectedDigest"},
	}}
}

func limitSettings(c *Config) group {
	return group{"Limits", []setting{
		{"request-timeout", "DURATION", "30s", restarts, duration(&c.Web.RequestTimeout),
			"how long one request may take"},
		{"header-timeout", "DURATION", "10s", restarts, duration(&c.Web.HeaderTimeout),
			"how long a request's head may take to arrive; no longer than request-timeout"},
		{"idle-timeout", "DURATION", "2m", restarts, duration(&c.Web.IdleTimeout),
			"how long a connection may stay open without a request"},
		{"drain-delay", "DURATION", "5s", restarts, durationOrZero(&c.Web.DrainDelay),
			"how long to serve on after SIGTERM while /readyz answers 503, so that load balancers notice; 0s for not at all"},
		{"stream-timeout", "DURATION", "15m", reloads, duration(&c.Web.StreamTimeout),
			"how long a subscription may take, in place of request-timeout"},
		{"stream-keepalive", "DURATION", c.Endpoint.Streams.KeepAlive.String(), reloads, duration(&c.Endpoint.Streams.KeepAlive),
			"after how long without an event a stream sends a comment, for the proxies on its way; less than stream-timeout"},
		limit("max-streams-per-caller", &c.Endpoint.Streams.PerCaller, "streams that one token may have open at once"),
		limit("max-streams", &c.Endpoint.Streams.Total, "streams that all callers may have open at once"),
		{"rate-limit", "N", "", reloads, positive(&c.Web.RateLimit.PerMinute),
			"requests a minute that one address may send (of IPv6: one /64), and as many one token; without it, any number"},
		{"rate-limit-burst", "N", "", reloads, positive(&c.Web.RateLimit.Burst),
			"how many of them may come at once; without it, " + number(web.DefaultBurst)},
		{"max-body", "BYTES", "1048576", reloads, positive64(&c.Web.MaxBodyBytes),
			"how large a request's body may be"},
		limit("max-backend-calls", &c.Graph.BackendCalls, "backend calls that one request may have under way at once"),
		limit("max-total-backend-calls", &c.Graph.TotalBackendCalls, "backend calls that one request may make, but for looks at people"),
		limit("look-concurrency", &c.Graph.Looks.Concurrency, "backend calls that looks at people may have under way at once for one query or mutation"),
		limit("max-look-calls", &c.Graph.Looks.LookCalls, "backend calls that looks at people, and reads of users by their ids, may make for one query or mutation; a look that is cut short says so"),
		limit("max-stream-calls", &c.Graph.Looks.StreamCalls, "the same for one subscription"),
		limit("max-removal-calls", &c.Graph.Looks.RemovalCalls, "backend calls that one removal of factors from people may make"),
		limit("max-representations", &c.Graph.Representations, "entities that one operation may refer to, with federation"),
	}}
}

// documentSettings bound a document before it is validated.
func documentSettings(c *Config) group {
	return group{"Limits on documents", []setting{
		limit("max-document", &c.Endpoint.Documents.Characters, "characters of a document"),
		limit("max-name", &c.Endpoint.Documents.NameLength, "characters of a name in it, such as that of the operation"),
		limit("max-tokens", &c.Endpoint.Documents.Tokens, "tokens in a document"),
		limit("max-operations", &c.Endpoint.Documents.Operations, "operations in a document"),
		limit("max-fragments", &c.Endpoint.Documents.Fragments, "fragments that a document defines"),
		limit("max-variables", &c.Endpoint.Documents.Variables, "variables of an operation"),
		limit("max-variable-values", &c.Endpoint.VariableValues, "values in a request's variables and extensions, on every level"),
		limit("max-depth", &c.Endpoint.Documents.Depth, "levels of nested fields"),
		limit("max-aliases", &c.Endpoint.Documents.Aliases, "aliases in a document"),
		limit("max-directives", &c.Endpoint.Documents.Directives, "directives in a document"),
		limit("max-directives-at-once", &c.Endpoint.Documents.DirectivesAtOnce, "directives in one place"),
		limit("max-root-fields", &c.Endpoint.Documents.RootFields, "fields at the root of an operation"),
		limit("max-complexity", &c.Endpoint.Documents.Complexity, "fields in an operation, fragments expanded"),
		limit("max-validation-steps", &c.Endpoint.Documents.ValidationSteps, "selections, arguments, values and directives in all of a document's operations and fragments, fragments expanded"),
	}}
}

// limit is a row whose default is the value that target has.
func limit(name string, target *int, help string) setting {
	return setting{name, "N", number(*target), reloads, positive(target), help}
}

func otherSettings(c *Config) group {
	return group{"Other", []setting{
		{fileSetting, "FILE", "", restarts, text(&c.File),
			"read settings from this YAML file, too: flags win over variables, and those over the file (config schema describes it for editors)"},
		{"log-level", "debug|info|warn|error", "info", reloads, logLevel(&c.Log.Level),
			"the least level that is logged, to standard error"},
		{"log-format", "text|json", "text", restarts, choice(&c.Log.Format, "text", "json"),
			"how a line of the log looks"},
		{"audit-log", "stderr|stdout|FILE", audit.Stderr, restarts, text(&c.Audit.To),
			"where the audit trail of changes goes: among the log's lines, or to a stream or file of its own, which SIGHUP opens anew"},
		{"version", "", "", restarts, version(&c.Subcommand),
			"print the version and exit"},
	}}
}
