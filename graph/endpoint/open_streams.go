package endpoint

import (
	"crypto/sha256"
	"fmt"
	"net/http"
	"strconv"
	"sync"
	"time"

	"zitadel-graphql/graph/problem"
)

// StreamLimits are an operator's, about subscriptions. None may be 0.
type StreamLimits struct {
	// PerCaller is how many streams the callers with one token may have open at once, and Total how many all callers may.
	PerCaller, Total int
	// KeepAlive is the time after which a stream without events sends a comment, so that no proxy takes it for dead.
	KeepAlive time.Duration
}

// DefaultStreamLimits leaves room for the tabs of one person, and keeps within a minute, after which many proxies give up.
func DefaultStreamLimits() StreamLimits {
	return StreamLimits{PerCaller: 4, Total: 100, KeepAlive: 15 * time.Second}
}

// openStreams counts the streams that are open. It is safe for concurrent use.
type openStreams struct {
	mu sync.Mutex
	// byToken has the hashes of tokens instead of the tokens, so that a dump of the memory doesn't have those of idle callers.
	byToken map[[sha256.Size]byte]int
	total   int
}

func newOpenStreams() *openStreams {
	return &openStreams{byToken: map[[sha256.Size]byte]int{}}
}

// add counts one more stream of a token, within limits, until the function that it returns is called once. Callers without a token
// count as one.
func (o *openStreams) add(token string, limits StreamLimits) (remove func(), err error) {
	key := sha256.Sum256([]byte(token))
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.byToken[key] >= limits.PerCaller {
		return nil, tooManyStreams("you have", limits.PerCaller, "--max-streams-per-caller")
	}
	if o.total >= limits.Total {
		return nil, tooManyStreams("all callers together have", limits.Total, "--max-streams")
	}
	o.byToken[key]++
	o.total++
	return func() { o.remove(key) }, nil
}

// open returns how many are open.
func (o *openStreams) open() int {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.total
}

func (o *openStreams) remove(key [sha256.Size]byte) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.total--
	o.byToken[key]--
	if o.byToken[key] == 0 {
		delete(o.byToken, key)
	}
}

// streamRetryAfter is how many seconds a caller is told to wait that has too many streams. Nobody knows when one of them will end.
const streamRetryAfter = 10

func tooManyStreams(who string, limit int, flag string) error {
	return &problem.Problem{Code: problem.CodeRateLimited, Reason: problem.ReasonTooManyStreams, Retryable: true,
		Message: fmt.Sprintf("There are too many streams: %s %d open, which is the limit (%s). Close one, or wait %d s before you try again.",
			who, limit, flag, streamRetryAfter)}
}

// setRetryAfter says in a header how long to wait.
func setRetryAfter(header http.Header) { header.Set("Retry-After", strconv.Itoa(streamRetryAfter)) }
