package endpoint

import (
	"container/list"
	"context"
	"sync"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/lexer"
)

const (
	// cachedDocuments are kept parsed and validated, in cachedDocumentBytes altogether.
	cachedDocuments     = 1000
	cachedDocumentBytes = 16 << 20
	// cachedHashes are the documents that are kept by their hash, in cachedHashBytes altogether.
	cachedHashes    = 1000
	cachedHashBytes = 4 << 20
	// bytesPerToken is what a token of a document takes when it is parsed, at most; cache_test.go measures it.
	bytesPerToken = 400
)

// cache keeps the values that were used last, within a number of entries and of bytes. It is safe for concurrent use.
type cache[V any] struct {
	mostEntries, mostBytes int

	mu     sync.Mutex
	recent *list.List // of *cached[V], the last used first
	byKey  map[string]*list.Element
	bytes  int
}

type cached[V any] struct {
	key   string
	value V
	bytes int
}

func newCache[V any](entries, bytes int) *cache[V] {
	return &cache[V]{mostEntries: entries, mostBytes: bytes, recent: list.New(), byKey: map[string]*list.Element{}}
}

func (c *cache[V]) get(key string) (V, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	element, ok := c.byKey[key]
	if !ok {
		var none V
		return none, false
	}
	c.recent.MoveToFront(element)
	return element.Value.(*cached[V]).value, true
}

// add keeps a value of that many bytes, its key included. One that would push out most of the others isn't kept.
func (c *cache[V]) add(key string, value V, bytes int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if _, known := c.byKey[key]; known || bytes > c.mostBytes/8 {
		return
	}
	c.byKey[key] = c.recent.PushFront(&cached[V]{key, value, bytes})
	c.bytes += bytes
	for c.recent.Len() > c.mostEntries || c.bytes > c.mostBytes {
		c.drop(c.recent.Back())
	}
}

func (c *cache[V]) drop(element *list.Element) {
	old := c.recent.Remove(element).(*cached[V])
	delete(c.byKey, old.key)
	c.bytes -= old.bytes
}

// documents is where gqlgen keeps documents that it has validated.
type documents struct{ *cache[*ast.QueryDocument] }

var _ graphql.Cache[*ast.QueryDocument] = documents{}

// Get implements graphql.Cache.
func (d documents) Get(_ context.Context, text string) (*ast.QueryDocument, bool) { return d.get(text) }

// Add implements graphql.Cache.
func (d documents) Add(_ context.Context, text string, document *ast.QueryDocument) {
	d.add(text, document, sizeInMemory(text))
}

// sizeInMemory is about what a valid document takes, text and tree, and never less.
func sizeInMemory(text string) int {
	tokens := lexer.New(&ast.Source{Input: text})
	for size := 2 * len(text); ; size += bytesPerToken {
		token, err := tokens.ReadToken()
		if err != nil || token.Kind == lexer.EOF {
			return size + bytesPerToken
		}
	}
}
