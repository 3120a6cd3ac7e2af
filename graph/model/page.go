// Package model has the schema's types in Go. gqlgen generates them from schema.graphqls. What resolvers keep beside a
// value of them, and the schema doesn't have, is written by hand: Changed, ChangePage, ImpactLook, ImpactPages, PersonRead and Person. Codes, reasons and warnings of the schema are graph/problem's types, and its scalars are in
// graph/scalar.
package model

// ChangePage says where a page of changes lies among the events of an organization, so that the events behind all of its
// changes can be asked for at once.
type ChangePage struct {
	// OrgID names the organization: the aggregate whose events these are.
	OrgID string
	// HighestSequence is that of the newest change on the page.
	HighestSequence uint64
	// Length is the number of changes on the page.
	Length int
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
