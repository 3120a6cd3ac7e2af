package endpoint

import "sync"

const (
	// quotedDocumentBytes is how many bytes quotedDocuments keeps altogether.
	quotedDocumentBytes = 4 << 20
	// bytesPerQuoted is the most that the map and the allocator take for a document besides its two texts, as
	// TestQuotedDocumentsAreCountedInFull measures. Without it short documents, which anybody can send, would take several times as much.
	bytesPerQuoted = 160
)

// quotedDocuments remembers valid documents by how requests write them, as strings of JSON. A document that comes with each request
// then is neither unescaped nor copied each time, and is the same string in memory as the one that the caches of documents have it
// under. It is safe for concurrent use.
//
// Which text a string of JSON has depends on nothing else, so that nothing here has to be forgotten when settings change.
type quotedDocuments struct {
	mu     sync.RWMutex
	byJSON map[string]string
	bytes  int
}

func newQuotedDocuments() *quotedDocuments {
	return &quotedDocuments{byJSON: map[string]string{}}
}

// text returns the document that a string of JSON, its quotes included, is known to have.
func (q *quotedDocuments) text(json []byte) (_ string, known bool) {
	q.mu.RLock()
	defer q.mu.RUnlock()
	text, known := q.byJSON[string(json)]
	return text, known
}

// add keeps a document that is worth it: one that is valid. When there is no room left all are forgotten, which clients that send the
// same few documents never cause.
func (q *quotedDocuments) add(json []byte, text string) {
	size := len(json) + len(text) + bytesPerQuoted
	if size > quotedDocumentBytes/8 {
		return
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	if _, known := q.byJSON[string(json)]; known {
		return
	}
	if q.bytes+size > quotedDocumentBytes {
		clear(q.byJSON)
		q.bytes = 0
	}
	q.byJSON[string(json)] = text
	q.bytes += size
}
