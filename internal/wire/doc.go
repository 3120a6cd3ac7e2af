// Package wire is the wire contract with ZITADEL: the services, messages, field numbers and method options that this
// project calls, under upstream's full names, and what can be said about a call from the contract alone.
//
// The .proto files under zitadel/ are our own, trimmed to what is called; `go generate` makes the Go code beside them.
// The suite that any implementation of the contract has to pass is in wiretest. The ways to reach a real ZITADEL are in
// internal/backend, the development server in internal/embedded, and what a GraphQL client is told about a status in
// graph.
package wire

//go:generate ./generate.sh
