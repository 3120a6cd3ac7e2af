package mcp

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	sdk "github.com/modelcontextprotocol/go-sdk/mcp"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/parser"

	"zitadel-graphql/graph/endpoint"
	"zitadel-graphql/graph/problem"
)

// maxToolName is how long the protocol lets a tool's name be. It has every character of GraphQL's names.
const maxToolName = 128

// tool is a trusted document that agents may execute.
type tool struct {
	document  string
	operation *ast.OperationDefinition
	// guards are the variables without which it doesn't write. A query has none.
	guards    []string
	untrusted []string
	listed    *sdk.Tool
}

// errNoTool is the error of newTool for a document that is none, and doesn't have to be.
var errNoTool = errors.New("the document isn't one named query")

// newTool returns the tool that a valid document is. mutations are the names of those that may write.
func newTool(schema *ast.Schema, text string, mutations []string) (*tool, error) {
	document, err := parser.ParseQuery(&ast.Source{Input: text})
	if err != nil {
		return nil, fmt.Errorf("parse: %w", err)
	}
	if len(document.Operations) != 1 { // an empty text is valid, and has none
		return nil, errNoTool
	}
	operation := document.Operations[0]
	mayWrite := slices.Contains(mutations, operation.Name)
	if operation.Name == "" || operation.Operation != ast.Query && !mayWrite {
		return nil, errNoTool
	}
	made := &tool{document: text, operation: operation}
	switch {
	case len(operation.Name) > maxToolName:
		return nil, fmt.Errorf("the operation %.40s… can't be a tool: its name has more than %d characters", operation.Name, maxToolName)
	case mayWrite && operation.Operation != ast.Mutation:
		return nil, fmt.Errorf("mcp-mutations: %s is a %s", operation.Name, operation.Operation)
	case mayWrite:
		if made.guards, err = guardVariables(schema, operation); err != nil {
			return nil, fmt.Errorf("the mutation %s can't be a tool: %w", operation.Name, err)
		}
	}
	made.list(schema, readSelection(schema, document))
	return made, nil
}

// list fills in what clients are told of the tool.
func (t *tool) list(schema *ast.Schema, read selection) {
	t.untrusted = read.untrusted
	writes, closed := t.operation.Operation == ast.Mutation, false
	t.listed = &sdk.Tool{
		Name:        t.operation.Name,
		Description: strings.TrimSpace(t.operation.Description + "\n\n" + untrustedNote(read.untrusted)),
		InputSchema: argumentSchema(schema, t.operation, read.arguments),
		Annotations: &sdk.ToolAnnotations{ReadOnlyHint: !writes, DestructiveHint: &writes, IdempotentHint: !writes, OpenWorldHint: &closed},
	}
	if len(read.untrusted) > 0 {
		t.listed.Meta = sdk.Meta{untrustedKey: read.untrusted}
	}
}

// untrustedKey is under what name a tool's and a result's _meta have the paths of the texts that other people wrote.
const untrustedKey = "untrustedTexts"

// call is the sdk.ToolHandler of the tool. What is wrong with a call is in its result, where a model sees it and can do better:
// an error of the protocol's own it never gets to see.
func (t *tool) call(ctx context.Context, request *sdk.CallToolRequest) (*sdk.CallToolResult, error) {
	current := exchangeOf(ctx)
	if err := t.checkArguments(request.Params.Arguments); err != nil {
		return t.result(current.refuse(err)), nil
	}
	response := current.execute(t.document, t.operation.Name, request.Params.Arguments)
	current.refusal = t.tokenRejection(response)
	return t.result(response), nil
}

// checkArguments refuses arguments that the tool doesn't have, which GraphQL would ignore although the agent meant something by
// them; and a write without its guards, before anything is executed. All else GraphQL checks.
func (t *tool) checkArguments(arguments json.RawMessage) error {
	var given map[string]any
	if err := json.Unmarshal(arguments, &given); err != nil && len(arguments) > 0 {
		return invalidArguments("The arguments of %s aren't a JSON object. Send one.", t.operation.Name)
	}
	for _, name := range slices.Sorted(maps.Keys(given)) {
		if t.operation.VariableDefinitions.ForName(name) == nil {
			return invalidArguments("The tool %s has no argument %.80q. Give only those that it has.", t.operation.Name, name)
		}
	}
	for _, guard := range t.guards {
		if text, ok := given[guard].(string); !ok || strings.TrimSpace(text) == "" {
			return invalidArguments("The tool %s writes nothing without %s. Ask for a preview of the change first, "+
				"and give the digest that it answers, and the version of the policy that you saw.", t.operation.Name, guard)
		}
	}
	return nil
}

func invalidArguments(format string, values ...any) error {
	return &problem.Problem{Code: problem.CodeGraphQLValidationFailed, Message: fmt.Sprintf(format, values...)}
}

// tokenRejection returns the problem of a response that tells of nothing but that ZITADEL rejects the token, or nil. A client
// sends the same call again, with another token, when it is answered by 401. So it is nil where a mutation may have written: an
// error of what is below its field tells that the write succeeded.
func (t *tool) tokenRejection(response endpoint.Response) error {
	var rejection error
	for _, err := range response.Errors {
		found, ok := errors.AsType[*problem.Problem](err)
		afterWrite := t.operation.Operation == ast.Mutation && len(err.Path) > 1
		if !ok || !isTokenRejection(found) || found.MayHaveWritten || afterWrite {
			return nil
		}
		rejection = found
	}
	return rejection
}
