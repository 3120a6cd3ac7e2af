package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"sigs.k8s.io/yaml"
)

// kind is one that the chart makes objects of.
type kind struct {
	apiVersion, name string
	// module has the schema in file, which is an OpenAPI document of Kubernetes or a CustomResourceDefinition.
	module, file string
}

const (
	kubernetes = "k8s.io/kubernetes@v1.37.2"
	gateways   = "sigs.k8s.io/gateway-api@v1.6.3"
	operator   = "github.com/prometheus-operator/prometheus-operator@v0.85.0"

	openAPI = "api/openapi-spec/v3/"
	crds    = "example/prometheus-operator-crd/monitoring.coreos.com_"
)

func kinds() []kind {
	return []kind{
		{"v1", "ConfigMap", kubernetes, openAPI + "api__v1_openapi.json"},
		{"v1", "Secret", kubernetes, openAPI + "api__v1_openapi.json"},
		{"v1", "Service", kubernetes, openAPI + "api__v1_openapi.json"},
		{"v1", "ServiceAccount", kubernetes, openAPI + "api__v1_openapi.json"},
		{"apps/v1", "Deployment", kubernetes, openAPI + "apis__apps__v1_openapi.json"},
		{"autoscaling/v2", "HorizontalPodAutoscaler", kubernetes, openAPI + "apis__autoscaling__v2_openapi.json"},
		{"networking.k8s.io/v1", "Ingress", kubernetes, openAPI + "apis__networking.k8s.io__v1_openapi.json"},
		{"networking.k8s.io/v1", "NetworkPolicy", kubernetes, openAPI + "apis__networking.k8s.io__v1_openapi.json"},
		{"policy/v1", "PodDisruptionBudget", kubernetes, openAPI + "apis__policy__v1_openapi.json"},
		{"gateway.networking.k8s.io/v1", "HTTPRoute", gateways, "config/crd/standard/gateway.networking.k8s.io_httproutes.yaml"},
		{"monitoring.coreos.com/v1", "ServiceMonitor", operator, crds + "servicemonitors.yaml"},
		{"monitoring.coreos.com/v1", "PrometheusRule", operator, crds + "prometheusrules.yaml"},
	}
}

// schemaFile is the name of a kind's schema in the folder of schemas.
func schemaFile(apiVersion, name string) string {
	return strings.ReplaceAll(apiVersion, "/", "_") + "_" + name + ".json"
}

// writeSchemas writes the schema of every kind, as JSON Schema, into folder. It downloads the modules that have them.
func writeSchemas(ctx context.Context, folder string) error {
	for _, k := range kinds() {
		schema, err := schemaOf(ctx, k)
		if err != nil {
			return fmt.Errorf("make the schema of %s %s: %w", k.apiVersion, k.name, err)
		}
		text, err := json.MarshalIndent(schema, "", " ")
		if err != nil {
			return fmt.Errorf("write the schema of %s: %w", k.name, err)
		}
		if err := os.WriteFile(filepath.Join(folder, schemaFile(k.apiVersion, k.name)), append(text, '\n'), 0o600); err != nil {
			return fmt.Errorf("write the schema of %s: %w", k.name, err)
		}
	}
	return nil
}

// schemaOf reads a kind's schema from its module.
func schemaOf(ctx context.Context, k kind) (map[string]any, error) {
	folder, err := moduleFolder(ctx, k.module)
	if err != nil {
		return nil, err
	}
	text, err := os.ReadFile(filepath.Join(folder, filepath.FromSlash(k.file)))
	if err != nil {
		return nil, fmt.Errorf("read what the module has: %w", err)
	}
	if k.module == kubernetes {
		return schemaOfOpenAPI(text, k)
	}
	return schemaOfCRD(text, k)
}

// moduleFolder downloads a module, if it isn't there yet, and returns where it is.
func moduleFolder(ctx context.Context, module string) (string, error) {
	download := exec.CommandContext(ctx, "go", "mod", "download", "-json", module)
	download.Stderr = os.Stderr
	answer, err := download.Output()
	if err != nil {
		return "", fmt.Errorf("download %s: %w", module, err)
	}
	var found struct {
		Dir string `json:"Dir"`
	}
	if err := json.Unmarshal(answer, &found); err != nil {
		return "", fmt.Errorf("download %s: %w", module, err)
	}
	return found.Dir, nil
}

// schemaOfOpenAPI takes the kind's component and all those that it leads to.
func schemaOfOpenAPI(text []byte, k kind) (map[string]any, error) {
	var document struct {
		Components struct {
			Schemas map[string]map[string]any `json:"schemas"`
		} `json:"components"`
	}
	if err := json.Unmarshal(text, &document); err != nil {
		return nil, fmt.Errorf("read the OpenAPI document: %w", err)
	}
	all := document.Components.Schemas
	root := ""
	for name, schema := range all {
		if isOfKind(schema, k) {
			root = name
		}
	}
	if root == "" {
		return nil, errors.New("the OpenAPI document has no such kind")
	}
	used := map[string]any{}
	collect(all, root, used)
	return map[string]any{"$ref": "#/$defs/" + root, "$defs": used}, nil
}

// isOfKind reports whether a component is the schema of the kind's objects.
func isOfKind(schema map[string]any, k kind) bool {
	group, version, found := strings.Cut(k.apiVersion, "/")
	if !found {
		group, version = "", k.apiVersion
	}
	kinds, _ := schema["x-kubernetes-group-version-kind"].([]any)
	for _, of := range kinds {
		found, _ := of.(map[string]any)
		if len(kinds) == 1 && found["group"] == group && found["version"] == version && found["kind"] == k.name {
			return true
		}
	}
	return false
}

// collect adds a component to used, and those that it refers to.
func collect(all map[string]map[string]any, name string, used map[string]any) {
	if used[name] != nil {
		return
	}
	used[name] = true // so that a component which refers to itself ends
	used[name] = strict(all[name], func(reference string) { collect(all, reference, used) })
}

// schemaOfCRD takes the schema of the kind's version.
func schemaOfCRD(text []byte, k kind) (map[string]any, error) {
	var definition struct {
		Spec struct {
			Versions []struct {
				Name   string `json:"name"`
				Schema struct {
					OpenAPIV3Schema map[string]any `json:"openAPIV3Schema"`
				} `json:"schema"`
			} `json:"versions"`
		} `json:"spec"`
	}
	if err := yaml.Unmarshal(text, &definition); err != nil {
		return nil, fmt.Errorf("read the CustomResourceDefinition: %w", err)
	}
	_, wanted, _ := strings.Cut(k.apiVersion, "/")
	for _, version := range definition.Spec.Versions {
		if version.Name != wanted {
			continue
		}
		schema, _ := strict(version.Schema.OpenAPIV3Schema, nil).(map[string]any)
		properties, _ := schema["properties"].(map[string]any)
		properties["metadata"] = map[string]any{"type": "object"} // which every object has, and no definition describes
		return schema, nil
	}
	return nil, errors.New("the CustomResourceDefinition has no such version")
}

// strict returns a schema of OpenAPI as JSON Schema: without what is for readers, and such that an object may have no other
// properties than those that it names, since Kubernetes drops a mistyped one without a word. found is called for each component that
// is referred to.
func strict(schema any, found func(reference string)) any {
	switch schema := schema.(type) {
	case []any:
		converted := make([]any, len(schema))
		for i, element := range schema {
			converted[i] = strict(element, found)
		}
		return converted
	case map[string]any:
		return strictObject(schema, found)
	default:
		return schema
	}
}

func strictObject(schema map[string]any, found func(reference string)) map[string]any {
	if reference, ok := schema["$ref"].(string); ok {
		name := strings.TrimPrefix(reference, "#/components/schemas/")
		found(name)
		return map[string]any{"$ref": "#/$defs/" + name}
	}
	converted := map[string]any{}
	for key, value := range schema {
		switch {
		case key == "properties":
			converted[key] = strictProperties(value, found)
		case isForReaders(key, value), strings.HasPrefix(key, "x-"):
		default:
			converted[key] = strict(value, found)
		}
	}
	if schema["x-kubernetes-int-or-string"] == true {
		converted["type"] = []any{"integer", "string"}
		delete(converted, "anyOf")
	}
	if schema["nullable"] == true && converted["type"] != nil {
		converted["type"] = []any{converted["type"], "null"}
	}
	delete(converted, "nullable")
	open := schema["x-kubernetes-preserve-unknown-fields"] == true || converted["additionalProperties"] != nil
	if converted["properties"] != nil && !open {
		converted["additionalProperties"] = false
	}
	return converted
}

// isForReaders reports whether a key of a schema is no rule. A property may be called like it, but isn't looked up here.
func isForReaders(key string, value any) bool {
	_, text := value.(string)
	return key == "description" && text || key == "default" || key == "example"
}

// strictProperties converts each property, whatever it is called.
func strictProperties(properties any, found func(reference string)) map[string]any {
	named, _ := properties.(map[string]any)
	converted := maps.Clone(named)
	for name, schema := range named {
		converted[name] = strict(schema, found)
	}
	return converted
}
