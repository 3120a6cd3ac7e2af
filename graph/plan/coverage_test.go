package plan_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/validator/rules"

	"zitadel-graphql/graph"
	"zitadel-graphql/graph/audited"
	"zitadel-graphql/graph/observe"
	"zitadel-graphql/graph/plan"
)

// notCovered are the fields that no plan covers, and why. What a new field needs is generated; only a field of another kind than there is
// so far has to be named here.
func notCovered() map[string]string {
	return map[string]string{
		"Query.node": "its value is of an interface",
	}
}

// Every field of the schema has to be covered, with all that can be selected below it, or else be known not to be.
func TestEveryFieldIsCovered(t *testing.T) {
	schema := graph.Schema(false)
	unknown := notCovered()
	for _, root := range []*ast.Definition{schema.Query, schema.Mutation} {
		for _, field := range root.Fields {
			if strings.HasPrefix(field.Name, "__") {
				continue
			}
			coordinate := root.Name + "." + field.Name
			uncovered := plan.Uncovered(load(t, schema, wholeField(schema, root, field)))
			if _, known := unknown[coordinate]; known != (uncovered != "") {
				t.Errorf("%s: not covered is %q, and the reason %q", coordinate, uncovered, unknown[coordinate])
			}
			delete(unknown, coordinate)
		}
	}
	if len(unknown) > 0 {
		t.Errorf("the schema hasn't %v", unknown)
	}
}

// wholeField is an operation that selects all that there is below a root field, each type once on the way down.
func wholeField(schema *ast.Schema, root *ast.Definition, field *ast.FieldDefinition) string {
	var declared, given []string
	for _, argument := range field.Arguments {
		declared = append(declared, fmt.Sprintf("$%s: %s", argument.Name, argument.Type))
		given = append(given, fmt.Sprintf("%s: $%s", argument.Name, argument.Name))
	}
	return strings.ToLower(root.Name) + inParentheses(declared) + "{" + field.Name + inParentheses(given) + selectionOf(schema, field.Type, nil) + "}"
}

func inParentheses(list []string) string {
	if len(list) == 0 {
		return ""
	}
	return "(" + strings.Join(list, ", ") + ")"
}

func selectionOf(schema *ast.Schema, of *ast.Type, above []string) string {
	definition := schema.Types[of.Name()]
	if !definition.IsCompositeType() {
		return ""
	}
	fields := []string{"__typename"}
	for _, field := range definition.Fields {
		name := field.Type.Name()
		if slices.Contains(above, name) {
			continue
		}
		var given []string
		for _, argument := range field.Arguments {
			if argument.Type.NonNull && argument.DefaultValue == nil {
				given = append(given, argument.Name+": 1")
			}
		}
		fields = append(fields, field.Name+inParentheses(given)+selectionOf(schema, field.Type, append(slices.Clip(above), name)))
	}
	return "{" + strings.Join(fields, " ") + "}"
}

func load(t testing.TB, schema *ast.Schema, document string) *ast.QueryDocument {
	t.Helper()
	loaded, err := gqlparser.LoadQueryWithRules(schema, document, rules.NewDefaultRules())
	if err != nil {
		t.Fatalf("%s: %v", document, err)
	}
	return loaded
}

// What isn't covered has to be left to gqlgen's generated code as a whole, before anything is executed.
func TestWhatIsNotCovered(t *testing.T) {
	schema := graph.Schema(true)
	for document, want := range map[string]string{
		"{ loginPolicy { id } }":                                                                               "",
		"{ loginPolicy { id @skip(if: true) } }":                                                               "",
		"query($a: Boolean!) { loginPolicy { id @skip(if: $a) } }":                                             "@skip with a variable",
		"query($a: Boolean!) { ... @include(if: $a) { loginPolicy { id } } }":                                  "@include with a variable",
		"query($a: Boolean!) { ...Q } fragment Q on Query { loginPolicy { details { id @include(if: $a) } } }": "@include with a variable",
		"query($a: Boolean!) { ...Q @skip(if: $a) } fragment Q on Query { loginPolicy { id } }":                "@skip with a variable",
		"subscription { secondFactorUsage { total } }":                                                         "subscription",
		"{ __schema { description } }":                                                                         "Query.__schema",
		"{ loginPolicy { id } __type(name: \"Query\") { name } }":                                              "Query.__type",
		"{ _service { sdl } }":                                                                                 "Query._service",
		"{ _entities(representations: []) { __typename } }":                                                    "Query._entities",
	} {
		if got := plan.Uncovered(load(t, schema, document)); got != want {
			t.Errorf("%s: got %q, want %q", document, got, want)
		}
	}
}

// The example page is what plans are for first of all: everything that it sends, but for its streams.
func TestThePageIsCovered(t *testing.T) {
	files, err := filepath.Glob("../../examples/mfa-settings/src/operations/*.graphql")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	var all strings.Builder
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		all.Write(text)
	}
	document := load(t, graph.Schema(false), all.String())
	for _, operation := range document.Operations {
		uncovered := plan.Uncovered(&ast.QueryDocument{Operations: ast.OperationList{operation}, Fragments: document.Fragments})
		if stream := operation.Operation == ast.Subscription; stream != (uncovered != "") {
			t.Errorf("%s: not covered is %q", operation.Name, uncovered)
		}
	}
}

// Plans don't call interceptors of fields. So the program mustn't have any.
func TestNoExtensionInterceptsFields(t *testing.T) {
	config := graph.DefaultConfig()
	config.Federation = true
	for _, extension := range append(graph.Extensions(config, nil), &audited.Auditor{}, observe.Observers{}.RootFields()) {
		if _, intercepts := extension.(graphql.FieldInterceptor); intercepts {
			t.Errorf("%s intercepts every field", extension.ExtensionName())
		}
	}
}
