package resolver_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"zitadel-graphql/internal/embedded"
)

// mutationTool is a mutation as a tool for agents, and how its preview is asked for.
type mutationTool struct{ name, document, preview string }

// mutationTools returns a tool for every mutation that can be one. (everyWrite has all mutations that have the arguments which a tool
// needs; another test compares it with the schema.)
func mutationTools(t *testing.T) []mutationTool {
	t.Helper()
	var tools []mutationTool
	for _, write := range everyWrite() {
		name, argument, _ := strings.Cut(strings.TrimSuffix(write.field, ")"), "(")
		policy := "loginPolicy"
		if strings.Contains(name, "Default") {
			policy = "defaultLoginPolicy"
		}
		if argument != "" {
			argument += ", "
		}
		tools = append(tools, mutationTool{name,
			"mutation " + name + "($version: String!, $digest: String!) { " + name + "(" + argument + "expectedVersion: $version, expectedDigest: $digest) { version } }",
			"{ policy: " + policy + " { version } impact: " + policy + "Impact(change: " + proposalOf(t, write.field) + ") { digest } }"})
	}
	return tools
}

// proposalOf returns the change of a mutation as a preview takes it.
func proposalOf(t *testing.T, mutation string) string {
	t.Helper()
	part := regexp.MustCompile(`^(add|remove|update|create|reset)(?:Default)?(?:LoginPolicy)?(SecondFactor|MultiFactor|IdentityProvider|)(?:\(\w+: (.*)\))?$`).FindStringSubmatch(mutation)
	switch {
	case part == nil:
		t.Fatalf("%s: say how its preview is asked for", mutation)
		return ""
	case part[1] == "reset":
		return "{reset: true}"
	case part[1] == "create":
		return "{create: " + part[3] + "}"
	case part[1] == "update":
		return "{patch: " + part[3] + "}"
	default:
		return "{" + part[1] + part[2] + "s: [" + part[3] + "]}"
	}
}

// TestAgentsAreAudited ensures that what an agent does is in the trail as what others do is: each tool that writes leaves a pair of
// lines, of which the outcome has the editor of ZITADEL's event, and one that is refused leaves the outcome alone.
func TestAgentsAreAudited(t *testing.T) {
	t.Parallel()
	tools, documents := mutationTools(t), map[string]string{}
	var names []string
	for _, tool := range tools {
		names = append(names, tool.name)
		documents[tool.name] = tool.document
	}
	folder := t.TempDir()
	manifest, trail := filepath.Join(folder, "manifest.json"), filepath.Join(folder, "audit.log")
	if err := os.WriteFile(manifest, []byte(toJSON(documents)), 0o600); err != nil {
		t.Fatal(err)
	}
	p := start(t, "--mcp", "--mcp-mutations", strings.Join(names, ","), "--trusted-documents", manifest, "--audit-log", trail)
	mustPost(t, p, as(instanceOwnerToken), operation("{ viewer { user { id } } }", nil)) // so that the caller is known in time
	seen := 0
	for _, tool := range tools {
		arguments := previewed(t, p, tool)
		done := p.postMessage(instanceOwnerToken, callTool(tool.name, arguments), nil)
		refused := p.postMessage(instanceOwnerToken, callTool(tool.name, arguments), nil)
		text, err := os.ReadFile(trail)
		if err != nil {
			t.Fatal(err)
		}
		lines := auditLines(t, string(text[seen:]))
		if seen = len(text); len(lines) != 3 {
			t.Errorf("%s: wrote %v; answered %s, and then %s", tool.name, lines, done.body, refused.body)
			continue
		}
		pair := []string{"field", tool.name, "path", tool.name, "requestId", done.header.Get("X-Request-Id"), "pairId", fmt.Sprint(lines[0]["pairId"]), "who", embedded.InstanceOwnerID}
		if !lines[0].is(slices.Concat([]string{"audit", "intent", "whoBy", "token"}, pair)...) ||
			fmt.Sprint(lines[0]["conditions"]) != fmt.Sprintf("map[expectedDigest:%s expectedVersion:%s]", arguments["digest"], arguments["version"]) {
			t.Errorf("%s: the intent is %v", tool.name, lines[0])
		}
		if !lines[1].is(slices.Concat([]string{"audit", "outcome", "whoBy", "event", "outcome", "EXECUTED"}, pair)...) {
			t.Errorf("%s: the outcome is %v", tool.name, lines[1])
		}
		if !lines[2].is("audit", "outcome", "outcome", "NOT_EXECUTED", "code", "CONFLICT", "field", tool.name, "requestId", refused.header.Get("X-Request-Id")) {
			t.Errorf("%s: refused, and wrote %v", tool.name, lines[2])
		}
	}
}

// previewed returns the arguments of a tool by which it makes its change, as it was previewed.
func previewed(t *testing.T, p *program, tool mutationTool) map[string]any {
	t.Helper()
	got := mustPost(t, p, as(instanceOwnerToken), operation(tool.preview, nil))
	var body struct {
		Data struct {
			Policy struct{ Version string }
			Impact struct{ Digest string }
		}
	}
	if err := json.Unmarshal([]byte(got.body), &body); err != nil || !isData(got) {
		t.Fatalf("%s: %s, %v", tool.preview, got.body, err)
	}
	return map[string]any{"version": body.Data.Policy.Version, "digest": body.Data.Impact.Digest}
}
