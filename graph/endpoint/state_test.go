package endpoint_test

import (
	"crypto/sha256"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"

	"zitadel-graphql/graph/endpoint"
)

// succession has one endpoint take the place of the other.
type succession struct{ state *endpoint.State }

// ask answers a request by an endpoint of these settings.
func (s succession) ask(request string, configure func(*endpoint.Config)) string {
	config := endpoint.DefaultConfig()
	configure(&config)
	return post(newEndpointOf(s.state, unused, config, nil, slog.New(slog.DiscardHandler)), []byte(request)).Body.String()
}

// Prevents that a document which was valid by other limits, or while the schema was shown, is executed because it is remembered.
func TestDocumentsAreValidByTheRulesOfTheirTime(t *testing.T) {
	const request = `{"query": "{ __schema { queryType { name } } }"}`
	shown := func(c *endpoint.Config) { c.Introspection = true }
	for name, stricter := range map[string]func(*endpoint.Config){
		"FORBIDDEN":      func(*endpoint.Config) {},
		"LIMIT_EXCEEDED": func(c *endpoint.Config) { c.Introspection, c.Documents.Depth = true, 2 },
	} {
		s := succession{endpoint.NewState()}
		if got := s.ask(request, shown); !strings.Contains(got, `"name":"Query"`) {
			t.Errorf("%s: before: %s", name, got)
		}
		if got := s.ask(request, stricter); strings.Contains(got, `"name":"Query"`) {
			t.Errorf("%s: by stricter rules: %s", name, got)
		}
		if got := s.ask(request, shown); !strings.Contains(got, `"name":"Query"`) {
			t.Errorf("%s: by the first rules again: %s", name, got)
		}
	}
}

// Ensures that clients needn't send their documents again only because some setting has changed, and that nobody gets at those that
// are kept once they aren't to be any more.
func TestDocumentsAreKeptByTheirHash(t *testing.T) {
	const query = "{ __typename }"
	byHash := fmt.Sprintf(`"extensions": {"persistedQuery": {"version": 1, "sha256Hash": "%x"}}`, sha256.Sum256([]byte(query)))
	kept := func(c *endpoint.Config) { c.AutomaticPersistedQueries = true }
	s := succession{endpoint.NewState()}
	for _, step := range []struct {
		request, want string
		configure     func(*endpoint.Config)
	}{
		{"{" + byHash + "}", "PERSISTED_QUERY_NOT_FOUND", kept},
		{`{"query": "` + query + `", ` + byHash + "}", `"__typename":"Query"`, kept},
		{"{" + byHash + "}", `"__typename":"Query"`, func(c *endpoint.Config) { kept(c); c.Documents.Depth = 1 }},
		{"{" + byHash + "}", "PERSISTED_QUERY_NOT_SUPPORTED", func(*endpoint.Config) {}},
	} {
		if got := s.ask(step.request, step.configure); !strings.Contains(got, step.want) {
			t.Errorf("%s: %s", step.request, got)
		}
	}
}

// Prevents that a request without a document leaves one behind for others: an empty "query" beside a document's hash would from then on
// be that document, for everybody.
func TestAnEmptyQueryIsNoDocument(t *testing.T) {
	const query = "{ __typename }"
	byHash := fmt.Sprintf(`"extensions": {"persistedQuery": {"version": 1, "sha256Hash": "%x"}}`, sha256.Sum256([]byte(query)))
	kept := func(c *endpoint.Config) { c.AutomaticPersistedQueries = true }
	s := succession{endpoint.NewState()}
	s.ask(`{"query": "`+query+`", `+byHash+"}", kept)
	for _, empty := range []string{`""`, `" "`} {
		if got := s.ask(`{"query": `+empty+`, `+byHash+"}", kept); !strings.Contains(got, `"__typename":"Query"`) {
			t.Errorf("%s with a hash: %s", empty, got)
		}
		if got := s.ask(`{"query": `+empty+"}", kept); !strings.Contains(got, "QUERY_MISSING") {
			t.Errorf("%s alone: %s", empty, got)
		}
	}
}

// Prevents that a caller has twice as many streams open as its limit allows after the settings were exchanged: those that go on count
// for the endpoint that comes after theirs.
func TestStreamsCountForTheNextEndpoint(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		state := endpoint.NewState()
		limits := endpoint.DefaultStreamLimits()
		limits.PerCaller = 1
		before, after := newStreamingOf(t, state, limits, untilItEnds, nil), newStreamingOf(t, state, limits, untilItEnds, nil)
		ended := make(chan struct{})
		go func() {
			before.ask("POST", subscribe, "Accept", "text/event-stream")
			close(ended)
		}()
		synctest.Wait()
		if got := after.ask("POST", subscribe, "Accept", "text/event-stream"); got.Code != 429 {
			t.Errorf("while one is open: %d %s", got.Code, got.Body)
		}
		before.end(nil)
		<-ended
		after.end(nil)
		if got := after.ask("POST", subscribe, "Accept", "text/event-stream"); got.Code != 200 {
			t.Errorf("after it has ended: %d %s", got.Code, got.Body)
		}
	})
}
