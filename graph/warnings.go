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

// warnings are those of one request.
type warnings struct {
	mu  sync.Mutex
	all []warning
}

// warning is one about the field at path.
type warning struct {
	problem.Warning

	path ast.Path
}

// warningsExtension is the member of a response's extensions that has its warnings.
const warningsExtension = "warnings"

// warn puts warnings beside the success of the field that ctx belongs to. The response has them only if the field does succeed,
// and of each code one a field. Resolvers may call it side by side; outside of a request it does nothing.
func warn(ctx context.Context, about ...problem.Warning) {
	if len(about) > 0 { // most fields have none, and need no path then
		warnAt(ctx, graphql.GetPath(ctx), about...)
	}
}

// warnOfObject is warn for the object that the field of ctx belongs to.
func warnOfObject(ctx context.Context, about ...problem.Warning) {
	warnAt(ctx, graphql.GetFieldContext(ctx).Parent.Path(), about...)
}

func warnAt(ctx context.Context, path ast.Path, about ...problem.Warning) {
	request := requestOf(ctx)
	if request == nil {
		return
	}
	w := &request.warnings
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, each := range about {
		w.all = append(w.all, warning{path: path, Warning: each})
	}
}

// addWarnings puts the warnings of a request into its response, and their codes into its line of the access log.
func (e requestExtension) addWarnings(ctx context.Context, response *graphql.Response, warnings []model.Warning) {
	if len(warnings) == 0 {
		return
	}
	if response.Extensions == nil {
		response.Extensions = map[string]any{}
	}
	response.Extensions[warningsExtension] = warnings
	e.annotate(ctx, slog.Any("warnings", convertAll(warnings, func(w model.Warning) problem.WarningCode { return w.Code })))
}

// ofSucceeded returns the warnings about fields that the response has.
func (w *warnings) ofSucceeded(response *graphql.Response) []model.Warning {
	all := w.sorted(func(warning) bool { return true })
	if len(all) == 0 {
		return nil
	}
	var data any
	if err := json.Unmarshal(response.Data, &data); err != nil { // nothing was answered
		return nil
	}
	all = slices.DeleteFunc(all, func(each warning) bool { return !succeeded(data, response.Errors, each.path) })
	return convertAll(all, warning.model)
}

// warningsOfObject returns the warnings of the field whose value is the object that ctx's field belongs to. A mutation's object
// has them all, since its fields are resolved after the mutation has returned.
func warningsOfObject(ctx context.Context) []model.Warning {
	request := requestOf(ctx)
	if request == nil {
		return []model.Warning{}
	}
	object := graphql.GetFieldContext(ctx).Parent.Path()
	return convertAll(request.warnings.sorted(func(each warning) bool { return slices.Equal(each.path, object) }), warning.model)
}

// sorted returns a copy of the wanted ones in the order of the paths, with one warning of a code for each path. The order in which
// they came depends on which of the fields that run side by side was first. What isn't wanted isn't sorted either: each of many
// mutations asks for its own.
func (w *warnings) sorted(wanted func(warning) bool) (all []warning) {
	w.mu.Lock()
	for _, each := range w.all {
		if wanted(each) {
			all = append(all, each)
		}
	}
	w.mu.Unlock()
	slices.SortFunc(all, func(a, b warning) int {
		return cmp.Or(slices.CompareFunc(a.path, b.path, comparePathElements), cmp.Compare(a.Code, b.Code), cmp.Compare(a.Message, b.Message))
	})
	return slices.CompactFunc(all, func(a, b warning) bool { return slices.Equal(a.path, b.path) && a.Code == b.Code })
}

// comparePathElements compares indices as numbers, so that a list's items keep their order.
func comparePathElements(a, b ast.PathElement) int {
	first, isIndex := a.(ast.PathIndex)
	second, bothIndices := b.(ast.PathIndex)
	if isIndex && bothIndices {
		return cmp.Compare(first, second)
	}
	return cmp.Compare(elementName(a), elementName(b))
}

func (w warning) model() model.Warning {
	return model.Warning{Code: w.Code, Message: w.Message, Path: convertAll(w.path, elementName)}
}

func elementName(element ast.PathElement) string {
	if index, ok := element.(ast.PathIndex); ok {
		return strconv.Itoa(int(index))
	}
	name, _ := element.(ast.PathName) // there is no third kind
	return string(name)
}

// succeeded reports whether a response has the field at path. Null is a value too, unless it stands for an error of the field or
// of one below it.
func succeeded(data any, errors gqlerror.List, path ast.Path) bool {
	for _, element := range path {
		var there bool
		if data, there = child(data, element); !there {
			return false
		}
	}
	return data != nil || !slices.ContainsFunc(errors, func(err *gqlerror.Error) bool {
		return len(err.Path) >= len(path) && slices.Equal(err.Path[:len(path)], path)
	})
}

// child returns an object's member, or a list's item.
func child(data any, element ast.PathElement) (any, bool) {
	switch parent := data.(type) {
	case map[string]any:
		value, there := parent[elementName(element)]
		return value, there
	case []any:
		if index, ok := element.(ast.PathIndex); ok && int(index) < len(parent) {
			return parent[index], true
		}
	}
	return nil, false
}
