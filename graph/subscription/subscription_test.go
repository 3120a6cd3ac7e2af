package subscription_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"

	"zitadel-graphql/graph/problem"
	"zitadel-graphql/graph/subscription"
)

// field is the context of a subscription's field.
func field(ctx context.Context) context.Context {
	ctx = graphql.WithOperationContext(ctx, &graphql.OperationContext{Operation: &ast.OperationDefinition{Operation: ast.Subscription}})
	return graphql.WithFieldContext(ctx, &graphql.FieldContext{Field: graphql.CollectedField{Field: &ast.Field{Alias: "look"}}})
}

// reported has ctx report to a list.
func reported(ctx context.Context) (context.Context, *[]error) {
	var all []error
	return subscription.ReportFailures(ctx, func(ctx context.Context, err error) {
		if graphql.GetPath(ctx).String() == "look" {
			all = append(all, err)
		}
	}), &all
}

func receive(events <-chan *int) (got []int) {
	for event := range events {
		got = append(got, *event)
	}
	return got
}

// A client that doesn't read mustn't hold the task up, nor have events pile up for it; and what it reads in the end is the
// result, which is never lost.
func TestNewestEventWins(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		returned := make(chan struct{})
		events := subscription.Run(field(t.Context()), func(_ context.Context, progress func(*int)) (*int, error) {
			for n := range 1000 {
				progress(&n)
				time.Sleep(time.Second) // of the test's own clock
			}
			close(returned)
			return new(1000), nil
		})
		time.Sleep(999500 * time.Millisecond)
		if first := <-events; *first != 999 {
			t.Errorf("the first event that is read is %d, not the newest", *first)
		}
		<-returned // a task that waits for the reader would make this a deadlock
		if got := receive(events); len(got) != 1 || got[0] != 1000 {
			t.Errorf("got %v, want the result alone", got)
		}
	})
}

// A client that reads at once gets ten events a second, and not the thousands that a task may have for it.
func TestProgressIsPaced(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		events := subscription.Run(field(t.Context()), func(_ context.Context, progress func(*int)) (*int, error) {
			for n := range 1000 {
				progress(&n)
				time.Sleep(time.Millisecond)
			}
			return new(1000), nil
		})
		got := receive(events)
		if len(got) != 11 || got[0] != 0 || got[1] != 100 || got[10] != 1000 {
			t.Errorf("got %v", got)
		}
	})
}

// Whatever a task ends with is told: its error, with the result before it; and a panic, which would otherwise end the program.
func TestFailures(t *testing.T) {
	failure := errors.New("it failed")
	for name, test := range map[string]struct {
		task   subscription.Task[int]
		events int
		want   string
	}{
		"an error":            {func(context.Context, func(*int)) (*int, error) { return nil, failure }, 0, "it failed"},
		"an error and result": {func(context.Context, func(*int)) (*int, error) { return new(1), failure }, 1, "it failed"},
		"a panic":             {func(context.Context, func(*int)) (*int, error) { panic("boom") }, 0, "panic: boom"},
		"a result":            {func(context.Context, func(*int)) (*int, error) { return new(1), nil }, 1, ""},
	} {
		ctx, failures := reported(field(t.Context()))
		got := receive(subscription.Run(ctx, test.task))
		if len(got) != test.events || (test.want == "") != (len(*failures) == 0) {
			t.Errorf("%s: got %v and %v", name, got, *failures)
		}
		for _, err := range *failures {
			if len(*failures) != 1 || !strings.HasPrefix(err.Error(), test.want) {
				t.Errorf("%s: reported %v", name, err)
			}
		}
	}
}

// A task whose time is up has some left to say how far it came; one that has nothing to say ends with the reason.
func TestTimeIsKeptForTheResult(t *testing.T) {
	for limit, kept := range map[time.Duration]time.Duration{15 * time.Minute: 2 * time.Second, time.Second: 100 * time.Millisecond} {
		synctest.Test(t, func(t *testing.T) {
			began := time.Now()
			ctx, cancel := context.WithTimeout(t.Context(), limit)
			defer cancel()
			ctx, failures := reported(field(ctx))
			got := receive(subscription.Run(ctx, func(ctx context.Context, _ func(*int)) (*int, error) {
				<-ctx.Done()
				return new(7), ctx.Err()
			}))
			if took := time.Since(began); took != limit-kept || len(got) != 1 || ctx.Err() != nil {
				t.Errorf("after %v of %v: %v", took, limit, got)
			}
			found, ok := errors.AsType[*problem.Problem]((*failures)[0])
			if !ok || found.Code != problem.CodeGatewayTimeout || !strings.Contains(found.Message, "--stream-timeout") {
				t.Errorf("reported %v", *failures)
			}
		})
	}
}
