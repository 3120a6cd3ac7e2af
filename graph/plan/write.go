package plan

import (
	"context"
	"slices"
	"sync"

	"github.com/99designs/gqlgen/graphql"

	"zitadel-graphql/graph/generated"
	"zitadel-graphql/internal/parallel"
)

// writer has what one goroutine writes its part of a response with, and the part.
type writer struct {
	operation *graphql.OperationContext
	resolvers generated.ResolverRoot
	out       []byte
	// root is the field of Query or Mutation that is being written.
	root rootValue
}

// fork returns a writer for another part of the same response.
func (w *writer) fork() writer { return writer{operation: w.operation, resolvers: w.resolvers} }

// null takes back what has been written since begin, and writes null in its place.
func (w *writer) null(begin int) { w.out = append(w.out[:begin], "null"...) }

// write writes a value, of the field whose context ctx is. It returns false where it wrote null for an object or a list: where the schema
// has no null there, that was reported, and what has the value is null, too.
type write[V any] func(ctx context.Context, w *writer, v V) bool

// object writes the selected fields of an object.
type object[T any] struct {
	fields []member[T]
	// resolves is set where a resolver has to be called for a field, or for something below one.
	resolves bool
	// first are the places in fields of those that are written before the others, and atOnce of those that are written by goroutines of
	// their own.
	first, atOnce []int
}

// member is a field of an object, in the order of the response.
type member[T any] struct {
	// key has a comma, the field's name in the response and a colon, as JSON. The comma of the first gives way to the object's brace.
	key []byte
	// write is nil where the key has the value, too. It returns false where the object is null, since the field mustn't be.
	write write[*T]
	// resolver is set where the field has a resolver, and resolves where something below it has one.
	resolver, resolves bool
	// apart is set where the field is one of first or atOnce: it is its place in both, counted from 1.
	apart int
}

// arrange decides in which order the object's fields are written, which is that of gqlgen's generated code: at first those without a
// resolver; and then the others at the same time, whatever became of the first. A field below which there is no resolver can't fail, so that
// it doesn't matter when it is written.
func (o *object[T]) arrange() {
	for i, field := range o.fields {
		o.resolves = o.resolves || field.resolver || field.resolves
		if field.resolver {
			o.atOnce = append(o.atOnce, i)
		} else if field.resolves {
			o.first = append(o.first, i)
		}
	}
	if len(o.atOnce) == 0 {
		o.first = nil // they are the only ones that can fail
		return
	}
	o.atOnce = o.atOnce[1:] // one is resolved where it is written
	for i, place := range slices.Concat(o.first, o.atOnce) {
		o.fields[place].apart = i + 1
	}
}

// inOrder has the object's fields be written one after the other.
func (o *object[T]) inOrder() {
	o.first, o.atOnce = nil, nil
	for i := range o.fields {
		o.fields[i].apart = 0
	}
}

// write writes the object.
func (o *object[T]) write(ctx context.Context, w *writer, v *T) bool {
	begin := len(w.out)
	complete := true
	var apart *parts
	if len(o.first)+len(o.atOnce) > 0 {
		apart = o.writeApart(ctx, w, v)
		defer apart.running.Wait() // after a panic, too: none may outlive the request
	}
	for i := range o.fields {
		field := &o.fields[i]
		w.out = append(w.out, field.key...)
		switch {
		case field.apart > 0:
			complete = apart.appendTo(w, field.apart-1) && complete
		case field.write != nil:
			complete = field.write(ctx, w, v) && complete
		}
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

// writeApart writes first, and has atOnce be written.
func (o *object[T]) writeApart(ctx context.Context, w *writer, v *T) *parts {
	apart := &parts{all: make([]part, len(o.first)+len(o.atOnce))}
	for i, place := range o.first {
		writePart(ctx, w, &apart.all[i], o.fields[place].write, v)
	}
	for i, place := range o.atOnce {
		apart.running.Go(func() {
			parallel.GrowStack()
			writePart(ctx, w, &apart.all[len(o.first)+i], o.fields[place].write, v)
		})
	}
	return apart
}

// parts of a response are written while others are, or before.
type parts struct {
	all     []part
	running sync.WaitGroup
}

type part struct {
	writer

	complete bool
}

// writePart writes a value to a part of what w writes.
func writePart[T any](ctx context.Context, w *writer, to *part, write write[*T], v *T) {
	to.writer = w.fork()
	to.complete = writeOrFail(ctx, &to.writer, write, v)
}

// writeOrFail writes a value, and null after a panic that no field with a resolver has recovered from. That is an error of the value then:
// in a goroutine it would end the program.
func writeOrFail[T any](ctx context.Context, w *writer, write write[*T], v *T) (complete bool) {
	begin := len(w.out)
	defer func() {
		if cause := recover(); cause != nil {
			ec := w.operation
			ec.Error(ctx, ec.Recover(ctx, cause))
			w.null(begin)
			complete = false
		}
	}()
	return write(ctx, w, v)
}

// appendTo appends a part, once all are there. It returns what its write did.
func (p *parts) appendTo(w *writer, i int) bool {
	p.running.Wait()
	w.out = append(w.out, p.all[i].out...)
	return p.all[i].complete
}

// writeElements writes a list whose elements have resolvers below them. As gqlgen's generated code does, it writes them at the same time,
// each with a context that has its index.
func writeElements[T any](ctx context.Context, w *writer, elements []T, each write[*T]) bool {
	begin := len(w.out)
	w.out = append(w.out, '[')
	others := parts{all: make([]part, max(len(elements)-1, 0))}
	defer others.running.Wait() // as in object.write
	for i := range others.all {
		others.running.Go(func() {
			parallel.GrowStack()
			writePart(withIndex(ctx, i+1), w, &others.all[i], each, &elements[i+1])
		})
	}
	complete := len(elements) == 0 || writeOrFail(withIndex(ctx, 0), w, each, &elements[0])
	for i := range others.all {
		w.out = append(w.out, ',')
		complete = others.appendTo(w, i) && complete
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
