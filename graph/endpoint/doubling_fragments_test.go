package endpoint_test

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"zitadel-graphql/graph/endpoint"
)

// Prevents that a small document which grows when its fragments are expanded keeps the server busy: expanding it would take days,
// with nobody waiting.
func TestFragmentsThatDouble(t *testing.T) {
	handler := newEndpoint(unused, endpoint.DefaultConfig(), slog.New(slog.DiscardHandler))
	for _, root := range []string{"Query", "LoginPolicy"} {
		for _, depth := range []int{12, 31, 64, 128} {
			var query strings.Builder
			query.WriteString(map[string]string{"Query": "{ ...F0 }", "LoginPolicy": "{ loginPolicy { ...F0 } }"}[root])
			for i := range depth {
				fmt.Fprintf(&query, " fragment F%d on %s { ...F%d ...F%d }", i, root, i+1, i+1)
			}
			fmt.Fprintf(&query, " fragment F%d on %s { __typename }", depth, root)
			body, err := json.Marshal(map[string]string{"query": query.String()})
			if err != nil {
				t.Fatal(err)
			}
			start := time.Now()
			got := post(handler, body).Body.String()
			if strings.Count(got, `"code"`) != 1 || !strings.Contains(got, `"code":"LIMIT_EXCEEDED"`) || time.Since(start) > time.Minute {
				t.Errorf("%d doublings on %s took %s: %s", depth, root, time.Since(start), got)
			}
		}
	}
}
