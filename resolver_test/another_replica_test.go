package resolver_test

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"slices"
	"testing"
)

// TestNextRequestAtAnotherReplica ensures that a client needn't stay with one replica, as docs/scaling.md says: what one replica gives
// to a client (a cursor, a version, the digest of a preview) another one takes, and what only one remembers (documents by their
// hash, who a caller is) costs the next one a request or a few calls.
func TestNextRequestAtAnotherReplica(t *testing.T) {
	t.Parallel()
	backend := start(t, "--embedded-listen", "127.0.0.1:0")
	r := startRelay(t, backend.embeddedAddress)
	one, other := start(t, "--backend", r.url, "--apq"), start(t, "--backend", r.url, "--apq")
	checkHashAtBoth(t, one, other)
	checkCursorAtOther(t, one, other)
	checkPreviewAtOther(t, one, other)
	checkCallsAtBoth(t, r, one, other)
}

// checkHashAtBoth has a client of automatic persisted queries meet the replicas in turn.
func checkHashAtBoth(t *testing.T, one, other *program) {
	t.Helper()
	extensions := map[string]any{"persistedQuery": map[string]any{"version": 1, "sha256Hash": fmt.Sprintf("%x", sha256.Sum256([]byte(readPolicy)))}}
	byHash := toJSON(map[string]any{"extensions": extensions})
	withDocument := toJSON(map[string]any{"extensions": extensions, "query": readPolicy})
	for i, step := range []struct {
		p      *program
		body   string
		reason string
	}{
		{one, byHash, "PERSISTED_QUERY_NOT_FOUND"},
		{one, withDocument, ""},
		{one, byHash, ""},
		{other, byHash, "PERSISTED_QUERY_NOT_FOUND"},
		{other, withDocument, ""},
		{one, byHash, ""},
		{other, byHash, ""},
	} {
		got := mustPost(t, step.p, as("dev-viewer"), step.body)
		if errorOf(got).Code != step.reason || isData(got) != (step.reason == "") {
			t.Errorf("step %d: got %s", i, got.body)
		}
	}
}

// checkCursorAtOther reads people a page at a time, each page from the replica that didn't have the one before.
func checkCursorAtOther(t *testing.T, one, other *program) {
	t.Helper()
	const query = `query($after: String, $first: Int!) { userFactors(first: $first, after: $after) { nodes { id } pageInfo { endCursor hasNextPage } } }`
	people := func(p *program, first int, after any) (ids []string, next any) {
		got := mustPost(t, p, as("dev-org-owner"), operation(query, map[string]any{"first": first, "after": after}))
		var body struct {
			Data struct {
				UserFactors struct {
					Nodes    []struct{ ID string }
					PageInfo struct{ EndCursor string }
				}
			}
		}
		if err := json.Unmarshal([]byte(got.body), &body); err != nil || !isData(got) {
			t.Fatalf("got %s, %v", got.body, err)
		}
		for _, node := range body.Data.UserFactors.Nodes {
			ids = append(ids, node.ID)
		}
		return ids, body.Data.UserFactors.PageInfo.EndCursor
	}
	first, after := people(one, 5, nil)
	second, _ := people(other, 5, after)
	if both, _ := people(one, 10, nil); !slices.Equal(slices.Concat(first, second), both) || len(both) != 10 {
		t.Errorf("the pages have %q and %q, want %q", first, second, both)
	}
}

// checkPreviewAtOther makes a change at one replica that was previewed at the other.
func checkPreviewAtOther(t *testing.T, one, other *program) {
	t.Helper()
	preview := mustPost(t, one, as("dev-org-owner"), operation(`{ loginPolicy { version }
		loginPolicyImpact(change: {removeSecondFactors: [SECOND_FACTOR_TYPE_OTP_EMAIL]}) { digest } }`, nil))
	var body struct {
		Data struct {
			LoginPolicy       struct{ Version string }
			LoginPolicyImpact struct{ Digest string }
		}
	}
	if err := json.Unmarshal([]byte(preview.body), &body); err != nil || !isData(preview) {
		t.Fatalf("got %s, %v", preview.body, err)
	}
	change := operation(`mutation($version: String, $digest: String) { removeSecondFactor(type: SECOND_FACTOR_TYPE_OTP_EMAIL,
		expectedVersion: $version, expectedDigest: $digest) { sequence } }`,
		map[string]any{"version": body.Data.LoginPolicy.Version, "digest": body.Data.LoginPolicyImpact.Digest})
	if got := mustPost(t, other, as("dev-org-owner"), change); !isData(got) {
		t.Errorf("got %s", got.body)
	}
	if got := mustPost(t, one, as("dev-org-owner"), change); errorOf(got).Code != "CONFLICT" {
		t.Errorf("with what was true before: got %s", got.body)
	}
}

// checkCallsAtBoth ensures that what a replica finds out about a caller costs the next one the same calls again, and no others.
func checkCallsAtBoth(t *testing.T, r *relay, one, other *program) {
	t.Helper()
	first := callsOfChange(t, r, one, "https://app.example.com/1", true)
	second := callsOfChange(t, r, one, "https://app.example.com/2", false)
	if got := callsOfChange(t, r, other, "https://app.example.com/3", true); !slices.Equal(got, first) {
		t.Errorf("the first change of a caller makes the calls %q, and at another replica %q", first, got)
	}
	if got := callsOfChange(t, r, other, "https://app.example.com/4", false); !slices.Equal(got, second) || len(second) >= len(first) {
		t.Errorf("the first change of a caller makes the calls %q, the second %q, and at another replica %q", first, second, got)
	}
}

// callsOfChange returns the calls that a change makes. asks is whether they have to include the question who the caller is, which may
// still be on its way when the change is answered.
func callsOfChange(t *testing.T, r *relay, p *program, uri string, asks bool) (methods []string) {
	t.Helper()
	r.forget()
	change := operation(`mutation($uri: String) { updateLoginPolicy(patch: {defaultRedirectUri: $uri}) { sequence } }`, map[string]any{"uri": uri})
	if got := mustPost(t, p, as("dev-instance-owner"), change); !isData(got) {
		t.Errorf("got %s", got.body)
	}
	eventually(t, "the replica asks who the caller is", func() bool {
		methods = r.methods()
		return !asks || slices.Contains(methods, "GetMyUser")
	})
	return methods
}
