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
	reloads  bool   // whether a new value takes effect in a running program, when its configuration is reloaded; else it needs a restart
	parse    parser
	help     string
}

// The values of the column setting.reloads.
const (
	reloads  = true
	restarts = false
)

// reloadMark stands behind a setting that reloads, wherever settings are listed for people.
func (s setting) reloadMark() string {
	if s.reloads {
		return " (reloads)"
	}
	return ""
}

// isList reports whether the value is a list, whose flag may be repeated.
func (s setting) isList() bool { return strings.HasSuffix(s.value, ",…") }

// isSwitch reports whether the flag alone means true.
func (s setting) isSwitch() bool { return s.value == "" }

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
			"where to serve GraphQL and GraphiQL; with port 0 the system chooses a free one"},
		{"tls-cert", "FILE", "", reloads, text(&c.Web.CertFile),
			"the certificate (PEM) to serve TLS with; a replaced file counts from the next connection on"},
		{"tls-key", "FILE", "", reloads, text(&c.Web.KeyFile),
			"the key (PEM) of tls-cert"},
		{"cors-origin", "ORIGIN,…", "", reloads, list(&c.Web.CORSOrigins),
			"origins whose pages may call, such as https://app.example.com; * for all; cookies are never allowed"},
		{"cors-header", "NAME,…", "", reloads, list(&c.Web.CORSHeaders),
			"headers that these pages may send, besides those of GraphQL clients and of tracing (traceparent, sentry-trace and the like)"},
		{"csrf", "on|off", "on", reloads, onOff(&c.Web.CSRFPrevention),
			"refuse requests that a page of another site could make a browser send (CSRF); off is for servers that no browser can reach"},
		{"gzip", "on|off", "on", reloads, onOff(&c.Web.Gzip),
			"compress pages and answers over 1 KiB for clients that accept gzip, but never event streams; off is for a proxy in front that compresses"},
		{"trusted-proxy", "RANGE,…", "", reloads, prefixes(&c.Web.TrustedProxies),
			"proxies in front, such as 10.0.0.0/8, whose x-forwarded-for and traceparent are believed; from others they aren't"},
		{"graphiql", "auto|on|off", "auto", reloads, choice(&a.graphiql, "auto", "on", "off"),
			"serve GraphiQL at /; auto: with the embedded backend only"},
		{"graphiql-client-id", "ID", "", reloads, text(&c.Login.ClientID),
			"the client id of the ZITADEL application with which people log in on GraphiQL's page; without it, the page asks for a token"},
		{"graphiql-issuer", "URL", "", reloads, text(&c.Login.Issuer),
			"the OpenID issuer where people log in on GraphiQL's page, and where clients of mcp get a token; without it, https:// and the instance's host"},
		{"introspection", "auto|on|off", "auto", reloads, choice(&a.introspection, "auto", "on", "off"),
			"answer introspection queries; auto: with the embedded backend only"},
		{"graphql-over-http", "2026|2023", c.Endpoint.Statuses, reloads, choice(&c.Endpoint.Statuses, endpoint.Statuses2026, endpoint.Statuses2023),
			"which edition of GraphQL over HTTP decides the status of application/graphql-response+json; 2026: 294 for data with errors, 422 for what can't be executed; 2023: 200 and 400"},
		{"plans", "on|off", "on", reloads, onOff(&c.Plans),
			"execute most documents by a plan, which is made once for each and costs less; off: all by gqlgen's generated code, with the same answers"},
		{"metrics-listen", "HOST:PORT", "", restarts, text(&c.Metrics.Listen),
			"serve metrics for Prometheus at /metrics of this address, and nothing else there; without it they aren't served"},
		{"metrics-operation", "NAME,…", "", restarts, list(&c.Metrics.Operations),
			"operations that have metrics of their own, besides those of trusted-documents; all others are counted together"},
		{"federation", "", "", restarts, boolean(&c.Graph.Federation),
			"serve as a subgraph of Apollo Federation 2; everybody can read the schema then, whatever introspection says"},
	}}
}

func backendSettings(c *Config) group {
	return group{"Backend", []setting{
		{"backend", "embedded|URL", EmbeddedBackend, restarts, text(&c.Backend.URL),
			"the ZITADEL to call: https://host[:port], http://host[:port] without TLS, or the embedded one for development"},
		{"transport", "grpc|grpc-web|rest", backend.GRPC, restarts, choice(&c.Backend.Transport, backend.GRPC, backend.GRPCWeb, backend.REST),
			"how to call it: grpc-web and rest get through proxies that stop grpc"},
		{"backend-authority", "HOST[:PORT]", "", restarts, text(&c.Backend.Authority),
			"the instance's own host, if the URL of backend has another; the backend's certificate has to be for it, too"},
		{"backend-insecure", "", "", restarts, boolean(&c.Backend.Insecure),
			"allow http to another machine, although tokens then cross the network in the clear"},
		{"backend-ca", "FILE", "", restarts, text(&c.Backend.CAFile),
			"the CA certificates (PEM) to trust for the backend, in place of the system's; a replaced file counts from the next connection on"},
		{"backend-cert", "FILE", "", restarts, text(&c.Backend.CertFile),
			"the client certificate (PEM) for a backend that asks for one; a replaced file counts from the next connection on"},
		{"backend-key", "FILE", "", restarts, text(&c.Backend.KeyFile),
			"the key (PEM) of backend-cert"},
		{"backend-timeout", "DURATION", "10s", restarts, duration(&c.Backend.CallTimeout),
			"how long one call to the backend may take, with waiting and retries; at most request-timeout"},
		{"backend-resolver", "IP:PORT", "", restarts, text(&c.Backend.Resolver),
			"the DNS server that looks up the backend's host, in place of the system's"},
		{"backend-connections", "N", "1", restarts, positive(&c.Backend.Connections),
			"over how many connections calls are spread; with grpc, to each address of the backend; with HTTP/1.1 each is a pool of connections"},
		{"backend-max-concurrent", "N", "256", restarts, positive(&c.Backend.MaxConcurrent),
			"how many calls to the backend may be under way at once, of all requests together, of which looks at people may take three quarters at most; further calls wait for a free slot"},
		{"backend-retries", "N", "3", restarts, nonNegative(&c.Backend.Retries),
			"how often a call is retried that failed because the backend wasn't available: a read, or a write that was never sent; 0 for never"},
		{"backend-breaker", "on|off", "on", restarts, onOff(&c.Backend.Breaker),
			"refuse calls at once while the backend doesn't answer, until it answers a probe (circuit breaker)"},
		{"backend-max-reply", "BYTES", "4194304", restarts, positive(&c.Backend.MaxReplyBytes),
			"how large one reply of the backend may be"},
	}}
}

// writeSettings decide how careful mutations are.
func writeSettings(c *Config) group {
	return group{"Changes of login policies", []setting{
		{"confirm-writes", "on|off", "on", reloads, onOff(&c.Policies.ConfirmWrites),
			"after each change check for up to a second that ZITADEL shows it, and warn the caller if it doesn't; off is for bulk changes"},
		{"require-event-log", "", "", reloads, boolean(&c.Policies.RequireEventLog),
			"if ZITADEL's event log can't tell whether the policy to be changed is up to date, refuse the change instead of warning the caller"},
	}}
}

func embeddedSettings(c *Config) group {
	return group{"Embedded backend (development only)", []setting{
		{"embedded-data", "FILE", "", restarts, text(&c.EmbeddedServer.File),
			"keep its data in this file; without it the data is gone when the program ends"},
		{"embedded-listen", "HOST:PORT", "", restarts, text(&c.EmbeddedListen),
			"serve it to other gRPC clients too, at this address"},
		{"embedded-lag", "DURATION", "", restarts, optional(duration(&c.EmbeddedServer.Lag), "no delay"),
			"delay changes by this much in reads that may lag behind writes in a real ZITADEL"},
		{"embedded-races", "", "", restarts, boolean(&c.EmbeddedServer.Races),
			"let simultaneous writes race, as they do in a real ZITADEL, instead of making them one after the other"},
		{"embedded-skip", "N", "", restarts, optional(nonNegative(&c.EmbeddedServer.Skip), "none"),
			"hide every Nth update or factor write from all reads of the policy, as a real ZITADEL does now and then; 0 for none"},
		{"embedded-users", "N", "", restarts, optional(nonNegative(&c.EmbeddedServer.MoreUsers), "none"),
			"give the organization Acme this many people besides the usual few dozen; they are the same at each start"},
		{"embedded-login", "v1|v2|each", embedded.LoginV2, restarts, choice(&c.EmbeddedServer.Login, embedded.LoginV1, embedded.LoginV2, embedded.LoginEach),
			"what its instance says of the login that people use: v2, Login V2, as a new ZITADEL says; each, that every application decides; v1, nothing, as a ZITADEL without Login V2"},
		{"embedded-allow-remote", "", "", restarts, boolean(&c.AllowRemote),
			"allow other machines to reach it, under any host name, although everybody knows its tokens"},
	}}
}

func persistedSettings(c *Config) group {
	return group{"Persisted operations", []setting{
		{"trusted-documents", "FILE", "", reloads, text(&c.Trusted.File),
			"the manifest of the documents that clients were built with, as Relay's or Apollo's tools write it; a changed file is used within two seconds"},
		{"trusted-documents-mode", "off|report|require", trusted.Off, reloads, choice(&c.Trusted.Mode, trusted.Off, trusted.Report, trusted.Require),
			"what to do with a document that isn't in the manifest; off: execute it; report: execute it, and log a warning; require: refuse it"},
		{"apq", "", "", reloads, boolean(&c.Endpoint.AutomaticPersistedQueries),
			"remember valid documents by their hash, so that clients can send the hash alone (Apollo's automatic persisted queries)"},
	}}
}

// toolSettings are about what agents may do.
func toolSettings(c *Config) group {
	return group{"Tools for agents (Model Context Protocol)", []setting{
		{"mcp", "", "", reloads, boolean(&c.MCP.Enabled),
			"serve the queries of trusted-documents as tools for agents, at /mcp"},
		{"mcp-url", "URL", "", reloads, text(&c.MCP.URL),
			"the public URL of /mcp, such as https://graphql.example.com/mcp, for which clients get a token; required unless listen is a loopback address"},
		{"mcp-mutations", "NAME,…", "", reloads, list(&c.MCP.Mutations),
			"mutations of trusted-documents that are tools, too; each has to require expectedVersion and expectedDigest"},
	}}
}

func limitSettings(c *Config) group {
	return group{"Limits", []setting{
		{"request-timeout", "DURATION", "30s", restarts, duration(&c.Web.RequestTimeout),
			"how long a request may take"},
		{"header-timeout", "DURATION", "10s", restarts, duration(&c.Web.HeaderTimeout),
			"how long a request's headers may take to arrive; at most request-timeout"},
		{"idle-timeout", "DURATION", "2m", restarts, duration(&c.Web.IdleTimeout),
			"how long an idle connection stays open"},
		{"drain-delay", "DURATION", "5s", restarts, durationOrZero(&c.Web.DrainDelay),
			"how long to go on serving after SIGTERM, with /readyz at 503, so that load balancers notice; 0s to stop at once"},
		{"stream-timeout", "DURATION", "15m", reloads, duration(&c.Web.StreamTimeout),
			"how long a subscription's stream may take, in place of request-timeout"},
		{"stream-keepalive", "DURATION", c.Endpoint.Streams.KeepAlive.String(), reloads, duration(&c.Endpoint.Streams.KeepAlive),
			"after how long without an event a stream sends a comment, so that proxies don't cut it off; less than stream-timeout"},
		limit("max-streams-per-caller", &c.Endpoint.Streams.PerCaller, "how many streams one token may have open at once"),
		limit("max-streams", &c.Endpoint.Streams.Total, "how many streams all callers together may have open at once"),
		{"rate-limit", "N", "", reloads, optional(positive(&c.Web.RateLimit.PerMinute), "no limit"),
			"how many requests a minute one address (of IPv6: one /64) may send, and how many one token; without it there is no limit"},
		{"rate-limit-burst", "N", "", reloads, optional(positive(&c.Web.RateLimit.Burst), number(web.DefaultBurst)),
			"how many of these may come at once; without it, " + number(web.DefaultBurst)},
		{"max-body", "BYTES", "1048576", reloads, positive64(&c.Web.MaxBodyBytes),
			"how large a request's body may be"},
		limit("max-backend-calls", &c.Graph.BackendCalls, "how many backend calls one request may have under way at once"),
		limit("max-total-backend-calls", &c.Graph.TotalBackendCalls, "how many backend calls one request may make in all; looks at people have limits of their own, below"),
		limit("look-concurrency", &c.Graph.Looks.Concurrency, "how many backend calls looks at people (userFactors, secondFactorUsage, impacts, guards) may have under way at once for one query, mutation or subscription, and how many people one removal works on at once"),
		limit("max-look-calls", &c.Graph.Looks.LookCalls, "how many backend calls looks at people and reads of users by id may make in all for one query or mutation; a look that is cut short says so"),
		limit("max-stream-calls", &c.Graph.Looks.StreamCalls, "the same as max-look-calls, for one subscription"),
		limit("max-removal-calls", &c.Graph.Looks.RemovalCalls, "how many backend calls one removal of factors from people may make"),
		limit("max-representations", &c.Graph.Representations, "how many entities one operation may refer to, with federation"),
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
			"read settings from this YAML file, too; flags and environment variables win over it"},
		{"log-level", "debug|info|warn|error", "info", reloads, logLevel(&c.Log.Level),
			"log lines of this level and above, to standard error"},
		{"log-format", "text|json", "text", restarts, choice(&c.Log.Format, "text", "json"),
			"the format of log lines"},
		{"audit-log", "stderr|stdout|FILE", audit.Stderr, restarts, text(&c.Audit.To),
			"where the audit trail of mutations goes; stderr: among the lines of the log; a file is opened again at SIGHUP"},
		{"version", "", "", restarts, version(&c.Subcommand),
			"print the version and exit"},
	}}
}
