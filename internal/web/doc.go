// Package web is everything between the socket and GraphQL. It owns the HTTP server, the middlewares around its handlers,
// the probes /healthz and /readyz, the access log, and the server's orderly end (Serve).
//
// What it defends, in the order in which a request meets it, and the limit of each defence:
//
//   - TLS, where Config names a certificate: version 1.2 or newer. A file that is replaced counts from the next connection on.
//   - Time: Config.HeaderTimeout for the head, Config.RequestTimeout for the whole request, ten seconds more for the response,
//     Config.IdleTimeout for a connection without a request. There is no cap on the number of connections: one that waits
//     costs little and ends in time, and a cap would let an attacker lock everybody out.
//   - Size: net/http reads 256 KiB of a head and refuses more by itself, in plain text; headers of more than
//     MaxHeaderBytes are refused with a Problem; a body is cut at Config.MaxBodyBytes.
//   - The client's address: x-forwarded-for is believed of Config.TrustedProxies alone.
//   - The request's id: a client's own is taken only if it can't be mistaken for something else in a log or a header.
//   - The access log: one line for each request, without its query string and its headers, where tokens and variables are.
//   - Security headers on every answer. Strict-Transport-Security is sent over TLS alone, and never for localhost.
//   - A panic: INTERNAL_SERVER_ERROR, or a cut connection once the response has begun.
//   - CORS: no page of another origin reads an answer unless Config.CORSOrigins has its origin, and none sends credentials.
//   - Request smuggling: a connection ends after a body in chunks, so that nothing which a proxy frames differently becomes the
//     next request.
//   - DNS rebinding: with Config.OnlyLoopbackHosts, a Host that isn't this machine is refused.
//   - Rates: Config.RateLimit for each address (of IPv6, each /64) and each token, of which 65,536 each are remembered. Probes
//     pass. Each replica counts for itself.
//   - Redirects: only a browser that opens the endpoint gets one, to this server's own page, by a relative path that has
//     nothing of the request in it. A path that isn't canonical is not found.
//   - CSRF, at /graphql and /mcp: a page of a foreign origin is refused, and so is a request that a form, a link or an image can send.
//
// Server.Replace exchanges the settings and handlers of a server that serves. A request takes them once, before anything else is
// done with it.
//
// Who follows requests, such as traces and metrics, is an Observer of it.
//
// What it refuses is a *problem.Problem. It depends on graph/problem for that, on internal/certs for certificates, and on
// internal/loopback for which hosts are this machine. It knows no GraphQL: Handlers.Refuse writes an error in the form that a
// client expects, and the endpoint decides what a body may have in it.
package web
