package graph

import (
	"context"
	"errors"
	"testing"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"zitadel-graphql/internal/wire"
)

// Whatever the backend fails with, a server that isn't ready is unavailable, but for what a gateway has its own statuses for;
// and one that is, is.
func TestNotReady(t *testing.T) {
	p := &presenter{known: known()}
	for code := codes.OK; code <= codes.Unauthenticated; code++ {
		for _, answered := range []bool{false, true} {
			call := &wire.CallError{Method: "/a.B/C", Status: status.New(code, ""), Sent: true, Answered: answered}
			found := p.classify(Ready(func(context.Context) error { return call })(t.Context()))
			plain := p.classify(call)
			want := 503
			if own := statusOf(plain.code); own == 502 || own == 504 {
				want = 0 // the code's own
			}
			if found.httpStatus != want || found.code != plain.code || found.reason != plain.reason {
				t.Errorf("%s, answered %t: %d %s %s", code, answered, found.httpStatus, found.code, found.reason)
			}
		}
	}
	if found := p.classify(Ready(func(context.Context) error { return errors.New("asleep") })(t.Context())); found.httpStatus != 503 || found.message != internalMessage {
		t.Errorf("another failure: %+v", found)
	}
	if err := Ready(func(context.Context) error { return nil })(t.Context()); err != nil {
		t.Error(err)
	}
}
