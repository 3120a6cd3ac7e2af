package resolver_test

import (
	"io"
	"net/http"
	"strings"
	"testing"
)

// TestBodyWithoutLength ensures that --max-body counts the bytes that arrive, also where the client doesn't say how
// many there will be.
func TestBodyWithoutLength(t *testing.T) {
	t.Parallel()
	p := start(t, "--max-body", "100")
	for size, want := range map[int]int{100: 200, 101: 413} {
		body := `{"query": "{ __typename }"}` + strings.Repeat(" ", size-27)
		request, err := http.NewRequest(http.MethodPost, p.url+"/graphql", io.NopCloser(strings.NewReader(body)))
		if err != nil {
			t.Fatal(err)
		}
		request.ContentLength = -1
		request.Header.Set("Content-Type", "application/json")
		if got, err := p.do(request); err != nil || got.status != want {
			t.Errorf("%d bytes: got %d %s, %v; want %d", size, got.status, got.body, err, want)
		}
	}
}

// TestIntrospectionQuery ensures that the query by which tools read the whole schema is within the default limits.
func TestIntrospectionQuery(t *testing.T) {
	t.Parallel()
	const wholeSchema = `query IntrospectionQuery { __schema { description queryType { name kind } mutationType { name kind } subscriptionType { name kind }
  types { ...FullType } directives { name description isRepeatable locations args(includeDeprecated: true) { ...InputValue } } } }
fragment FullType on __Type { kind name description specifiedByURL isOneOf
  fields(includeDeprecated: true) { name description args(includeDeprecated: true) { ...InputValue } type { ...TypeRef } isDeprecated deprecationReason }
  inputFields(includeDeprecated: true) { ...InputValue } interfaces { ...TypeRef }
  enumValues(includeDeprecated: true) { name description isDeprecated deprecationReason } possibleTypes { ...TypeRef } }
fragment InputValue on __InputValue { name description type { ...TypeRef } defaultValue isDeprecated deprecationReason }
fragment TypeRef on __Type { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name
  ofType { kind name ofType { kind name ofType { kind name ofType { kind name } } } } } } } } } }`
	got := mustPost(t, start(t), nil, operation(wholeSchema, nil))
	if !isData(got) || !strings.Contains(got.body, "WROTE_ELSEWHERE") {
		t.Errorf("got %d %.500s", got.status, got.body)
	}
}
