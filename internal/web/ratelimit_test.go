package web

import (
	"fmt"
	"net/netip"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// clock is a time that only a test moves.
type clock struct{ now time.Time }

func (c *clock) pass(d time.Duration) { c.now = c.now.Add(d) }

func newTestLimiter(t *testing.T, perMinute, burst int) (*limiter, *clock) {
	t.Helper()
	c := &clock{now: time.Unix(1700000000, 0)}
	l, err := newLimiter(RateLimit{PerMinute: perMinute, Burst: burst, Now: func() time.Time { return c.now }})
	if err != nil {
		t.Fatal(err)
	}
	return l, c
}

var (
	here  = netip.MustParseAddr("198.51.100.1")
	there = netip.MustParseAddr("203.0.113.9")
)

// A client has its burst and then its rate, another has its own, and a refusal costs nothing of what comes later.
func TestRateOfAnAddress(t *testing.T) {
	l, c := newTestLimiter(t, 60, 3)
	for i := range 3 {
		if wait, _ := l.take(here, ""); wait != 0 {
			t.Fatalf("request %d has to wait %s", i, wait)
		}
	}
	for range 10 {
		if wait, whose := l.take(here, ""); wait != time.Second || whose != "address" {
			t.Fatalf("over the limit: wait %s, whose %q", wait, whose)
		}
	}
	if wait, _ := l.take(there, ""); wait != 0 {
		t.Errorf("another address has to wait %s", wait)
	}
	c.pass(time.Second - time.Millisecond)
	if wait, _ := l.take(here, ""); wait != time.Millisecond {
		t.Errorf("a little too early: wait %s", wait)
	}
	c.pass(time.Millisecond)
	if wait, _ := l.take(here, ""); wait != 0 {
		t.Errorf("after its time: wait %s", wait)
	}
}

// One token that is used from many places is one client, however it is written; and many tokens from one place are one
// address.
func TestRateOfAToken(t *testing.T) {
	l, _ := newTestLimiter(t, 60, 3)
	spellings := []string{"Bearer one", "bearer one", "BEARER   one", "Bearer one"}
	for i, authorization := range spellings {
		address := netip.AddrFrom4([4]byte{198, 51, 100, byte(i)})
		wait, whose := l.take(address, authorization)
		if (wait > 0) != (i == 3) || (wait > 0 && whose != "token") {
			t.Errorf("use %d of a token: wait %s, whose %q", i, wait, whose)
		}
	}
	for i := range 4 {
		if wait, _ := l.take(there, fmt.Sprint("Bearer other-", i)); (wait > 0) != (i == 3) {
			t.Errorf("token %d of one address: wait %s", i, wait)
		}
	}
	if l.tokens.byKey.Len() != 4 { // "one" and three of the others: the fourth was refused before
		t.Errorf("%d tokens are known", l.tokens.byKey.Len())
	}
}

// A token mustn't be kept, nor anything that a list of hashed tokens would tell it by.
func TestTokenIsNotKept(t *testing.T) {
	one, _ := newTestLimiter(t, 60, 3)
	other, _ := newTestLimiter(t, 60, 3)
	if one.hash("Bearer x") == other.hash("Bearer x") {
		t.Error("two processes keep the same for a token")
	}
	one.take(here, "Bearer s3cret-token")
	if kept := fmt.Sprintf("%s %+v", one.tokens.byKey.Keys(), one.config); strings.Contains(kept, "s3cret") {
		t.Errorf("the limiter keeps %s", kept)
	}
}

// The table is bounded, and a client that goes on asking isn't forgotten by it, whoever else comes.
func TestBucketsAreBounded(t *testing.T) {
	now := time.Unix(1700000000, 0)
	b, err := newBuckets[int](RateLimit{PerMinute: 1, Burst: 1}, 8)
	if err != nil {
		t.Fatal(err)
	}
	b.take(0, now)
	for key := range 1000 {
		b.take(key+1, now)
		if wait := b.take(0, now); wait == 0 {
			t.Fatalf("after %d others the first has a new limit", key+1)
		}
	}
	if b.byKey.Len() != 8 {
		t.Errorf("%d clients are kept, want 8", b.byKey.Len())
	}
}

// Requests at the same time don't get more between them than one after the other.
func TestRateAtTheSameTime(t *testing.T) {
	l, _ := newTestLimiter(t, 1, 100)
	var passed atomic.Int32
	var all sync.WaitGroup
	for range 20 {
		all.Go(func() {
			for range 20 {
				if wait, _ := l.take(here, "Bearer x"); wait == 0 {
					passed.Add(1)
				}
			}
		})
	}
	all.Wait()
	if passed.Load() != 100 {
		t.Errorf("%d requests passed, want 100", passed.Load())
	}
}
