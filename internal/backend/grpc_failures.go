package backend

import (
	"context"
	"strconv"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"

	"zitadel-graphql/internal/wire"
)

// nativeConn is a connection of native gRPC, each of whose failures is a *wire.CallError. gRPC gives what the server says and what
// gRPC itself makes of an unusable reply or a broken connection the same codes, so the call is traced to tell them apart.
type nativeConn struct{ *grpc.ClientConn }

var _ wireConn = nativeConn{}

// Invoke implements grpc.ClientConnInterface.
func (c nativeConn) Invoke(ctx context.Context, method string, args, reply any, opts ...grpc.CallOption) error {
	trace := &callTrace{Context: ctx, began: time.Now()}
	options := append(append(trace.options[:0], opts...), grpc.Peer(&trace.peer))
	if message, ok := reply.(proto.Message); ok && wire.IsReduction(message) {
		options = append(options, decodeReduction())
	}
	if err := c.ClientConn.Invoke(trace, method, args, reply, options...); err != nil { //nolint:contextcheck // the trace is made of ctx
		return trace.convertFailure(method, err)
	}
	if err := checkLifetimes(reply); err != nil {
		return &wire.CallError{Method: method, Status: unreadableReply("%v", err), Sent: true}
	}
	return nil
}

// convertFailure makes a failure of gRPC's a *wire.CallError.
func (t *callTrace) convertFailure(method string, err error) *wire.CallError {
	failed := &wire.CallError{Method: method, Status: status.Convert(err), Sent: t.sent}
	// Once our own time is up that is the failure, whatever the server said last: ZITADEL was seen to answer
	// PERMISSION_DENIED because its own look-up had run out of time.
	if ended := contextEnded(t.Context); ended != nil {
		failed.Status = status.FromContextError(ended)
		return failed
	}
	failed.Answered = failed.Sent && t.answered(failed)
	if t.streamWasReset(failed) {
		failed.Status = status.New(codes.Unavailable, failed.Status.Message())
	}
	if !failed.Answered && failed.Sent {
		t.explainReply(failed)
	}
	return failed
}

// answered reports whether the server itself sent the status. Without trailers it may have, after response headers, in trailers with
// nothing else. Then it did with a code that gRPC never makes up (https://grpc.github.io/grpc/core/md_doc_statuscodes.html), and where
// that code was sniffed. But the refusal of a write is a promise, and what was sniffed may be another call's.
func (t *callTrace) answered(failed *wire.CallError) bool {
	if len(t.trailers) > 0 {
		return !t.inferredByGRPC(failed)
	}
	code := failed.Status.Code()
	switch code {
	case codes.InvalidArgument, codes.NotFound, codes.AlreadyExists, codes.FailedPrecondition, codes.Aborted, codes.OutOfRange, codes.DataLoss:
		return true
	case codes.PermissionDenied, codes.Unauthenticated, codes.Unimplemented, codes.ResourceExhausted:
		if !wire.ReadOnly(failed.Method) {
			return false
		}
	default:
	}
	sniffed, ok := t.peer.AuthInfo.(*failureLog)
	return ok && sniffed.hasStatus(t.began, code)
}

// onlyTrailers reports whether there were no response headers apart from the trailers, which then have what else they would have.
func (t *callTrace) onlyTrailers() bool { return len(t.trailers.Get("content-type")) > 0 }

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
		return code == codes.Internal && !t.onlyTrailers()
	case codes.ResourceExhausted: // a refusal is a promise that nothing was written, and what was sniffed may be another call's
		return !t.onlyTrailers()
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
	case code == codes.Unknown && len(t.trailers) > 0:
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
		return !failed.Answered && !t.received
	default:
		return false
	}
}
