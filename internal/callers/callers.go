// Package callers remembers for a few minutes what was found out about callers, such as that they may not read events, so that
// ZITADEL isn't asked about the same caller with every request.
//
// A caller is known by the token in the outgoing metadata of a context, and a Set keeps hashes of tokens with a key of its own,
// never a token. What it means to be in a set is said by the package that owns the set. This package depends on nothing of this
// project.
package callers

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

// Set remembers up to 4,096 callers, each for five minutes: who is remembered the longest makes room for the next. It keeps no
// token, but a hash of each with a random key, so that nothing outside of this process can be found by it. It is safe for
// concurrent use.
type Set struct {
	key   [32]byte
	lasts time.Duration // rememberedFor
	now   func() time.Time

	mu    sync.Mutex // guards until
	until *simplelru.LRU[[sha256.Size]byte, time.Time]
}

// NewSet returns an empty set with a random key, which goes by this clock.
func NewSet(now func() time.Time) *Set {
	until, err := simplelru.NewLRU[[sha256.Size]byte, time.Time](rememberedCallers, nil)
	if err != nil {
		return nil // a size of 0 or less is the only reason
	}
	s := &Set{lasts: rememberedFor, now: now, until: until}
	rand.Read(s.key[:]) // it never fails
	return s
}

// hash returns the hash of the token in the outgoing metadata of ctx.
func (s *Set) hash(ctx context.Context) [sha256.Size]byte {
	md, _ := metadata.FromOutgoingContext(ctx)
	sum := sha256.New()
	sum.Write(s.key[:])
	for _, value := range md.Get(tokenKey) {
		sum.Write([]byte(value))
	}
	return [sha256.Size]byte(sum.Sum(nil))
}

// Add remembers the caller whose token is in the outgoing metadata of ctx. A caller who is remembered already is from now on
// for five more minutes.
func (s *Set) Add(ctx context.Context) {
	hash := s.hash(ctx)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.until.Add(hash, s.now().Add(s.lasts))
}

// Has reports whether the caller whose token is in the outgoing metadata of ctx is remembered. Callers without a token count as
// one.
func (s *Set) Has(ctx context.Context) bool {
	hash := s.hash(ctx)
	s.mu.Lock()
	defer s.mu.Unlock()
	until, ok := s.until.Get(hash)
	return ok && s.now().Before(until)
}
