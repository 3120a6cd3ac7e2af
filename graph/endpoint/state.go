package endpoint

import (
	"sync"
	"sync/atomic"

	"github.com/vektah/gqlparser/v2/ast"

	"zitadel-graphql/graph/document"
	"zitadel-graphql/internal/cache"
)

const (
	// cachedDocuments is how many documents are kept parsed and validated, in cachedDocumentBytes altogether.
	cachedDocuments     = 1000
	cachedDocumentBytes = 16 << 20
	// cachedHashes is how many documents are kept by their hash, in cachedHashBytes altogether.
	cachedHashes    = 1000
	cachedHashBytes = 4 << 20
	// bytesPerToken is the most that a token of a document takes once it is parsed, as TestDocumentsAreCountedInFull measures.
	bytesPerToken = 400
)

// State is what an endpoint keeps between requests: the documents that it has validated, those whose hash came with them, and how
// many streams are open. One Handler hands it on to the next where the settings change while the program runs: it is the same for
// both meanwhile. All Handlers of a State have to be of one schema. It is safe for concurrent use.
type State struct {
	streams        *openStreams
	byHash         *documentsByHash
	quoted         *quotedDocuments
	documentTotals documentTotals

	mu    sync.Mutex // guards what follows
	rules rules
	valid *validDocuments
}

type (
	// validDocuments are documents by their text, and documentsByHash texts by their hash.
	validDocuments  = cache.Cache[string, *ast.QueryDocument]
	documentsByHash = cache.Cache[string, string]
)

// rules are what a document has to keep to in order to be valid.
type rules struct {
	limits        document.Limits
	introspection bool
}

// NewState returns a State without documents or streams.
func NewState() *State {
	return &State{
		streams: newOpenStreams(),
		byHash:  cache.New[string, string](cachedHashes, cachedHashBytes),
		quoted:  newQuotedDocuments(),
		valid:   cache.New[string, *ast.QueryDocument](cachedDocuments, cachedDocumentBytes),
	}
}

// documents returns the documents that are valid by the rules of config. Those that were by other rules are forgotten.
func (s *State) documents(config Config) *validDocuments {
	s.mu.Lock()
	defer s.mu.Unlock()
	if now := (rules{config.Documents, config.Introspection}); s.rules != now {
		s.rules, s.valid = now, s.valid.Emptied() // a Handler of the old rules may still be adding to the other
	}
	return s.valid
}

// hashes returns the documents whose hash came with them, and no document at all where config keeps none.
func (s *State) hashes(config Config) *documentsByHash {
	if !config.AutomaticPersistedQueries {
		return cache.New[string, string](1, 0)
	}
	return s.byHash
}

// sizeInMemory estimates the bytes that a valid document takes, its text and its tree. It is never less than they are.
func sizeInMemory(text string) int { return 2*len(text) + bytesPerToken*(document.Tokens(text)+1) }

// documentTotals count requests since NewState.
type documentTotals struct{ refused, executed, unknown atomic.Uint64 }

// Counts are what a State has, and what it has counted.
type Counts struct {
	// OpenStreams is how many streams are open.
	OpenStreams int
	// Valid are the documents that were validated, and ByHash those that clients name by their hash.
	Valid, ByHash cache.State
	// Refused and Executed are totals of requests with a document that isn't a trusted one, and Unknown of those that name a document
	// which the endpoint doesn't have.
	Refused, Executed, Unknown uint64
}

// Counts returns them as they are now.
func (s *State) Counts() Counts {
	totals := &s.documentTotals
	s.mu.Lock()
	defer s.mu.Unlock()
	return Counts{OpenStreams: s.streams.open(), Valid: s.valid.State(), ByHash: s.byHash.State(),
		Refused: totals.refused.Load(), Executed: totals.executed.Load(), Unknown: totals.unknown.Load()}
}
