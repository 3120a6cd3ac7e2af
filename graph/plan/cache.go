package plan

import (
	"sync"

	"github.com/99designs/gqlgen/graphql"
	"github.com/hashicorp/golang-lru/v2/simplelru"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/lexer"
)

const (
	// mostPlans is how many operations' plans are kept, in mostBytes altogether, with the documents that they belong to.
	mostPlans = 1000
	mostBytes = 16 << 20
	// bytesPerField is the most that a field takes in a plan, as TestPlansAreCountedInFull measures. bytesPerToken is the most that a token
	// of a document takes once it is parsed, and once more where it is an argument's that a plan has read.
	bytesPerField = 1000
	bytesPerToken = 450
)

// cache keeps the plans of the operations that were executed last, and which of them have none. It is safe for concurrent use.
type cache struct {
	mostBytes int

	mu    sync.Mutex
	plans *simplelru.LRU[*ast.OperationDefinition, entry]
	bytes int
}

// entry has the plan of an operation. It is nil for one that isn't covered.
type entry struct {
	plan  *plan
	bytes int
}

func newCache(mostPlans, mostBytes int) *cache {
	c := &cache{mostBytes: mostBytes}
	c.plans, _ = simplelru.NewLRU(mostPlans, func(_ *ast.OperationDefinition, old entry) { c.bytes -= old.bytes }) // fails for none only
	return c
}

// of returns the plan of an operation, and makes it where there is none yet. It returns nil for an operation that isn't covered.
func (c *cache) of(operation *graphql.OperationContext) *plan {
	c.mu.Lock()
	kept, there := c.plans.Get(operation.Operation)
	c.mu.Unlock()
	if there {
		return kept.plan
	}
	made, _ := compile(operation)
	c.add(operation.Operation, made)
	return made
}

// add keeps the plan of an operation, unless it would push out most of the others.
func (c *cache) add(operation *ast.OperationDefinition, made *plan) {
	added := entry{made, documentBytes(operation)}
	if made != nil {
		added.bytes += made.bytes
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.plans.Contains(operation) || added.bytes > c.mostBytes/8 {
		return
	}
	c.plans.Add(operation, added)
	for c.bytes += added.bytes; c.bytes > c.mostBytes; {
		c.plans.RemoveOldest()
	}
}

// documentBytes is the most that an operation's whole document takes, its text and its tree: the operation keeps it alive.
func documentBytes(operation *ast.OperationDefinition) int {
	text := operation.Position.Src.Input
	tokens := lexer.New(&ast.Source{Input: text})
	for size := 2 * len(text); ; size += bytesPerToken {
		if token, err := tokens.ReadToken(); err != nil || token.Kind == lexer.EOF {
			return size + bytesPerToken
		}
	}
}
