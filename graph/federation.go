package graph

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/formatter"
	"github.com/vektah/gqlparser/v2/gqlerror"
	"github.com/vektah/gqlparser/v2/parser"

	"zitadel-graphql/graph/problem"
)

// federationDirectives are added to schema.graphqls for the composer: an organization is the same in every subgraph, by its id,
// and other subgraphs may have the type PageInfo, too. The version is the lowest that has these directives, so that every
// composer accepts it.
const federationDirectives = `
extend schema @link(url: "https://specs.apollo.dev/federation/v2.0", import: ["@key", "@shareable"])
extend type Organization @key(fields: "id")
extend type PageInfo @shareable
`

// FederationSDL returns schema.graphqls as a subgraph of Apollo Federation 2, for whoever composes a supergraph. _service answers
// with it. It fails only where this package's own additions to the schema can't be parsed.
func FederationSDL() (string, error) {
	schema, err := parser.ParseSchema(schemaSource())
	if err != nil {
		return "", fmt.Errorf("parse the schema: %w", err)
	}
	schema.Definitions = withoutNode(schema.Definitions)
	additions, err := parser.ParseSchema(&ast.Source{Name: "federation", Input: federationDirectives})
	if err != nil {
		return "", fmt.Errorf("parse federation's directives: %w", err)
	}
	schema.SchemaExtension = additions.SchemaExtension
	for _, addition := range additions.Extensions { // into the type itself: @shareable is about the fields that stand beside it
		extended := schema.Definitions.ForName(addition.Name)
		extended.Directives = append(extended.Directives, addition.Directives...)
	}
	var text strings.Builder
	formatter.NewFormatter(&text, formatter.WithIndent("  ")).FormatSchemaDocument(schema)
	return text.String(), nil
}

// removeFederation takes everything of federation.graphqls out of a copy of the schema, so that no message names it. What is
// shared with the complete schema stays as it is.
func removeFederation(schema *ast.Schema) {
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

// nodeInterface is Relay's, and its field in Query is called nodeField. Every subgraph may have its own, and nobody could tell which
// of them knows an id: with federation this one is without.
const (
	nodeInterface = "Node"
	nodeField     = "node"
)

// removeNode takes the interface Node and the field node out of a copy of the schema. What is shared with the complete schema stays
// as it is.
func removeNode(schema *ast.Schema) {
	schema.Types, schema.PossibleTypes, schema.Implements = maps.Clone(schema.Types), maps.Clone(schema.PossibleTypes), maps.Clone(schema.Implements)
	delete(schema.Types, nodeInterface)
	delete(schema.PossibleTypes, nodeInterface)
	for name, definition := range schema.Types {
		schema.Types[name] = definitionWithoutNode(definition)
	}
	for name, possible := range schema.PossibleTypes {
		schema.PossibleTypes[name] = convertAll(possible, func(of *ast.Definition) *ast.Definition { return schema.Types[of.Name] })
	}
	for name, implemented := range schema.Implements {
		schema.Implements[name] = slices.DeleteFunc(slices.Clone(implemented), func(of *ast.Definition) bool { return of.Name == nodeInterface })
	}
	schema.Query = schema.Types["Query"]
}

// withoutNode returns the definitions of a document without Node and node.
func withoutNode(definitions ast.DefinitionList) ast.DefinitionList {
	left := convertAll(definitions, definitionWithoutNode)
	return slices.DeleteFunc(left, func(definition *ast.Definition) bool { return definition.Name == nodeInterface })
}

// definitionWithoutNode returns the definition itself where it has nothing of Node, and otherwise a copy.
func definitionWithoutNode(definition *ast.Definition) *ast.Definition {
	if !slices.Contains(definition.Interfaces, nodeInterface) && definition.Name != "Query" {
		return definition
	}
	left := *definition
	left.Interfaces = slices.DeleteFunc(slices.Clone(left.Interfaces), func(name string) bool { return name == nodeInterface })
	left.Fields = slices.DeleteFunc(slices.Clone(left.Fields), func(field *ast.FieldDefinition) bool {
		return definition.Name == "Query" && field.Name == nodeField
	})
	return &left
}

// representationLimit is the most entities that an operation may refer to, whatever it asks of them.
type representationLimit int

var (
	_ graphql.HandlerExtension        = representationLimit(0)
	_ graphql.OperationContextMutator = representationLimit(0)
)

// ExtensionName implements graphql.HandlerExtension.
func (representationLimit) ExtensionName() string { return "RepresentationLimit" }

// Validate implements graphql.HandlerExtension.
func (representationLimit) Validate(graphql.ExecutableSchema) error { return nil }

// MutateOperationContext implements graphql.OperationContextMutator. It refuses, and changes nothing.
func (most representationLimit) MutateOperationContext(_ context.Context, operation *graphql.OperationContext) *gqlerror.Error {
	representations := 0
	for _, field := range graphql.CollectFields(operation, operation.Operation.SelectionSet, []string{"Query"}) {
		if argument := field.Arguments.ForName("representations"); argument != nil {
			representations += listLength(argument.Value, operation.Variables)
		}
	}
	if representations > int(most) {
		return gqlerror.Wrap(problem.LimitExceeded(problem.ReasonTooManyRepresentations, "the operation", int(most), "representations (--max-representations)"))
	}
	return nil
}

// listLength returns the length of a list. In GraphQL a value that isn't a list stands for a list of one.
func listLength(value *ast.Value, variables map[string]any) int {
	if value.Kind == ast.ListValue {
		return len(value.Children)
	}
	if list, ok := variables[value.Raw].([]any); ok && value.Kind == ast.Variable {
		return len(list)
	}
	return 1
}
