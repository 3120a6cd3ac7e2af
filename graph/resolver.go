// Package graph gives the fields of schema.graphqls their meaning.
//
// It owns what stands between a field and ZITADEL: the resolvers, which read a field's arguments, ask, and convert what comes
// back from the wire to the model; the caller, whose token and languages go along with each call, and the organization that
// the call is about; the warnings that a response has beside its successes; and what makes the schema a subgraph of Apollo
// Federation. NewSchema makes an executable schema of all that, to be executed with Extensions around it.
//
// It depends on internal/policy, which reads and changes login policies and decides what is asked and written, and in which
// order; on internal/policy/history, which tells who changed what; on internal/people, which looks at people and removes factors
// from them; on internal/organization, which confirms whom an answer is about; on graph/calls, which bounds the calls of a
// request and has fields share them; on graph/audited, which has the audit trail follow mutations; and on internal/wire, ZITADEL's
// contract. A failure goes through it untouched: graph/problem says what it means.
//
// What a document may be is graph/document's, and GraphQL over HTTP is graph/endpoint's. The schema's scalars are in
// graph/scalar, and gqlgen's code is in graph/generated and graph/model. Sockets, timeouts and CORS are internal/web's; the
// connection to ZITADEL is internal/backend's.
package graph

//go:generate go -C ../tools/generate run .

import (
	"log/slog"
	"sync"

	"google.golang.org/grpc"

	"zitadel-graphql/graph/calls"
	"zitadel-graphql/graph/problem"
	"zitadel-graphql/internal/organization"
	"zitadel-graphql/internal/people"
	"zitadel-graphql/internal/policy"
	"zitadel-graphql/internal/policy/history"
	adminv1 "zitadel-graphql/internal/wire/zitadel/admin/v1"
	authv1 "zitadel-graphql/internal/wire/zitadel/auth/v1"
	managementv1 "zitadel-graphql/internal/wire/zitadel/management/v1"
	orgv2 "zitadel-graphql/internal/wire/zitadel/org/v2"
)

// Resolver resolves the fields, each on behalf of the caller whose token its request has. It keeps nothing between requests
// but what policy.Client keeps, and is safe for concurrent use.
type Resolver struct {
	policies            *policy.Client
	histories           *history.Reader
	people              *people.Client
	asker               organization.Asker
	management          managementv1.ManagementServiceClient
	admin               adminv1.AdminServiceClient
	auth                authv1.AuthServiceClient
	organizationService orgv2.OrganizationServiceClient
	classifier          *problem.Classifier
	// federationSDL is FederationSDL, worked out once.
	federationSDL func() (string, error)
}

// NewResolver returns a resolver that asks the backend behind conn. Its calls keep to their request's limits where the
// executor runs Extensions; otherwise nothing limits them. Looks at people don't count among them: they have limits of their own,
// and what broke one off goes to log.
func NewResolver(conn grpc.ClientConnInterface, policies policy.Config, looks people.Config, log *slog.Logger) *Resolver {
	looking := people.NewClient(conn, looks, log)
	conn = calls.Connection{ClientConnInterface: conn}
	management := managementv1.NewManagementServiceClient(conn)
	return &Resolver{
		policies:            policy.NewClient(conn, policies),
		histories:           history.NewReader(conn),
		people:              looking,
		asker:               organization.NewAsker(management),
		management:          management,
		admin:               adminv1.NewAdminServiceClient(conn),
		auth:                authv1.NewAuthServiceClient(conn),
		organizationService: orgv2.NewOrganizationServiceClient(conn),
		classifier:          problem.NewClassifier(),
		federationSDL:       sync.OnceValues(FederationSDL),
	}
}

// Totals are counted since NewResolver, by all resolvers that WithConfig made of one.
type Totals struct {
	// PeopleLookedAt counts a person each time that a look came to one.
	PeopleLookedAt uint64
	// PolicyReadsBehind counts reads of a login policy that certainly lacked its newest change, and PolicyReadsSkipping those that
	// lacked an earlier one for good.
	PolicyReadsBehind, PolicyReadsSkipping uint64
}

// Totals returns them as they are now.
func (r *Resolver) Totals() Totals {
	return Totals{PeopleLookedAt: r.people.LookedAt(), PolicyReadsBehind: r.policies.ReadsBehind(), PolicyReadsSkipping: r.policies.ReadsSkipping()}
}

// WithConfig returns a resolver that goes by other settings, over the same backend. The two share what is remembered of callers.
func (r *Resolver) WithConfig(policies policy.Config, looks people.Config) *Resolver {
	next := *r
	next.policies, next.people = r.policies.WithConfig(policies), r.people.WithConfig(looks)
	return &next
}
