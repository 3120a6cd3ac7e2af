package document

import (
	"github.com/vektah/gqlparser/v2/validator/rules"
)

// Rules are the rules of validation: gqlparser's, but for the one whose time grows too fast and the one for subscriptions, which
// lets through what gqlgen's executor then fails at; and one more for numbers. Where
// suggest is false, the rules that offer names of the schema are replaced by those that don't. It returns a function since
// gqlgen's executor wants one, and exchanges rules of its result: those for fields and leaves, and no others.
func Rules(suggest bool) func() *rules.Rules {
	return func() *rules.Rules {
		all := rules.NewDefaultRules()
		all.ReplaceRule(rules.OverlappingFieldsCanBeMergedRule.Name, checkMerges)
		all.ReplaceRule(rules.SingleFieldSubscriptionsRule.Name, checkSubscriptions)
		all.AddRule("NumbersInRange", checkNumbers)
		if suggest {
			return all
		}
		all.ReplaceRule(rules.KnownArgumentNamesRule.Name, rules.KnownArgumentNamesRuleWithoutSuggestions.RuleFunc)
		all.ReplaceRule(rules.KnownTypeNamesRule.Name, rules.KnownTypeNamesRuleWithoutSuggestions.RuleFunc)
		all.ReplaceRule(rules.ValuesOfCorrectTypeRule.Name, rules.ValuesOfCorrectTypeRuleWithoutSuggestions.RuleFunc)
		return all
	}
}
