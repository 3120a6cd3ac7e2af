package document

import (
	"errors"
	"fmt"
	"unicode/utf8"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/errcode"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
	"github.com/vektah/gqlparser/v2/lexer"
	"github.com/vektah/gqlparser/v2/parser"
	"github.com/vektah/gqlparser/v2/validator"

	"zitadel-graphql/graph/problem"
)

// Checker refuses documents that are over a limit before gqlparser validates them: the time that validation takes grows with
// the product of some of what the limits bound, and nothing ends it when its client has gone. It is safe for concurrent use.
type Checker struct {
	schema        *ast.Schema
	limits        Limits
	introspection bool
}

// NewChecker returns the checker for documents of a schema. Without introspection it refuses documents that ask for the
// schema.
func NewChecker(schema *ast.Schema, limits Limits, introspection bool) *Checker {
	return &Checker{schema: schema, limits: limits, introspection: introspection}
}

// Check returns why a document can never be executed: it can't be parsed, is over a limit, or isn't valid. It is for the operator
// who put the document into a manifest, and may name what the schema has whether the schema is shown or not.
func (c *Checker) Check(text string) error {
	document, err := c.parse(text)
	if err != nil {
		return err
	}
	if errs := validator.ValidateWithRules(c.schema, document, Rules(true)); len(errs) > 0 {
		return fmt.Errorf("validate: %w", errors.Join(errs.Unwrap()...)) // the list's own text ends with a line's end
	}
	return nil
}

// Parse returns the document that a text has, or why it can't be parsed or is over a limit.
func (c *Checker) Parse(text string) (*ast.QueryDocument, gqlerror.List) {
	document, err := c.parse(text)
	if syntax, ok := errors.AsType[*gqlerror.Error](err); ok {
		errcode.Set(syntax, errcode.ParseFailed)
		return nil, gqlerror.List{syntax}
	}
	if err != nil {
		return nil, listOf(err)
	}
	return document, nil
}

// parse is Parse with the error as it is: a *problem.Problem for a limit, and one that wraps the parser's.
func (c *Checker) parse(text string) (*ast.QueryDocument, error) {
	if err := c.checkText(text); err != nil {
		return nil, err
	}
	document, err := parser.ParseQuery(&ast.Source{Input: text})
	if err != nil {
		return nil, fmt.Errorf("parse: %w", err)
	}
	return document, c.checkLimits(document)
}

// Validate returns why a document isn't valid. Without introspection, it doesn't suggest names that the schema has.
func (c *Checker) Validate(document *ast.QueryDocument) gqlerror.List {
	var errs gqlerror.List
	if len(document.Operations) == 0 {
		errs = gqlerror.List{gqlerror.Errorf("no operation provided")}
	} else {
		errs = validator.ValidateWithRules(c.schema, document, Rules(c.introspection))
	}
	for _, err := range errs {
		errcode.Set(err, errcode.ValidationFailed)
	}
	return errs
}

// CheckVariables returns why an operation can't be executed with its variables, although gqlparser has let them through.
func (c *Checker) CheckVariables(operation *graphql.OperationContext) *gqlerror.Error {
	if err := c.variables().check(operation.Operation, operation.Variables); err != nil {
		return err
	}
	return checkNulls(c.schema, operation)
}

// ExplainVariables returns the error for the variables of an operation that gqlparser has refused, as they were given: which place in which
// variable is wrong, the type that is wanted there, and what to do. Without introspection, it doesn't suggest names that the schema has.
func (c *Checker) ExplainVariables(operation *ast.OperationDefinition, given map[string]any) *gqlerror.Error {
	if err := c.variables().check(operation, given); err != nil {
		return err
	}
	// A test holds that whatever gqlparser refuses has a mistake. If that should change, the request stays refused.
	return gqlerror.Wrap(&problem.Problem{Code: problem.CodeGraphQLValidationFailed,
		Message: "The variables aren't of the types that the operation gives them. Give each a value of its type."})
}

func (c *Checker) variables() variableChecker {
	return variableChecker{schema: c.schema, suggest: c.introspection}
}

func listOf(err error) gqlerror.List { return gqlerror.List{gqlerror.Wrap(err)} }

// CheckOperationName refuses a name that fits no operation of a document, and no name where there are several to choose from.
func CheckOperationName(document *ast.QueryDocument, name string) gqlerror.List {
	if len(document.Operations) == 0 || document.Operations.ForName(name) != nil {
		return nil // Validate reports a document without operations
	}
	message := fmt.Sprintf("The document has no operation named %.80q. Name one that it has with operationName.", name)
	if name == "" {
		message = "The document has several operations. Choose one of them with operationName."
	}
	return listOf(&problem.Problem{Code: problem.CodeGraphQLValidationFailed, Message: message})
}

// Tokens returns how many tokens a document has, by which caches estimate what it takes in memory.
func Tokens(text string) (count int) {
	for tokens := lexer.New(&ast.Source{Input: text}); ; count++ {
		if token, err := tokens.ReadToken(); err != nil || token.Kind == lexer.EOF {
			return count
		}
	}
}

// checkText checks what is bounded before a document is parsed. A text that isn't GraphQL is left to the parser.
func (c *Checker) checkText(text string) error {
	if utf8.RuneCountInString(text) > c.limits.Characters {
		return problem.LimitExceeded(problem.ReasonDocumentTooLong, "the document", c.limits.Characters, "characters (--max-document)")
	}
	tokens := lexer.New(&ast.Source{Input: text})
	for count := 0; ; count++ {
		token, err := tokens.ReadToken()
		switch {
		case err != nil || token.Kind == lexer.EOF:
			return nil //nolint:nilerr // the parser reports it
		case count == c.limits.Tokens:
			return problem.LimitExceeded(problem.ReasonTooManyTokens, "the document", c.limits.Tokens, "tokens (--max-tokens)")
		case token.Kind == lexer.Name && len(token.Value) > c.limits.NameLength:
			return problem.LimitExceeded(problem.ReasonNameTooLong, "a name", c.limits.NameLength, "characters (--max-name)")
		}
	}
}

// checkLimits checks what is bounded before a document is validated, and whether it asks for the schema.
func (c *Checker) checkLimits(document *ast.QueryDocument) error {
	m := measureDocument(document)
	limits := c.limits
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
		{m.largest.rootFields, limits.RootFields, problem.ReasonTooManyRootFields, "the operation", "fields at its root (--max-root-fields)"},
		{m.largest.fields, limits.Complexity, problem.ReasonTooComplex, "the operation", "fields, fragments expanded (--max-complexity)"},
		{m.steps, limits.ValidationSteps, problem.ReasonTooComplex, "the document", "steps of validation (--max-validation-steps)"},
	} {
		if bound.has > bound.most {
			return problem.LimitExceeded(bound.reason, bound.what, bound.most, bound.unit)
		}
	}
	if m.introspects && !c.introspection {
		return &problem.Problem{Code: problem.CodeGraphQLValidationFailed, Reason: problem.ReasonIntrospectionDisabled,
			Message: "This server doesn't show its schema. Ask its operator for it, or to start it with --introspection on."}
	}
	return nil
}
