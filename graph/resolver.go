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
	"time"

	"google.golang.org/grpc"

	adminv1 "zitadel-graphql/internal/wire/zitadel/admin/v1"
	authv1 "zitadel-graphql/internal/wire/zitadel/auth/v1"
	managementv1 "zitadel-graphql/internal/wire/zitadel/management/v1"
	orgv2 "zitadel-graphql/internal/wire/zitadel/org/v2"
)

// Resolver is what the fields are resolved with. It keeps nothing between requests but, for minutes, who was refused the
// log of events and who is a machine, and speaks for the caller whose token is in each call's metadata.
type Resolver struct {
	Management    managementv1.ManagementServiceClient
	Admin         adminv1.AdminServiceClient
	Auth          authv1.AuthServiceClient
	Organizations orgv2.OrganizationServiceClient

	confirmWrites bool
	requireLog    bool
	// refusedEvents are the callers who may not read events: they aren't asked for on their behalf again, for a while.
	refusedEvents *callers
	// machines are the callers that were found to be none of people, whom no login policy concerns.
	machines *callers
}

// Writes says how careful the mutations of login policies are.
type Writes struct {
	// Confirm looks after each write whether it is in force, and warns where it isn't. It costs a read a write, and up to a
	// second where the write doesn't show.
	Confirm bool
	// RequireLog refuses a change where the event log doesn't tell whether ZITADEL shows the policy's newest state. Without it
	// only a change that expects a version is refused then, and any other made with a warning.
	RequireLog bool
}

// NewResolver returns a resolver that asks the backend behind conn.
func NewResolver(conn grpc.ClientConnInterface, writes Writes) *Resolver {
	conn = connection{conn}
	return &Resolver{
		Management:    managementv1.NewManagementServiceClient(conn),
		Admin:         adminv1.NewAdminServiceClient(conn),
		Auth:          authv1.NewAuthServiceClient(conn),
		Organizations: orgv2.NewOrganizationServiceClient(conn),
		confirmWrites: writes.Confirm,
		requireLog:    writes.RequireLog,
		refusedEvents: newCallers(time.Now),
		machines:      newCallers(time.Now),
	}
}
