package audited

import (
	"slices"

	"zitadel-graphql/graph/problem"
	"zitadel-graphql/internal/audit"
)

// tokens takes the tokens of a request out of what its lines say. A client may have taken its token for something else, such as the id
// of an organization, and a token that is kept in a trail can be used by whoever reads that.
type tokens struct {
	authorization []string // the values of the request's header
}

func (t tokens) outOf(text string) string { return problem.WithoutTokens(text, t.authorization) }

// areIn reports whether a token is in a text somewhere in a value, as it is in a line.
func (t tokens) areIn(value any) bool {
	switch value := value.(type) {
	case string:
		return t.outOf(value) != value
	case map[string]any:
		for _, each := range value {
			if t.areIn(each) {
				return true
			}
		}
		return false
	case []string:
		return slices.ContainsFunc(value, func(text string) bool { return t.outOf(text) != text })
	case []any:
		return slices.ContainsFunc(value, t.areIn)
	default:
		return false
	}
}

// outOfMutation does so in what both lines say, but for what this program makes itself.
func (t tokens) outOfMutation(line *audit.Mutation) {
	for _, text := range []*string{&line.Path, &line.Organization, &line.UserID, &line.SecurityKeyID} {
		*text = t.outOf(*text)
	}
}

// outOfIntent does so in an intent. What is there before may be what the same client has set.
func (t tokens) outOfIntent(intent *audit.Intent) {
	t.outOfMutation(&intent.Mutation)
	for _, object := range []*map[string]any{&intent.Change, &intent.Conditions, &intent.Before, &intent.After} {
		if *object != nil && t.areIn(*object) { // which is rare, and copies the object
			*object = t.outOfObject(*object)
		}
	}
}

func (t tokens) outOfOutcome(outcome *audit.Outcome) {
	t.outOfMutation(&outcome.Mutation)
	outcome.ResourceOwner = t.outOf(outcome.ResourceOwner)
}

// outOfValue returns a copy of a value without the tokens.
func (t tokens) outOfValue(value any) any {
	switch value := value.(type) {
	case string:
		return t.outOf(value)
	case map[string]any:
		return t.outOfObject(value)
	case []string:
		return outOfList(t.outOf, value)
	case []any:
		return outOfList(t.outOfValue, value)
	default:
		return value
	}
}

func (t tokens) outOfObject(object map[string]any) map[string]any {
	without := make(map[string]any, len(object))
	for key, value := range object {
		without[key] = t.outOfValue(value)
	}
	return without
}

func outOfList[Element any](outOf func(Element) Element, list []Element) []Element {
	without := make([]Element, 0, len(list))
	for _, element := range list {
		without = append(without, outOf(element))
	}
	return without
}
