package problem

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
	classify := func(err error) *Problem {
		found, ok := NewClassifier().Classify(err)
		if !ok {
			t.Fatalf("%v isn't classified", err)
		}
		return found
	}
	for code := codes.OK; code <= codes.Unauthenticated; code++ {
		for _, answered := range []bool{false, true} {
			call := &wire.CallError{Method: "/a.B/C", Status: status.New(code, ""), Sent: true, Answered: answered}
			found := classify(Ready(func(context.Context) error { return call })(t.Context()))
			plain := classify(call)
			want := 503
			if own := HTTPStatus(plain.Code); own == 502 || own == 504 {
				want = 0 // the code's own
			}
			if found.HTTPStatus != want || found.Code != plain.Code || found.Reason != plain.Reason {
				t.Errorf("%s, answered %t: %d %s %s", code, answered, found.HTTPStatus, found.Code, found.Reason)
			}
		}
	}
	if found := classify(Ready(func(context.Context) error { return errors.New("asleep") })(t.Context())); found.HTTPStatus != 503 || found.Message != internalMessage {
		t.Errorf("another failure: %+v", found)
	}
	if err := Ready(func(context.Context) error { return nil })(t.Context()); err != nil {
		t.Error(err)
	}
}
