package callers

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"google.golang.org/grpc/metadata"
)

func callerWith(token string) context.Context {
	return metadata.NewOutgoingContext(context.Background(), metadata.Pairs(tokenKey, "Bearer "+token))
}

// Ensures that a caller who was refused is asked for again some time, since a role can be given, and that nobody is taken for
// somebody else.
func TestCallers(t *testing.T) {
	t.Parallel()
	now := time.Unix(1, 0)
	s := NewSet(func() time.Time { return now })
	s.Add(callerWith("a"))
	if !s.Has(callerWith("a")) || s.Has(callerWith("b")) || s.Has(t.Context()) {
		t.Error("somebody is taken for somebody else")
	}
	now = now.Add(rememberedFor)
	if s.Has(callerWith("a")) {
		t.Error("a caller is remembered for longer than that")
	}
	if one, other := NewSet(time.Now), NewSet(time.Now); one.members.hash(callerWith("a")) == other.members.hash(callerWith("a")) {
		t.Error("two servers have the same hash of a token")
	}
}

// Prevents that memory grows with the callers: however many come, and at once, a bounded number is remembered.
func TestManyCallers(t *testing.T) {
	t.Parallel()
	s := NewSet(time.Now)
	var group sync.WaitGroup
	for worker := range 8 {
		group.Go(func() {
			for i := range rememberedCallers {
				caller := callerWith(fmt.Sprint(worker, ".", i))
				s.Has(caller)
				s.Add(caller)
			}
		})
	}
	group.Wait()
	if got := s.members.kept.Len(); got != rememberedCallers {
		t.Errorf("%d are remembered", got)
	}
}

// Ensures that a caller's value is the last one that was remembered, and nobody else's, and that it is forgotten in time.
func TestMap(t *testing.T) {
	t.Parallel()
	now := time.Unix(1, 0)
	m := NewMap[string](func() time.Time { return now })
	m.Set(callerWith("a"), "first")
	m.Set(callerWith("a"), "last")
	m.Set(callerWith("b"), "other")
	if value, ok := m.Get(callerWith("a")); value != "last" || !ok {
		t.Errorf("got %q, %t", value, ok)
	}
	now = now.Add(rememberedFor)
	if value, ok := m.Get(callerWith("a")); value != "" || ok {
		t.Errorf("after its time: got %q, %t", value, ok)
	}
}

// BenchmarkHas is what it costs to recognize a caller.
func BenchmarkHas(b *testing.B) {
	set := NewSet(time.Now)
	ctx := metadata.AppendToOutgoingContext(callerWith(strings.Repeat("x", 110)), "accept-language", "en")
	set.Add(ctx)
	b.ReportAllocs()
	for b.Loop() {
		if !set.Has(ctx) {
			b.Fatal("the caller isn't recognized")
		}
	}
}
