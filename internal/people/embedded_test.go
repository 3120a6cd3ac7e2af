package people_test

import (
	"context"
	"log/slog"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"google.golang.org/grpc/metadata"

	"zitadel-graphql/internal/backend"
	"zitadel-graphql/internal/embedded"
	"zitadel-graphql/internal/people"
)

// clientOf returns a client of the development ZITADEL.
func clientOf(t *testing.T, server *embedded.Server) *people.Client {
	t.Helper()
	conn, err := backend.Dial(backend.Config{URL: "http://localhost", Transport: backend.GRPC, Connections: 1, CallTimeout: 30 * time.Second,
		MaxReplyBytes: 4 << 20}, server.Dial, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	return people.NewClient(conn, people.DefaultConfig(), slog.New(slog.DiscardHandler))
}

// with is a context on behalf of the development user with this token.
func with(t *testing.T, token string) context.Context {
	t.Helper()
	return metadata.NewOutgoingContext(t.Context(), metadata.Pairs("authorization", "Bearer "+token))
}

// Ensures that both ways of looking agree about the people of the development ZITADEL, and that its log proves it.
func TestEmbedded(t *testing.T) {
	server, err := embedded.Open(embedded.Config{MoreUsers: 700}, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Close() })
	client := clientOf(t, server)
	scope := people.Scope{Organization: embedded.HomeOrgID}
	everything := people.Needs{LoginMethods: true, Factors: true, Proof: true}
	byEvents := visitIn(with(t, embedded.InstanceOwnerToken), client, scope, nil, everything)
	oneByOne := visitIn(with(t, "dev-org-owner"), client, scope, nil, everything)
	if byEvents.err != nil || !byEvents.look.Complete() || !byEvents.look.Proven || byEvents.look.Source != people.Events || byEvents.look.LookedAt < 700 {
		t.Errorf("%+v, %v", byEvents.look, byEvents.err)
	}
	if oneByOne.err != nil || !oneByOne.look.Complete() || oneByOne.look.Source != people.PersonByPerson {
		t.Errorf("%+v, %v", oneByOne.look, oneByOne.err)
	}
	for _, both := range [][]people.Person{byEvents.people, oneByOne.people} {
		for i := range both {
			both[i].Source, both[i].SourcesDisagree = 0, nil
		}
	}
	if diff := cmp.Diff(byEvents.people, oneByOne.people); diff != "" {
		t.Errorf("the two ways differ: (-events +one by one)\n%s", diff)
	}
}
