package graph_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
)

// Prevents that a panic in one entity ends the program, as it would on a goroutine that gqlgen doesn't watch, or fails the others.
func TestPanicInAnEntity(t *testing.T) {
	conn := stub(func(context.Context, string) error { panic("boom") })
	got := ask(t, t.Context(), conn, `{ _entities(representations: [{__typename: "Organization", id: "1"}, {}]) { ... on Organization { name } } }`)
	if len(got.Errors) != 2 || fmt.Sprint(got.Data) != "map[_entities:[<nil> <nil>]]" {
		t.Fatalf("got %s", got.body)
	}
	first, second := got.Errors[0], got.Errors[1]
	if fmt.Sprintf("%v %v", first.Path, first.Extensions["code"]) != "[_entities 0] INTERNAL_SERVER_ERROR" || strings.Contains(got.body, "boom") {
		t.Errorf("got %s", got.body)
	}
	if fmt.Sprintf("%v %v", second.Path, second.Extensions["reason"]) != "[_entities 1] REPRESENTATION_INVALID" {
		t.Errorf("got %s", got.body)
	}
	if !strings.Contains(got.log, "boom") || !strings.Contains(got.log, "entity.go") {
		t.Errorf("log: %s", got.log)
	}
}
