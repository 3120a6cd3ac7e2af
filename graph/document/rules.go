package document

import (
	"github.com/vektah/gqlparser/v2/validator/rules"
)

// Rules are the rules of validation: gqlparser's, but for the one whose time grows too fast and the one for subscriptions, which
// lets through what gqlgen's generated code then fails at; and one more for numbers. Where suggest is false, the rules that offer names
// of the schema are replaced by those that don't.
func Rules(suggest bool) *rules.Rules {
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
	all.RemoveRule(rules.FieldsOnCorrectTypeRule.Name)
	all.AddRule(rules.FieldsOnCorrectTypeRuleWithoutSuggestions.Name, rules.FieldsOnCorrectTypeRuleWithoutSuggestions.RuleFunc)
	all.RemoveRule(rules.ScalarLeafsRule.Name)
	all.AddRule(rules.ScalarLeafsRuleWithoutSuggestions.Name, rules.ScalarLeafsRuleWithoutSuggestions.RuleFunc)
	return all
}
