package resolver_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"zitadel-graphql/internal/racetest"
)

// federationTool is the folder of the script that composes supergraphs and runs gateways; `make federation` installs
// what it needs.
const federationTool = "../tools/federation"

// gatewayPatience is how long the whole test may take. On a busy machine Node takes long to load its packages.
const gatewayPatience = 3 * time.Minute

// supergraph is what a composer makes of this subgraph alone and beside another one, and the URLs of the two gateways
// that serve the second.
type supergraph struct {
	Composer      string
	Errors        []string
	Alone, Beside string
	Gateways      struct{ Apollo, Hive string }
}

// TestFederation ensures that the subgraph composes, alone and beside another that extends its entity and has pages of
// its own, and a Node of its own, with two unrelated composers; and that two gateways join the two. They join them in both directions, also
// for a field that needs one of ours; they pass on the caller's headers; a patch changes only what it names; errors
// keep their code, their reason and their place. The subgraph has CSRF prevention on and introspection off.
//
//nolint:tparallel // a parallel subtest's turn could come when the gateways' time is over
func TestFederation(t *testing.T) {
	t.Parallel()
	p := start(t, "--federation", "--introspection", "off", "--embedded-data", filepath.Join(t.TempDir(), "data"))
	for _, graph := range compose(t, p) {
		t.Run(graph.Composer, func(t *testing.T) {
			checkComposition(t, graph)
			apollo := &program{t: t, url: strings.TrimSuffix(graph.Gateways.Apollo, "/"), client: newClient()}
			checkGateway(t, apollo, "[projects nodes 1 organization]")
			hive := &program{t: t, url: strings.TrimSuffix(graph.Gateways.Hive, "/"), client: newClient()}
			checkGateway(t, hive, "[projects nodes 1 organization name]") // it names the field below, which wasn't reached
		})
	}
}

// compose runs the script in front of p until the test ends, with further environment variables, NAME=VALUE each, and returns what it
// prints for each composer.
func compose(t *testing.T, p *program, variables ...string) []supergraph {
	t.Helper()
	racetest.Skip(t, unseenInNode)
	needsPackages(t, federationTool, "make federation")
	ctx, cancel := context.WithTimeout(context.Background(), gatewayPatience)
	t.Cleanup(cancel)
	node := exec.CommandContext(ctx, "node", "gateway.js", p.url)
	node.Dir, node.Stderr, node.Env = federationTool, os.Stderr, append(os.Environ(), variables...)
	stop, err := node.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	printed, err := node.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := node.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		stop.Close() //nolint:errcheck // its end is what ends the tool
		if err := node.Wait(); err != nil {
			t.Errorf("the gateway ended with %v", err)
		}
	})
	graphs := make([]supergraph, 2)
	lines := bufio.NewReader(printed)
	for i := range graphs {
		line, err := lines.ReadBytes('\n')
		if err == nil {
			err = json.Unmarshal(line, &graphs[i])
		}
		if err != nil {
			t.Fatalf("the tool printed %q, %v", line, err)
		}
	}
	return graphs
}

// checkComposition wants a supergraph with our fields, and without those that only routers use.
func checkComposition(t *testing.T, graph supergraph) {
	t.Helper()
	if len(graph.Errors) > 0 || graph.Gateways.Apollo == "" || graph.Gateways.Hive == "" {
		t.Fatalf("got %q and the gateways %q", graph.Errors, graph.Gateways)
	}
	for name, text := range map[string]string{"alone": graph.Alone, "beside": graph.Beside} {
		for _, part := range []string{"removeSecondFactor(", "enum ErrorReason", "scalar UInt64"} {
			if !strings.Contains(text, part) {
				t.Errorf("%s: the supergraph lacks %q", name, part)
			}
		}
		for _, part := range []string{"_entities", "_service", "_Any"} {
			if strings.Contains(text, part) {
				t.Errorf("%s: the supergraph has %q", name, part)
			}
		}
		if has := strings.Contains(text, "interface Node"); has != (name == "beside") {
			t.Errorf("%s: the supergraph has a Node: %t, and the other subgraph alone has one", name, has)
		}
	}
}

// checkGateway runs all checks against one gateway. unreadable is the path that this gateway gives to an error below an
// entity that can't be read.
func checkGateway(t *testing.T, gateway *program, unreadable string) {
	t.Helper()
	checkJoins(t, gateway)
	checkPatch(t, gateway)
	checkErrors(t, gateway, unreadable)
}

// checkJoins asks for fields of both subgraphs in one document.
func checkJoins(t *testing.T, gateway *program) {
	t.Helper()
	headers := as("dev-viewer")
	headers.Set("X-Zitadel-Orgid", "200000000000000002")
	for document, want := range map[string]string{
		// Theirs, ours for two organizations, and theirs again.
		`{ projects { nodes { name organization { name advice loginPolicy { isDefault } } } pageInfo { hasNextPage } } }`: `{"data":{"projects":{"nodes":[` +
			`{"name":"Rocket","organization":{"name":"Acme","advice":"none","loginPolicy":{"isDefault":false}}},` +
			`{"name":"Anvil","organization":{"name":"Acme Labs","advice":"force a second factor","loginPolicy":{"isDefault":true}}},` +
			`{"name":"Magnet","organization":{"name":"Acme","advice":"none","loginPolicy":{"isDefault":false}}}],"pageInfo":{"hasNextPage":false}}}}`,
		// Their node, which knows nothing of ours, and leads to us.
		`{ node(id: "2") { id ... on Project { organization { id name } } } ours: node(id: "200000000000000001") { id } }`: `{"data":{"node":` +
			`{"id":"2","organization":{"id":"200000000000000002","name":"Acme Labs"}},"ours":null}}`,
		// Ours, and theirs.
		`{ organization(orgId: "200000000000000001") { name projects { name } } }`: `{"data":{"organization":{"name":"Acme","projects":[{"name":"Rocket"},{"name":"Magnet"}]}}}`,
		`{ viewer { organizations { nodes { name projects { name } } pageInfo { hasNextPage } } } }`: `{"data":{"viewer":{"organizations":{"nodes":[` +
			`{"name":"Acme","projects":[{"name":"Rocket"},{"name":"Magnet"}]},{"name":"Acme Labs","projects":[{"name":"Anvil"}]}],"pageInfo":{"hasNextPage":false}}}}}`,
		// The header names the organization where nothing else does.
		`{ organization { name } loginPolicy { isDefault } }`: `{"data":{"organization":{"name":"Acme Labs"},"loginPolicy":{"isDefault":true}}}`,
	} {
		if got := mustPost(t, gateway, headers, operation(document, nil)); strings.TrimSpace(got.body) != want {
			t.Errorf("%s: got %s", document, got.body)
		}
	}
}

// checkPatch prevents that a gateway turns settings that a patch leaves out into null, and so changes them. What the mutation
// answers leads to both subgraphs.
func checkPatch(t *testing.T, gateway *program) {
	t.Helper()
	const patch = `mutation($patch: LoginPolicyPatch!, $orgId: ID) { updateLoginPolicy(patch: $patch, orgId: $orgId) {
		resourceOwner organization { name loginPolicy { hidePasswordReset } projects { name } } } }`
	variables := map[string]any{"patch": map[string]any{"hidePasswordReset": true}}
	for _, step := range []struct{ request, want string }{
		{operation(patch, variables), `{"data":{"updateLoginPolicy":{"resourceOwner":"200000000000000001",` +
			`"organization":{"name":"Acme","loginPolicy":{"hidePasswordReset":true},"projects":[{"name":"Rocket"},{"name":"Magnet"}]}}}}`},
		{operation(`{ loginPolicy { forceMfa passwordCheckLifetime hidePasswordReset } }`, nil),
			`{"data":{"loginPolicy":{"forceMfa":true,"passwordCheckLifetime":"PT240H","hidePasswordReset":true}}}`},
	} {
		if got := mustPost(t, gateway, as("dev-org-owner"), step.request); strings.TrimSpace(got.body) != step.want {
			t.Errorf("got %s", got.body)
		}
	}
}

// checkErrors wants errors to come through with code, reason, outcome and path.
func checkErrors(t *testing.T, gateway *program, unreadable string) {
	t.Helper()
	for _, test := range []struct{ token, document, data, failure string }{
		{"dev-org-owner", `{ projects { nodes { name organization { name } } } }`,
			`{"projects":{"nodes":[{"name":"Rocket","organization":{"name":"Acme"}},{"name":"Anvil","organization":null},{"name":"Magnet","organization":{"name":"Acme"}}]}}`,
			unreadable + ` FORBIDDEN NOT_A_MEMBER `},
		{"dev-org-owner", `mutation { removeSecondFactor(type: SECOND_FACTOR_TYPE_OTP_SMS) { sequence } }`,
			`{"removeSecondFactor":null}`, `[removeSecondFactor] NOT_FOUND SECOND_FACTOR_NOT_CONFIGURED NOT_EXECUTED`},
		{"unknown", `{ loginPolicy { isDefault } }`, `{"loginPolicy":null}`, `[loginPolicy] UNAUTHENTICATED TOKEN_REJECTED `},
	} {
		got := mustPost(t, gateway, as(test.token), operation(test.document, nil))
		var body struct {
			Data   json.RawMessage
			Errors []struct {
				Path       []any
				Extensions outcome
			}
		}
		if err := json.Unmarshal([]byte(got.body), &body); err != nil || len(body.Errors) != 1 {
			t.Errorf("%s: got %s", test.document, got.body)
			continue
		}
		failed := body.Errors[0]
		failure := fmt.Sprintf("%v %s %s %s", failed.Path, failed.Extensions.Code, failed.Extensions.Reason, failed.Extensions.Outcome)
		if string(body.Data) != test.data || failure != test.failure {
			t.Errorf("%s: got %s", test.document, got.body)
		}
	}
}
