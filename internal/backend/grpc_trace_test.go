package backend

import (
	"testing"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

// A call that was never sent has no answer, whatever code gRPC gives its failure.
func TestCallThatWasNotSent(t *testing.T) {
	for code := codes.Canceled; code <= codes.Unauthenticated; code++ {
		trace := &callTrace{Context: t.Context()}
		if failed := trace.convertFailure(writeMethod, status.Error(code, "")); failed.Sent || failed.Answered {
			t.Errorf("%s: %v", code, failed)
		}
	}
}
