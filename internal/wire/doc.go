// Package wire is the contract with ZITADEL: the gRPC services, messages, field numbers and method options that this project
// calls, under ZITADEL's own names, and what follows for a call from the contract alone (CallError, ReadOnly).
//
// It owns the .proto files under zitadel/, which hold no more than what is called, and the Go code that `go generate` makes
// of them. It depends on nothing of this project. Elsewhere are the suite that every implementation of the contract has to
// pass (wiretest), the ways to reach a real ZITADEL (internal/backend), the development server (internal/embedded), and what
// a GraphQL client reads of a failed call (graph/problem).
package wire

//go:generate ./generate.sh
