package metrics

import (
	"context"
	"errors"
	"strings"
	"sync"
	"time"

	"google.golang.org/genproto/googleapis/rpc/code"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/reflect/protoregistry"

	"zitadel-graphql/internal/wire"
)

// method is one of ZITADEL's as the metrics know it. The functions make a series when they are called for the first time, so that a method
// that nobody calls has none.
type method struct {
	name      string // in labels
	succeeded func() *series
	durations func() record
}

func (i *instruments) newMethod(name string) *method {
	return &method{
		name:      name,
		succeeded: sync.OnceValue(func() *series { return i.calls.series.of(callKey{method: name, status: code.Code_OK.String()}) }),
		durations: sync.OnceValue(func() record { return i.callDurations.of(methodKey(name)) }),
	}
}

// newMethods makes the methods that internal/wire has, by their names as /package.Service/Method, and other.
func (i *instruments) newMethods() map[string]*method {
	methods := map[string]*method{other: i.newMethod(other)}
	protoregistry.GlobalFiles.RangeFiles(func(file protoreflect.FileDescriptor) bool {
		if !strings.HasPrefix(string(file.Package()), "zitadel.") {
			return true
		}
		for s := range file.Services().Len() {
			service := file.Services().Get(s)
			for m := range service.Methods().Len() {
				name := string(service.FullName()) + "/" + string(service.Methods().Get(m).Name())
				methods["/"+name] = i.newMethod(name)
			}
		}
		return true
	})
	return methods
}

func (m *Metrics) methodOf(name string) *method {
	if found, ok := m.methods[name]; ok {
		return found
	}
	return m.methods[other]
}

// CallBegins implements backend.Observer.
func (m *Metrics) CallBegins(ctx context.Context, _ string) context.Context {
	m.callsInFlight.Add(1)
	return ctx
}

// CallEnds implements backend.Observer.
func (m *Metrics) CallEnds(ctx context.Context, method string, took time.Duration, err error) {
	m.callsInFlight.Add(-1)
	called := m.methodOf(method)
	called.durations()(ctx, took.Seconds())
	if err == nil { // as mostly: then the series needn't be looked for
		called.succeeded().total.Add(1)
		return
	}
	statusName, refusal := outcomeOf(err)
	m.instruments.calls.add(callKey{called.name, statusName, refusal})
}

// outcomeOf is the status of a call that failed, as gRPC's specification writes it, such as NOT_FOUND, and why the call was never made.
func outcomeOf(err error) (statusName, refusal string) {
	if failed, ok := errors.AsType[*wire.CallError](err); ok {
		return code.Code(failed.Status.Code()).String(), string(failed.LocalRefusal) //nolint:gosec // gRPC's codes are 0 to 16
	}
	return code.Code(status.Code(err)).String(), "" //nolint:gosec // as above
}

// CallRepeats implements backend.Observer.
func (m *Metrics) CallRepeats(_ context.Context, method string, _ error) {
	m.instruments.retries.add(methodKey(m.methodOf(method).name))
}

// BreakerChanges implements backend.Observer.
func (m *Metrics) BreakerChanges(open bool) {
	m.circuitOpen.Store(open)
	if open {
		m.circuitOpenings.Add(1)
	}
}
