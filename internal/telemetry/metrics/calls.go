package metrics

import (
	"context"
	"errors"
	"strings"
	"time"

	"google.golang.org/genproto/googleapis/rpc/code"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/reflect/protoregistry"

	"zitadel-graphql/internal/wire"
)

// backendMethods are the methods of ZITADEL that internal/wire has, as /package.Service/Method.
func backendMethods() map[string]bool {
	known := map[string]bool{}
	protoregistry.GlobalFiles.RangeFiles(func(file protoreflect.FileDescriptor) bool {
		if !strings.HasPrefix(string(file.Package()), "zitadel.") {
			return true
		}
		for i := range file.Services().Len() {
			service := file.Services().Get(i)
			for j := range service.Methods().Len() {
				known["/"+string(service.FullName())+"/"+string(service.Methods().Get(j).Name())] = true
			}
		}
		return true
	})
	return known
}

// methodName is the name that a method has in labels.
func (m *Metrics) methodName(method string) string {
	if !m.methods[method] {
		return other
	}
	return strings.TrimPrefix(method, "/")
}

// CallBegins implements backend.Observer.
func (m *Metrics) CallBegins(ctx context.Context, _ string) context.Context {
	m.callsInFlight.Add(1)
	return ctx
}

// CallEnds implements backend.Observer.
func (m *Metrics) CallEnds(ctx context.Context, method string, took time.Duration, err error) {
	m.callsInFlight.Add(-1)
	name := m.methodName(method)
	statusName, refusal := outcomeOf(err)
	m.instruments.calls.add(callKey{name, statusName, refusal})
	m.instruments.callDurations.of(methodKey(name))(ctx, took.Seconds())
}

// outcomeOf is the status of a call as gRPC's specification writes it, such as NOT_FOUND, and why the call was never made.
func outcomeOf(err error) (statusName, refusal string) {
	if err == nil { // which needs no look-up in a description of the protocol
		return "OK", ""
	}
	if failed, ok := errors.AsType[*wire.CallError](err); ok {
		return code.Code(failed.Status.Code()).String(), string(failed.LocalRefusal) //nolint:gosec // gRPC's codes are 0 to 16
	}
	return code.Code(status.Code(err)).String(), "" //nolint:gosec // as above
}

// CallRepeats implements backend.Observer.
func (m *Metrics) CallRepeats(_ context.Context, method string, _ error) {
	m.instruments.retries.add(methodKey(m.methodName(method)))
}

// BreakerChanges implements backend.Observer.
func (m *Metrics) BreakerChanges(open bool) {
	m.circuitOpen.Store(open)
	if open {
		m.circuitOpenings.Add(1)
	}
}
