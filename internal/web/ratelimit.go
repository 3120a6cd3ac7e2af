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
	"zitadel-graphql/graph/problem"

	"github.com/hashicorp/golang-lru/v2/simplelru"
	"golang.org/x/time/rate"
)

// maxBuckets bounds each of a limiter's two tables, and its memory with it, to some ten megabytes.
const maxBuckets = 1 << 16

// RateLimit bounds how often one client may ask. The zero value limits nothing.
type RateLimit struct {
	// PerMinute is how many requests a minute an address may send, and as many again a token; 0: any number.
	PerMinute int
	// Burst is how many of them may come at once; 0: DefaultBurst. Without PerMinute it must be 0.
	Burst int
	// Now is the clock; nil is time.Now.
	Now func() time.Time
}

// DefaultBurst is how many requests of one client may come at once unless told otherwise.
const DefaultBurst = 60

// limiter counts requests by the client's network and, besides, by its token: so a token that is used from many places is
// limited, and so is an address that tries many tokens. What is refused takes nothing from what comes later, of neither
// limit, however many requests come at once. It is safe for concurrent use.
//
// A table that is full forgets the client that was quiet for longest. That doesn't help a client who wants to be
// forgotten: a refused request counts as a sign of life, so maxBuckets other networks have to come in between, each with
// its own limit; and a token gets into its table only by a request that its address was allowed.
type limiter struct {
	config RateLimit
	salt   string // so that what is kept can't be looked up in a list of hashed tokens

	mu       sync.Mutex // held from the look at the clock to the last count: between them nobody else may count
	networks *buckets[netip.Prefix]
	tokens   *buckets[[sha256.Size]byte]
}

func newLimiter(config RateLimit) (*limiter, error) {
	if config.Now == nil {
		config.Now = time.Now
	}
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
	return &limiter{config: config, salt: rand.Text(), networks: networks, tokens: tokens}, nil
}

// take says how long the client has to wait, and whose limit that is; 0 lets the request through, and counts it.
func (l *limiter) take(client netip.Addr, authorization string) (wait time.Duration, whose string) {
	if l.config.PerMinute == 0 {
		return 0, ""
	}
	if authorization == "" {
		return l.count(network(client), nil)
	}
	token := l.hash(authorization)
	return l.count(network(client), &token)
}

// count counts a request of the address and, where it has one, of the token, unless it is over the limit of either.
func (l *limiter) count(address netip.Prefix, token *[sha256.Size]byte) (wait time.Duration, whose string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.config.Now()
	ofAddress := l.networks.bucket(address)
	if wait := ofAddress.wait(now); wait > 0 {
		return wait, "address"
	}
	if token != nil {
		ofToken := l.tokens.bucket(*token)
		if wait := ofToken.wait(now); wait > 0 {
			return wait, "token"
		}
		ofToken.AllowN(now, 1)
	}
	ofAddress.AllowN(now, 1)
	return 0, ""
}

// hash is of the token alone: however its scheme is written, and however many spaces follow, it is the same client's.
func (l *limiter) hash(authorization string) [sha256.Size]byte {
	if scheme, token, found := strings.Cut(authorization, " "); found && strings.EqualFold(scheme, "bearer") {
		authorization = strings.TrimSpace(token)
	}
	return sha256.Sum256([]byte(l.salt + authorization))
}

// buckets are the token buckets of the keys that were seen last.
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

// bucket returns the key's, a full one where none is known, and keeps it as the one that was used last.
func (b *buckets[K]) bucket(key K) bucket {
	if known, ok := b.byKey.Get(key); ok {
		return known
	}
	fresh := bucket{rate.NewLimiter(rate.Limit(b.config.PerMinute)/60, b.config.Burst)}
	b.byKey.Add(key, fresh)
	return fresh
}

type bucket struct{ *rate.Limiter }

// wait is how long it takes until the bucket has one to give; 0 where AllowN gives one now. It takes nothing. A reservation
// that is cancelled would: it gives back only what nobody has reserved after it.
func (b bucket) wait(now time.Time) time.Duration {
	missing := 1 - b.TokensAt(now)
	return max(0, time.Duration(missing/float64(b.Limit())*float64(time.Second)))
}

// rationed refuses what comes too often. The probes are let through: who asks them mustn't be kept from knowing.
func rationed(limiter *limiter, refuse Refuse) middleware {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if isProbe(r) {
				next.ServeHTTP(w, r)
				return
			}
			wait, whose := limiter.take(clientOf(r.Context()), r.Header.Get("Authorization"))
			if wait > 0 {
				seconds := int((wait + time.Second - 1) / time.Second)
				w.Header().Set("Retry-After", strconv.Itoa(seconds))
				refuse(w, r, tooOften(whose, seconds))
				return
			}
			next.ServeHTTP(w, r)
		})
	}
}

func tooOften(whose string, seconds int) error {
	return &problem.Problem{Code: problem.CodeRateLimited, Reason: problem.ReasonTooManyRequests, Retryable: true,
		Message: fmt.Sprintf("There are too many requests from this %s. Wait %d s before you send the next one.", whose, seconds)}
}
