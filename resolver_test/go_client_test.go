package resolver_test

import (
	"errors"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestGoClient ensures that examples/go-client, which people copy, does with this program what its README says.
func TestGoClient(t *testing.T) {
	t.Parallel()
	client := filepath.Join(t.TempDir(), "go-client")
	if out, err := exec.CommandContext(t.Context(), "go", "build", "-o", client, "../examples/go-client").CombinedOutput(); err != nil {
		t.Fatalf("build the client: %v\n%s", err, out)
	}
	p := start(t)
	backend := startScripted(t)
	behind := start(t, "--backend", backend.url())
	for _, test := range []struct {
		server      *program
		token, args string
		code        int
		want        string
	}{
		{p, "dev-org-owner", "SECOND_FACTOR_TYPE_OTP_EMAIL", 0, "OTP_EMAIL removed\n"},
		{p, "dev-org-owner", "SECOND_FACTOR_TYPE_OTP_EMAIL", 0, "was not there"},
		{p, "dev-viewer", "SECOND_FACTOR_TYPE_OTP", 1, "may not change"},
		{p, "dev-instance-owner", "-org 200000000000000002 SECOND_FACTOR_TYPE_OTP", 1, "CUSTOMIZE"},
		{p, "nobody-knows", "SECOND_FACTOR_TYPE_OTP", 1, "isn't a valid access token"},
		{p, "dev-org-owner", "SECOND_FACTOR_TYPE_NONE", 1, "GRAPHQL_VALIDATION_FAILED"},
		{behind, "write=cut", "SECOND_FACTOR_TYPE_OTP", 1, "is not removed"},
		{behind, "write=cut+read=second-1~second-1~second-2", "SECOND_FACTOR_TYPE_OTP", 0, "as a look at the policy shows"},
	} {
		command := exec.CommandContext(t.Context(), client, append([]string{"-url", test.server.url + "/graphql"}, strings.Fields(test.args)...)...)
		command.Env = append(cleanEnvironment(), "ZITADEL_TOKEN="+test.token)
		out, err := command.CombinedOutput()
		code := 0
		if failure, failed := errors.AsType[*exec.ExitError](err); failed {
			code = failure.ExitCode()
		} else if err != nil {
			t.Fatal(err)
		}
		if code != test.code || !strings.Contains(string(out), test.want) {
			t.Errorf("%s as %s: exit code %d, want %d and %q in: %s", test.args, test.token, code, test.code, test.want, out)
		}
	}
	if sent := strings.Count(backend.methods(), "RemoveSecondFactorFromLoginPolicy"); sent != 2 {
		t.Errorf("the removal arrived %d times, want once from each of two", sent)
	}
}
