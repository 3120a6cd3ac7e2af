package main

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// Ensures that the metrics count operations of trusted documents under their own names, those of a manifest that a reload names too.
func TestTrustedOperationsHaveTheirOwnMetrics(t *testing.T) {
	t.Parallel()
	manifest := func(operation string) string {
		name := filepath.Join(t.TempDir(), operation+".json")
		if err := os.WriteFile(name, fmt.Appendf(nil, `{"id": "query %s { __typename }"}`, operation), 0o600); err != nil {
			t.Fatal(err)
		}
		return fmt.Sprintf("version: 1\ntrusted-documents: %s\ntrusted-documents-mode: report\n", name)
	}
	p := newReloadable(t, manifest("First"), "--metrics-listen", "127.0.0.1:0")
	checkOperationNames(t, p, map[string]string{"First": "First", "Second": "other"})
	p.reloadWith(t, manifest("Second"))
	checkOperationNames(t, p, map[string]string{"Second": "Second"})
}

var requestCounts = regexp.MustCompile(`zitadel_graphql_requests_total.*`)

// checkOperationNames sends operations of these names, and wants them counted under the other ones.
func checkOperationNames(t *testing.T, p *reloadable, names map[string]string) {
	t.Helper()
	for sent, counted := range names {
		r := httptest.NewRequest(http.MethodPost, "http://127.0.0.1/graphql", strings.NewReader(`{"query": "query `+sent+` { __typename }"}`))
		r.Header.Set("Content-Type", "application/json")
		p.server.Handler.ServeHTTP(httptest.NewRecorder(), r)
		answer := httptest.NewRecorder()
		p.parts.observers.metrics.Handler().ServeHTTP(answer, httptest.NewRequest(http.MethodGet, "/metrics", nil))
		if requests := requestCounts.FindAllString(answer.Body.String(), -1); !strings.Contains(fmt.Sprint(requests), `,operation="`+counted+`",`) {
			t.Errorf("%s isn't counted as %s: there are %q", sent, counted, requests)
		}
	}
}
