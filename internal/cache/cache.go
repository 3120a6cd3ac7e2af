// Package cache keeps the values that were used last, within a number of entries and of bytes.
//
// How many bytes a value takes is said by whoever adds it: graph/endpoint for documents, and graph/plan for plans. The package owns what is
// dropped, and counts what is found. It depends on no other of this program.
package cache

import (
	"sync"

	"github.com/hashicorp/golang-lru/v2/simplelru"
)

// Cache keeps values by their keys. It is safe for concurrent use.
type Cache[K comparable, V any] struct {
	mostEntries, mostBytes int

	mu           sync.Mutex
	entries      *simplelru.LRU[K, entry[V]]
	bytes        int
	hits, misses uint64
}

type entry[V any] struct {
	value V
	bytes int
}

// State is that of a cache: how often a value was found or not, how many values there are, and how many bytes they take.
type State struct {
	Hits, Misses   uint64
	Entries, Bytes int
}

// New returns an empty cache with room for that much, which has to be one entry at least.
func New[K comparable, V any](mostEntries, mostBytes int) *Cache[K, V] {
	c := &Cache[K, V]{mostEntries: mostEntries, mostBytes: mostBytes}
	c.entries, _ = simplelru.NewLRU(mostEntries, func(_ K, old entry[V]) { c.bytes -= old.bytes }) // fails for none only
	return c
}

// Emptied returns an empty cache with as much room, which counts on from what this one has counted so far.
func (c *Cache[K, V]) Emptied() *Cache[K, V] {
	next, before := New[K, V](c.mostEntries, c.mostBytes), c.State()
	next.hits, next.misses = before.Hits, before.Misses
	return next
}

// Get returns the value under key, and reports whether there is one. That counts as a use.
func (c *Cache[K, V]) Get(key K) (V, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	kept, ok := c.entries.Get(key)
	if ok {
		c.hits++
	} else {
		c.misses++
	}
	return kept.value, ok
}

// Has reports whether there is a value under key. Unlike Get it doesn't count as a use.
func (c *Cache[K, V]) Has(key K) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.entries.Contains(key)
}

// Add keeps a value of that many bytes, its key included, unless there is one under its key. A value that would push out most
// of the others isn't kept.
func (c *Cache[K, V]) Add(key K, value V, bytes int) {
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

// State returns the cache's state as it is now.
func (c *Cache[K, V]) State() State {
	c.mu.Lock()
	defer c.mu.Unlock()
	return State{Hits: c.hits, Misses: c.misses, Entries: c.entries.Len(), Bytes: c.bytes}
}
