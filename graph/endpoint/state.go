package endpoint

import (
	"sync"

	"github.com/vektah/gqlparser/v2/ast"

	"zitadel-graphql/graph/document"
)

// State is what an endpoint keeps between requests: the documents that it has validated, those whose hash came with them, and how
// many streams are open. One Handler hands it on to the next where the settings change while the program runs: it is the same for
// both meanwhile. All Handlers of a State have to be of one schema. It is safe for concurrent use.
type State struct {
	streams *openStreams
	byHash  *cache[string]

	mu    sync.Mutex // guards what follows
	rules rules
	valid *cache[*ast.QueryDocument]
}

// rules are what a document has to keep to in order to be valid.
type rules struct {
	limits        document.Limits
	introspection bool
}

// NewState returns a State without documents or streams.
func NewState() *State {
	return &State{streams: newOpenStreams(), byHash: newCache[string](cachedHashes, cachedHashBytes)}
}

// documents returns the documents that are valid by the rules of config. Those that were by other rules are forgotten.
func (s *State) documents(config Config) documentCache {
	s.mu.Lock()
	defer s.mu.Unlock()
	if now := (rules{config.Documents, config.Introspection}); s.valid == nil || s.rules != now {
		s.rules, s.valid = now, newCache[*ast.QueryDocument](cachedDocuments, cachedDocumentBytes)
	}
	return documentCache{s.valid}
}

// hashes returns the documents whose hash came with them, and no document at all where config keeps none.
func (s *State) hashes(config Config) *cache[string] {
	if !config.AutomaticPersistedQueries {
		return newCache[string](1, 0)
	}
	return s.byHash
}
