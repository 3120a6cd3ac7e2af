package resolver_test

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"
)

// shownMessage is what an error or a warning of a reply says, and what tells who has written it.
type shownMessage struct {
	Message    string
	Extensions struct {
		Code, Reason string
		GRPCCode     int `json:"grpcCode"`
		Details      []struct{ Message string }
	}
}

// TestMessagesArePlain prevents messages that nobody understands at first reading: each that this program writes is a
// few whole sentences about what is wrong and what to do. It looks at the wants of all cases, which have every code and
// reason.
func TestMessagesArePlain(t *testing.T) {
	t.Parallel()
	flags := flagsIn(outputOf(t, "--help"))
	ours := 0
	for _, path := range caseFiles(t) {
		for _, one := range messagesIn(t, path) {
			if !one.isOurs() {
				continue
			}
			ours++
			for _, fault := range problemsOf(one.Message, flags) {
				t.Errorf("%s: the message %q %s", caseName(path), one.Message, fault)
			}
		}
	}
	if ours < 500 {
		t.Errorf("only %d messages were looked at", ours)
	}
}

// TestMessageStyleCheck ensures that problemsOf finds a message of each bad kind.
func TestMessageStyleCheck(t *testing.T) {
	t.Parallel()
	flags := map[string]bool{"--max-body": true}
	for message, faulty := range map[string]bool{
		"The body is too large (--max-body). Send less.":     false,
		"defaultRedirectUri can't be used. Give another.":    false,
		"patch.passwordCheckLifetime: The text is too long.": false,
		"The body is too large (--max-bodies). Send less.":   true,
		"The body is too large":                              true,
		"the body is too large.":                             true,
		"":                                                   true,
		"Errors.Org.LoginPolicy.NotChanged.":                 true,
		"The page can't be told: it is of no kind.":          true,
		"Too long. " + strings.Repeat("Really. ", 60):        true,
	} {
		if found := problemsOf(message, flags); (len(found) > 0) != faulty {
			t.Errorf("%q has the faults %q", message, found)
		}
	}
}

// messagesIn returns the messages of all errors and warnings that a case wants.
func messagesIn(t *testing.T, path string) []shownMessage {
	t.Helper()
	var all []shownMessage
	for _, want := range wantedReplies(t, path) {
		_, body, _ := strings.Cut(want, "\n\n")
		var reply struct {
			Errors     []shownMessage
			Extensions struct{ Warnings []shownMessage }
		}
		if json.Unmarshal([]byte(body), &reply) == nil { // a want may be a page, too
			all = append(all, slices.Concat(reply.Errors, reply.Extensions.Warnings)...)
		}
	}
	return all
}

// isOurs reports whether this program has written the message. The backend's refusals are passed on in the user's
// language, the GraphQL library has its own texts, and Apollo's clients compare those about persisted queries.
func (o shownMessage) isOurs() bool {
	code, reason := o.Extensions.Code, o.Extensions.Reason
	switch {
	case code == "GRAPHQL_PARSE_FAILED", code == "GRAPHQL_VALIDATION_FAILED" && reason == "":
		return false
	case strings.HasPrefix(code, "PERSISTED_QUERY_"):
		return false
	case o.Extensions.GRPCCode != 0 && reason == "" && code != "NOT_IMPLEMENTED":
		return false
	}
	for _, detail := range o.Extensions.Details {
		if strings.HasPrefix(detail.Message, o.Message) {
			return false
		}
	}
	return true
}

// longestMessage is the most characters of a message: two or three sentences.
const longestMessage = 300

var (
	rawKey   = regexp.MustCompile(`\b[A-Z]\w+(\.[A-Z]\w+)+`)
	flagName = regexp.MustCompile(`--[a-z][a-z-]*`)
	argument = regexp.MustCompile(`^[a-z]\w*(\.\w+|\[\d+\])*(:| can't| must)`)
	// unclearPhrases are phrases of earlier messages that readers stumbled over.
	unclearPhrases = regexp.MustCompile(`(?i)stands? for|stands? there|can't be told|no more\b|has no turn|is gone|went wrong inside|gave (it|the \w+) up|` +
		`given up|comes? to\b|came to\b|isn't the one of|for what was wanted`)
)

// problemsOf returns what is wrong with a message. flags are the program's.
func problemsOf(message string, flags map[string]bool) []string {
	var faults []string
	first := append([]rune(message), ' ')[0]
	if !unicode.IsUpper(first) && !argument.MatchString(message) {
		faults = append(faults, "begins with neither a capital nor an argument")
	}
	if !strings.HasSuffix(message, ".") {
		faults = append(faults, "doesn't end with a full stop")
	}
	if len(message) > longestMessage {
		faults = append(faults, "is too long")
	}
	if key := rawKey.FindString(message); key != "" {
		faults = append(faults, "has the raw key "+key)
	}
	if riddle := unclearPhrases.FindString(message); riddle != "" {
		faults = append(faults, "says "+riddle)
	}
	for _, name := range flagName.FindAllString(message, -1) {
		if !flags[name] {
			faults = append(faults, "names "+name+", which is no flag")
		}
	}
	return faults
}

// flagsIn returns the flags that --help lists.
func flagsIn(help string) map[string]bool {
	flags := map[string]bool{}
	for _, name := range regexp.MustCompile(`(?m)^  (--[a-z-]+)`).FindAllStringSubmatch(help, -1) {
		flags[name[1]] = true
	}
	return flags
}
