// Package model has the schema's types in Go. gqlgen generates them from schema.graphqls. What resolvers keep beside a
// value of them, and the schema doesn't have, is written by hand: Changed, ChangeEvent, ImpactLook, ImpactPages, PersonRead,
// Person and ProviderLookup. Codes, reasons and warnings of the schema are graph/problem's types, and its scalars are in graph/scalar.
package model

import (
	"context"

	"google.golang.org/protobuf/types/known/structpb"
)

// ChangeEvent is the event behind a change of a login policy.
type ChangeEvent interface {
	// Payload returns what the event says beyond its type, for the caller of ctx's request. It is nil where it says nothing, and where
	// the caller may not read events.
	Payload(ctx context.Context) (*structpb.Struct, error)
}

// ImpactLook looks at the people whom a change of a login policy concerns, the first time that it is asked: once for all fields.
type ImpactLook interface {
	// People returns what the change does to them.
	People() (*ImpactOnPeople, error)
	// Digest returns the preview's digest, and nil where a figure that it covers isn't complete.
	Digest() (*string, error)
}

// ImpactPages has the pages of the people to whom one thing happens, as the query asks for them.
type ImpactPages interface {
	// Page returns one of them, by its arguments. It refuses arguments that no page can have.
	Page(first int, after *string) (*UserConnection, error)
}
