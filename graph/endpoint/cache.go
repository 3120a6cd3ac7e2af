package endpoint

import (
	"sync"

	"github.com/hashicorp/golang-lru/v2/simplelru"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/lexer"
)

const (
	// cachedDocuments is how many documents are kept parsed and validated, in cachedDocumentBytes altogether.
	cachedDocuments     = 1000
	cachedDocumentBytes = 16 << 20
	// cachedHashes is how many documents are kept by their hash, in cachedHashBytes altogether.
	cachedHashes    = 1000
	cachedHashBytes = 4 << 20
	// bytesPerToken is the most that a token of a document takes once it is parsed, as TestDocumentsAreCountedInFull measures.
	bytesPerToken = 400
)

// cache keeps the values that were used last, within a number of entries and of bytes. It is safe for concurrent use.
type cache[V any] struct {
	mostBytes int

	mu      sync.Mutex
	entries *simplelru.LRU[string, entry[V]]
	bytes   int
	totals  cacheTotals
}

type cacheTotals struct{ hits, misses uint64 }

type entry[V any] struct {
	value V
	bytes int
}

// newCache needs room for at least one entry.
func newCache[V any](mostEntries, mostBytes int) *cache[V] {
	c := &cache[V]{mostBytes: mostBytes}
	c.entries, _ = simplelru.NewLRU(mostEntries, func(_ string, old entry[V]) { c.bytes -= old.bytes }) // fails for none only
	return c
}

func (c *cache[V]) get(key string) (V, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	kept, ok := c.entries.Get(key)
	if ok {
		c.totals.hits++
	} else {
		c.totals.misses++
	}
	return kept.value, ok
}

// has reports whether there is a value under key. Unlike get it doesn't count as a use.
func (c *cache[V]) has(key string) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.entries.Contains(key)
}

// emptied returns a cache without documents that counts on. c may be nil.
func (c *cache[V]) emptied(mostEntries, mostBytes int) *cache[V] {
	next := newCache[V](mostEntries, mostBytes)
	if c != nil {
		before := c.state()
		next.totals = cacheTotals{before.Hits, before.Misses}
	}
	return next
}

// state returns the cache's totals and size, as they are now.
func (c *cache[V]) state() CacheState {
	c.mu.Lock()
	defer c.mu.Unlock()
	return CacheState{Hits: c.totals.hits, Misses: c.totals.misses, Entries: c.entries.Len(), Bytes: c.bytes}
}

// add keeps a value of that many bytes, its key included, unless there is one under its key. A value that would push out most
// of the others isn't kept.
func (c *cache[V]) add(key string, value V, bytes int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.entries.Contains(key) || bytes > c.mostBytes/8 {
		return
	}
	c.entries.Add(key, entry[V]{value, bytes})
	for c.bytes += bytes; c.bytes > c.mostBytes; {
		c.entries.RemoveOldest()
	}
}

// sizeInMemory estimates the bytes that a valid document takes, its text and its tree. It is never less than they are.
func sizeInMemory(text string) int {
	tokens := lexer.New(&ast.Source{Input: text})
	for size := 2 * len(text); ; size += bytesPerToken {
		token, err := tokens.ReadToken()
		if err != nil || token.Kind == lexer.EOF {
			return size + bytesPerToken
		}
	}
}
