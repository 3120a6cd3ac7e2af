package graph

import (
	"cmp"
	"context"
	"encoding/json"
	"log/slog"
	"slices"
	"strconv"
	"sync"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"zitadel-graphql/graph/model"
	"zitadel-graphql/graph/problem"
)

// warnings are what the fields of one request were warned of.
type warnings struct {
	mu   sync.Mutex
	told []warning
}

// warning is about the field at path.
type warning struct {
	problem.Warning

	path ast.Path
}

type warningsKey struct{}

// warningsExtension is their name in the extensions of a response.
const warningsExtension = "warnings"

// warn says of the field that ctx is of what isn't known or isn't so, although it succeeds. The response has it only if the
// field does succeed, and each code once a field. It can be called from any resolver, from several at once too; outside of
// a request there is nobody to tell.
func warn(ctx context.Context, about problem.Warning) {
	w, ok := ctx.Value(warningsKey{}).(*warnings)
	if !ok {
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.told = append(w.told, warning{path: graphql.GetPath(ctx), Warning: about})
}

// warningCollector gives every request a place for its warnings, and its response those that stand.
type warningCollector struct {
	// annotate adds to the request's line in the access log.
	annotate func(context.Context, ...slog.Attr)
}

var (
	_ graphql.HandlerExtension     = warningCollector{}
	_ graphql.OperationInterceptor = warningCollector{}
)

// ExtensionName implements graphql.HandlerExtension.
func (warningCollector) ExtensionName() string { return "Warnings" }

// Validate implements graphql.HandlerExtension.
func (warningCollector) Validate(graphql.ExecutableSchema) error { return nil }

// InterceptOperation implements graphql.OperationInterceptor.
func (c warningCollector) InterceptOperation(ctx context.Context, next graphql.OperationHandler) graphql.ResponseHandler {
	w := &warnings{}
	respond := next(context.WithValue(ctx, warningsKey{}, w))
	return func(ctx context.Context) *graphql.Response {
		response := respond(ctx)
		if response != nil {
			c.add(ctx, response, w.standing(response))
		}
		return response
	}
}

func (c warningCollector) add(ctx context.Context, response *graphql.Response, standing []model.Warning) {
	if len(standing) == 0 {
		return
	}
	if response.Extensions == nil {
		response.Extensions = map[string]any{}
	}
	response.Extensions[warningsExtension] = standing
	c.annotate(ctx, slog.Any("warnings", convertAll(standing, func(told model.Warning) problem.WarningCode { return told.Code })))
}

// standing are the warnings of the fields that the response has.
func (w *warnings) standing(response *graphql.Response) []model.Warning {
	told := w.sorted()
	if len(told) == 0 {
		return nil
	}
	var data any
	if err := json.Unmarshal(response.Data, &data); err != nil { // nothing was answered
		return nil
	}
	told = slices.DeleteFunc(told, func(told warning) bool { return !succeeded(data, response.Errors, told.path) })
	return convertAll(told, warning.model)
}

// warningsOf are those of the field whose value is the object that ctx's field is of: of a mutation, once it has returned.
func warningsOf(ctx context.Context) []model.Warning {
	w, ok := ctx.Value(warningsKey{}).(*warnings)
	if !ok {
		return []model.Warning{}
	}
	object := graphql.GetFieldContext(ctx).Parent.Path()
	told := slices.DeleteFunc(w.sorted(), func(told warning) bool { return !slices.Equal(told.path, object) })
	return convertAll(told, warning.model)
}

// sorted is a copy in the order of the paths, each code once a path: the order in which fields run side by side warn is
// no order.
func (w *warnings) sorted() []warning {
	w.mu.Lock()
	told := slices.Clone(w.told)
	w.mu.Unlock()
	slices.SortFunc(told, func(a, b warning) int {
		return cmp.Or(slices.CompareFunc(a.path, b.path, comparePlaces), cmp.Compare(a.Code, b.Code), cmp.Compare(a.Message, b.Message))
	})
	return slices.CompactFunc(told, func(a, b warning) bool { return slices.Equal(a.path, b.path) && a.Code == b.Code })
}

// comparePlaces has a list's items in their order.
func comparePlaces(a, b ast.PathElement) int {
	first, isIndex := a.(ast.PathIndex)
	second, bothIndices := b.(ast.PathIndex)
	if isIndex && bothIndices {
		return cmp.Compare(first, second)
	}
	return cmp.Compare(placeName(a), placeName(b))
}

func (w warning) model() model.Warning {
	return model.Warning{Code: w.Code, Message: w.Message, Path: convertAll(w.path, placeName)}
}

func placeName(element ast.PathElement) string {
	if index, ok := element.(ast.PathIndex); ok {
		return strconv.Itoa(int(index))
	}
	name, _ := element.(ast.PathName) // there is no third kind
	return string(name)
}

// succeeded says that a response has the field at path. Null is a value too, unless it stands for an error of the field or
// of one below it.
func succeeded(data any, errors gqlerror.List, path ast.Path) bool {
	for _, element := range path {
		var there bool
		if data, there = member(data, element); !there {
			return false
		}
	}
	return data != nil || !slices.ContainsFunc(errors, func(err *gqlerror.Error) bool {
		return len(err.Path) >= len(path) && slices.Equal(err.Path[:len(path)], path)
	})
}

// member is what an object has under a name, or a list at a place.
func member(data any, element ast.PathElement) (any, bool) {
	switch parent := data.(type) {
	case map[string]any:
		value, there := parent[placeName(element)]
		return value, there
	case []any:
		if index, ok := element.(ast.PathIndex); ok && int(index) < len(parent) {
			return parent[index], true
		}
	}
	return nil, false
}
