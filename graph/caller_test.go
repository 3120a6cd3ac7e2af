package graph_test

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"

	"zitadel-graphql/graph"
	"zitadel-graphql/internal/people"
	"zitadel-graphql/internal/policy"
)

// Prevents that anything of a request but its token, its languages and one organization reaches ZITADEL, which would refuse a
// forwarded Origin, and would let a forwarded host choose another instance.
func TestWhatGoesAlongWithACall(t *testing.T) {
	for name, c := range map[string]struct {
		header map[string]string
		field  string
		want   metadata.MD
	}{
		"the token alone": {nil, "loginPolicy { isDefault }", metadata.MD{}},
		"all that goes": {map[string]string{"accept-language": "de", "x-zitadel-orgid": "200"}, "loginPolicy { isDefault }",
			metadata.MD{"accept-language": {"de"}, "x-zitadel-orgid": {"200"}}},
		"all that doesn't": {map[string]string{"Origin": "https://a", "Cookie": "a=b", "X-Forwarded-Host": "a", "x-zitadel-instance-host": "a"},
			"loginPolicy { isDefault }", metadata.MD{}},
		"the argument before the header": {map[string]string{"x-zitadel-orgid": "200"}, `organization(orgId: "300") { name }`, metadata.MD{"x-zitadel-orgid": {"300"}}},
		"the instance's":                 {map[string]string{"x-zitadel-orgid": "200"}, "restrictions { allowedLanguages }", metadata.MD{}},
		"an object's":                    {map[string]string{"x-zitadel-orgid": "200"}, `node(id: "Viewer:300") { id }`, metadata.MD{"x-zitadel-orgid": {"300"}}},
		"an object's at home":            {map[string]string{"x-zitadel-orgid": "200"}, `node(id: "Viewer:home") { id }`, metadata.MD{}},
		"languages that can't be sent":   {map[string]string{"accept-language": "d\té"}, "loginPolicy { isDefault }", metadata.MD{}},
	} {
		var sent atomic.Pointer[metadata.MD] // a call that is made ahead may outlast the request
		conn := stub(func(ctx context.Context, method string) error {
			md, _ := metadata.FromOutgoingContext(ctx)
			sent.Store(&md)
			return refused(method, codes.PermissionDenied, "AUTH-5mWD2")
		})
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/graphql", strings.NewReader(`{"query": "{ `+strings.ReplaceAll(c.field, `"`, `\"`)+` }"}`))
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("Authorization", "bearer "+token)
		for key, value := range c.header {
			r.Header.Set(key, value)
		}
		newEndpoint(graph.NewResolver(conn, policy.Config{}, people.DefaultConfig(), slog.New(slog.DiscardHandler)), slog.New(slog.DiscardHandler), false).ServeHTTP(httptest.NewRecorder(), r)
		c.want.Set("authorization", "Bearer "+token)
		if diff := cmp.Diff(c.want, *sent.Load()); diff != "" {
			t.Errorf("%s: (-want +got)\n%s", name, diff)
		}
	}
}

// Prevents that a value which ZITADEL would take for the home organization, or for the first of several, changes another
// organization than was meant: the field refuses it before ZITADEL is asked.
func TestOrganizationsThatCannotBe(t *testing.T) {
	for _, id := range []string{"", " ", "200,300", "2 00", "200\t", "é", strings.Repeat("2", 201)} {
		calls := 0
		conn := stub(func(context.Context, string) error { calls++; return nil })
		got := ask(t, t.Context(), conn, `{ loginPolicy(orgId: "`+strings.ReplaceAll(id, "\t", `\t`)+`") { isDefault } }`)
		if e := extensions(t, got); e["code"] != "BAD_USER_INPUT" || e["reason"] != "ORGANIZATION_INVALID" || calls > 0 {
			t.Errorf("%q: %s after %d calls", id, got.body, calls)
		}
	}
}
