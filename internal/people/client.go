package people

import (
	"context"
	"log/slog"
	"slices"
	"sync/atomic"
	"time"

	"golang.org/x/sync/semaphore"
	"google.golang.org/grpc"

	"zitadel-graphql/graph/problem"
	"zitadel-graphql/internal/callers"
	"zitadel-graphql/internal/organization"
	authv1 "zitadel-graphql/internal/wire/zitadel/auth/v1"
	managementv1 "zitadel-graphql/internal/wire/zitadel/management/v1"
)

const (
	readPeople = "user.read"
	readEvents = "events.read"
)

// Client looks at the people of one ZITADEL, and removes second factors from them, on behalf of the caller whose token is in the
// outgoing metadata of the context that a method gets. An organization in that metadata doesn't count: each method sets its own.
//
// It keeps nothing between calls but, for five minutes, which callers may not read events, and who those are that removed
// something. It is safe for concurrent use.
type Client struct {
	conn   grpc.ClientConnInterface
	config Config
	log    *slog.Logger
	// turns are the calls that looks may have under way at once, nil for any number.
	turns *semaphore.Weighted
	// refusedEvents are the callers who may not read events. Events aren't asked for on their behalf again for a while.
	refusedEvents *callers.Set
	// identities has who the callers are that lately removed something.
	identities *callers.Map[identity]
	classifier *problem.Classifier
	// lookedAt counts people, for all clients that WithConfig made of one.
	lookedAt *atomic.Uint64
	now      func() time.Time
}

// NewClient returns a client of the ZITADEL behind conn, which is the bare connection: looks have limits of their own, and share
// no calls with other fields. The errors of conn have to be *wire.CallErrors, and it has to know the reduced replies of
// personevents, as internal/backend's connections do. The client doesn't close conn. Why a look was broken off goes to log.
func NewClient(conn grpc.ClientConnInterface, config Config, log *slog.Logger) *Client {
	return &Client{conn: conn, config: config, log: log, turns: newTurns(config.AllLooks), refusedEvents: callers.NewSet(time.Now),
		identities: callers.NewMap[identity](time.Now), classifier: problem.NewClassifier(), lookedAt: new(atomic.Uint64), now: time.Now}
}

// WithConfig returns a client within other bounds. The two share what they keep.
func (c *Client) WithConfig(config Config) *Client {
	next := *c
	next.config = config
	return &next
}

func newTurns(most int) *semaphore.Weighted {
	if most == 0 {
		return nil
	}
	return semaphore.NewWeighted(int64(most))
}

// LookedAt returns at how many people was looked since NewClient, each time that a look came to one.
func (c *Client) LookedAt() uint64 { return c.lookedAt.Load() }

// Organization returns the id of an organization whose people the caller may see: the one with this id or, for an empty one, the
// token's home organization. It fails where the organization doesn't exist, where the backend takes calls for another one, and
// where the caller lacks the permission user.read there. Without that ZITADEL answers a list of people that lacks some without
// a word, so this has to be asked before every look.
func (c *Client) Organization(ctx context.Context, id string) (string, error) {
	ctx = organization.With(ctx, id)
	reply, err := managementv1.NewManagementServiceClient(c.conn).GetMyOrg(ctx, &managementv1.GetMyOrgRequest{})
	if err != nil {
		return "", err
	}
	taken := reply.GetOrg().GetId()
	switch {
	case taken == "":
		return "", problem.ReplyIncomplete(false)
	case id != "" && taken != id:
		return "", problem.OrganizationIgnored(taken)
	}
	return taken, requirePermission(ctx, c.conn, readPeople)
}

// requirePermission fails with problem.ReasonPermissionMissing where the caller lacks one of the permissions in the organization
// that ctx names.
func requirePermission(ctx context.Context, conn grpc.ClientConnInterface, wanted ...string) error {
	reply, err := authv1.NewAuthServiceClient(conn).ListMyZitadelPermissions(ctx, &authv1.ListMyZitadelPermissionsRequest{})
	if err != nil {
		return err
	}
	for _, permission := range wanted {
		if !slices.Contains(reply.GetResult(), permission) { // one for a project only doesn't show people
			return permissionMissing(permission)
		}
	}
	return nil
}

func permissionMissing(permission string) error {
	whose := "this organization"
	if permission == readEvents { // which only looks at the instance's people demand
		whose = "all organizations that inherit the instance's login policy"
	}
	return &problem.Problem{Code: problem.CodeForbidden, Reason: problem.ReasonPermissionMissing,
		Message: "Your roles don't allow you to see the people of " + whose + ": that takes the permission " + permission + "."}
}
