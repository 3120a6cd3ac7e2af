package wire

import (
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/reflect/protoregistry"
	"google.golang.org/protobuf/types/descriptorpb"

	zitadelv1 "zitadel-graphql/internal/wire/zitadel/v1"
)

// CallError is a call that failed. Every connection reports its failures as one, and everything above returns it as it is,
// up to the error presenter: a wrapped status would lose its message, since status.FromError replaces that by the whole
// chain's text.
type CallError struct {
	// Method is the full name with its leading slash, such as "/zitadel.management.v1.ManagementService/GetLoginPolicy".
	Method string
	// Status is the server's own where Answered is true. Otherwise this side inferred it, from a broken connection, a page
	// that isn't of the wire, or a deadline.
	Status *status.Status
	// Sent is true as soon as the request may have reached the server, and false only where it certainly didn't.
	Sent bool
	// Answered is true where the server itself sent Status.
	Answered bool
	// Throttled is true where a proxy in front of the server has too many requests (HTTP 429). Status is UNAVAILABLE then.
	Throttled bool
	// RetryAfter is how long a Throttled call has to wait by the proxy's word. 0 where the proxy gave no time.
	RetryAfter time.Duration
	// LocalRefusal is why this side refused to make the call. Empty where the call was made.
	LocalRefusal LocalRefusal

	decoded atomic.Pointer[decodedDetail]
}

// LocalRefusal is a reason not to make a call at all. The names are those of the reasons in the schema; Status is
// UNAVAILABLE with each.
type LocalRefusal string

const (
	// CircuitOpen means that the circuit breaker found the backend gone, and hasn't seen it back yet.
	CircuitOpen LocalRefusal = "circuit open"
	// Busy means that as many calls as are allowed at once were under way for as long as this one had time.
	Busy LocalRefusal = "busy"
)

// NoTurn returns the failure of a call that waited for its turn until ended, an error of its context's: its time ran out, or its caller
// went away. It wasn't made.
func NoTurn(method string, ended error) *CallError {
	if st := status.FromContextError(ended); st.Code() == codes.Canceled {
		return &CallError{Method: method, Status: st}
	}
	return &CallError{Method: method, LocalRefusal: Busy,
		Status: status.New(codes.Unavailable, "too many calls were under way for as long as this one had time")}
}

var _ interface{ GRPCStatus() *status.Status } = (*CallError)(nil)

// Error has the server's text in it, which may name hosts and queries, so it is for the log only.
func (e *CallError) Error() string {
	return fmt.Sprintf("%s: %s (sent %t, answered %t): %s",
		strings.TrimPrefix(e.Method, "/"), e.Status.Code(), e.Sent, e.Answered, e.Status.Message())
}

// GRPCStatus makes status.FromError and status.Code return Status.
func (e *CallError) GRPCStatus() *status.Status { return e.Status }

// Detail returns ZITADEL's own description of the failure, with its id. It is nil where the status has none:
// then ZITADEL's business logic didn't make it. Nobody changes what it returns.
func (e *CallError) Detail() *zitadelv1.ErrorDetail {
	decoded := e.decoded.Load()
	if decoded == nil || decoded.status != e.Status {
		decoded = &decodedDetail{e.Status, detailOf(e.Status)}
		e.decoded.Store(decoded)
	}
	return decoded.detail
}

// decodedDetail is the detail of a status. It is kept, since a failure is looked at half a dozen times on its way to the caller.
type decodedDetail struct {
	status *status.Status
	detail *zitadelv1.ErrorDetail
}

func detailOf(st *status.Status) *zitadelv1.ErrorDetail {
	for _, detail := range st.Details() {
		if d, ok := detail.(*zitadelv1.ErrorDetail); ok {
			return d
		}
	}
	return nil
}

// MayHaveWritten reports whether the call may have changed something. Callers are promised that a write didn't happen where
// it is false, so it is false only where that is certain: the method only reads, the request was never sent, or the server
// refused it with a code that it uses before it writes. A server that reports a failure of its own (INTERNAL,
// UNAVAILABLE …) may have written before it failed.
func (e *CallError) MayHaveWritten() bool {
	if !e.Sent || ReadOnly(e.Method) {
		return false
	}
	return !e.Answered || !refusesBeforeWriting(e.Status.Code())
}

// refusesBeforeWriting reports whether ZITADEL uses the code only before it writes.
func refusesBeforeWriting(code codes.Code) bool {
	switch code {
	case codes.InvalidArgument, codes.NotFound, codes.AlreadyExists, codes.PermissionDenied, codes.ResourceExhausted,
		codes.FailedPrecondition, codes.Aborted, codes.OutOfRange, codes.Unimplemented, codes.Unauthenticated:
		return true
	default:
		return false
	}
}

// ReadOnly reports whether the contract marks the method as free of side effects (idempotency_level = NO_SIDE_EFFECTS).
// It is false for a method that the contract doesn't have. method is the full name with its leading slash.
func ReadOnly(method string) bool { return readOnlyMethods()[method] }

// readOnlyMethods finds the methods in their descriptors once, since it is asked about with every call.
var readOnlyMethods = sync.OnceValue(func() map[string]bool {
	found := map[string]bool{}
	protoregistry.GlobalFiles.RangeFiles(func(file protoreflect.FileDescriptor) bool {
		for i := range file.Services().Len() {
			service := file.Services().Get(i)
			for j := range service.Methods().Len() {
				method := service.Methods().Get(j)
				found[fmt.Sprintf("/%s/%s", service.FullName(), method.Name())] = hasNoSideEffects(method)
			}
		}
		return true
	})
	return found
})

func hasNoSideEffects(method protoreflect.MethodDescriptor) bool {
	options, ok := method.Options().(*descriptorpb.MethodOptions)
	return ok && options.GetIdempotencyLevel() == descriptorpb.MethodOptions_NO_SIDE_EFFECTS
}
