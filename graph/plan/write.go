package plan

import (
	"context"
	"io"
	"slices"
	"sync"

	"github.com/99designs/gqlgen/graphql"

	"zitadel-graphql/graph/generated"
)

// writer is what one goroutine writes its part of a response to.
type writer struct {
	operation *graphql.OperationContext
	resolvers generated.ResolverRoot
	out       []byte
	// value is where the value of the root field begins.
	value int
}

var _ io.Writer = (*writer)(nil)

// Write implements io.Writer, for marshalers of others.
func (w *writer) Write(p []byte) (int, error) {
	w.out = append(w.out, p...)
	return len(p), nil
}

// fork returns a writer for another goroutine of the same operation.
func (w *writer) fork() writer { return writer{operation: w.operation, resolvers: w.resolvers} }

// null takes back what has been written since begin, and writes null in its place.
func (w *writer) null(begin int) { w.out = append(w.out[:begin], "null"...) }

// write writes a value, to where the context of the field belongs that has it. It returns false where it wrote null in place of a value
// that can't be null, because something failed that was reported then: whatever has the value is null too, if the schema says so.
type write[V any] func(ctx context.Context, w *writer, v V) bool

// object writes the selected fields of an object.
type object[T any] struct {
	fields []member[T]
	// resolved are the places in fields of those that have a resolver.
	resolved []int
	// resolves is set where a resolver has to be called for a field, or for something below one.
	resolves bool
}

// member is a field of an object, in the order of the response.
type member[T any] struct {
	// key has a comma, the field's name in the response and a colon, as JSON. The comma of the first gives way to the object's brace.
	key []byte
	// write is nil where the key has the value, too. It returns false where the object is null, since the field mustn't be.
	write write[*T]
	// resolver is set where the field has a resolver, and resolves where something below it has one.
	resolver, resolves bool
}

// write writes the object. As gqlgen does, it first writes the fields that have no resolver, in their order, and then calls the resolvers
// of the others at the same time, whatever became of the first.
func (o *object[T]) write(ctx context.Context, w *writer, v *T) bool {
	begin := len(w.out)
	complete := true
	var gaps [8]int // where the fields belong that have a resolver
	at := gaps[:0]
	for i := range o.fields {
		field := &o.fields[i]
		if len(at) < len(o.resolved) && o.resolved[len(at)] == i {
			at = append(at, len(w.out))
			continue
		}
		w.out = append(w.out, field.key...)
		if field.write != nil && !field.write(ctx, w, v) {
			complete = false
		}
	}
	if len(at) > 0 && !o.resolve(ctx, w, v, at) {
		complete = false
	}
	if !complete {
		w.null(begin)
		return false
	}
	if len(o.fields) == 0 { // all of them are skipped
		w.out = append(w.out, ',')
	}
	w.out[begin] = '{'
	w.out = append(w.out, '}')
	return true
}

// part is what a goroutine has written.
type part struct {
	writer

	complete bool
}

// resolve writes the fields that have a resolver to the gaps at: the first in this goroutine, and each other in one of its own.
func (o *object[T]) resolve(ctx context.Context, w *writer, v *T, at []int) bool {
	parts := make([]part, len(at)-1)
	var running sync.WaitGroup
	for i := range parts {
		parts[i].writer = w.fork()
		running.Go(func() { parts[i].complete = o.fields[o.resolved[i+1]].writeWithKey(ctx, &parts[i].writer, v) })
	}
	end := len(w.out)
	complete := o.fields[o.resolved[0]].writeWithKey(ctx, w, v)
	written := len(w.out) - end
	running.Wait()
	moveLast(w.out[at[0]:], written)
	for i := range slices.Backward(parts) {
		w.out = slices.Insert(w.out, at[i+1]+written, parts[i].out...)
		complete = complete && parts[i].complete
	}
	return complete
}

func (f *member[T]) writeWithKey(ctx context.Context, w *writer, v *T) bool {
	w.out = append(w.out, f.key...)
	return f.write(ctx, w, v)
}

// moveLast moves the last n bytes before all others.
func moveLast(data []byte, n int) {
	if n == len(data) {
		return
	}
	slices.Reverse(data[:len(data)-n])
	slices.Reverse(data[len(data)-n:])
	slices.Reverse(data)
}

// writeElements writes a list whose elements have resolvers below them. As gqlgen does, it writes them at the same time, each with a
// context that has its index.
func writeElements[T any](ctx context.Context, w *writer, elements []T, each write[*T]) bool {
	begin := len(w.out)
	w.out = append(w.out, '[')
	parts := make([]part, max(len(elements)-1, 0))
	var running sync.WaitGroup
	for i := range parts {
		parts[i].writer = w.fork()
		running.Go(func() { parts[i].complete = each(withIndex(ctx, i+1), &parts[i].writer, &elements[i+1]) })
	}
	complete := len(elements) == 0 || each(withIndex(ctx, 0), w, &elements[0])
	running.Wait()
	for i := range parts {
		w.out = append(append(w.out, ','), parts[i].out...)
		complete = complete && parts[i].complete
	}
	if !complete {
		w.null(begin)
		return false
	}
	w.out = append(w.out, ']')
	return true
}

func withIndex(ctx context.Context, i int) context.Context {
	return graphql.WithFieldContext(ctx, &graphql.FieldContext{Index: &i})
}
