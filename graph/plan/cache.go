package plan

import (
	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"

	"zitadel-graphql/graph/document"
	"zitadel-graphql/internal/cache"
)

const (
	// mostPlans is how many operations' plans are kept, in mostBytes altogether, with the documents that they belong to.
	mostPlans = 1000
	mostBytes = 16 << 20
	// bytesPerField is the most that a field takes in a plan, as TestPlansAreCountedInFull measures. bytesPerToken is the most that a token
	// of a document takes once it is parsed, and, where it is an argument's, once more in a plan that has read it.
	bytesPerField = 1000
	bytesPerToken = 450
)

// plans are the plans of the operations that were executed last. Those of operations that aren't covered are nil. It is safe for
// concurrent use.
type plans struct {
	kept *cache.Cache[*ast.OperationDefinition, *plan]
}

func newPlans(mostPlans, mostBytes int) plans {
	return plans{cache.New[*ast.OperationDefinition, *plan](mostPlans, mostBytes)}
}

// of returns the plan of an operation, and makes it where there is none yet. It returns nil for an operation that isn't covered.
func (p plans) of(operation *graphql.OperationContext) *plan {
	if kept, there := p.kept.Get(operation.Operation); there {
		return kept
	}
	made, _ := compile(operation)
	bytes := documentBytes(operation.Operation)
	if made != nil {
		bytes += made.bytes
	}
	p.kept.Add(operation.Operation, made, bytes)
	return made
}

// documentBytes is the most that an operation's whole document takes, its text and its tree: the operation keeps it alive.
func documentBytes(operation *ast.OperationDefinition) int {
	text := operation.Position.Src.Input
	return 2*len(text) + bytesPerToken*(document.Tokens(text)+1)
}
