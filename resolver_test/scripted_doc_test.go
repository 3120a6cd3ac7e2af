package resolver_test

import (
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestScriptsAreDocumented prevents that a case has an order of the scripted backend that cases/README.md doesn't explain.
func TestScriptsAreDocumented(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("cases/README.md")
	if err != nil {
		t.Fatal(err)
	}
	words := map[string]bool{}
	for _, path := range caseFiles(t) {
		file := readCase(t, path)
		for _, step := range file.steps {
			if strings.HasPrefix(file.program, "backend: scripted") {
				addOrders(words, step["request"])
			}
		}
	}
	for _, word := range slices.Sorted(maps.Keys(words)) {
		if !regexp.MustCompile("`" + word + "[`.-]").Match(text) {
			t.Errorf("cases/README.md doesn't explain the order %s", word)
		}
	}
	if len(words) < 20 {
		t.Errorf("found only the orders %v", words)
	}
}

var script = regexp.MustCompile(`(?m)^authorization: Bearer (\S+)$`)

// addOrders adds the words of a token's orders, but for statuses and the part that only tells tokens apart.
func addOrders(words map[string]bool, request string) {
	for _, token := range script.FindAllStringSubmatch(request, -1) {
		for part := range strings.SplitSeq(token[1], "+") {
			calls, orders, _ := strings.Cut(part, "=")
			for _, word := range regexp.MustCompile(`[~.]`).Split(orders, -1) {
				word, _, _ = strings.Cut(word, "-")
				if calls != "step" && regexp.MustCompile(`^[a-z]+$`).MatchString(word) {
					words[word] = true
				}
			}
		}
	}
}
