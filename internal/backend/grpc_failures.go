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

// convertFailure is the interceptor that makes a failure a *wire.CallError. gRPC gives what the server says and what gRPC itself
// makes of an unusable reply or a broken connection the same codes, so the call is traced to tell them apart.
func convertFailure(ctx context.Context, method string, req, reply any, conn *grpc.ClientConn, invoke grpc.UnaryInvoker,
	opts ...grpc.CallOption,
) error {
	trace := &callTrace{began: time.Now()}
	ctx = context.WithValue(ctx, callTraceKey{}, trace)
	err := invoke(ctx, method, req, reply, conn, slices.Concat(opts, []grpc.CallOption{grpc.Peer(&trace.peer)})...)
	if err == nil {
		if err := checkLifetimes(reply); err != nil {
			return &wire.CallError{Method: method, Status: unreadableReply("%v", err), Sent: true}
		}
		return nil
	}
	failed := &wire.CallError{Method: method, Status: status.Convert(err), Sent: trace.sent.Load()}
	// Once our own time is up that is the failure, whatever the server said last: ZITADEL was seen to answer
	// PERMISSION_DENIED because its own look-up had run out of time.
	if ended := contextEnded(ctx); ended != nil {
		failed.Status = status.FromContextError(ended)
		return failed
	}
	failed.Answered = trace.trailers.Load() && !trace.inferredByGRPC(failed)
	if trace.streamWasReset(failed) {
		failed.Status = status.New(codes.Unavailable, failed.Status.Message())
	}
	if !failed.Answered && failed.Sent {
		trace.explainReply(failed)
	}
	return failed
}

// inferredByGRPC reports whether gRPC itself made the failure of a complete reply (one that is too large, can't be decoded, or
// has no message or no status), of which gRPC gives no sign. A failure with ZITADEL's ErrorDetail is ZITADEL's own; only those
// of a database that fails have none.
func (t *callTrace) inferredByGRPC(failed *wire.CallError) bool {
	if failed.Detail() != nil {
		return false
	}
	switch code := failed.Status.Code(); code {
	case codes.Internal, codes.Unknown:
		if sniffed, ok := t.peer.AuthInfo.(*failureLog); ok {
			return !sniffed.hasStatus(t.began, code)
		}
		return code == codes.Internal && t.headers.Load()
	case codes.ResourceExhausted: // a refusal is a promise that nothing was written, and what was sniffed may be another call's
		return t.headers.Load()
	default:
		return false
	}
}

// explainReply gives a page that isn't gRPC, though it may call itself so, and a reply without a status the status that they
// have over the other wires. gRPC looks at a page only where it doesn't call itself gRPC.
func (t *callTrace) explainReply(failed *wire.CallError) {
	sniffed, ok := t.peer.AuthInfo.(*failureLog)
	if !ok {
		return
	}
	code := failed.Status.Code()
	isPage := func(f sniffedFailure) bool {
		return f.grpcStatus == "" && (code != codes.Unavailable || f.httpStatus == throttledStatus)
	}
	page, found := sniffed.take(t.began, isPage)
	switch {
	case found && code != codes.DeadlineExceeded && code != codes.Canceled:
		httpStatus, _ := strconv.Atoi(page.httpStatus) // 0 is none
		failed.Status = foreignReply(httpStatus, page.contentType)
		if failed.Throttled = page.httpStatus == throttledStatus; failed.Throttled {
			failed.RetryAfter = retryAfter(page.retryAfter, time.Now())
		}
	case code == codes.Unknown && t.trailers.Load():
		failed.Status = unreadableReply("it has no status")
	}
}

const throttledStatus = "429"

// streamWasReset reports whether the stream was reset, for which gRPC uses codes that mean something else here: CANCELED, though
// the caller still waits, and RESOURCE_EXHAUSTED, though no reply was too large. To the other wires that is a broken connection,
// as it is to a caller. INTERNAL, which gRPC uses for some resets, it also uses for a page that isn't gRPC, so that stays.
func (t *callTrace) streamWasReset(failed *wire.CallError) bool {
	switch failed.Status.Code() {
	case codes.Canceled:
		return !failed.Answered
	case codes.ResourceExhausted:
		return !failed.Answered && !t.headers.Load()
	default:
		return false
	}
}

// callTrace is what happened to one call on its connection. gRPC fills it in from the connection's goroutines.
type callTrace struct {
	began time.Time
	peer  peer.Peer // once the call has failed

	sent     atomic.Bool // request headers went out
	headers  atomic.Bool // response headers, apart from the trailers, came in
	trailers atomic.Bool // trailers came in: the server, not the connection, ended the call
}

type callTraceKey struct{}

// traceHandler fills in the callTrace of each call.
type traceHandler struct{}

var _ stats.Handler = traceHandler{}

func (traceHandler) TagRPC(ctx context.Context, _ *stats.RPCTagInfo) context.Context { return ctx }

func (traceHandler) HandleRPC(ctx context.Context, event stats.RPCStats) {
	trace, ok := ctx.Value(callTraceKey{}).(*callTrace)
	if !ok {
		return
	}
	switch e := event.(type) {
	case *stats.Begin:
		// gRPC starts a call anew, once, where the server never looked at the first attempt: it wasn't written, the
		// stream was refused, or the connection was closed with a last stream before it.
		if e.IsTransparentRetryAttempt {
			trace.sent.Store(false)
		}
	case *stats.OutHeader:
		trace.sent.Store(true)
	case *stats.InHeader:
		trace.headers.Store(true)
	case *stats.InTrailer:
		trace.trailers.Store(true)
	}
}

func (traceHandler) TagConn(ctx context.Context, _ *stats.ConnTagInfo) context.Context { return ctx }

func (traceHandler) HandleConn(context.Context, stats.ConnStats) {}
