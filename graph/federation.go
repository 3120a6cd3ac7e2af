package graph

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/formatter"
	"github.com/vektah/gqlparser/v2/gqlerror"
	"github.com/vektah/gqlparser/v2/parser"

	"zitadel-graphql/graph/problem"
)

// federated is what the schema of a subgraph has beside schema.graphqls: an organization is the same thing in every
// subgraph, and others may have pages too. The version is the lowest that has all of it, so that every composer takes it.
const federated = `
extend schema @link(url: "https://specs.apollo.dev/federation/v2.0", import: ["@key", "@shareable"])
extend type Organization @key(fields: "id")
extend type PageInfo @shareable
`

// FederationSDL is schema.graphqls as a subgraph of Apollo Federation 2, for whoever composes a supergraph. It is what
// _service answers with. The error would be one of this package's own making.
func FederationSDL() (string, error) { return federationSDL() }

var federationSDL = sync.OnceValues(func() (string, error) {
	schema, err := parser.ParseSchema(schemaSource())
	if err != nil {
		return "", fmt.Errorf("parse the schema: %w", err)
	}
	additions, err := parser.ParseSchema(&ast.Source{Name: "federated", Input: federated})
	if err != nil {
		return "", fmt.Errorf("parse what federation adds to the schema: %w", err)
	}
	schema.SchemaExtension = additions.SchemaExtension
	for _, addition := range additions.Extensions { // put into the type itself: @shareable is for the fields beside it
		extended := schema.Definitions.ForName(addition.Name)
		extended.Directives = append(extended.Directives, addition.Directives...)
	}
	var text strings.Builder
	formatter.NewFormatter(&text, formatter.WithIndent("  ")).FormatSchemaDocument(schema)
	return text.String(), nil
})

// withoutFederation takes out what federation.graphqls has put in, so that not even its names are known.
func withoutFederation(schema *ast.Schema) {
	schema.Types = maps.Clone(schema.Types)
	for _, name := range []string{"_Any", "_Entity", "_Service"} {
		delete(schema.Types, name)
	}
	query := *schema.Query
	query.Fields = slices.DeleteFunc(slices.Clone(query.Fields), func(field *ast.FieldDefinition) bool {
		return field.Name == "_service" || field.Name == "_entities"
	})
	schema.Query, schema.Types["Query"] = &query, &query
}

// representationLimit refuses an operation that refers to more entities than this, whatever it asks of them.
type representationLimit int

var (
	_ graphql.HandlerExtension        = representationLimit(0)
	_ graphql.OperationContextMutator = representationLimit(0)
)

// ExtensionName implements graphql.HandlerExtension.
func (representationLimit) ExtensionName() string { return "RepresentationLimit" }

// Validate implements graphql.HandlerExtension.
func (representationLimit) Validate(graphql.ExecutableSchema) error { return nil }

// MutateOperationContext implements graphql.OperationContextMutator. It changes nothing.
func (most representationLimit) MutateOperationContext(_ context.Context, operation *graphql.OperationContext) *gqlerror.Error {
	representations := 0
	for _, field := range graphql.CollectFields(operation, operation.Operation.SelectionSet, []string{"Query"}) {
		if argument := field.Arguments.ForName("representations"); argument != nil {
			representations += length(argument.Value, operation.Variables)
		}
	}
	if representations > int(most) {
		return gqlerror.Wrap(problem.LimitExceeded(problem.ReasonTooManyRepresentations, "the operation", int(most), "representations (--max-representations)"))
	}
	return nil
}

// length is that of a list; what isn't one stands for a list of one.
func length(value *ast.Value, variables map[string]any) int {
	if value.Kind == ast.ListValue {
		return len(value.Children)
	}
	if list, ok := variables[value.Raw].([]any); ok && value.Kind == ast.Variable {
		return len(list)
	}
	return 1
}
