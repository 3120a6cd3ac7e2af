package problem

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/types/known/wrapperspb"

	"zitadel-graphql/internal/wire"
	zitadelv1 "zitadel-graphql/internal/wire/zitadel/v1"
)

// unshowable are texts of which nothing may be shown, and what of them would give it away.
func unshowable() map[string]string {
	return map[string]string{
		"":                        "",
		" \t\n\u200b":             "\u200b",
		"Errors.Token.Invalid":    "Errors.",
		"Errors.Org.NotFound (x)": "Errors.",
		"could not do it: Errors.Internal.Some_Thing!":                                    "Errors.",
		"EventTypes.org.added":                                                            "EventTypes",
		"ID=QUERY-1 Message=Errors.Instance.NotFound Parent=(dial tcp 10.0.0.1:5432)":     "QUERY-1",
		"look up &{10.0.0.1:8080 http}: ID=QUERY-1 Message=No instance here":              "10.0.0.1",
		"look up &{10.0.0.1:8080 http}: ID=QUERY-1 Message=Not found Parent=(ERROR: SQL)": "10.0.0.1",
		"Parent=(ERROR: relation does not exist)":                                         "relation",
	}
}

// Whatever the code, and whether this version knows the condition or not: a message is never blank, a raw key, nor what
// the backend says of its inside.
func TestNothingUnshowableIsShown(t *testing.T) {
	p := NewClassifier()
	conditions := slices.Collect(maps.Keys(p.meanings))
	for code := codes.OK; code <= codes.Unauthenticated+1; code++ {
		conditions = append(conditions, Condition{"/a.B/C", code, ""}, Condition{"/a.B/C", code, "New-1"})
	}
	for _, c := range conditions {
		for text, trace := range unshowable() {
			call := callOf(t, c, text)
			found := p.classifyCall(call)
			shown, err := json.Marshal(found.Details())
			if err != nil {
				t.Fatal(err)
			}
			if strings.TrimSpace(found.Message) == "" || trace != "" && strings.Contains(found.Message+string(shown), trace) {
				t.Errorf("%v with %q: the message is %q, the details %s", c, text, found.Message, shown)
			}
		}
	}
}

// callOf is a call that the server answered with this condition and text.
func callOf(t *testing.T, c Condition, text string) *wire.CallError {
	t.Helper()
	st := status.New(c.Code, text)
	if c.ID != "" && c.Code != codes.OK {
		var err error
		if st, err = status.New(c.Code, text+" ("+c.ID+")").WithDetails(&zitadelv1.ErrorDetail{Id: c.ID, Message: text}); err != nil {
			t.Fatal(err)
		}
	}
	return &wire.CallError{Method: c.Method, Status: st, Sent: true, Answered: true}
}

// What is written for people stays as it is, in any language, up to a bound.
func TestShownText(t *testing.T) {
	long := strings.Repeat("ö", MaxMessage)
	for text, want := range map[string]string{
		"It isn't there (Id-1)": "It isn't there",
		"\u6ca1\u6709 (Id-1)":   "\u6ca1\u6709", // Chinese
		"Not found.":            "Not found.",
		"Verboten.":             "Verboten.",
		"invalid AddFactorRequest.Type: value must not be in list [X]":       "invalid AddFactorRequest.Type: value must not be in list [X]",
		"use example.com instead":                                            "use example.com instead",
		"ID=COMMAND-1 Message=It can't be read Parent=(pq: bad connection)":  "It can't be read",
		"ID=COMMAND-1 Message=It can't be read":                              "It can't be read",
		"It can't be read Parent=(ID=SQL-1 Message=bad Parent=(connection))": "It can't be read",
		"(Id-1)":                 "",
		"It can't be read(Id-1)": "It can't be read",
		"two\r\nlines":           "two  lines",
		"":                       "",
		long:                     long[:MaxMessage] + "…",
	} {
		if got := shownText(text, "Id-1"); got != want {
			t.Errorf("%q is shown as %q", text, got)
		}
	}
}

// A code that a refusal can have has words of its own; none is taken for a failure inside.
func TestEveryRefusalHasAText(t *testing.T) {
	for code := codes.OK; code <= codes.Unauthenticated; code++ {
		meaning := codeOfStatus(code)
		if words := refusalText(meaning, callOf(t, Condition{"/a.B/C", code, ""}, "")); words == internalMessage && meaning != CodeInternalServerError {
			t.Errorf("%s, which is %s, has no words", code, meaning)
		}
	}
}

// Details of a kind that nobody has looked at keep their names only, and there is no end of neither names nor ids.
func TestDetailsAreBounded(t *testing.T) {
	st, err := status.New(codes.NotFound, "text").WithDetails(wrapperspb.String("SECRET-TEXT"),
		&zitadelv1.ErrorDetail{Id: strings.Repeat("x", maxID+1), Message: strings.Repeat("y", 10*MaxMessage)})
	if err != nil {
		t.Fatal(err)
	}
	full := st.Proto()
	for range 100 {
		full.Details = append(full.Details, full.GetDetails()[0])
	}
	shown := (&Problem{Code: CodeNotFound, Call: &wire.CallError{Status: status.FromProto(full)}}).Details()
	text, err := json.Marshal(shown)
	if err != nil || len(shown) != maxDetails || len(text) > 2*MaxMessage || strings.Contains(string(text), "SECRET-TEXT") || strings.Contains(string(text), "xx") {
		t.Errorf("%d details, %v: %s", len(shown), err, text)
	}
	if !strings.Contains(string(text), "google.protobuf.StringValue") {
		t.Errorf("the name is missing in %s", text)
	}
}
