package plan_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/99designs/gqlgen/graphql"

	"zitadel-graphql/graph/plan"
)

// An element that is null makes its list null, whichever it is.
func TestNullSpreadsToLists(t *testing.T) {
	for _, test := range []struct {
		list []int
		want string
	}{{nil, "[]"}, {[]int{1}, "[1]"}, {[]int{1, 2, 3}, "[1,2,3]"}, {[]int{0}, "null"}, {[]int{0, 1}, "null"}, {[]int{1, 0}, "null"}} {
		got, complete := plan.WriteElements(t.Context(), test.list, 0)
		if got != test.want || complete != (test.want != "null") {
			t.Errorf("%v: got %s %t, want %s", test.list, got, complete, test.want)
		}
	}
}

// A panic of one element, which its own goroutine writes, ends neither the program nor the request: it is an error with the element's
// path, as with gqlgen's generated code.
func TestPanicOfAnElement(t *testing.T) {
	operation := &graphql.OperationContext{RecoverFunc: func(context.Context, any) error { return errors.New("it panicked") }}
	for panics := range 3 {
		ctx := graphql.WithResponseContext(graphql.WithOperationContext(t.Context(), operation), graphql.DefaultErrorPresenter, nil)
		got, complete := plan.WritePanickingElements(ctx, []int{0, 1, 2}, panics)
		errs := graphql.GetErrors(ctx)
		if got != "null" || complete || len(errs) != 1 || errs[0].Path.String() != fmt.Sprintf("[%d]", panics) {
			t.Errorf("the element %d: got %s %t, and the errors %v", panics, got, complete, errs)
		}
	}
}
