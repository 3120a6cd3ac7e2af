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

// clock shows a time that only a test moves.
type clock struct{ now time.Time }

func (c *clock) advance(d time.Duration) { c.now = c.now.Add(d) }

func newTestLimiter(t *testing.T, perMinute, burst int) (*limiter, *clock) {
	t.Helper()
	c := &clock{now: time.Unix(1700000000, 0)}
	l, err := newLimiter(RateLimit{PerMinute: perMinute, Burst: burst}, func() time.Time { return c.now })
	if err != nil {
		t.Fatal(err)
	}
	return l, c
}

var (
	clientA = netip.MustParseAddr("198.51.100.1")
	clientB = netip.MustParseAddr("203.0.113.9")
)

// A client has its burst and then its rate. Another client has its own. A refused request uses up nothing.
func TestRateOfAnAddress(t *testing.T) {
	l, c := newTestLimiter(t, 60, 3)
	for i := range 3 {
		if wait, _ := l.admit(clientA, ""); wait != 0 {
			t.Fatalf("request %d has to wait %s", i, wait)
		}
	}
	for range 10 {
		if wait, whose := l.admit(clientA, ""); wait != time.Second || whose != "address" {
			t.Fatalf("over the limit: wait %s, whose %q", wait, whose)
		}
	}
	if wait, _ := l.admit(clientB, ""); wait != 0 {
		t.Errorf("another address has to wait %s", wait)
	}
	c.advance(time.Second - time.Millisecond)
	if wait, _ := l.admit(clientA, ""); wait != time.Millisecond {
		t.Errorf("a little too early: wait %s", wait)
	}
	c.advance(time.Millisecond)
	if wait, _ := l.admit(clientA, ""); wait != 0 {
		t.Errorf("after its time: wait %s", wait)
	}
}

// A token that is used from many places is one client, however its scheme is written. Many tokens from one place are limited
// by their address.
func TestRateOfAToken(t *testing.T) {
	l, _ := newTestLimiter(t, 60, 3)
	spellings := []string{"Bearer one", "bearer one", "BEARER   one", "Bearer one"}
	for i, authorization := range spellings {
		address := netip.AddrFrom4([4]byte{198, 51, 100, byte(i)})
		wait, whose := l.admit(address, authorization)
		if (wait > 0) != (i == 3) || (wait > 0 && whose != "token") {
			t.Errorf("use %d of a token: wait %s, whose %q", i, wait, whose)
		}
	}
	for i := range 4 {
		if wait, _ := l.admit(clientB, fmt.Sprint("Bearer other-", i)); (wait > 0) != (i == 3) {
			t.Errorf("token %d of one address: wait %s", i, wait)
		}
	}
	if l.tokens.byKey.Len() != 4 { // "one" and three of the others: the fourth was refused before
		t.Errorf("%d tokens are known", l.tokens.byKey.Len())
	}
}

// Neither a token may be kept nor a hash of it that a list of hashed tokens would have.
func TestTokenIsNotKept(t *testing.T) {
	one, _ := newTestLimiter(t, 60, 3)
	other, _ := newTestLimiter(t, 60, 3)
	if one.hashToken("Bearer x") == other.hashToken("Bearer x") {
		t.Error("two processes keep the same for a token")
	}
	one.admit(clientA, "Bearer s3cret-token")
	if kept := fmt.Sprintf("%s %+v", one.tokens.byKey.Keys(), one.config); strings.Contains(kept, "s3cret") {
		t.Errorf("the limiter keeps %s", kept)
	}
}

// The table is bounded, and it doesn't forget a client that goes on asking, however many others come.
func TestBucketsAreBounded(t *testing.T) {
	l, _ := newTestLimiter(t, 1, 1)
	networks, err := newBuckets[netip.Prefix](l.config, 8)
	if err != nil {
		t.Fatal(err)
	}
	l.networks = networks
	l.admit(clientA, "")
	for i := range 1000 {
		l.admit(netip.AddrFrom4([4]byte{10, 0, byte(i >> 8), byte(i)}), "")
		if wait, _ := l.admit(clientA, ""); wait == 0 {
			t.Fatalf("after %d others the first has a new limit", i+1)
		}
	}
	if networks.byKey.Len() != 8 {
		t.Errorf("%d clients are kept, want 8", networks.byKey.Len())
	}
}

// Refused requests use up nothing, however many come at once: the next one waits as long as after a single refusal, and passes
// when that time is over. That holds for the limit of an address and for that of a token.
func TestRefusedTogether(t *testing.T) {
	for name, authorization := range map[string]string{"an address": "", "a token": "Bearer x"} {
		t.Run(name, func(t *testing.T) {
			address := func(i int) netip.Addr {
				if authorization == "" {
					return clientA
				}
				return netip.AddrFrom4([4]byte{10, 0, byte(i >> 8), byte(i)}) // so that the token is what is limited
			}
			for range 10 { // once doesn't always show a count that isn't under one lock
				l, c := newTestLimiter(t, 60, 1)
				passed := concurrently(16*500, func(i int) bool {
					wait, _ := l.admit(address(i), authorization)
					return wait == 0
				})
				if passed != 1 {
					t.Errorf("%d of them passed, want the one of the burst", passed)
				}
				if wait, _ := l.admit(address(0), authorization); wait != time.Second {
					t.Errorf("the next one has to wait %s, want 1s", wait)
				}
				c.advance(time.Second)
				if wait, _ := l.admit(address(0), authorization); wait != 0 {
					t.Errorf("after a second it has to wait %s", wait)
				}
			}
		})
	}
}

// The clock is read under the lock that counts: a request with an older time than the one counted before it would be given
// the time in between twice. This clock moves on a millisecond at each look, so 2,000 looks are 2 s, and two more requests.
func TestRefusedTogetherWhileTimePasses(t *testing.T) {
	l, c := newTestLimiter(t, 60, 1)
	var looks atomic.Int64
	l.now = func() time.Time { return c.now.Add(time.Duration(looks.Add(1)) * time.Millisecond) }
	passed := concurrently(2000, func(int) bool {
		wait, _ := l.admit(clientA, "")
		return wait == 0
	})
	if passed != 2 { // the burst, and one a second later; the third would come with the look after the last
		t.Errorf("%d of them passed, want 2", passed)
	}
	if wait, _ := l.admit(clientA, ""); wait != 0 {
		t.Errorf("the next one has to wait %s", wait)
	}
}

// A request that is over its token's limit doesn't use up its address's, which others may share.
func TestRefusedTokenLeavesItsAddress(t *testing.T) {
	l, _ := newTestLimiter(t, 60, 3)
	for range 2 {
		l.admit(clientB, "Bearer x")
	}
	for i := range 10 {
		if wait, whose := l.admit(clientA, "Bearer x"); (wait == 0) != (i == 0) || i > 0 && whose != "token" {
			t.Fatalf("use %d of the token: wait %s, whose %q", i, wait, whose)
		}
	}
	for i := range 2 {
		if wait, whose := l.admit(clientA, "Bearer y"); wait != 0 {
			t.Errorf("request %d of another token from there: wait %s, whose %q", i, wait, whose)
		}
	}
}

// concurrently makes so many calls of f from 16 goroutines, and counts those that return true.
func concurrently(calls int, f func(i int) bool) int {
	const goroutines = 16
	var count atomic.Int64
	var all sync.WaitGroup
	start := make(chan struct{})
	for first := range goroutines {
		all.Go(func() {
			<-start
			for i := first; i < calls; i += goroutines {
				if f(i) {
					count.Add(1)
				}
			}
		})
	}
	close(start)
	all.Wait()
	return int(count.Load())
}

// Of requests at the same time no more pass than of the same requests one after the other.
func TestRateAtTheSameTime(t *testing.T) {
	l, _ := newTestLimiter(t, 1, 100)
	var passed atomic.Int32
	var all sync.WaitGroup
	for range 20 {
		all.Go(func() {
			for range 20 {
				if wait, _ := l.admit(clientA, "Bearer x"); wait == 0 {
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
