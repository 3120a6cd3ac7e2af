// Package callers remembers for a few minutes what was found out about callers, such as that they may not read events, so that
// ZITADEL isn't asked about the same caller with every request.
//
// A caller is known by the token in the outgoing metadata of a context, and a Map or a Set keeps hashes of tokens with a key of its
// own, never a token. What it means to be in one is said by the package that owns it. This package depends on nothing of this
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

// Map remembers a value for each of up to 4,096 callers, each for five minutes: who is remembered the longest makes room for the
// next. It keeps no token, but a hash of each with a random key, so that nothing outside of this process can be found by it. It is
// safe for concurrent use.
type Map[Value any] struct {
	key   [32]byte
	lasts time.Duration // rememberedFor
	now   func() time.Time

	mu   sync.Mutex // guards kept
	kept *simplelru.LRU[[sha256.Size]byte, remembered[Value]]
}

type remembered[Value any] struct {
	value Value
	until time.Time
}

// NewMap returns an empty map with a random key, which goes by this clock.
func NewMap[Value any](now func() time.Time) *Map[Value] {
	kept, err := simplelru.NewLRU[[sha256.Size]byte, remembered[Value]](rememberedCallers, nil)
	if err != nil {
		return nil // a size of 0 or less is the only reason
	}
	m := &Map[Value]{lasts: rememberedFor, now: now, kept: kept}
	rand.Read(m.key[:]) // it never fails
	return m
}

// hash returns the hash of the token in the outgoing metadata of ctx.
func (m *Map[Value]) hash(ctx context.Context) [sha256.Size]byte {
	var short [512]byte // on the stack, for all tokens but the longest JSON Web Tokens
	hashed := append(short[:0], m.key[:]...)
	for _, value := range metadata.ValueFromOutgoingContext(ctx, tokenKey) {
		hashed = append(hashed, value...)
	}
	return sha256.Sum256(hashed)
}

// Set remembers the value for the caller whose token is in the outgoing metadata of ctx, for five minutes from now.
func (m *Map[Value]) Set(ctx context.Context, value Value) {
	hash := m.hash(ctx)
	m.mu.Lock()
	defer m.mu.Unlock()
	m.kept.Add(hash, remembered[Value]{value, m.now().Add(m.lasts)})
}

// Get returns what is remembered for the caller whose token is in the outgoing metadata of ctx, and whether anything is. Callers
// without a token count as one.
func (m *Map[Value]) Get(ctx context.Context) (Value, bool) {
	hash := m.hash(ctx)
	m.mu.Lock()
	defer m.mu.Unlock()
	found, ok := m.kept.Get(hash)
	if !ok || !m.now().Before(found.until) {
		var nothing Value
		return nothing, false
	}
	return found.value, true
}

// Set is a Map of which only matters who is in it.
type Set struct{ members *Map[struct{}] }

// NewSet returns an empty set with a random key, which goes by this clock.
func NewSet(now func() time.Time) *Set { return &Set{NewMap[struct{}](now)} }

// Add remembers the caller whose token is in the outgoing metadata of ctx. A caller who is remembered already is from now on
// for five more minutes.
func (s *Set) Add(ctx context.Context) { s.members.Set(ctx, struct{}{}) }

// Has reports whether the caller whose token is in the outgoing metadata of ctx is remembered. Callers without a token count as
// one.
func (s *Set) Has(ctx context.Context) bool {
	_, ok := s.members.Get(ctx)
	return ok
}
