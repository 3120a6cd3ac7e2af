package graph

import (
	"context"
	"fmt"
	"math"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
	"github.com/vektah/gqlparser/v2/lexer"
	"github.com/vektah/gqlparser/v2/parser"

	"zitadel-graphql/graph/model"
)

// Limits bound what one request may ask for. Each is the largest value that is still served; none may be 0.
type Limits struct {
	// Tokens in the document, as GraphQL's lexer counts them.
	Tokens int
	// Depth of nested fields, fragments expanded. A field at the root has depth 1.
	Depth int
	// Aliases in the document.
	Aliases int
	// RootFields of one operation, fragments expanded.
	RootFields int
	// Complexity of the operation: the number of its fields, fragments expanded.
	Complexity int
	// BackendCalls that one request may have under way at once.
	BackendCalls int
	// TotalBackendCalls that one request may make.
	TotalBackendCalls int
	// Representations of entities in one operation. They are there with federation only.
	Representations int
}

// DefaultLimits leave room for the queries that GraphQL tools send to explore a schema, and for a whole settings page.
func DefaultLimits() Limits {
	return Limits{Tokens: 2000, Depth: 20, Aliases: 50, RootFields: 20, Complexity: 1000, BackendCalls: 8, TotalBackendCalls: 200,
		Representations: 100}
}

// guard refuses documents before gqlgen validates them: the time that validation takes grows with the square of what
// some of these limits bound, and nothing ends it when its client has gone.
type guard struct {
	limits        Limits
	introspection bool
	// passed has documents that were let through, and found valid, before.
	passed graphql.Cache[*ast.QueryDocument]
}

var (
	_ graphql.HandlerExtension          = guard{}
	_ graphql.OperationParameterMutator = guard{}
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
	source := &ast.Source{Input: request.Query}
	if !withinTokens(source, g.limits.Tokens) {
		return asError(limitExceeded(model.ErrorReasonTooManyTokens, "the document", g.limits.Tokens, "tokens"))
	}
	document, err := parser.ParseQuery(source)
	if err != nil {
		return nil //nolint:nilerr // gqlgen parses it again, and reports it
	}
	if problem := g.check(document); problem != nil {
		return asError(problem)
	}
	return asError(checkOperation(document, request.OperationName))
}

// asError keeps nil what is nil: gqlgen's interface wants a pointer.
func asError(problem error) *gqlerror.Error {
	if problem == nil {
		return nil
	}
	return gqlerror.Wrap(problem)
}

// checkOperation says what gqlgen doesn't: how many operations there are to choose from.
func checkOperation(document *ast.QueryDocument, name string) error {
	if len(document.Operations) == 0 || document.Operations.ForName(name) != nil {
		return nil // gqlgen reports a document without operations
	}
	message := fmt.Sprintf("The document has no operation named %.80q.", name)
	if name == "" {
		message = "The document has several operations; operationName has to choose one."
	}
	return &problem{code: model.ErrorCodeGraphqlValidationFailed, message: message}
}

// withinTokens leaves a document that can't be read to the parser.
func withinTokens(source *ast.Source, most int) bool {
	tokens := lexer.New(source)
	for range most {
		token, err := tokens.ReadToken()
		if err != nil || token.Kind == lexer.EOF {
			return true
		}
	}
	last, err := tokens.ReadToken()
	return err != nil || last.Kind == lexer.EOF
}

func (g guard) check(document *ast.QueryDocument) error {
	m := measure{fragments: map[string]ast.SelectionSet{}, sizes: map[string]size{}}
	for _, fragment := range document.Fragments {
		m.fragments[fragment.Name] = fragment.SelectionSet
	}
	var largest size
	for _, operation := range document.Operations {
		largest = largest.max(m.of(operation.SelectionSet))
	}
	for _, fragment := range document.Fragments { // an unused one is for validation to refuse, but counts until then
		largest.depth = max(largest.depth, m.fragment(fragment.Name).depth)
	}
	switch {
	case m.aliases > g.limits.Aliases:
		return limitExceeded(model.ErrorReasonTooManyAliases, "the document", g.limits.Aliases, "aliases")
	case largest.depth > g.limits.Depth:
		return limitExceeded(model.ErrorReasonTooDeep, "the document", g.limits.Depth, "levels of fields")
	case largest.fields > g.limits.RootFields:
		return limitExceeded(model.ErrorReasonTooManyRootFields, "the operation", g.limits.RootFields, "fields at its root")
	case largest.all > g.limits.Complexity:
		return limitExceeded(model.ErrorReasonTooComplex, "the operation", g.limits.Complexity, "fields, fragments expanded")
	case m.introspects && !g.introspection:
		return &problem{code: model.ErrorCodeGraphqlValidationFailed, reason: model.ErrorReasonIntrospectionDisabled,
			message: "This server doesn't show its schema: introspection is off."}
	}
	return nil
}

func limitExceeded(reason model.ErrorReason, what string, limit int, unit string) error {
	return &problem{code: model.ErrorCodeLimitExceeded, reason: reason,
		message: fmt.Sprintf("The request is too large: %s may have at most %d %s.", what, limit, unit)}
}

// size is that of a selection set, with its fragments expanded.
type size struct {
	depth  int
	fields int // of its own level
	all    int // of every level
}

func (s size) max(other size) size {
	return size{depth: max(s.depth, other.depth), fields: max(s.fields, other.fields), all: max(s.all, other.all)}
}

// measure walks a document that may not be valid. Each selection set is visited once: a fragment's size is kept, since
// fragments that spread each other twice would otherwise take exponential time.
type measure struct {
	fragments   map[string]ast.SelectionSet
	sizes       map[string]size
	aliases     int
	introspects bool
}

func (m *measure) of(selections ast.SelectionSet) size {
	var sum size
	for _, selection := range selections {
		switch selection := selection.(type) {
		case *ast.Field:
			inner := m.field(selection)
			sum = sum.plus(size{depth: 1 + inner.depth, fields: 1, all: add(1, inner.all)})
		case *ast.InlineFragment:
			sum = sum.plus(m.of(selection.SelectionSet))
		case *ast.FragmentSpread:
			sum = sum.plus(m.fragment(selection.Name))
		}
	}
	return sum
}

// plus is the size of two selection sets on one level.
func (s size) plus(other size) size {
	return size{depth: max(s.depth, other.depth), fields: add(s.fields, other.fields), all: add(s.all, other.all)}
}

// add stops at a figure that is over every limit: fragments that spread each other twice double it each time.
func add(a, b int) int { return min(a+b, math.MaxInt32) }

func (m *measure) field(field *ast.Field) size {
	if field.Alias != field.Name {
		m.aliases++
	}
	if field.Name == "__schema" || field.Name == "__type" {
		m.introspects = true
	}
	return m.of(field.SelectionSet)
}

func (m *measure) fragment(name string) size {
	if known, ok := m.sizes[name]; ok {
		return known
	}
	m.sizes[name] = size{} // a fragment that spreads itself ends here; validation refuses it
	m.sizes[name] = m.of(m.fragments[name])
	return m.sizes[name]
}
