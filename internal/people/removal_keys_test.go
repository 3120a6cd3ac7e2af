package people_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"google.golang.org/grpc/codes"

	"zitadel-graphql/graph/problem"
	"zitadel-graphql/internal/people"
)

// Ensures that all security keys of a person go, each by one write, and that passkeys stay.
func TestRemoveAllSecurityKeys(t *testing.T) {
	t.Parallel()
	b := newRemovalBackend()
	client, _ := b.client(oneByOne)
	results, err := client.RemoveFromMany(withToken(t), "200", []string{"11", "12"}, people.Removal{Type: u2f})
	if err != nil {
		t.Fatal(err)
	}
	if got := outcomes(t, results); !slices.Equal(got, []string{"11 REMOVED", "12 NOT_THERE NOT_FOUND USER_FACTOR_NOT_FOUND"}) {
		t.Errorf("got %q", got)
	}
	if !slices.Equal(b.has["11"], []string{"passkey p"}) || len(b.writes()) != 2 || results[0].Details.GetSequence() != 42 {
		t.Errorf("left %q by %q, with %v", b.has["11"], b.writes(), results[0].Details)
	}
}

// Ensures that a failure in the middle of a person's security keys isn't told as nothing removed, and that a key which somebody else
// has removed meanwhile doesn't keep the others.
func TestSomeSecurityKeysFail(t *testing.T) {
	t.Parallel()
	for first, want := range map[string]string{
		"fails":        "11 FAILED SERVICE_UNAVAILABLE BACKEND_UNREACHABLE",
		"fails second": "11 UNKNOWN SERVICE_UNAVAILABLE BACKEND_UNREACHABLE UNKNOWN",
		"goes":         "11 REMOVED",
	} {
		b := newRemovalBackend()
		b.before = onCall(removeU2F, func(call removalCall) error {
			switch {
			case first == "fails" && call.n == 1, first == "fails second" && call.n == 2:
				return unsent(call.method)
			case first == "goes" && call.n == 1:
				b.has["11"] = b.has["11"][1:]
			}
			return nil
		})
		client, _ := b.client(oneByOne)
		results, err := client.RemoveFromMany(withToken(t), "200", []string{"11"}, people.Removal{Type: u2f})
		if got := outcomes(t, results); err != nil || !slices.Equal(got, []string{want}) {
			t.Errorf("the first %s: got %q, %v; want %q", first, got, err, want)
		}
	}
}

// Ensures that a failure after some of a person's security keys says how many were removed: those that somebody else has removed
// meanwhile don't count.
func TestSomeSecurityKeysWereRemoved(t *testing.T) {
	t.Parallel()
	b := newRemovalBackend()
	b.has["11"] = append(b.has["11"], removeU2F+" c")
	b.before = onCall(removeU2F, func(call removalCall) error {
		switch call.n {
		case 2:
			return refusedAs(removeU2F, codes.NotFound, "COMMAND-DAfb2")
		case 3:
			return unsent(call.method)
		}
		return nil
	})
	client, _ := b.client(oneByOne)
	results, err := client.RemoveFromMany(withToken(t), "200", []string{"11"}, people.Removal{Type: u2f})
	if err != nil || results[0].Outcome != people.Unknown {
		t.Fatalf("got %v, %v", results, err)
	}
	var open *problem.UnknownOutcomeError
	if !errors.As(results[0].Err, &open) || !strings.Contains(open.Written, ": 1 of the person's 3 ") {
		t.Errorf("got %v", results[0].Err)
	}
}
