package graph

import (
	"context"
	"fmt"
	"unicode/utf8"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
	"github.com/vektah/gqlparser/v2/lexer"
	"github.com/vektah/gqlparser/v2/parser"

	"zitadel-graphql/graph/problem"
)

// Limits bound what one request may ask for. Each is the largest value that is still served; none may be 0.
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
	// VariableValues in the request's variables and extensions: scalars, lists and objects, on every level.
	VariableValues int
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
	// BackendCalls that one request may have under way at once.
	BackendCalls int
	// TotalBackendCalls that one request may make.
	TotalBackendCalls int
	// Representations of entities in one operation. They are there with federation only.
	Representations int
}

// DefaultLimits leave room for the queries that GraphQL tools send to explore a schema, and for a whole settings page.
func DefaultLimits() Limits {
	return Limits{
		Characters: 50_000, NameLength: 128, Tokens: 2000, Operations: 20, Fragments: 50, Variables: 100, VariableValues: 5000,
		Depth: 20, Aliases: 50, Directives: 50, DirectivesAtOnce: 5, RootFields: 20, Complexity: 1000, ValidationSteps: 5000,
		BackendCalls: 8, TotalBackendCalls: 320, Representations: 100,
	}
}

// guard refuses documents before gqlgen validates them: the time that validation takes grows with the product of some of
// what these limits bound, and nothing ends it when its client has gone.
type guard struct {
	limits        Limits
	introspection bool
	schema        *ast.Schema
	// passed has documents that were let through, and found valid, before.
	passed graphql.Cache[*ast.QueryDocument]
}

var (
	_ graphql.HandlerExtension          = guard{}
	_ graphql.OperationParameterMutator = guard{}
	_ graphql.OperationContextMutator   = guard{}
)

// ExtensionName implements graphql.HandlerExtension.
func (guard) ExtensionName() string { return "Limits" }

// Validate implements graphql.HandlerExtension.
func (guard) Validate(graphql.ExecutableSchema) error { return nil }

// MutateOperationParameters implements graphql.OperationParameterMutator. It changes nothing.
func (g guard) MutateOperationParameters(ctx context.Context, request *graphql.RawParams) *gqlerror.Error {
	if document, ok := g.passed.Get(ctx, request.Query); ok {
		return asError(checkOperation(document, request.OperationName))
	}
	document, err := g.parse(request.Query)
	if err != nil || document == nil {
		return asError(err)
	}
	if err := g.check(document); err != nil {
		return asError(err)
	}
	return asError(checkOperation(document, request.OperationName))
}

// MutateOperationContext implements graphql.OperationContextMutator. It changes nothing.
func (g guard) MutateOperationContext(_ context.Context, operation *graphql.OperationContext) *gqlerror.Error {
	if err := exactVariables(g.schema, operation.Operation, operation.Variables); err != nil {
		return asError(err)
	}
	return refuseNulls(g.schema, operation)
}

// parse returns neither a document nor a problem for one that can't be read: gqlgen parses it again, and reports that.
func (g guard) parse(text string) (*ast.QueryDocument, error) {
	if utf8.RuneCountInString(text) > g.limits.Characters {
		return nil, limitExceeded(problem.ReasonDocumentTooLong, "the document", g.limits.Characters, "characters (--max-document)")
	}
	source := &ast.Source{Input: text}
	if err := g.checkTokens(source); err != nil {
		return nil, err
	}
	document, err := parser.ParseQuery(source)
	if err != nil {
		return nil, nil //nolint:nilerr // as above
	}
	return document, nil
}

// asError keeps nil what is nil: gqlgen's interface wants a pointer.
func asError(err error) *gqlerror.Error {
	if err == nil {
		return nil
	}
	return gqlerror.Wrap(err)
}

// checkOperation says what gqlgen doesn't: how many operations there are to choose from.
func checkOperation(document *ast.QueryDocument, name string) error {
	if len(document.Operations) == 0 || document.Operations.ForName(name) != nil {
		return nil // gqlgen reports a document without operations
	}
	message := fmt.Sprintf("The document has no operation named %.80q. Name one that it has with operationName.", name)
	if name == "" {
		message = "The document has several operations. Choose one of them with operationName."
	}
	return &problem.Problem{Code: problem.CodeGraphQLValidationFailed, Message: message}
}

// checkTokens leaves a document that can't be read to the parser.
func (g guard) checkTokens(source *ast.Source) error {
	tokens := lexer.New(source)
	for count := 0; ; count++ {
		token, err := tokens.ReadToken()
		switch {
		case err != nil || token.Kind == lexer.EOF:
			return nil //nolint:nilerr // as above
		case count == g.limits.Tokens:
			return limitExceeded(problem.ReasonTooManyTokens, "the document", g.limits.Tokens, "tokens (--max-tokens)")
		case token.Kind == lexer.Name && len(token.Value) > g.limits.NameLength:
			return limitExceeded(problem.ReasonNameTooLong, "a name", g.limits.NameLength, "characters (--max-name)")
		}
	}
}

func (g guard) check(document *ast.QueryDocument) error {
	m := measured(document)
	limits := g.limits
	for _, bound := range []struct {
		has, most  int
		reason     problem.Reason
		what, unit string
	}{
		{len(document.Operations), limits.Operations, problem.ReasonTooManyOperations, "the document", "operations (--max-operations)"},
		{len(document.Fragments), limits.Fragments, problem.ReasonTooManyFragments, "the document", "fragments (--max-fragments)"},
		{m.variables, limits.Variables, problem.ReasonTooManyVariables, "the operation", "variables (--max-variables)"},
		{m.directives, limits.Directives, problem.ReasonTooManyDirectives, "the document", "directives (--max-directives)"},
		{m.directivesAtOnce, limits.DirectivesAtOnce, problem.ReasonTooManyDirectives, "one place", "directives (--max-directives-at-once)"},
		{m.aliases, limits.Aliases, problem.ReasonTooManyAliases, "the document", "aliases (--max-aliases)"},
		{m.largest.depth, limits.Depth, problem.ReasonTooDeep, "the document", "levels of fields (--max-depth)"},
		{m.largest.fields, limits.RootFields, problem.ReasonTooManyRootFields, "the operation", "fields at its root (--max-root-fields)"},
		{m.largest.all, limits.Complexity, problem.ReasonTooComplex, "the operation", "fields, fragments expanded (--max-complexity)"},
		{m.steps, limits.ValidationSteps, problem.ReasonTooComplex, "the document", "steps of validation (--max-validation-steps)"},
	} {
		if bound.has > bound.most {
			return limitExceeded(bound.reason, bound.what, bound.most, bound.unit)
		}
	}
	if m.introspects && !g.introspection {
		return &problem.Problem{Code: problem.CodeGraphQLValidationFailed, Reason: problem.ReasonIntrospectionDisabled,
			Message: "This server doesn't show its schema. Ask its operator for it, or to start it with --introspection on."}
	}
	return nil
}

func limitExceeded(reason problem.Reason, what string, limit int, unit string) error {
	return &problem.Problem{Code: problem.CodeLimitExceeded, Reason: reason,
		Message: fmt.Sprintf("The request is too large: %s may have at most %d %s. Ask for less.", what, limit, unit)}
}
