package document

import (
	"encoding/json"
	"maps"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
)

const (
	// absent stands for a variable that isn't given.
	absent = "absent"
	// secret is in every string that is given.
	secret = "SECRET"
)

// wrongValue is a value that isn't of a type, with the path to the mistake and the type that its message names.
type wrongValue struct {
	value        any
	path, wanted string
}

// wrongValues returns values, each with another mistake, that aren't of a type. Null isn't among them.
func wrongValues(schema *ast.Schema, of *ast.Type) []wrongValue {
	if of.Elem != nil {
		return wrongLists(schema, of)
	}
	definition := schema.Types[of.NamedType]
	var all []wrongValue
	for _, value := range wrongKinds(definition) {
		all = append(all, wrongValue{value, "", of.String()})
	}
	if definition.Kind == ast.Enum {
		all = append(all, wrongValue{secret, "", definition.Name}, wrongValue{strings.ToLower(definition.EnumValues[0].Name), "", definition.Name})
	}
	if definition.Kind == ast.InputObject {
		all = append(all, wrongObjects(schema, definition)...)
	}
	return all
}

// wrongKinds returns values of JSON that no value of a named type is. The schema's own scalars take every one.
func wrongKinds(definition *ast.Definition) []any {
	object, list := map[string]any{secret: secret}, []any{}
	if definition.Kind == ast.Enum {
		return []any{1, true, object, list}
	}
	if definition.Kind == ast.InputObject {
		return []any{secret, 1, true, list}
	}
	return map[string][]any{
		"String":  {1, true, object, list},
		"Int":     {secret, "5", true, 1.5, 1 << 31, json.Number("1e400"), object, list},
		"Float":   {secret, "5", true, json.Number("1e400"), object, list},
		"ID":      {1.5, true, object, list},
		"Boolean": {secret, 1, object, list},
	}[definition.Name]
}

// wrongLists returns lists of which the second item is wrong, and single values.
func wrongLists(schema *ast.Schema, of *ast.Type) []wrongValue {
	var all []wrongValue
	good := goodValue(schema, of.Elem)
	for _, wrong := range wrongValues(schema, of.Elem) {
		all = append(all, wrongValue{[]any{good, wrong.value}, "[1]" + wrong.path, wrong.wanted})
		if _, isList := wrong.value.([]any); isList || of.Elem.Elem != nil {
			continue
		}
		single := wrong
		if wrong.wanted == of.Elem.String() && wrong.path == "" {
			single.wanted = of.String()
		}
		all = append(all, single)
	}
	if of.Elem.NonNull {
		all = append(all, wrongValue{[]any{good, nil}, "[1]", of.Elem.String()})
	}
	return all
}

// wrongObjects returns objects in which one field is wrong, missing or unknown.
func wrongObjects(schema *ast.Schema, definition *ast.Definition) []wrongValue {
	good := goodObject(schema, definition)
	with := func(name string, value any) map[string]any {
		object := maps.Clone(good)
		object[name] = value
		return object
	}
	all := []wrongValue{{with("unknownField", secret), ".unknownField", definition.Name}}
	for _, field := range definition.Fields {
		for _, wrong := range wrongValues(schema, field.Type) {
			all = append(all, wrongValue{with(field.Name, wrong.value), "." + field.Name + wrong.path, wrong.wanted})
		}
		if !field.Type.NonNull {
			continue
		}
		all = append(all, wrongValue{with(field.Name, nil), "." + field.Name, field.Type.String()})
		if field.DefaultValue == nil {
			lacking := maps.Clone(good)
			delete(lacking, field.Name)
			all = append(all, wrongValue{lacking, "." + field.Name, field.Type.String()})
		}
	}
	return all
}

// goodObject has the required fields of a type alone.
func goodObject(schema *ast.Schema, definition *ast.Definition) map[string]any {
	object := map[string]any{}
	for _, field := range definition.Fields {
		if field.Type.NonNull && field.DefaultValue == nil {
			object[field.Name] = goodValue(schema, field.Type)
		}
	}
	return object
}

func goodValue(schema *ast.Schema, of *ast.Type) any {
	definition := schema.Types[of.Name()]
	switch {
	case of.Elem != nil:
		return []any{goodValue(schema, of.Elem)}
	case definition.Kind == ast.Enum:
		return definition.EnumValues[0].Name
	case definition.Kind == ast.InputObject:
		return goodObject(schema, definition)
	case definition.Name == "Boolean":
		return true
	case definition.Name == "Int" || definition.Name == "Float":
		return 1
	default:
		return secret
	}
}
