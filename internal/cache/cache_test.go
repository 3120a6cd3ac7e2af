package cache_test

import (
	"testing"

	"zitadel-graphql/internal/cache"
)

// Neither many small values nor a few large ones fill the memory; what was used last stays.
func TestCacheIsBounded(t *testing.T) {
	c := cache.New[int, string](3, 100)
	for i := range 3 {
		c.Add(i, "small", 10)
	}
	c.Get(0)
	c.Has(1)                 // which is no use
	c.Add(3, "one more", 10) // one entry too many: the oldest goes
	if _, ok := c.Get(1); ok {
		t.Error("the least recently used value is still there")
	}
	if v, ok := c.Get(0); !ok || v != "small" {
		t.Error("a value that was just used is gone")
	}
	c.Add(4, "large", 13)
	if c.Has(4) {
		t.Error("a value larger than an eighth of the cache is kept")
	}
	c = cache.New[int, string](1000, 100)
	for i := range 50 {
		c.Add(i, "first", 12)
		c.Add(i, "again", 12) // it counts once
	}
	if v, _ := c.Get(49); v != "first" {
		t.Errorf("the value that was there is replaced by %q", v)
	}
	if s := c.State(); s.Bytes != 96 || s.Entries != 8 {
		t.Errorf("%d bytes in %d entries", s.Bytes, s.Entries)
	}
}

// A cache that takes another's place has none of its values, its room, and its counts.
func TestEmptied(t *testing.T) {
	before := cache.New[int, string](2, 100)
	before.Add(1, "one", 12)
	before.Get(1)
	before.Get(2)
	after := before.Emptied()
	if got, want := after.State(), (cache.State{Hits: 1, Misses: 1}); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
	for i := range 3 {
		after.Add(i, "", 12)
		after.Add(-i, "", 13)
	}
	if s := after.State(); s.Entries != 2 || s.Bytes != 24 || before.State().Entries != 1 {
		t.Errorf("got %+v", s)
	}
}
