package endpoint

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"

	"zitadel-graphql/graph/problem"
)

// What could be read in two ways is refused, by what is wrong with it, and everything else is read to the letter.
func TestParseJSON(t *testing.T) {
	parsers := newJSONParsers(70)
	const half, twice, none = "half of a surrogate pair", "the same name twice", "isn't a JSON object"
	for text, want := range map[string]any{
		`{"a": [1, -0, 1.50e3, "1", true, false, null, {}]}`: map[string]any{"a": []any{json.Number("1"), json.Number("-0"),
			json.Number("1.50e3"), "1", true, false, nil, map[string]any{}}},
		`{"a\u0062": "\ud83d\ude00 \\ud83d \n"}`: map[string]any{"ab": "😀 \\ud83d \n"},
		`{"a": "\ud83d"}`:                        half,
		`{"a": "\ude00\ud83d"}`:                  half,
		`{"a": "\ud83dx"}`:                       half,
		`{"\uD83D": 1}`:                          half,
		`{"a": "\ud83d", "a": 1}`:                half,
		`{"a": 1, "\u0061": 2}`:                  twice,
		`{"a": {"b": 1, "b": 1}}`:                twice,
		`{"a": 1,}`:                              none,
		`{"a": 1} {}`:                            none,
		`{"a": 1]`:                               none,
		`{"a": "\x"}`:                            none,
		`{"a": "\u12"}`:                          none,
		`{"a": 01}`:                              none,
		`{a: 1}`:                                 none,
		`{"a": 1`:                                none,
		``:                                       none,
		"{\"a\": \"\xff\"}":                      "isn't UTF-8",
		strings.Repeat("[", maxNesting+2):        fmt.Sprintf("at most %d levels", maxNesting),
		`{"a": [` + strings.Repeat("1,", 70) + `1]}`: "at most 70 values",
		// What ends too early at a limit isn't over it.
		strings.Repeat("[", maxNesting+1):          none,
		`{"a": [` + strings.Repeat("1,", 69) + `1`: none,
	} {
		value, err := parsers.parse([]byte(text), 0)
		if message, refused := want.(string); refused {
			if found, ok := errors.AsType[*problem.Problem](err); !ok || !strings.Contains(found.Message, message) || found.Unreadable != (message == none || message == "isn't UTF-8") {
				t.Errorf("%s: %v, want %q", text, err, message)
			}
			if _, ofBody := parseBody([]byte(text), parsers, newQuotedDocuments()); !strings.HasPrefix(text, "[") && !strings.Contains(message, "values") && fmt.Sprint(ofBody) != fmt.Sprint(err) {
				t.Errorf("%s as a body: %v, and as a value: %v", text, ofBody, err) // values are counted from the level of variables on
			}
			continue
		}
		if diff := cmp.Diff(want, value); err != nil || diff != "" {
			t.Errorf("%s: %v (-want +got)\n%s", text, err, diff)
		}
	}
}

// What the known members are is read however they are written, and one is refused for its type only after all of the body was read.
func TestKnownMembers(t *testing.T) {
	parsers := newJSONParsers(9)
	for text, want := range map[string]string{
		`{"query": "{a}", "operationName": "A", "variables": {"b": 1}, "extensions": {"c": null}, "doc_id": "d"}`: "{a} A map[b:1] map[c:<nil>] d",
		`{"qu\u0065ry": "{\u0061}", "operationName": null, "extensions": {"c": 2}, "id": "d", "documentId": "d"}`: "{a}  map[] map[c:2] d",
		`{"id": "d", "doc_id": "e"}`:       "two different documents",
		`{"query": 1, "more": [}`:          "isn't a JSON object",
		`{"query": {"a": 1}, "query": ""}`: "same name twice",
		`{"variables": [], "query": 1}`:    `"query" is of the wrong type. Send a string`,
		`{"variables": "{}"}`:              `"variables" is of the wrong type. Send an object`,
		`{"extensions": true}`:             `"extensions" is of the wrong type. Send an object`,
		`{"doc_id": 7}`:                    `"doc_id" is of the wrong type. Send a string`,
		`"query"`:                          "isn't a JSON object",
	} {
		read, err := parseBody([]byte(text), parsers, newQuotedDocuments())
		got := fmt.Sprint(err)
		if err == nil {
			got = fmt.Sprint(read.Query, " ", read.OperationName, " ", read.Variables, " ", read.Extensions, " ", read.documentID)
		}
		if !strings.Contains(got, want) {
			t.Errorf("%s: %s, want %s", text, got, want)
		}
	}
}

// A body is read to its end, whatever its header says of its length and however it comes.
func TestReadAll(t *testing.T) {
	text := strings.Repeat("0123456789", 20_000)
	for _, length := range []int64{-1, 0, 1, int64(len(text)) - 1, int64(len(text)), int64(len(text)) + 1, 1 << 40} {
		for name, reader := range map[string]io.Reader{"at once": strings.NewReader(text), "by bytes": iotest.OneByteReader(strings.NewReader(text)),
			"with its end": iotest.DataErrReader(strings.NewReader(text))} {
			if got, err := readAll(reader, length); err != nil || string(got) != text {
				t.Errorf("%s, length %d: %d bytes, %v", name, length, len(got), err)
			}
		}
		if _, err := readAll(iotest.TimeoutReader(iotest.OneByteReader(strings.NewReader(text))), length); !errors.Is(err, iotest.ErrTimeout) {
			t.Errorf("length %d: %v, want the reader's failure", length, err)
		}
	}
}

// Prevents that a server spends its time on members that it ignores.
func TestMembersOfTheBody(t *testing.T) {
	body := func(members int) []byte {
		text := []byte(`{"query": "{ __typename }"`)
		for i := range members - 1 {
			text = fmt.Appendf(text, `, "m%d": 1`, i)
		}
		return append(text, '}')
	}
	parsers := newJSONParsers(5)
	if _, err := parseBody(body(maxMembers), parsers, newQuotedDocuments()); err != nil {
		t.Errorf("%d members: %v", maxMembers, err)
	}
	if _, err := parseBody(body(maxMembers+1), parsers, newQuotedDocuments()); err == nil {
		t.Errorf("%d members are read", maxMembers+1)
	}
	cut := body(maxMembers)[:len(body(maxMembers))-1] // without its }
	if _, err := parseBody(cut, parsers, newQuotedDocuments()); !unreadable(err) {
		t.Errorf("%d members, and no end: %v", maxMembers, err)
	}
}

// BenchmarkParseJSON is how long a body takes to be read: a small one, one of a megabyte in few long strings, of one long string or of
// as many values as are read, and one that is over the limit of values.
func BenchmarkParseJSON(b *testing.B) {
	parsers := newJSONParsers(5000)
	for name, body := range map[string]string{
		"small":           `{"query": "mutation { removeSecondFactor(type: SECOND_FACTOR_TYPE_OTP) { sequence } }", "variables": {"orgId": "200000000000000002"}}`,
		"1MiB string":     `{"query": "{ __typename }", "variables": {"a": "` + strings.Repeat("x", 1<<20-60) + `"}}`,
		"1MiB escapes":    `{"query": "{ __typename }", "variables": {"a": "` + strings.Repeat(`\n`, 1<<19-40) + `"}}`,
		"1MiB surrogates": `{"query": "{ __typename }", "variables": {"a": "` + strings.Repeat(`\ud83d\ude00`, 87_000) + `"}}`,
		"1MiB values":     `{"query": "{ __typename }", "variables": {"a": [` + strings.TrimSuffix(strings.Repeat(`"`+strings.Repeat("x", 207)+`",`, 4_990), ",") + `]}}`,
		"1MiB names":      `{"query": "{ __typename }", "variables": {` + manyNames(4_990, 200) + `}}`,
		"too many values": `{"query": "{ __typename }", "variables": {"a": [` + strings.Repeat("1,", 500_000) + `1]}}`,
	} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(body)))
			b.ReportAllocs()
			for b.Loop() {
				_, _ = parseBody([]byte(body), parsers, newQuotedDocuments())
			}
		})
	}
}

// manyNames are the members of an object.
func manyNames(n, length int) string {
	var text strings.Builder
	for i := range n {
		fmt.Fprintf(&text, `"%s%d": 1,`, strings.Repeat("x", length), i)
	}
	return text.String() + `"last": 1`
}
