package backend

import (
	"context"
	"slices"
	"strconv"
	"sync/atomic"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/peer"
	"google.golang.org/grpc/stats"
	"google.golang.org/grpc/status"

	"zitadel-graphql/internal/wire"
)

// report turns a failure into a *wire.CallError.
func report(ctx context.Context, method string, req, reply any, conn *grpc.ClientConn, invoke grpc.UnaryInvoker,
	opts ...grpc.CallOption,
) error {
	seen := &sightings{began: time.Now()}
	ctx = context.WithValue(ctx, sightingsKey{}, seen)
	err := invoke(ctx, method, req, reply, conn, slices.Concat(opts, []grpc.CallOption{grpc.Peer(&seen.peer)})...)
	if err == nil {
		if err := fits(reply); err != nil {
			return &wire.CallError{Method: method, Status: invalid("%v", err), Sent: true}
		}
		return nil
	}
	failed := &wire.CallError{Method: method, Status: status.Convert(err), Sent: seen.sent.Load()}
	// Once our own time is up that is the failure, whatever the server said last: ZITADEL was seen to answer
	// PERMISSION_DENIED because its own look-up had run out of time.
	if ended := ended(ctx); ended != nil {
		failed.Status = status.FromContextError(ended)
		return failed
	}
	failed.Answered = seen.end.Load() && !madeHere(failed, seen)
	if wasReset(failed, seen) {
		failed.Status = status.New(codes.Unavailable, failed.Status.Message())
	}
	if !failed.Answered && failed.Sent {
		seen.explain(failed)
	}
	return failed
}

// ended is ctx.Err() as of a moment from now. The server counts the same deadline down by a timer of its own, and on a
// fast network its answer to the deadline can overtake ours.
func ended(ctx context.Context) error {
	if deadline, ok := ctx.Deadline(); ok && time.Until(deadline) < timerSlack {
		return context.DeadlineExceeded
	}
	return ctx.Err()
}

const timerSlack = 10 * time.Millisecond

// madeHere tells the failures that gRPC itself makes of a complete answer (a reply that is too large, or that can't be
// decoded, or that has no message or no status) from the server's own, of which gRPC gives no sign. ZITADEL's own have an
// ErrorDetail, but for those of a database that fails.
func madeHere(failed *wire.CallError, seen *sightings) bool {
	if failed.Detail() != nil {
		return false
	}
	switch code := failed.Status.Code(); code {
	case codes.Internal, codes.Unknown:
		if heard, ok := seen.peer.AuthInfo.(*heard); ok {
			return !heard.said(seen.began, code)
		}
		return code == codes.Internal && seen.headers.Load()
	case codes.ResourceExhausted: // a refusal is a promise that nothing was written, for which hearsay isn't enough
		return seen.headers.Load()
	default:
		return false
	}
}

// explain tells a page that isn't gRPC, though it may call itself so, and a reply without a status, for what they are. On the
// other wires they are seen; of a page gRPC has its own opinion only where it doesn't call itself gRPC.
func (s *sightings) explain(failed *wire.CallError) {
	heard, ok := s.peer.AuthInfo.(*heard)
	if !ok {
		return
	}
	code := failed.Status.Code()
	page := func(e ending) bool {
		return e.grpcStatus == "" && (code != codes.Unavailable || e.httpStatus == throttledStatus)
	}
	e, found := heard.take(s.began, page)
	switch {
	case found && code != codes.DeadlineExceeded && code != codes.Canceled:
		httpStatus, _ := strconv.Atoi(e.httpStatus) // 0 is none
		failed.Status = foreign(httpStatus, e.contentType)
		if failed.Throttled = e.httpStatus == throttledStatus; failed.Throttled {
			failed.RetryAfter = retryAfter(e.retryAfter, time.Now())
		}
	case code == codes.Unknown && s.end.Load():
		failed.Status = invalid("it has no status")
	}
}

const throttledStatus = "429"

// wasReset tells that the stream was reset, of which gRPC makes codes that mean something else here: CANCELED, though the
// caller still waits, and RESOURCE_EXHAUSTED, though no reply was too large. To the other wires that is a broken connection,
// as it is to a caller. What gRPC makes INTERNAL of it makes of a page that isn't gRPC too, and so it stays.
func wasReset(failed *wire.CallError, seen *sightings) bool {
	switch failed.Status.Code() {
	case codes.Canceled:
		return !failed.Answered
	case codes.ResourceExhausted:
		return !failed.Answered && !seen.headers.Load()
	default:
		return false
	}
}

// sightings is what was seen of one call on its connection. gRPC writes it from the connection's goroutines.
type sightings struct {
	began time.Time
	peer  peer.Peer // once the call has failed

	sent    atomic.Bool // request headers went out
	headers atomic.Bool // response headers, apart from the trailers, came in
	end     atomic.Bool // trailers came in: the server, not the connection, ended the call
}

type sightingsKey struct{}

// witness fills in the sightings of each call.
type witness struct{}

var _ stats.Handler = witness{}

func (witness) TagRPC(ctx context.Context, _ *stats.RPCTagInfo) context.Context { return ctx }

func (witness) HandleRPC(ctx context.Context, event stats.RPCStats) {
	seen, ok := ctx.Value(sightingsKey{}).(*sightings)
	if !ok {
		return
	}
	switch e := event.(type) {
	case *stats.Begin:
		// gRPC starts a call anew, once, where the server never looked at the first attempt: it wasn't written, the
		// stream was refused, or the connection was closed with a last stream before it.
		if e.IsTransparentRetryAttempt {
			seen.sent.Store(false)
		}
	case *stats.OutHeader:
		seen.sent.Store(true)
	case *stats.InHeader:
		seen.headers.Store(true)
	case *stats.InTrailer:
		seen.end.Store(true)
	}
}

func (witness) TagConn(ctx context.Context, _ *stats.ConnTagInfo) context.Context { return ctx }

func (witness) HandleConn(context.Context, stats.ConnStats) {}
