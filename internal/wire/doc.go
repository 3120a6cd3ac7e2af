// Package wire is the contract with ZITADEL: the gRPC services, messages, field numbers and method options that this project
// calls, under ZITADEL's own names, and what follows for a call from the contract alone (CallError, ReadOnly,
// UnmarshalReply).
//
// The words that ZITADEL uses: an instance is one ZITADEL with its own users; it has organizations, and each person and machine
// has a home organization there. Both the instance and an organization can have a login policy; without one of its own, an
// organization inherits the instance's. The details of an object are its owner, its dates and its sequence, the number of the
// event that changed it last. A link lets a login policy use an identity provider. Restrictions are settings of the instance.
//
// It owns the .proto files under zitadel/, which hold no more than what is called, and the Go code that `go generate` makes
// of them. It depends on nothing of this project. Elsewhere are the suite that every implementation of the contract has to
// pass (wiretest), the ways to reach a real ZITADEL (internal/backend), the development server (internal/embedded), and what
// a GraphQL client reads of a failed call (graph/problem).
package wire

//go:generate ./generate.sh
