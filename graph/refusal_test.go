package graph

import (
	"errors"
	"fmt"
	"regexp"
	"testing"

	"zitadel-graphql/graph/model"
)

type refused struct {
	error

	code, reason string
}

func (r refused) Contract() (code, reason string, httpStatus int) { return r.code, r.reason, 431 }

// What another package refuses is rendered in the schema's terms only; a term that the schema doesn't have must not
// reach a client, for whose program it would be none of the documented ones.
func TestRefusalsStayWithinTheSchema(t *testing.T) {
	text := errors.New("for the caller")
	for _, c := range []struct {
		code, reason string
		want         problem
	}{
		{"FORBIDDEN", "HOST_NOT_ALLOWED", problem{code: model.ErrorCodeForbidden, reason: model.ErrorReasonHostNotAllowed, message: text.Error()}},
		{"RATE_LIMITED", "", problem{code: model.ErrorCodeRateLimited, message: text.Error(), retryable: true}},
		{"NO_SUCH_CODE", "", problem{code: model.ErrorCodeInternalServerError, message: internalMessage}},
		{"FORBIDDEN", "NO_SUCH_REASON", problem{code: model.ErrorCodeInternalServerError, message: internalMessage}},
	} {
		got := (&presenter{}).classify(fmt.Errorf("wrapped: %w", refused{text, c.code, c.reason}))
		if got.code != c.want.code || got.reason != c.want.reason || got.message != c.want.message || got.retryable != c.want.retryable {
			t.Errorf("%s %s: got %+v", c.code, c.reason, got)
		}
	}
}

// Every text that takes the place of ZITADEL's is made of whole sentences: what is wrong, and what to do. The cases in
// resolver_test look at all messages, but no case has every condition.
func TestKnownTextsAreSentences(t *testing.T) {
	sentences := regexp.MustCompile(`^[A-Z][^\n]*\.$`)
	for condition, meaning := range known() {
		if meaning.text != "" && (!sentences.MatchString(meaning.text) || len(meaning.text) > 200) {
			t.Errorf("%v is told as %q", condition, meaning.text)
		}
	}
}

// Members that nobody looks at mustn't be what a server spends its time on.
func TestMembersOfTheBody(t *testing.T) {
	body := func(members int) []byte {
		text := []byte(`{"query": "{ __typename }"`)
		for i := range members - 1 {
			text = fmt.Appendf(text, `, "m%d": 1`, i)
		}
		return append(text, '}')
	}
	if _, err := parseBody(body(maxMembers), 5); err != nil {
		t.Errorf("%d members: %v", maxMembers, err)
	}
	if _, err := parseBody(body(maxMembers+1), 5); err == nil {
		t.Errorf("%d members are read", maxMembers+1)
	}
}
