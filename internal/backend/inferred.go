package backend

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

// What this side infers where the server didn't answer with a status of its own, the same over every wire. The code goes to
// the presenter, the text only to the log.

// foreignReply is the status for a response that isn't of the wire.
func foreignReply(httpStatus int, contentType string) *status.Status {
	return status.New(codeOfHTTP(httpStatus), fmt.Sprintf("unexpected HTTP status %d with content-type %q", httpStatus, contentType))
}

// codeOfHTTP is gRPC's own table, kept in its numbers so that the two can be compared:
// https://github.com/grpc/grpc/blob/master/doc/http-grpc-status-mapping.md
func codeOfHTTP(httpStatus int) codes.Code {
	switch httpStatus {
	case 400:
		return codes.Internal
	case 401:
		return codes.Unauthenticated
	case 403:
		return codes.PermissionDenied
	case 404:
		return codes.Unimplemented
	case 429, 502, 503, 504:
		return codes.Unavailable
	default:
		return codes.Unknown
	}
}

// unreadableReply is the status for a response of the wire that can't be decoded.
func unreadableReply(format string, values ...any) *status.Status {
	return status.New(codes.Internal, "the reply can't be read: "+fmt.Sprintf(format, values...))
}

// oversizedReply is the status for a response over the limit, in bytes.
func oversizedReply(limit int) *status.Status {
	return status.New(codes.ResourceExhausted, fmt.Sprintf("the reply has more than %d bytes", limit))
}

// retryAfter is the wait that HTTP's header of that name asks for, by seconds or a date. 0 is none.
// https://www.rfc-editor.org/rfc/rfc9110.html#name-retry-after
func retryAfter(value string, now time.Time) time.Duration {
	if seconds, err := strconv.ParseUint(value, 10, 31); err == nil {
		return time.Duration(seconds) * time.Second // at most 31 bits of them
	}
	at, err := http.ParseTime(value)
	if err != nil {
		return 0
	}
	return max(at.Sub(now), 0)
}

// contextEnded is ctx.Err() as of a moment from now. The server counts the same deadline down by a timer of its own, and on a
// fast network its answer to the deadline can overtake ours.
func contextEnded(ctx context.Context) error {
	if deadline, ok := ctx.Deadline(); ok && time.Until(deadline) < timerSlack {
		return context.DeadlineExceeded
	}
	return ctx.Err()
}

const timerSlack = 10 * time.Millisecond
