package config

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/google/jsonschema-go/jsonschema"

	"zitadel-graphql/graph"
	"zitadel-graphql/graph/endpoint"
)

// Schema returns a JSON Schema of the configuration file, with which editors complete names, show what they mean and mark mistakes. Load is
// stricter: it also refuses values that contradict each other.
func Schema() (string, error) {
	var version any = 1
	root := &jsonschema.Schema{
		Schema: "http://json-schema.org/draft-07/schema#", Title: "Configuration file of zitadel-graphql", Type: "object",
		Properties: map[string]*jsonschema.Schema{versionKey: {
			Description: "The version of the file's format.", Const: &version,
		}},
		PropertyOrder: []string{versionKey}, Required: []string{versionKey}, AdditionalProperties: &jsonschema.Schema{Not: &jsonschema.Schema{}},
	}
	for s := range all(settings(&Config{Graph: graph.DefaultConfig(), Endpoint: endpoint.DefaultConfig()}, &automatic{})) {
		if !s.isOutsideFile() {
			root.Properties[s.name] = s.jsonSchema()
			root.PropertyOrder = append(root.PropertyOrder, s.name)
		}
	}
	compact, err := json.Marshal(root)
	if err != nil {
		return "", fmt.Errorf("write the schema of the configuration file: %w", err)
	}
	var indented bytes.Buffer
	if err := json.Indent(&indented, compact, "", "  "); err != nil {
		return "", fmt.Errorf("indent the schema of the configuration file: %w", err)
	}
	return indented.String() + "\n", nil
}

func (s setting) jsonSchema() *jsonschema.Schema {
	described := *s.parse.schema
	described.Description = strings.ToUpper(s.help[:1]) + s.help[1:] + "."
	if s.reloads {
		described.Description += " A new value takes effect without a restart."
	}
	if s.fallback != "" {
		described.Default = asJSON(s.fallback, described.Type == "integer")
	}
	return &described
}

func asJSON(text string, integer bool) json.RawMessage {
	if integer {
		return json.RawMessage(text)
	}
	quoted, err := json.Marshal(text)
	if err != nil {
		return nil
	}
	return quoted
}
