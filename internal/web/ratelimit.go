package web

import (
	"crypto/rand"
	"crypto/sha256"
	"fmt"
	"net/http"
	"net/netip"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/hashicorp/golang-lru/v2/simplelru"
	"golang.org/x/time/rate"

	"zitadel-graphql/graph/problem"
)

// maxBuckets bounds each of a limiter's two tables, and its memory with it, to some ten megabytes.
const maxBuckets = 1 << 16

// limiter counts a request twice: for the client's network, and for its token. So a token that is used from many places is
// limited, and so is an address that tries many tokens. A refused request uses up nothing of either limit, however many come
// at once. It is safe for concurrent use.
//
// A full table forgets the client that was quiet for longest. A client can't make use of that to be forgotten: a refused
// request counts as a sign of life, so maxBuckets other networks have to ask in between, each within its own limit; and a
// token gets into its table only by a request that its address's limit allowed.
type limiter struct {
	config RateLimit
	now    func() time.Time
	salt   string // so that a hash that is kept can't be looked up in a list of hashed tokens

	mu       sync.Mutex // held from the look at the clock until both are counted: nobody may count in between
	networks *buckets[netip.Prefix]
	tokens   *buckets[[sha256.Size]byte]
}

func newLimiter(config RateLimit, now func() time.Time) (*limiter, error) {
	if config.Burst == 0 {
		config.Burst = DefaultBurst
	}
	networks, err := newBuckets[netip.Prefix](config, maxBuckets)
	if err != nil {
		return nil, err
	}
	tokens, err := newBuckets[[sha256.Size]byte](config, maxBuckets)
	if err != nil {
		return nil, err
	}
	return &limiter{config: config, now: now, salt: rand.Text(), networks: networks, tokens: tokens}, nil
}

// withLimit returns a limiter by this limit: l itself where it goes by the same, and else one that has counted nothing. l may be nil.
func (l *limiter) withLimit(limit RateLimit) (*limiter, error) {
	next, err := newLimiter(limit, time.Now)
	if err == nil && l != nil && l.config == next.config {
		return l, nil
	}
	return next, err
}

// limitRate refuses a request that comes too soon, and says when the next one may come. The probes pass: whoever asks them
// has to learn how the server is, and most of all when it is busy.
func (l *limiter) limitRate(w http.ResponseWriter, r *http.Request) *problem.Problem {
	if l.config.PerMinute == 0 || IsProbe(r) {
		return nil
	}
	wait, whose := l.admit(infoOf(r.Context()).client, r.Header.Get("Authorization"))
	if wait == 0 {
		return nil
	}
	seconds := int((wait + time.Second - 1) / time.Second)
	w.Header().Set("Retry-After", strconv.Itoa(seconds))
	return tooManyRequests(whose, seconds)
}

// admit counts a request where both limits allow it, and returns 0. Else it counts nothing, and returns how long the client
// has to wait and whose limit that is: "address" or "token".
func (l *limiter) admit(client netip.Addr, authorization string) (wait time.Duration, whose string) {
	network, token := clientNetwork(client), l.hashToken(authorization)
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.now()
	ofAddress := l.networks.bucket(network)
	if wait := ofAddress.wait(now); wait > 0 {
		return wait, "address"
	}
	if authorization != "" {
		ofToken := l.tokens.bucket(token)
		if wait := ofToken.wait(now); wait > 0 {
			return wait, "token"
		}
		ofToken.AllowN(now, 1)
	}
	ofAddress.AllowN(now, 1)
	return 0, ""
}

// hashToken hashes the token without its scheme, so that a client isn't another one for writing the scheme, or the spaces
// after it, differently.
func (l *limiter) hashToken(authorization string) [sha256.Size]byte {
	if scheme, token, found := strings.Cut(authorization, " "); found && strings.EqualFold(scheme, "bearer") {
		authorization = strings.TrimSpace(token)
	}
	return sha256.Sum256([]byte(l.salt + authorization))
}

// buckets holds a token bucket for each of the keys that were used last.
type buckets[K comparable] struct {
	config RateLimit
	byKey  *simplelru.LRU[K, bucket]
}

func newBuckets[K comparable](config RateLimit, most int) (*buckets[K], error) {
	byKey, err := simplelru.NewLRU[K, bucket](most, nil)
	if err != nil {
		return nil, fmt.Errorf("make a table of %d clients: %w", most, err)
	}
	return &buckets[K]{config: config, byKey: byKey}, nil
}

// bucket returns the key's bucket, or a full one where the key is new, and marks the key as used last.
func (b *buckets[K]) bucket(key K) bucket {
	if known, ok := b.byKey.Get(key); ok {
		return known
	}
	fresh := bucket{rate.NewLimiter(rate.Limit(b.config.PerMinute)/60, b.config.Burst)}
	b.byKey.Add(key, fresh)
	return fresh
}

type bucket struct{ *rate.Limiter }

// wait returns how long it takes until AllowN would allow one request; 0 means now. It takes nothing out of the bucket. To
// reserve and cancel would: a cancelled reservation gives back only what nobody has reserved after it.
func (b bucket) wait(now time.Time) time.Duration {
	missing := 1 - b.TokensAt(now)
	return max(0, time.Duration(missing/float64(b.Limit())*float64(time.Second)))
}
