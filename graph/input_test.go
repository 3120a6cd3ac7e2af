package graph_test

import (
	"encoding/json"
	"strings"
	"testing"

	"zitadel-graphql/internal/wire"
)

// unusable are values that can't be used: by their type wherever it stands, or by the name of an argument.
var unusable = map[string][]string{
	"ID":       {`""`, `" "`, `"` + strings.Repeat("7", 201) + `"`},
	"Int":      {"0", "-1", "101"},
	"UInt64":   {`""`, `"-1"`, `"1e3"`, "7"},
	"Duration": {`""`, `"x"`, `"-PT1H"`, `"P1Y"`, "7"},
	"after":    {`""`, `"x"`, `"b2Zmc2V0Oi0x"`},

	"SecondFactorType": {"SECOND_FACTOR_TYPE_UNSPECIFIED"},
	"MultiFactorType":  {"MULTI_FACTOR_TYPE_UNSPECIFIED"},

	"defaultRedirectUri": {`"x"`, `"javascript:x"`},
	"expectedDigest":     {`""`, `"x"`},
	"expectedVersion":    {`""`, `"x"`, `"bG9nIDcg"`, `"bG9nIDA3IDIwMA"`},
	"_Any":               {`""`, "{}", "7", `{__typename: "Organization"}`, `{__typename: "Organization", id: null}`, `{__typename: "X", id: 1}`},
}

// ofTheBackend are the positions whose values only the backend can refuse, or that can have every value.
var ofTheBackend = map[string]bool{
	"setRestrictions(patch.allowedLanguages[1])": true, // which languages there are
}

// Prevents that a value which can't be used is sent on, or taken for another: the field refuses it, and writes nothing. A field
// below a mutation refuses it too, after the mutation's write, and without a word on that. A scalar or an enum of which this
// test knows no such value has to be added to it.
func TestUnusableInputWritesNothing(t *testing.T) {
	free := map[string]bool{"Boolean": true, "InheritedPolicyAction": true, "PasswordlessType": true, "ImpactGuard": true} // every value can be used
	s, tried := walkSchema(t), 0
	for _, p := range s.positions {
		name := p.path[strings.LastIndex(p.path, ".")+1:]
		values := append(append([]string{}, unusable[p.kind.NamedType]...), unusable[name]...)
		leaf := p.kind.Elem == nil && s.schema.Types[p.kind.NamedType].IsLeafType()
		if leaf && len(values) == 0 && !free[p.kind.NamedType] && !ofTheBackend[p.String()] {
			t.Errorf("add a value that %s can't have", p)
		}
		for _, value := range values {
			tried++
			expectUnusable(t, p, value)
		}
	}
	if tried < 100 {
		t.Errorf("only %d values were tried", tried)
	}
}

func expectUnusable(t *testing.T, p inputPosition, value string) {
	t.Helper()
	document := p.document("", value)
	got, asked := askRecorded(t, document, nil)
	writes := 0
	for _, call := range asked {
		if method, _, _ := strings.Cut(call, " "); !wire.ReadOnly(method) {
			writes++
		}
	}
	if strings.Contains(document, "before: ") && got.Data != nil {
		writes-- // of the field before
	}
	var outcome any = "NOT_EXECUTED"
	if len(got.Errors) == 1 && len(got.Errors[0].Path) > 1 { // below the mutation, which is made
		outcome = nil
		writes--
	}
	if len(got.Errors) != 1 || writes > 0 {
		t.Errorf("%s: %s asks %q and gets %s", p, document, asked, got.body)
		return
	}
	e := got.Errors[0].Extensions
	isExpectation := strings.HasPrefix(p.path, "expected") // of another state, and not wrong by itself
	if code := e["code"]; code != "BAD_USER_INPUT" && code != "GRAPHQL_VALIDATION_FAILED" && !isExpectation {
		t.Errorf("%s: %s gets %s", p, document, got.body)
	}
	if got.Data != nil && strings.HasPrefix(document, "mutation") && e["outcome"] != outcome {
		t.Errorf("%s: %s gets %s", p, document, got.body)
	}
}

// Ensures that a program can tell a bad duration and a bad sequence from any other input, however it was given: in the document, by
// a variable, and within a variable's value.
func TestBadScalarsHaveReasons(t *testing.T) {
	reasons := map[string]string{"Duration": "DURATION_INVALID", "UInt64": "SEQUENCE_INVALID"}
	bad := map[string]any{`"x"`: "x", "7": 7, "7.5": 7.5, "true": true, "X": "X", `["x"]`: []any{"x"}, "{x: 1}": map[string]any{"x": 1},
		"99999999999999999999": json.Number("99999999999999999999")}
	tried := map[string]int{}
	for _, p := range walkSchema(t).positions {
		want, ok := reasons[p.kind.NamedType]
		if !ok {
			continue
		}
		tried[want]++
		for literal, value := range bad {
			documents := map[string]map[string]any{
				p.document("", literal):                                    {},
				p.document("($v: "+p.kind.NamedType+")", "$v"):             {"v": value},
				p.document("($v: "+p.kind.NamedType+"="+literal+")", "$v"): {},
			}
			if p.argument != nil {
				documents[p.whole("($v: "+p.argument.String()+")", "$v")] = map[string]any{"v": p.with(value)}
			}
			for document, variables := range documents {
				got, _ := askRecorded(t, document, variables)
				// Of a number out of range validation also says that the objects around it aren't of their types.
				if len(got.Errors) == 0 || got.Errors[0].Extensions["reason"] != want {
					t.Errorf("%s: %s with %v gets %s", p, document, variables, got.body)
				}
			}
		}
	}
	if tried["DURATION_INVALID"] < 10 || tried["SEQUENCE_INVALID"] < 2 {
		t.Errorf("tried %v", tried)
	}
}
