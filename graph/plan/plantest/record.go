package plantest

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing/synctest"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"google.golang.org/grpc"
	"google.golang.org/grpc/metadata"
	"google.golang.org/protobuf/encoding/prototext"
	"google.golang.org/protobuf/proto"

	"zitadel-graphql/graph/observe"
	"zitadel-graphql/internal/audit"
	"zitadel-graphql/internal/backend"
	"zitadel-graphql/internal/web"
)

// leftovers are what the request under way has left behind so far.
type leftovers struct {
	log, accessLog, audit, calls, observed lines
	// fields is how many root fields of the request have ended, and operations how many operations of all requests have begun.
	fields, operations atomic.Int64
}

func (l *leftovers) all() []*lines {
	return []*lines{&l.log, &l.accessLog, &l.audit, &l.calls, &l.observed}
}

func (l *leftovers) forget() {
	for _, each := range l.all() {
		each.take()
	}
	l.fields.Store(0)
}

// exchange returns what a request left behind, once nothing of it is under way.
func (l *leftovers) exchange(response *http.Response, body string) *Exchange {
	synctest.Wait()
	e := &Exchange{Status: response.StatusCode, Header: response.Header, Body: body, Log: l.log.take(), AccessLog: l.accessLog.take(),
		Audit: l.audit.take(), Calls: l.calls.take(), Observed: l.observed.take()}
	e.normalise(response)
	return e
}

// lines takes whole lines. It is safe for concurrent use.
type lines struct {
	mu  sync.Mutex
	all []string
}

var _ audit.Stream = (*lines)(nil)

// Write implements io.Writer.
func (l *lines) Write(line []byte) (int, error) {
	l.addf("%s", strings.TrimSuffix(string(line), "\n"))
	return len(line), nil
}

// WriteThrough implements audit.Stream.
func (l *lines) WriteThrough(_ context.Context, _ time.Duration, line []byte) error {
	_, err := l.Write(line)
	return err
}

func (l *lines) addf(format string, arguments ...any) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.all = append(l.all, fmt.Sprintf(format, arguments...))
}

// take returns the lines so far, and begins anew.
func (l *lines) take() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	taken := l.all
	l.all = nil
	return taken
}

// recorder writes down all that spans and metrics are made of: what observers of requests, operations and calls are told, and within which of
// them by the context.
type recorder struct{ left *leftovers }

var (
	_ web.Observer     = recorder{}
	_ observe.Observer = recorder{}
	_ backend.Observer = recorder{}
)

// within is the observed thing that a context belongs to.
type withinKey struct{}

func within(ctx context.Context) string {
	name, _ := ctx.Value(withinKey{}).(string)
	return name
}

// RequestBegins implements web.Observer.
func (r recorder) RequestBegins(ctx context.Context, request *http.Request, _ bool) context.Context {
	r.left.observed.addf("request begins: %s %s", request.Method, request.URL.Path)
	return context.WithValue(ctx, withinKey{}, "the request")
}

// RequestEnds implements web.Observer.
func (r recorder) RequestEnds(ctx context.Context, end web.RequestEnd) {
	r.left.observed.addf("request ends, within %s: %s %s with %d after %s, %s", within(ctx), end.Method, end.Route, end.Status, end.Duration, annotations(end.Annotations))
}

// annotations leaves lists in no order: the failures of a query's fields come in any.
func annotations(all []slog.Attr) string {
	var texts []string
	for _, each := range all {
		text := fmt.Sprint(each.Value.Any())
		if list, isList := strings.CutPrefix(text, "["); isList {
			words := strings.Fields(strings.TrimSuffix(list, "]"))
			slices.Sort(words)
			text = fmt.Sprint(words)
		}
		texts = append(texts, each.Key+"="+text)
	}
	return strings.Join(texts, " ")
}

// OperationBegins implements observe.Observer.
func (r recorder) OperationBegins(ctx context.Context, operation observe.Operation) context.Context {
	r.left.operations.Add(1)
	r.left.observed.addf("operation begins, within %s: %s %s", within(ctx), operation.Type, operation.Name)
	return context.WithValue(ctx, withinKey{}, "the "+operation.Type)
}

// OperationEnds implements observe.Observer.
func (r recorder) OperationEnds(ctx context.Context, failures []observe.Failure) {
	r.left.observed.addf("operation ends: %s with %s", within(ctx), failed(failures))
}

// RootFieldEnds implements observe.Observer.
func (r recorder) RootFieldEnds(ctx context.Context, field observe.Field) {
	r.left.fields.Add(1)
	r.left.observed.addf("root field ends, within %s: %s.%s after %s with %s", within(ctx), field.Type, field.Name, field.Duration, failed(field.Failures))
}

func failed(failures []observe.Failure) string {
	var texts []string
	for _, failure := range failures {
		texts = append(texts, fmt.Sprintf("%s %s", failure.Code, failure.Reason))
	}
	slices.Sort(texts)
	return fmt.Sprintf("%q", texts)
}

// CallBegins implements backend.Observer.
func (recorder) CallBegins(ctx context.Context, _ string) context.Context { return ctx }

// CallEnds implements backend.Observer. What the call returns isn't written down: of several that are made side by side, the failure of one
// cancels those that haven't been answered yet. What follows from it is in the response.
func (r recorder) CallEnds(ctx context.Context, method string, took time.Duration, _ error) {
	r.left.observed.addf("call ends, within %s: %s after %s", within(ctx), method, took)
}

// CallRepeats implements backend.Observer.
func (r recorder) CallRepeats(ctx context.Context, method string, err error) {
	r.left.observed.addf("call repeats, within %s: %s after %v", within(ctx), method, err)
}

// BreakerChanges implements backend.Observer.
func (r recorder) BreakerChanges(open bool) { r.left.observed.addf("breaker changes: %t", open) }

// whoMethod is how the auditor asks who the caller is, beside a mutation.
const whoMethod = "/GetMyUser"

// recordingConn writes down each call with its message, its metadata, and the time that it has left.
type recordingConn struct {
	backend.Conn

	left *leftovers
}

// BestEffort implements backend.Conn.
func (c recordingConn) BestEffort() grpc.ClientConnInterface {
	return recordingCalls{c.Conn.BestEffort(), c.left}
}

// Invoke implements grpc.ClientConnInterface.
func (c recordingConn) Invoke(ctx context.Context, method string, request, reply any, options ...grpc.CallOption) error {
	return recordingCalls{c.Conn, c.left}.Invoke(ctx, method, request, reply, options...)
}

type recordingCalls struct {
	grpc.ClientConnInterface

	left *leftovers
}

// Invoke implements grpc.ClientConnInterface.
func (c recordingCalls) Invoke(ctx context.Context, method string, request, reply any, options ...grpc.CallOption) error {
	place := within(ctx)
	if place == "the mutation" && !strings.HasSuffix(method, whoMethod) { // whose fields are executed one after the other
		place += fmt.Sprintf(" after %d fields", c.left.fields.Load())
	}
	c.left.calls.addf("within %s, %s left: %s %s %s", place, timeLeft(ctx), method, sentMetadata(ctx), messageText(request))
	return c.ClientConnInterface.Invoke(ctx, method, request, reply, options...)
}

func timeLeft(ctx context.Context) string {
	deadline, ok := ctx.Deadline()
	if !ok {
		return "all time"
	}
	return time.Until(deadline).String()
}

func sentMetadata(ctx context.Context) string {
	sent, _ := metadata.FromOutgoingContext(ctx)
	return strings.Join(sortedValues(http.Header(sent)), ", ")
}

// messageText is a message in one form: prototext writes blanks at random.
func messageText(message any) string {
	m, ok := message.(proto.Message)
	if !ok {
		return fmt.Sprint(message)
	}
	return "{" + strings.Join(strings.Fields(prototext.MarshalOptions{}.Format(m)), " ") + "}"
}

// countingSchema counts the operations that an executable schema executes.
type countingSchema struct {
	graphql.ExecutableSchema

	executed *atomic.Int64
}

// Exec implements graphql.ExecutableSchema.
func (s countingSchema) Exec(ctx context.Context) graphql.ResponseHandler {
	s.executed.Add(1)
	return s.ExecutableSchema.Exec(ctx)
}
