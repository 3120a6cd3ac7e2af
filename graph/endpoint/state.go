package endpoint

import (
	"sync"
	"sync/atomic"

	"github.com/vektah/gqlparser/v2/ast"

	"zitadel-graphql/graph/document"
)

// State is what an endpoint keeps between requests: the documents that it has validated, those whose hash came with them, and how
// many streams are open. One Handler hands it on to the next where the settings change while the program runs: it is the same for
// both meanwhile. All Handlers of a State have to be of one schema. It is safe for concurrent use.
type State struct {
	streams        *openStreams
	byHash         *cache[string]
	quoted         *quotedDocuments
	documentTotals documentTotals

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
	return &State{streams: newOpenStreams(), byHash: newCache[string](cachedHashes, cachedHashBytes), quoted: newQuotedDocuments()}
}

// documents returns the documents that are valid by the rules of config. Those that were by other rules are forgotten.
func (s *State) documents(config Config) *cache[*ast.QueryDocument] {
	s.mu.Lock()
	defer s.mu.Unlock()
	if now := (rules{config.Documents, config.Introspection}); s.valid == nil || s.rules != now {
		s.rules, s.valid = now, s.valid.emptied(cachedDocuments, cachedDocumentBytes)
	}
	return s.valid
}

// hashes returns the documents whose hash came with them, and no document at all where config keeps none.
func (s *State) hashes(config Config) *cache[string] {
	if !config.AutomaticPersistedQueries {
		return newCache[string](1, 0)
	}
	return s.byHash
}

// documentTotals count requests since NewState.
type documentTotals struct{ refused, executed, unknown atomic.Uint64 }

// CacheState is that of a cache of documents: how often a document was found there or not, and how large the cache is.
type CacheState struct {
	Hits, Misses   uint64
	Entries, Bytes int
}

// Counts are what a State has, and what it has counted.
type Counts struct {
	// OpenStreams is how many streams are open.
	OpenStreams int
	// Valid are the documents that were validated, and ByHash those that clients name by their hash.
	Valid, ByHash CacheState
	// Refused and Executed are totals of requests with a document that isn't a trusted one, and Unknown of those that name a document
	// which the endpoint doesn't have.
	Refused, Executed, Unknown uint64
}

// Counts returns them as they are now.
func (s *State) Counts() Counts {
	totals := &s.documentTotals
	counts := Counts{OpenStreams: s.streams.open(), ByHash: s.byHash.state(), Refused: totals.refused.Load(), Executed: totals.executed.Load(), Unknown: totals.unknown.Load()}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.valid != nil {
		counts.Valid = s.valid.state()
	}
	return counts
}
