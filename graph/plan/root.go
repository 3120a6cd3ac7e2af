package plan

import (
	"bytes"
	"context"
	"io"

	"github.com/99designs/gqlgen/graphql"
)

// root is the value of Query and Mutation, which has nothing.
type root struct{}

// rootField has the interceptors of root fields called around a field of Query or Mutation.
type rootField struct {
	field *graphql.RootFieldContext // the same in all requests, so no interceptor may change it
	write write[*root]
}

func newRootField(selected graphql.CollectedField, write write[*root]) *rootField {
	return &rootField{&graphql.RootFieldContext{Object: selected.Name, Field: selected}, write} // gqlgen's generated code has the name there, too
}

func (f *rootField) resolve(ctx context.Context, w *writer, v *root) bool {
	w.root = rootValue{begin: len(w.out)}
	answer := w.operation.RootResolverMiddleware(graphql.WithRootFieldContext(ctx, f.field), func(ctx context.Context) graphql.Marshaler {
		w.root.complete = f.write(ctx, w, v)
		w.root.answer = w.answer()
		return w.root.answer
	})
	if w.root.answer != nil && answer == w.root.answer {
		return w.root.complete
	}
	var instead bytes.Buffer // the answer may have what was written in it, which is in the way until then
	answer.MarshalGQL(&instead)
	w.out = append(w.out[:w.root.begin], instead.Bytes()...)
	return answer != graphql.Null || !f.field.Field.Definition.Type.NonNull
}

// rootValue is what has been written of the value of a root field.
type rootValue struct {
	begin    int
	complete bool
	// answer stands for the value where interceptors see it. It is nil until that is written.
	answer graphql.Marshaler
}

// answer returns what interceptors see of the root field's value, as from gqlgen's generated code: graphql.Null, or something else.
func (w *writer) answer() graphql.Marshaler {
	if string(w.out[w.root.begin:]) == "null" {
		return graphql.Null
	}
	return w
}

var _ graphql.Marshaler = (*writer)(nil)

// MarshalGQL implements graphql.Marshaler. It writes the value of the root field.
func (w *writer) MarshalGQL(to io.Writer) { _, _ = to.Write(w.out[w.root.begin:]) }
