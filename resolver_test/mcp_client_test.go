package resolver_test

import (
	"slices"
	"strings"
	"testing"
)

const (
	// mcpTool is the folder of the script that plays an agent; `make npm` installs its client.
	mcpTool = "../tools/mcp"
	// exampleTools is the manifest whose documents are the tools of these tests.
	exampleTools = "../examples/mcp/manifest.json"
)

// agentStep is what an agent asked, and what its client made of the answer.
type agentStep struct {
	Step     string
	Statuses []int
	Failed   bool
	Metadata struct {
		Resource string
		Issuers  []string `json:"authorization_servers"`
	}
	Version string
	Tools   []struct {
		Name                  string
		ReadOnly, Destructive bool
	}
	IsError   bool
	Data      any
	Errors    []outcome
	Text      string
	Untrusted []string
}

// TestAgent ensures that the protocol's official TypeScript client, which isn't ours, finds out where to get a token, lists the
// tools in an old and the newest version of the protocol, reads, and changes a policy: but only with the digest of a preview
// and the version that it saw, and not after somebody else's change.
func TestAgent(t *testing.T) {
	t.Parallel()
	needsPackages(t, mcpTool, "make npm")
	p := start(t, "--mcp", "--mcp-mutations", "RemoveSecondFactor", "--trusted-documents", exampleTools, "--graphiql-issuer", "https://zitadel.example.com")
	steps := runNode[agentStep](t, mcpTool, "agent.js", p.url)
	for i, want := range []struct {
		step    string
		failed  bool
		refusal outcome
		data    string
	}{
		{step: "without a token", failed: true},
		{step: "with a rejected token", failed: true},
		{step: "list, legacy"},
		{step: "list, auto"},
		{step: "read", data: `"name":"Acme"`},
		{step: "misspelt argument", refusal: outcome{Code: "GRAPHQL_VALIDATION_FAILED"}},
		{step: "not found", refusal: outcome{Code: "NOT_FOUND", Reason: "ORGANIZATION_NOT_FOUND"}},
		{step: "policy", data: "SECOND_FACTOR_TYPE_OTP"},
		{step: "preview", data: `"digest":`},
		{step: "write without a digest", refusal: outcome{Code: "GRAPHQL_VALIDATION_FAILED"}},
		{step: "write with a digest of its own", refusal: outcome{Code: "CONFLICT", Outcome: "NOT_EXECUTED", Reason: "IMPACT_CHANGED"}},
		{step: "policy", data: `"SECOND_FACTOR_TYPE_OTP"`}, // it is still there
		{step: "preview", data: `"digest":`},
		{step: "write after somebody else's change", refusal: outcome{Code: "CONFLICT", Outcome: "NOT_EXECUTED", Reason: "LOGIN_POLICY_CHANGED"}},
		{step: "policy", data: `"SECOND_FACTOR_TYPE_OTP_SMS"`},
		{step: "preview", data: `"digest":`},
		{step: "confirmed write", data: `["SECOND_FACTOR_TYPE_U2F","SECOND_FACTOR_TYPE_OTP_EMAIL","SECOND_FACTOR_TYPE_OTP_SMS"]`},
		{step: "policy", data: `["SECOND_FACTOR_TYPE_U2F","SECOND_FACTOR_TYPE_OTP_EMAIL","SECOND_FACTOR_TYPE_OTP_SMS"]`},
	} {
		if i >= len(steps) || steps[i].Step != want.step {
			t.Fatalf("the steps are %+v, want %s", steps, want.step)
		}
		got := steps[i]
		refused := want.refusal != outcome{}
		if got.Failed != want.failed || got.IsError != refused || refused && (len(got.Errors) != 1 || got.Errors[0] != want.refusal) || !strings.Contains(toJSON(got.Data), want.data) {
			t.Errorf("%s: got %+v", want.step, got)
		}
		if refused && !strings.Contains(got.Text, "code "+want.refusal.Code) {
			t.Errorf("%s: the text for a model doesn't name the code: %s", want.step, got.Text)
		}
	}
	checkTokenSteps(t, p, steps[:2])
	checkLists(t, steps[2:4])
	if !strings.Contains(p.log(), `"path":"/mcp","status":200`) || !strings.Contains(p.log(), `"mcp":"tools/call","operation":"RemoveSecondFactor","type":"mutation","codes":["CONFLICT"],"reasons":["LOGIN_POLICY_CHANGED"]`) {
		t.Errorf("the access log doesn't tell of the call:\n%s", p.log())
	}
}

// checkTokenSteps wants a client without a good token to be answered by 401, and to find the authorization server.
func checkTokenSteps(t *testing.T, p *program, steps []agentStep) {
	t.Helper()
	for _, got := range steps {
		if got.Statuses[len(got.Statuses)-1] != 401 || got.Metadata.Resource != p.url+"/mcp" || !slices.Equal(got.Metadata.Issuers, []string{"https://zitadel.example.com"}) {
			t.Errorf("%s: got %+v", got.Step, got)
		}
	}
}

// checkLists wants each version of the protocol to have the same tools, of which the one that writes says so.
func checkLists(t *testing.T, steps []agentStep) {
	t.Helper()
	if steps[0].Version != "2025-11-25" || steps[1].Version != "2026-07-28" {
		t.Errorf("the versions are %s and %s", steps[0].Version, steps[1].Version)
	}
	for _, got := range steps {
		var names []string
		for _, tool := range got.Tools {
			names = append(names, tool.Name)
			if writes := tool.Name == "RemoveSecondFactor"; tool.ReadOnly == writes || tool.Destructive != writes {
				t.Errorf("%s: got %+v", got.Step, tool)
			}
		}
		want := []string{"LoginPolicy", "LoginPolicyChanges", "Organizations", "PreviewSecondFactorRemoval", "RemoveSecondFactor", "SecondFactorUsage"}
		if slices.Sort(names); !slices.Equal(names, want) {
			t.Errorf("%s: the tools are %v", got.Step, names)
		}
	}
}
