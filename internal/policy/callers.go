package policy

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"sync"
	"time"

	"github.com/hashicorp/golang-lru/v2/simplelru"
	"google.golang.org/grpc/metadata"
)

const (
	rememberedCallers = 4096
	rememberedFor     = 5 * time.Minute

	tokenKey = "authorization"
)

// callers remembers up to rememberedCallers callers, each for rememberedFor. It keeps no token, but a hash of each with a random
// key: nothing outside of this process can be found by it. It is safe for concurrent use.
type callers struct {
	key   [32]byte
	lasts time.Duration // rememberedFor
	now   func() time.Time

	mu    sync.Mutex // guards until
	until *simplelru.LRU[[sha256.Size]byte, time.Time]
}

// newCallers returns an empty set with a random key.
func newCallers(now func() time.Time) *callers {
	until, err := simplelru.NewLRU[[sha256.Size]byte, time.Time](rememberedCallers, nil)
	if err != nil {
		return nil // a size of 0 or less is the only reason
	}
	c := &callers{lasts: rememberedFor, now: now, until: until}
	rand.Read(c.key[:]) // it never fails
	return c
}

// hash returns the hash of the token in the outgoing metadata of ctx.
func (c *callers) hash(ctx context.Context) [sha256.Size]byte {
	md, _ := metadata.FromOutgoingContext(ctx)
	sum := sha256.New()
	sum.Write(c.key[:])
	for _, value := range md.Get(tokenKey) {
		sum.Write([]byte(value))
	}
	return [sha256.Size]byte(sum.Sum(nil))
}

// add remembers the caller whose token is in the outgoing metadata of ctx.
func (c *callers) add(ctx context.Context) {
	hash := c.hash(ctx)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.until.Add(hash, c.now().Add(c.lasts))
}

// has reports whether that caller is remembered.
func (c *callers) has(ctx context.Context) bool {
	hash := c.hash(ctx)
	c.mu.Lock()
	defer c.mu.Unlock()
	until, ok := c.until.Get(hash)
	return ok && c.now().Before(until)
}
