package audit_test

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"time"

	"zitadel-graphql/internal/audit"
)

// texts are what the fields of a line may have: plain, and with all that has to be escaped.
var texts = []string{"", "plain", `quote " and \`, "line\nfeed\t\x00\x1f\x7f", "<&>", "\u00e4\u2028\u2029\U0001f600", "broken \xff\xc3"}

// Ensures that a line is the same as encoding/json makes of the same fields, whatever is in them, and that no field is forgotten.
func TestLineIsWhatEncodingJSONWrites(t *testing.T) {
	t.Parallel()
	for _, text := range texts {
		values := map[string]any{"text": text, "flag": true, "count": 3, "number": json.Number("12"), "nothing": nil, "list": []string{text, "b"},
			"none": []string{}, "any": []any{text, 1.5, map[string]any{"z": text, "a": false}}, "nested": map[string]any{"b": text, "a": map[string]any{}}}
		for _, object := range []map[string]any{nil, {}, values} {
			var intent audit.Intent
			fill(t, reflect.ValueOf(&intent).Elem(), text, object)
			var outcome audit.Outcome
			fill(t, reflect.ValueOf(&outcome).Elem(), text, object)
			checkLine(t, &intent, func(trail *audit.Trail) {
				if err := trail.Intent(t.Context(), intent); err != nil {
					t.Error(err)
				}
			})
			checkLine(t, &outcome, func(trail *audit.Trail) { trail.Outcome(t.Context(), outcome) })
		}
	}
}

// fill sets all fields of a struct, by their kind. It sets flags and numbers where there is an object.
func fill(t *testing.T, into reflect.Value, text string, object map[string]any) {
	t.Helper()
	for _, field := range into.Fields() {
		switch field.Kind() {
		case reflect.Struct:
			fill(t, field, text, object)
		case reflect.String:
			field.SetString(text)
		case reflect.Bool:
			field.SetBool(object != nil)
		case reflect.Float64:
			field.SetFloat(float64(len(object)) * 17.001)
		case reflect.Map:
			field.Set(reflect.ValueOf(object))
		case reflect.Slice:
			field.Set(reflect.ValueOf([]string{text, "w"}[:min(2, len(object))]))
		default:
			t.Fatalf("fill knows nothing of a %s", field.Kind())
		}
	}
}

// checkLine compares what write adds to a trail with what encoding/json makes of the same.
func checkLine(t *testing.T, of any, write func(*audit.Trail)) {
	t.Helper()
	var to stream
	trail, _ := newTrail(&to)
	write(trail)
	var want strings.Builder
	encoder := json.NewEncoder(&want)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(of); err != nil {
		t.Fatal(err)
	}
	_, got, found := strings.Cut(to.lines.String(), `"version":1,`)
	if got = "{" + got; !found || got != want.String() {
		t.Errorf("got\n%swant\n%s", got, want.String())
	}
}

// Ensures that what can't be written refuses the mutation, instead of a line that nobody can read.
func TestValueThatCantBeWritten(t *testing.T) {
	t.Parallel()
	for _, value := range []any{func() {}, map[string]any{"no\nname": 1}} {
		var to stream
		trail, _ := newTrail(&to)
		if err := trail.Intent(t.Context(), audit.Intent{Change: map[string]any{"a": value}}); err == nil || to.lines.Len() > 0 {
			t.Errorf("got %v and %q", err, to.lines.String())
		}
		trail.Outcome(t.Context(), audit.Outcome{DurationMS: time.Second.Seconds()})
		if to.lines.Len() == 0 {
			t.Error("the line after it isn't written")
		}
	}
}
