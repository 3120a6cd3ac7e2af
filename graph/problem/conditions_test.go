package problem

import (
	"regexp"
	"testing"
)

// Every text that takes the place of ZITADEL's is made of whole sentences: what is wrong, and what to do. The cases in
// resolver_test look at all messages, but no case has every condition.
func TestTextsAreSentences(t *testing.T) {
	sentences := regexp.MustCompile(`^[A-Z][^\n]*\.$`)
	for condition, meaning := range Conditions() {
		if meaning.Text != "" && (!sentences.MatchString(meaning.Text) || len(meaning.Text) > 200) {
			t.Errorf("%v is told as %q", condition, meaning.Text)
		}
	}
}
