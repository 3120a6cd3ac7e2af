package resolver_test

import (
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestAuditDoc ensures that the lines which docs/audit.md shows are those of a real run, but for times, random ids and durations, and
// that it explains every key.
func TestAuditDoc(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile("../docs/audit.md")
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "audit.log")
	p := start(t, "--audit-log", file)
	for id, document := range map[string]string{
		"example-1": "mutation { removeSecondFactor(type: SECOND_FACTOR_TYPE_OTP_EMAIL, unless: [LOCKS_OUT_SOMEBODY, LEAVES_PASSWORD_ALONE]) { version } }",
		"example-2": "mutation { removeSecondFactor(type: SECOND_FACTOR_TYPE_UNSPECIFIED) { version } }",
		"example-3": `mutation { removeSecondFactorFromUsers(type: SECOND_FACTOR_TYPE_OTP, userIds: ["310000000000000001"]) { results { result } } }`,
	} {
		mustPost(t, p, http.Header{"Authorization": {"Bearer dev-org-owner"}, "X-Request-Id": {id}}, operation(document, nil))
	}
	written, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	got, want := withoutChance(string(written)), withoutChance(string(page))
	slices.Sort(got)
	slices.Sort(want)
	if len(got) != 5 || !slices.Equal(got, want) {
		t.Errorf("the program writes\n%s\nand docs/audit.md has\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	for _, line := range auditLines(t, string(written)) {
		for key := range line {
			if !regexp.MustCompile("(?m)^\\| .*`" + key + "`.* \\| .* \\|").Match(page) {
				t.Errorf("docs/audit.md doesn't explain %s", key)
			}
		}
	}
}

// withoutChance returns the lines of an audit trail in a text, without what differs from run to run.
func withoutChance(text string) []string {
	var lines []string
	for line := range strings.Lines(text) {
		if strings.HasPrefix(line, `{"time":`) {
			lines = append(lines, regexp.MustCompile(`("time":|"pairId":|"durationMs":)("[^"]*"|[0-9.]+)`).ReplaceAllString(strings.TrimSpace(line), "$1…"))
		}
	}
	return lines
}
