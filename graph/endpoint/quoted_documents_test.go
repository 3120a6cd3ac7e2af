package endpoint

import (
	"fmt"
	"runtime"
	"strings"
	"testing"
)

// A document that is known is the same as one that is read, however it is written; and one that isn't valid, of which anybody can send
// as many as they like, isn't kept.
func TestQuotedDocuments(t *testing.T) {
	known, parsers := newQuotedDocuments(), newJSONParsers(9)
	for _, json := range []string{`"{ a }"`, `"{\na }"`, `"{\u000aa }"`, `"{ a } # \ud83d\ude00 \\ud83d \/"`} {
		body := []byte(`{"query": ` + json + `}`)
		first, err := parseBody(body, parsers, known)
		if err != nil || first.quoted == nil {
			t.Fatalf("%s: %v, to be kept as %s", json, err, first.quoted)
		}
		known.add(first.quoted, first.Query)
		again, err := parseBody(body, parsers, known)
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

// Many short documents take no more memory than they are counted for.
func TestQuotedDocumentsAreCountedInFull(t *testing.T) {
	before := heapInUse()
	known := newQuotedDocuments()
	for i := range 20_000 { // fewer than there is room for
		json := fmt.Appendf(nil, `"{a}#%d"`, i)
		known.add(json, string(json[1:len(json)-1]))
	}
	if took := heapInUse() - before; took > known.bytes {
		t.Errorf("%d documents take %d bytes, and are counted for %d", len(known.byJSON), took, known.bytes)
	}
	runtime.KeepAlive(known)
}

// heapInUse returns how many bytes there are in the heap after a collection.
func heapInUse() int {
	runtime.GC()
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	return int(stats.HeapAlloc)
}
