// Package graph is what the fields of schema.graphqls mean: it asks the backend through the clients of internal/wire with
// the caller's own token, and makes an executable schema of that for graph/endpoint, which serves it over HTTP.
//
// caller.go is what goes along with a backend call, and calls.go which calls a request makes. policy.go reads policies,
// confirm.go makes sure that an answer is about the organization that was named, change.go is how an organization's is
// changed, and settle.go what a write is whose answer is lost; factor.go, provider.go, settings.go, update.go and
// create.go are what can be changed in it. instance.go, organization.go, membership.go and history.go are the rest of
// what the fields do. redirect.go is which URI a login may end at, and lockout.go keeps callers from locking themselves
// out. convert.go and page.go go between wire and model; schema.go makes the executable schema, federation.go and
// entity.go a subgraph's; warnings.go is what is said beside a success. sdl.go and example.go are for those who print the
// schema or serve a page. generated/ and model/ are gqlgen's. What a document may be is graph/document's; sockets, timeouts
// and CORS are internal/web's; which ZITADEL is asked, and how, is internal/backend's.
package graph

//go:generate sh -c "cd .. && go tool -modfile=tools/generate/go.mod gqlgen generate"

import (
	"google.golang.org/grpc"

	"zitadel-graphql/internal/organization"
	"zitadel-graphql/internal/policy"
	adminv1 "zitadel-graphql/internal/wire/zitadel/admin/v1"
	authv1 "zitadel-graphql/internal/wire/zitadel/auth/v1"
	managementv1 "zitadel-graphql/internal/wire/zitadel/management/v1"
	orgv2 "zitadel-graphql/internal/wire/zitadel/org/v2"
)

// Resolver resolves the fields. It keeps nothing between requests but what policy.Client keeps, and speaks for the caller
// whose token is in each call's metadata.
type Resolver struct {
	policies            *policy.Client
	asker               organization.Asker
	management          managementv1.ManagementServiceClient
	admin               adminv1.AdminServiceClient
	auth                authv1.AuthServiceClient
	organizationService orgv2.OrganizationServiceClient
}

// NewResolver returns a resolver that asks the backend behind conn.
func NewResolver(conn grpc.ClientConnInterface, settings policy.Settings) *Resolver {
	conn = connection{conn}
	management := managementv1.NewManagementServiceClient(conn)
	return &Resolver{
		policies:            policy.NewClient(conn, settings),
		asker:               organization.NewAsker(management),
		management:          management,
		admin:               adminv1.NewAdminServiceClient(conn),
		auth:                authv1.NewAuthServiceClient(conn),
		organizationService: orgv2.NewOrganizationServiceClient(conn),
	}
}
