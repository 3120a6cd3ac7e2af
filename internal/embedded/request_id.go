package embedded

import (
	"context"
	"crypto/rand"
	"strings"
	"time"

	"google.golang.org/grpc/metadata"
)

// keyRequestID is the metadata key of a call's id, in a call and in its answer.
const keyRequestID = "x-request-id"

const maxRequestIDBytes = 64

// requestID returns the id of a call: the caller's, where that is 1 to 64 letters, digits, dots, underscores and hyphens, else a
// random one.
func requestID(ctx context.Context) string {
	const allowed = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-"
	if id := firstValue(ctx, keyRequestID); id != "" && len(id) <= maxRequestIDBytes && strings.Trim(id, allowed) == "" {
		return id
	}
	return rand.Text()
}

// RequestIDs sends the id of the request that a call belongs to along with the call, so that the server's log has it. It is an
// observer of internal/backend for the connection to this server, and to no other: a real ZITADEL gets no metadata that it doesn't
// need. The function returns an empty text outside of a request.
type RequestIDs func(context.Context) string

// CallBegins adds the request's id to the metadata of a call.
func (r RequestIDs) CallBegins(ctx context.Context, _ string) context.Context {
	if id := r(ctx); id != "" {
		ctx = metadata.AppendToOutgoingContext(ctx, keyRequestID, id)
	}
	return ctx
}

// CallEnds does nothing.
func (RequestIDs) CallEnds(context.Context, string, time.Duration, error) {}

// CallRepeats does nothing.
func (RequestIDs) CallRepeats(context.Context, string, error) {}

// BreakerChanges does nothing.
func (RequestIDs) BreakerChanges(bool) {}
