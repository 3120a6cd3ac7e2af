package people_test

import (
	"cmp"
	"context"
	"log/slog"
	"net"
	"slices"
	"sync"
	"testing"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"
	"google.golang.org/grpc/test/bufconn"
	"google.golang.org/protobuf/types/known/structpb"
	"google.golang.org/protobuf/types/known/timestamppb"

	"zitadel-graphql/internal/backend"
	"zitadel-graphql/internal/people"
	adminv1 "zitadel-graphql/internal/wire/zitadel/admin/v1"
	authv1 "zitadel-graphql/internal/wire/zitadel/auth/v1"
	eventv1 "zitadel-graphql/internal/wire/zitadel/event/v1"
	featurev2 "zitadel-graphql/internal/wire/zitadel/feature/v2"
	managementv1 "zitadel-graphql/internal/wire/zitadel/management/v1"
	orgv1 "zitadel-graphql/internal/wire/zitadel/org/v1"
	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
	userv1 "zitadel-graphql/internal/wire/zitadel/user/v1"
	userv2 "zitadel-graphql/internal/wire/zitadel/user/v2"
	zitadelv1 "zitadel-graphql/internal/wire/zitadel/v1"
)

const (
	listUsers       = userv2.UserService_ListUsers_FullMethodName
	listTypes       = userv2.UserService_ListAuthenticationMethodTypes_FullMethodName
	listFactors     = userv2.UserService_ListAuthenticationFactors_FullMethodName
	listEvents      = adminv1.AdminService_ListEvents_FullMethodName
	listPermissions = authv1.AuthService_ListMyZitadelPermissions_FullMethodName
	getOrg          = managementv1.ManagementService_GetMyOrg_FullMethodName
	getPolicy       = managementv1.ManagementService_GetLoginPolicy_FullMethodName

	secret = "$2a$10$planted"
)

// world is a ZITADEL whose people and events a test has in its hands: a gRPC server on an in-memory listener, with one caller.
type world struct {
	mu        sync.Mutex // held while a call is answered; a test that changes something meanwhile does so in before
	residents []*resident
	log       []happening
	clock     time.Time
	lastID    int
	lastToken int

	// permissions are what the caller may do, by the organization; those of "" hold in each.
	permissions map[string][]string
	// ownPolicies are the organizations that don't inherit the instance's login policy.
	ownPolicies map[string]bool
	// answersFor takes the place of each organization that is named in a header, as where a proxy loses it.
	answersFor string
	// ignoresOrganization has everybody listed, whosever people were asked for.
	ignoresOrganization bool
	// caller is who the caller is, and requiresV2 whether the instance requires Login V2: nil where it doesn't say.
	caller     *userv1.User
	requiresV2 *bool
	// before is called before the n-th call of each method, from 1, is answered. Its error is the answer.
	before func(method string, n int) error
	// wait is how long each call takes.
	wait time.Duration

	counts        map[string]int
	underWay, top int // calls at the same time, and most of them so far
}

// The services of a world.
type (
	admin struct {
		adminv1.UnimplementedAdminServiceServer
		*world
	}
	auth struct {
		authv1.UnimplementedAuthServiceServer
		*world
	}
	feature struct {
		featurev2.UnimplementedFeatureServiceServer
		*world
	}
	management struct {
		managementv1.UnimplementedManagementServiceServer
		*world
	}
	user struct {
		userv2.UnimplementedUserServiceServer
		*world
	}
)

// newWorld returns a world without people, whose caller may see everything, events included.
func newWorld() *world {
	return &world{clock: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC), counts: map[string]int{},
		permissions: map[string][]string{"": {"user.read", "events.read"}}, ownPolicies: map[string]bool{}}
}

// withoutEvents takes the permission to read events from the caller.
func (w *world) withoutEvents() *world {
	w.permissions[""] = []string{"user.read"}
	return w
}

// change changes the world between two calls.
func (w *world) change(by func(*world)) {
	w.mu.Lock()
	defer w.mu.Unlock()
	by(w)
}

// client serves the world, and returns a client of it.
func (w *world) client(t testing.TB, config people.Config) *people.Client {
	t.Helper()
	return w.clientThatLogs(t, config, slog.New(slog.DiscardHandler))
}

func (w *world) clientThatLogs(t testing.TB, config people.Config, log *slog.Logger) *people.Client {
	t.Helper()
	listener := bufconn.Listen(1 << 20)
	server := grpc.NewServer(grpc.UnaryInterceptor(w.intercept))
	adminv1.RegisterAdminServiceServer(server, admin{world: w})
	authv1.RegisterAuthServiceServer(server, auth{world: w})
	managementv1.RegisterManagementServiceServer(server, management{world: w})
	userv2.RegisterUserServiceServer(server, user{world: w})
	featurev2.RegisterFeatureServiceServer(server, feature{world: w})
	go server.Serve(listener) //nolint:errcheck // it ends with the test
	conn, err := backend.Dial(backend.Config{URL: "http://localhost", Transport: backend.GRPC, Connections: 1,
		CallTimeout: 10 * time.Second, MaxReplyBytes: 64 << 20}, func(ctx context.Context, _ string) (net.Conn, error) {
		return listener.DialContext(ctx)
	}, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.Stop)
	t.Cleanup(func() { _ = conn.Close() })
	return people.NewClient(conn, config, log)
}

// asCaller is a context on behalf of the one caller.
func asCaller(t testing.TB) context.Context {
	t.Helper()
	return metadata.NewOutgoingContext(t.Context(), metadata.Pairs("authorization", "Bearer token"))
}

// intercept counts a call, lets it take its time, and asks before.
func (w *world) intercept(ctx context.Context, request any, info *grpc.UnaryServerInfo, handle grpc.UnaryHandler) (any, error) {
	w.mu.Lock()
	w.underWay++
	w.top = max(w.top, w.underWay)
	wait := w.wait
	w.mu.Unlock()
	defer func() {
		w.mu.Lock()
		w.underWay--
		w.mu.Unlock()
	}()
	if wait > 0 {
		select {
		case <-time.After(wait):
		case <-ctx.Done():
			return nil, status.FromContextError(ctx.Err()).Err()
		}
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.counts[info.FullMethod]++
	if w.before != nil {
		if err := w.before(info.FullMethod, w.counts[info.FullMethod]); err != nil {
			return nil, err
		}
	}
	return handle(ctx, request)
}

// refused is ZITADEL's refusal with an id of its own.
func refused(code codes.Code, id string) error {
	st, err := status.New(code, "text ("+id+")").WithDetails(&zitadelv1.ErrorDetail{Id: id, Message: "text"})
	if err != nil {
		return err
	}
	return st.Err()
}

// organization is the one that a call's header names, or the home organization.
func (w *world) organization(ctx context.Context) string {
	md, _ := metadata.FromIncomingContext(ctx)
	named := "100"
	if ids := md.Get("x-zitadel-orgid"); len(ids) > 0 {
		named = ids[0]
	}
	return cmp.Or(w.answersFor, named)
}

func (w *world) may(organization, permission string) bool {
	return slices.Contains(w.permissions[""], permission) || slices.Contains(w.permissions[organization], permission)
}

func (w auth) ListMyZitadelPermissions(ctx context.Context, _ *authv1.ListMyZitadelPermissionsRequest) (*authv1.ListMyZitadelPermissionsResponse, error) {
	return &authv1.ListMyZitadelPermissionsResponse{Result: slices.Concat(w.permissions[""], w.permissions[w.organization(ctx)])}, nil
}

func (w management) GetMyOrg(ctx context.Context, _ *managementv1.GetMyOrgRequest) (*managementv1.GetMyOrgResponse, error) {
	return &managementv1.GetMyOrgResponse{Org: &orgv1.Org{Id: w.organization(ctx)}}, nil
}

func (w management) GetLoginPolicy(ctx context.Context, _ *managementv1.GetLoginPolicyRequest) (*managementv1.GetLoginPolicyResponse, error) {
	id := w.organization(ctx)
	if w.ownPolicies[id] {
		return &managementv1.GetLoginPolicyResponse{Policy: &policyv1.LoginPolicy{Details: &zitadelv1.ObjectDetails{ResourceOwner: id}}}, nil
	}
	return &managementv1.GetLoginPolicyResponse{IsDefault: true,
		Policy: &policyv1.LoginPolicy{IsDefault: true, Details: &zitadelv1.ObjectDetails{ResourceOwner: "1"}}}, nil
}

// ListEvents answers in the order of the log, with secrets in the payloads. Its limit is 1,000.
func (w admin) ListEvents(_ context.Context, request *adminv1.ListEventsRequest) (*adminv1.ListEventsResponse, error) {
	if !w.may("", "events.read") {
		return nil, refused(codes.PermissionDenied, "AUTH-5mWD2")
	}
	reply := &adminv1.ListEventsResponse{}
	for _, h := range w.log {
		after := request.GetFrom() == nil || h.at.After(request.GetFrom().AsTime())
		theirs := w.ignoresOrganization || request.GetResourceOwner() == "" || request.GetResourceOwner() == h.of.organization
		if after && theirs && slices.Contains(request.GetEventTypes(), h.kind) {
			reply.Events = append(reply.Events, h.event())
		}
		if len(reply.GetEvents()) == min(1000, int(request.GetLimit())) {
			break
		}
	}
	return reply, nil
}

func (h happening) event() *eventv1.Event {
	payload := &structpb.Struct{Fields: map[string]*structpb.Value{"encodedHash": structpb.NewStringValue(secret)}}
	if h.token != "" {
		payload.Fields["webAuthNTokenId"] = structpb.NewStringValue(h.token)
	}
	return &eventv1.Event{Sequence: h.sequence, CreationDate: timestamppb.New(h.at), Payload: payload, Type: &eventv1.EventType{Type: h.kind},
		Aggregate: &eventv1.Aggregate{Id: h.of.id, ResourceOwner: h.of.organization, Type: &eventv1.AggregateType{Type: "user"}}}
}
