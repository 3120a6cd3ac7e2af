package endpoint

import (
	"fmt"
	"strings"
	"testing"
)

// A document that is known is the same as one that is read, however it is written; and one that isn't valid, of which anybody can send
// as many as they like, isn't kept.
func TestQuotedDocuments(t *testing.T) {
	known := newQuotedDocuments()
	for _, json := range []string{`"{ a }"`, `"{\na }"`, `"{\u000aa }"`, `"{ a } # \ud83d\ude00 \\ud83d \/"`} {
		body := []byte(`{"query": ` + json + `}`)
		first, err := parseBody(body, 9, known)
		if err != nil || first.quoted == nil {
			t.Fatalf("%s: %v, to be kept as %s", json, err, first.quoted)
		}
		known.add(first.quoted, first.Query)
		again, err := parseBody(body, 9, known)
		if err != nil || again.quoted != nil || again.Query != first.Query {
			t.Errorf("%s: %q, %v, and before %q", json, again.Query, err, first.Query)
		}
	}
}

// Documents that are valid and always new don't fill the memory, and those that come after them are kept again.
func TestQuotedDocumentsAreBounded(t *testing.T) {
	known := newQuotedDocuments()
	long := strings.Repeat("x", 50_000)
	for i := range 200 {
		json := fmt.Appendf(nil, `"%d %s"`, i, long)
		known.add(json, string(json))
		if _, ok := known.text(json); !ok || known.bytes > quotedDocumentBytes {
			t.Fatalf("after %d there are %d bytes, and the last is kept: %v", i, known.bytes, ok)
		}
	}
	if known.add([]byte(strings.Repeat("x", quotedDocumentBytes)), ""); known.bytes > quotedDocumentBytes {
		t.Errorf("one document of %d bytes is kept", known.bytes)
	}
}
