package document

import (
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/validator/core"
)

// checkSubscriptions is GraphQL's rule that a subscription has exactly one field at its root, and none of introspection
// (https://spec.graphql.org/draft/#sec-Single-Root-Field). gqlparser's own goes by the fields' names. So it lets through a field
// that is asked for twice under different keys, and one that @skip or @include leaves out: gqlgen's generated code fails at both.
func checkSubscriptions(observers *core.Events, report core.AddErrFunc) {
	observers.OnOperation(func(walker *core.Walker, operation *ast.OperationDefinition) {
		if operation.Operation != ast.Subscription || hasFragmentCycle(walker.Document) {
			return // a cycle is reported by another rule; expanding it wouldn't end
		}
		root := subscriptionRoot{report: report, keys: map[string]bool{}}
		root.check(operation.SelectionSet)
	})
}

// subscriptionRoot is what is found at the root of one subscription.
type subscriptionRoot struct {
	report core.AddErrFunc
	keys   map[string]bool
}

func (r *subscriptionRoot) check(selections ast.SelectionSet) {
	for _, selection := range selections {
		switch selection := selection.(type) {
		case *ast.Field:
			r.checkDirectives(selection.Directives)
			r.checkField(selection)
		case *ast.InlineFragment:
			r.checkDirectives(selection.Directives)
			r.check(selection.SelectionSet)
		case *ast.FragmentSpread:
			r.checkDirectives(selection.Directives)
			if selection.Definition != nil {
				r.check(selection.Definition.SelectionSet)
			}
		}
	}
}

func (r *subscriptionRoot) checkField(field *ast.Field) {
	if r.keys[field.Alias] { // the rule of mergeable fields sees to it that it is the same field
		return
	}
	r.keys[field.Alias] = true
	switch {
	case strings.HasPrefix(field.Name, "__"):
		r.report(core.Message("A subscription mustn't have a field of introspection at its root."), core.At(field.Position))
	case len(r.keys) == 2: // one report is enough, however many there are
		r.report(core.Message("A subscription must have exactly one field at its root."), core.At(field.Position))
	}
}

func (r *subscriptionRoot) checkDirectives(directives ast.DirectiveList) {
	for _, directive := range directives {
		if directive.Name == "skip" || directive.Name == "include" {
			r.report(core.Message("At the root of a subscription there mustn't be @%s.", directive.Name), core.At(directive.Position))
		}
	}
}
