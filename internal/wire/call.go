package wire

import (
	"fmt"
	"strings"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/reflect/protoregistry"
	"google.golang.org/protobuf/types/descriptorpb"

	zitadelv1 "zitadel-graphql/internal/wire/zitadel/v1"
)

// CallError is how a connection reports a call that failed: the status, and what the status alone doesn't tell. It goes
// from the connection to the error presenter as it is; nothing wraps it or changes its text on the way.
type CallError struct {
	// Method is the full name with its leading slash, such as "/zitadel.management.v1.ManagementService/GetLoginPolicy".
	Method string
	// Status is the server's answer, or what this side made of a connection that broke.
	Status *status.Status
	// Sent says that the request may have reached the server.
	Sent bool
	// Answered says that Status is the server's own.
	Answered bool
	// Throttled says that what answered, which wasn't the server, has too many requests (HTTP 429). Status is UNAVAILABLE
	// then.
	Throttled bool
	// RetryAfter is how long a Throttled call is to be put off. 0 where that wasn't said.
	RetryAfter time.Duration
	// Withheld is why this side didn't even try the call. Empty where it did.
	Withheld Withheld
}

// Withheld is a reason not to try a call. Status is UNAVAILABLE then.
type Withheld string

const (
	// BackendGone says that the backend was found gone, and isn't back yet.
	BackendGone Withheld = "the backend is gone"
	// NoTurn says that so many calls were under way that this one had no turn within its time.
	NoTurn Withheld = "no turn"
)

var _ interface{ GRPCStatus() *status.Status } = (*CallError)(nil)

// Error has the server's text in it, and so is for the log only.
func (e *CallError) Error() string {
	return fmt.Sprintf("%s: %s (sent %t, answered %t): %s",
		strings.TrimPrefix(e.Method, "/"), e.Status.Code(), e.Sent, e.Answered, e.Status.Message())
}

// GRPCStatus lets status.FromError and status.Code see the status.
func (e *CallError) GRPCStatus() *status.Status { return e.Status }

// Detail returns ZITADEL's own description of the failure. It is nil where the status carries none: then ZITADEL's
// business logic didn't make it.
func (e *CallError) Detail() *zitadelv1.ErrorDetail {
	for _, detail := range e.Status.Details() {
		if d, ok := detail.(*zitadelv1.ErrorDetail); ok {
			return d
		}
	}
	return nil
}

// MayHaveWritten says that the call may have changed something. It is false only where that is certain: the method just
// reads, the request was never sent, or the server refused it with a code that it uses before it writes. A server that
// reports a failure of its own (INTERNAL, UNAVAILABLE …) may have written before it failed.
func (e *CallError) MayHaveWritten() bool {
	if !e.Sent || ReadOnly(e.Method) {
		return false
	}
	return !e.Answered || !refusal(e.Status.Code())
}

func refusal(code codes.Code) bool {
	switch code {
	case codes.InvalidArgument, codes.NotFound, codes.AlreadyExists, codes.PermissionDenied, codes.ResourceExhausted,
		codes.FailedPrecondition, codes.Aborted, codes.OutOfRange, codes.Unimplemented, codes.Unauthenticated:
		return true
	default:
		return false
	}
}

// ReadOnly says that the contract marks the method as one without side effects. It is false for a method that the
// contract doesn't have. method is the full name with its leading slash.
func ReadOnly(method string) bool {
	name := protoreflect.FullName(strings.ReplaceAll(strings.TrimPrefix(method, "/"), "/", "."))
	descriptor, err := protoregistry.GlobalFiles.FindDescriptorByName(name)
	if err != nil {
		return false
	}
	options, ok := descriptor.Options().(*descriptorpb.MethodOptions)
	return ok && options.GetIdempotencyLevel() == descriptorpb.MethodOptions_NO_SIDE_EFFECTS
}
