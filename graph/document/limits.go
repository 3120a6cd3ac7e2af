// Package document decides what a GraphQL document and its variables may be, before anything is executed: how large, how deep
// and how repetitive a document may be, whether the fields of one response key can be merged, whether the variables are
// exactly of their types, and whether a null is given for a non-null type. It also takes the schema's names out of messages
// where introspection is off.
//
// It stands before and beside gqlparser's validation, whose time can grow with the square of what the limits bound. It
// depends on gqlparser, on gqlgen's types and codes, and on package problem for its refusals; it knows neither
// HTTP nor what a field means. How many values a request's variables may have is bounded where their JSON is read, in
// graph/endpoint, and how many backend calls a request may make in graph/calls.
package document

// Limits bound what one document may ask for. Each is the largest value that is still served; none may be 0.
type Limits struct {
	// Characters of the document.
	Characters int
	// NameLength is how many characters a name in the document may have, that of the operation included.
	NameLength int
	// Tokens in the document, as GraphQL's lexer counts them.
	Tokens int
	// Operations in the document.
	Operations int
	// Fragments that the document defines.
	Fragments int
	// Variables of one operation.
	Variables int
	// Depth of nested fields, fragments expanded. A field at the root has depth 1.
	Depth int
	// Aliases in the document.
	Aliases int
	// Directives in the document.
	Directives int
	// DirectivesAtOnce are those of one field, fragment, operation or variable.
	DirectivesAtOnce int
	// RootFields of one operation, fragments expanded.
	RootFields int
	// Complexity of the operation: the number of its fields, fragments expanded.
	Complexity int
	// ValidationSteps are the selections, arguments, values and directives of all operations and fragments of the document,
	// fragments expanded.
	ValidationSteps int
}

// DefaultLimits leave room for the queries that GraphQL tools send to explore a schema, and for a whole settings page.
func DefaultLimits() Limits {
	return Limits{
		Characters: 50_000, NameLength: 128, Tokens: 2000, Operations: 20, Fragments: 50, Variables: 100,
		Depth: 20, Aliases: 50, Directives: 50, DirectivesAtOnce: 5, RootFields: 20, Complexity: 1000, ValidationSteps: 5000,
	}
}
