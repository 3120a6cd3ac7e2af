// Package audited writes the lines of the audit trail about mutations: an intent before a mutation's first write is sent, and an outcome
// before its answer is sent.
//
// An Auditor is an extension of graph/endpoint's executor, so that every mutation of the schema passes it, future ones included. The
// resolvers hand internal/policy and internal/people the functions that write intents (BeforeWrite, Removals). These packages call them
// just before they write, and don't write if the intent couldn't be written. The package owns the content of the lines, and finds out who
// the caller is, with one call for each token in five minutes. internal/audit owns the format of the lines, and where they go.
//
// It depends on gqlgen, graph/problem, graph/scalar, internal/audit, internal/callers, internal/organization, internal/people,
// internal/policy and internal/wire.
package audited

import (
	"context"
	"crypto/rand"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"google.golang.org/grpc"

	"zitadel-graphql/internal/audit"
)

// Auditor writes the lines about the mutations of an executor. It is safe for concurrent use, and may be an extension of several
// executors, as it is while one handler takes the place of another.
type Auditor struct {
	trail     *audit.Trail
	users     *users
	requestID func(context.Context) string
	traceID   func(context.Context) string
}

// Backend is the connection to a ZITADEL.
type Backend interface {
	grpc.ClientConnInterface
	// BestEffort returns the connection for calls whose failure mustn't matter to any other: they are made once, and don't count
	// where others are refused because the backend seems to be gone.
	BestEffort() grpc.ClientConnInterface
}

// New returns an auditor that writes to trail, and asks backend who the callers are. Of a request's context, requestID returns its id,
// and traceID that of its trace or nothing; both have to be safe for concurrent use. The resolvers have to use the connection that
// Connection returns.
func New(trail *audit.Trail, backend Backend, requestID, traceID func(context.Context) string) *Auditor {
	return &Auditor{trail: trail, users: newUsers(backend, backend.BestEffort(), time.Now), requestID: requestID, traceID: traceID}
}

// Connection returns the backend that New got. Who the callers are, which others ask over it, is remembered.
func (a *Auditor) Connection() grpc.ClientConnInterface { return a.users.connection() }

var (
	_ graphql.HandlerExtension     = (*Auditor)(nil)
	_ graphql.RootFieldInterceptor = (*Auditor)(nil)
)

// ExtensionName implements graphql.HandlerExtension.
func (*Auditor) ExtensionName() string { return "Audit" }

// Validate implements graphql.HandlerExtension.
func (*Auditor) Validate(graphql.ExecutableSchema) error { return nil }

// InterceptRootField implements graphql.RootFieldInterceptor. The outcome is written when all that is selected of the answer is
// complete: the version among it reads the event that tells who made the change.
func (a *Auditor) InterceptRootField(ctx context.Context, next graphql.RootResolver) graphql.Marshaler {
	if graphql.GetOperationContext(ctx).Operation.Operation != ast.Mutation {
		return next(ctx)
	}
	m := a.begin(ctx)
	defer m.end(ctx)
	answer := next(context.WithValue(ctx, mutationKey{}, m))
	m.returned = true
	return answer
}

func (a *Auditor) begin(ctx context.Context) *mutation {
	field := graphql.GetRootFieldContext(ctx).Field
	operation := graphql.GetOperationContext(ctx)
	return &mutation{auditor: a, field: field, variables: operation.Variables, begun: time.Now(),
		tokens: tokens{operation.Headers.Values("Authorization")}, line: audit.Mutation{
			PairID: rand.Text(), RequestID: a.requestID(ctx), TraceID: a.traceID(ctx), Path: field.Alias, Field: field.Name,
			Who: audit.Unknown, WhoBy: audit.Unknown}}
}
