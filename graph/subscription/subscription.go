// Package subscription turns a long task of a resolver into the events of a GraphQL subscription: its progress as it goes, and
// its result last. Run is all that a resolver needs.
//
// The package owns what becomes of events that the client reads too slowly, how often progress is sent at most, and how a task
// that fails, or panics, tells so. It depends on gqlgen, for where in the document a failure belongs, and on graph/problem. What
// a task does is package graph's and internal/people's. How events are written, and how long a stream may take, is
// graph/endpoint's and internal/web's.
package subscription

import (
	"context"
	"fmt"
	"time"

	"github.com/99designs/gqlgen/graphql"

	"zitadel-graphql/graph/problem"
)

const (
	// progressInterval is the least time between two events of progress. A person reads no faster, and a hundred thousand events
	// would cost more than the task that they tell of.
	progressInterval = 100 * time.Millisecond
	// timeForResult is how much of a stream's time is kept for the result, which says how far a task came that ran out of time.
	timeForResult = 2 * time.Second
)

// Task does what a subscription shows. It calls progress, from one goroutine at a time, with values that each contain all of the
// ones before, such as counters: most of them are never sent. A task's result is sent after them and never lost, unless it is
// nil. With an error, an event that has the error alone follows. A task has to return soon after ctx ends.
type Task[T any] func(ctx context.Context, progress func(*T)) (result *T, err error)

// Run starts the task in a goroutine of its own, and returns the channel that a resolver of gqlgen's returns: it has the task's
// progress and result, and is closed when the task returns.
//
// A client that reads slowly neither slows the task down nor makes it use more memory: one event waits at most, and a newer one
// takes its place. So the task never waits to send anything, and ends although nobody reads the channel any more. The task's
// context ends some time before ctx does, so that the result of a task that is cut short can still be sent.
//
// An error, or a panic, of the task goes to the function that ReportFailures has put into ctx.
func Run[T any](ctx context.Context, task Task[T]) <-chan *T {
	events := make(chan *T, 1)
	go func() {
		defer close(events)
		own, cancel := leaveTime(ctx)
		defer cancel()
		send := func(event *T) {
			select {
			case <-events: // the event before, which the client hasn't read yet
			default:
			}
			events <- event // there is room, since nobody else sends
		}
		result, err := call(own, task, atIntervals(send))
		if result != nil {
			send(result)
		}
		if err != nil {
			report(ctx, own, err)
		}
	}()
	return events
}

// call turns a panic of the task, which nobody else would recover from, into an error.
func call[T any](ctx context.Context, task Task[T], progress func(*T)) (result *T, err error) {
	defer func() {
		if cause := recover(); cause != nil {
			result, err = nil, problem.Recovered(cause)
		}
	}()
	return task(ctx, progress)
}

// atIntervals returns a function that drops what comes too soon after the last that it has sent.
func atIntervals[T any](send func(*T)) func(*T) {
	var sent time.Time
	return func(event *T) {
		if now := time.Now(); now.Sub(sent) >= progressInterval {
			sent = now
			send(event)
		}
	}
}

// leaveTime returns a context that ends before ctx does, for the same reason: by timeForResult, or in a short stream by a tenth.
func leaveTime(ctx context.Context) (context.Context, context.CancelFunc) {
	end, ok := ctx.Deadline()
	if !ok {
		return context.WithCancel(ctx)
	}
	return context.WithDeadlineCause(ctx, end.Add(-min(timeForResult, time.Until(end)/10)), timeUp())
}

// timeUp is the failure of a task that returns no result when its time is up.
func timeUp() error {
	return &problem.Problem{Code: problem.CodeGatewayTimeout, Reason: problem.ReasonRequestTimeout, Retryable: true,
		Message: "The subscription took longer than --stream-timeout allows."}
}

// Report is told of the error with which a subscription ends. ctx is that of the subscription's field.
type Report func(ctx context.Context, err error)

type reportKey struct{}

// ReportFailures returns a context in which the tasks of Run report their errors, each before its channel is closed. Without it
// their errors are lost: gqlgen has no way for a subscription's channel to carry one.
func ReportFailures(ctx context.Context, to Report) context.Context {
	return context.WithValue(ctx, reportKey{}, to)
}

// report passes on a task's error. Where the task's own context has ended, the reason comes first.
func report(ctx, own context.Context, err error) {
	if cause := context.Cause(own); cause != nil {
		err = fmt.Errorf("%w: %w", cause, err)
	}
	if to, ok := ctx.Value(reportKey{}).(Report); ok && graphql.HasOperationContext(ctx) {
		to(ctx, err)
	}
}
