package resolver_test

import (
	"bufio"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// subscribe sends a subscription, and returns the data of its events and the errors of the last one.
func (p *program) subscribe(t *testing.T, token, document string) (events []map[string]any, errs []any) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, p.url+"/graphql", strings.NewReader(operation(document, nil)))
	if err != nil {
		t.Fatal(err)
	}
	request.Header = http.Header{"Content-Type": {"application/json"}, "Accept": {"text/event-stream"}, "Authorization": {"Bearer " + token}}
	response, err := p.client.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	lines := bufio.NewScanner(response.Body)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		text, ok := strings.CutPrefix(lines.Text(), "data: ")
		if !ok {
			continue
		}
		var event struct {
			Data   map[string]any
			Errors []any
		}
		if err := json.Unmarshal([]byte(text), &event); err != nil {
			t.Fatalf("%v in %s", err, text)
		}
		events, errs = append(events, event.Data), event.Errors
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	return events, errs
}

// TestSubscriptions ensures that the last event of each subscription has what the query of its name answers, and that the
// counters before it only grow.
func TestSubscriptions(t *testing.T) {
	p := start(t, "--embedded-users", "300", "--embedded-login", "each")
	const usage = `{ look { source complete lookedAt total } factors { type users onlyFactorOf } withNone withPasskey proven }`
	const impact = `{ login changes { name before after } digest people { look { complete lookedAt total }
		loginV1 { losesFactor { certain possible users(first: 3) { nodes { id } pageInfo { endCursor } } } } loginV2 { losesSessions { certain possible } } } }`
	const change = `change: {removeSecondFactors: [SECOND_FACTOR_TYPE_OTP]}, figures: [TAKES_FACTOR_IN_USE]`
	for _, c := range []struct{ token, field, inner, selection string }{
		{"dev-org-owner", "secondFactorUsage", "usage", usage},
		{"dev-instance-owner", "secondFactorUsage", "usage", usage},
		{"dev-org-owner", "loginPolicyImpact(" + change + ")", "impact", impact},
		{"dev-instance-owner", "defaultLoginPolicyImpact(" + change + ")", "impact", impact},
	} {
		name, _, _ := strings.Cut(c.field, "(")
		events, errs := p.subscribe(t, c.token, fmt.Sprintf("subscription { %s { lookedAt total found %s %s } }", c.field, c.inner, c.selection))
		if len(events) == 0 || len(errs) > 0 {
			t.Fatalf("%s: %v, %v", c.field, events, errs)
		}
		looked := -1.0
		for i, event := range events {
			progress := event[name].(map[string]any)
			if now := progress["lookedAt"].(float64); now < looked || (progress[c.inner] == nil) != (i < len(events)-1) {
				t.Errorf("%s: event %d of %d: %v", c.field, i, len(events), progress)
			} else {
				looked = now
			}
		}
		last := events[len(events)-1][name].(map[string]any)
		got, err := p.post(as(c.token), operation(fmt.Sprintf("{ %s %s }", c.field, c.selection), nil))
		if err != nil {
			t.Fatal(err)
		}
		var query struct{ Data map[string]any }
		if err := json.Unmarshal([]byte(got.body), &query); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(query.Data[name], last[c.inner]); diff != "" {
			t.Errorf("%s: (-query +subscription)\n%s", c.field, diff)
		}
	}
}

// TestFailingSubscriptions ensures that a subscription which can't begin is one event with its error, and that people who can't be
// looked at are an error beside the policy.
func TestFailingSubscriptions(t *testing.T) {
	p := start(t)
	events, errs := p.subscribe(t, "dev-nobody", "subscription { secondFactorUsage { lookedAt } }")
	if len(events) != 1 || len(errs) != 1 || !strings.Contains(toJSON(errs), `"NOT_A_MEMBER"`) {
		t.Errorf("got %v and %v", events, errs)
	}
	events, errs = p.subscribe(t, "dev-org-owner", "subscription { defaultLoginPolicyImpact(change: {}) { lookedAt } }")
	if len(events) != 1 || len(errs) != 1 || !strings.Contains(toJSON(errs), `"PROPOSAL_INVALID"`) {
		t.Errorf("got %v and %v", events, errs)
	}
	events, errs = p.subscribe(t, "dev-org-owner", "subscription { defaultLoginPolicyImpact(change: {patch: {forceMfa: true}}) { impact { changes { name } people { look { complete } } } } }")
	if len(events) != 1 || len(errs) != 1 || !strings.Contains(toJSON(errs), `"PERMISSION_MISSING"`) || !strings.Contains(toJSON(events), `"forceMfa"`) {
		t.Errorf("got %v and %v", events, errs)
	}
}
