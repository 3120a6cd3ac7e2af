package mcp

import (
	"math"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
)

// jsonSchema is a JSON Schema (2020-12) as encoding/json writes it.
type jsonSchema = map[string]any

// argumentSchema returns the JSON Schema of a tool's arguments: the variables of its operation. What is said of a variable is its
// own description, else that in descriptions, by the variable's name.
//
// The schema offers no nulls: GraphQL takes one for an optional variable, but what is meant by it is said better by leaving the
// variable out.
func argumentSchema(schema *ast.Schema, operation *ast.OperationDefinition, descriptions map[string]string) jsonSchema {
	c := schemaConverter{types: schema.Types, inputs: jsonSchema{}}
	properties, required := jsonSchema{}, []string{}
	for _, variable := range operation.VariableDefinitions {
		property := c.convert(variable.Type)
		description := variable.Description
		if description == "" {
			description = descriptions[variable.Variable]
		}
		describe(property, description)
		setDefault(property, variable.DefaultValue)
		properties[variable.Variable] = property
		if variable.Type.NonNull && variable.DefaultValue == nil {
			required = append(required, variable.Variable)
		}
	}
	made := object(properties, required)
	if len(c.inputs) > 0 {
		made["$defs"] = c.inputs
	}
	return made
}

// schemaConverter makes JSON Schemas of GraphQL's input types.
type schemaConverter struct {
	types map[string]*ast.Definition
	// inputs has the schemas of input objects by their names, to which the others refer: an input object may have itself in it.
	inputs jsonSchema
}

func (c schemaConverter) convert(of *ast.Type) jsonSchema {
	if of.Elem != nil {
		return jsonSchema{"type": "array", "items": c.convert(of.Elem)}
	}
	definition := c.types[of.NamedType]
	switch definition.Kind {
	case ast.InputObject:
		c.addInput(definition)
		return jsonSchema{"$ref": "#/$defs/" + definition.Name}
	case ast.Enum:
		return enumSchema(definition)
	default:
		return scalarSchema(definition)
	}
}

func (c schemaConverter) addInput(definition *ast.Definition) {
	if _, done := c.inputs[definition.Name]; done {
		return
	}
	properties, required := jsonSchema{}, []string{}
	c.inputs[definition.Name] = nil // so that one which has itself in it ends
	for _, field := range definition.Fields {
		property := c.convert(field.Type)
		describe(property, field.Description)
		setDefault(property, field.DefaultValue)
		properties[field.Name] = property
		if field.Type.NonNull && field.DefaultValue == nil {
			required = append(required, field.Name)
		}
	}
	made := object(properties, required)
	if definition.Directives.ForName("oneOf") != nil {
		made["minProperties"], made["maxProperties"] = 1, 1
	}
	describe(made, definition.Description)
	c.inputs[definition.Name] = made
}

func object(properties jsonSchema, required []string) jsonSchema {
	made := jsonSchema{"type": "object", "properties": properties, "additionalProperties": false}
	if len(required) > 0 {
		made["required"] = required
	}
	return made
}

// enumSchema says of each value what it means, since JSON Schema has no place for that.
func enumSchema(definition *ast.Definition) jsonSchema {
	var names []string
	texts := []string{definition.Description}
	for _, value := range definition.EnumValues {
		names = append(names, value.Name)
		if value.Description != "" {
			texts = append(texts, "- "+value.Name+": "+value.Description)
		}
	}
	made := jsonSchema{"type": "string", "enum": names}
	describe(made, strings.Join(texts, "\n"))
	return made
}

// scalarSchema takes the scalars that GraphQL doesn't have for strings, which is how the schema's own are written.
func scalarSchema(definition *ast.Definition) jsonSchema {
	switch definition.Name {
	case "Int":
		return jsonSchema{"type": "integer", "minimum": math.MinInt32, "maximum": math.MaxInt32}
	case "Float":
		return jsonSchema{"type": "number"}
	case "Boolean":
		return jsonSchema{"type": "boolean"}
	case "String", "ID":
		return jsonSchema{"type": "string"}
	default:
		made := jsonSchema{"type": "string"}
		describe(made, definition.Description)
		return made
	}
}

// describe puts a text before what is said of a schema already.
func describe(schema jsonSchema, text string) {
	text = strings.TrimSpace(text)
	if earlier, ok := schema["description"].(string); ok {
		text = strings.TrimSpace(text + "\n\n" + earlier)
	}
	if text != "" {
		schema["description"] = text
	}
}

// setDefault adds the value that takes the place of one that is left out. A literal that JSON can't have isn't among them:
// validation has refused it.
func setDefault(schema jsonSchema, value *ast.Value) {
	if value == nil {
		return
	}
	if literal, err := value.Value(nil); err == nil && literal != nil {
		schema["default"] = literal
	}
}
