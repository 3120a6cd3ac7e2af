// Package graph is what a field means and how an error looks: it serves the schema of schema.graphqls over HTTP, asks
// the backend through the clients of internal/wire with the caller's own token, and renders every failure in one
// contract.
//
// caller.go is what goes along with a backend call, policy.go and factor.go are what the fields do, convert.go goes
// between wire and model, errors.go and known.go are the error contract, and handler.go, transport.go and limits.go the
// way from an HTTP request to a resolver. generated.go and model/ are gqlgen's. Sockets, timeouts and CORS are
// internal/web's; which ZITADEL is asked, and how, is internal/backend's.
package graph

//go:generate sh -c "cd .. && go tool gqlgen generate"

import (
	managementv1 "zitadel-graphql/internal/wire/zitadel/management/v1"
)

// Resolver is what the fields are resolved with. It keeps nothing between requests.
type Resolver struct {
	// Management speaks for the caller whose token is in the call's metadata.
	Management managementv1.ManagementServiceClient
}
