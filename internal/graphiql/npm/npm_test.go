package npm_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"os/exec"
	"testing"

	"zitadel-graphql/internal/browsertest"
	"zitadel-graphql/internal/graphiql/npm"
)

// A test that needs the registry is skipped where there is no network, and fails where the registry is there and refuses.
func TestUnreachable(t *testing.T) {
	if _, err := exec.LookPath("npm"); err != nil {
		browsertest.Lacking(t, "no npm on PATH")
	}
	refusing := httptest.NewServer(http.NotFoundHandler())
	defer refusing.Close()
	gone := httptest.NewServer(nil)
	gone.Close()
	t.Setenv("npm_config_fetch_retries", "0")
	t.Setenv("npm_config_cache", t.TempDir())
	for registry, want := range map[string]bool{refusing.URL: false, gone.URL: true} {
		t.Setenv("npm_config_registry", registry)
		if _, err := npm.Fetch(t.Context(), "react", "1.0.0"); err == nil || errors.Is(err, npm.ErrUnreachable) != want {
			t.Errorf("%s: unreachable is not %v in: %v", registry, want, err)
		}
	}
}
