package resolver_test

import (
	"log/slog"
	"strings"
	"testing"

	"zitadel-graphql/internal/embedded"
)

// TestDeletedIdentityProvider ensures that the links to an identity provider disappear from the policy with it, and
// that no change in the history says so, as the schema states at IDENTITY_PROVIDER_REMOVED.
func TestDeletedIdentityProvider(t *testing.T) {
	t.Parallel()
	backend, err := embedded.Open(embedded.Config{}, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	defer backend.Close() //nolint:errcheck // its data is in memory
	address, err := backend.Listen(t.Context(), "127.0.0.1:0", func(err error) { t.Error(err) })
	if err != nil {
		t.Fatal(err)
	}
	p := start(t, "--backend", "http://"+address.String())
	ask := func(document string) string {
		return mustPost(t, p, as(embedded.InstanceOwnerToken), operation(document, nil)).body
	}
	const links = `{ loginPolicy { identityProviders { nodes { id } } } }`
	if got := ask(links); !strings.Contains(got, embedded.CompanyLoginID) {
		t.Fatalf("before: got %s", got)
	}
	if err := backend.DeleteProvider(t.Context(), embedded.InstanceID, embedded.CompanyLoginID); err != nil {
		t.Fatal(err)
	}
	if got := ask(links); strings.Contains(got, embedded.CompanyLoginID) || !strings.Contains(got, embedded.AcmeDirectoryID) {
		t.Errorf("after: got %s", got)
	}
	if got := ask(`{ loginPolicyChanges(first: 100) { nodes { type } } }`); !strings.Contains(got, "IDENTITY_PROVIDER_ADDED") || strings.Contains(got, "IDENTITY_PROVIDER_REMOVED") {
		t.Errorf("the changes are %s", got)
	}
	// The policy can still be changed, although the log has a link that the policy doesn't show.
	if got := ask(`mutation { updateLoginPolicy(patch: {hidePasswordReset: true}) { sequence } }`); strings.Contains(got, "errors") {
		t.Errorf("an update: got %s", got)
	}
}
