package graph_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/encoding/prototext"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"

	"zitadel-graphql/graph"
	"zitadel-graphql/graph/endpoint"
	"zitadel-graphql/graph/problem/presenter"
	"zitadel-graphql/internal/people"
	"zitadel-graphql/internal/policy"
	"zitadel-graphql/internal/wire"
	adminv1 "zitadel-graphql/internal/wire/zitadel/admin/v1"
	authv1 "zitadel-graphql/internal/wire/zitadel/auth/v1"
	changev1 "zitadel-graphql/internal/wire/zitadel/change/v1"
	idpv1 "zitadel-graphql/internal/wire/zitadel/idp/v1"
	managementv1 "zitadel-graphql/internal/wire/zitadel/management/v1"
	orgv2 "zitadel-graphql/internal/wire/zitadel/org/v2"
	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
	userv1 "zitadel-graphql/internal/wire/zitadel/user/v1"
	zitadelv1 "zitadel-graphql/internal/wire/zitadel/v1"
)

const (
	readPolicy      = managementv1.ManagementService_GetLoginPolicy_FullMethodName
	readOrg         = managementv1.ManagementService_GetMyOrg_FullMethodName
	readUser        = authv1.AuthService_GetMyUser_FullMethodName
	readPermissions = authv1.AuthService_ListMyZitadelPermissions_FullMethodName
	listChanges     = managementv1.ManagementService_ListOrgChanges_FullMethodName
	listEvents      = adminv1.AdminService_ListEvents_FullMethodName
	listProviders   = managementv1.ManagementService_ListProviders_FullMethodName
	listOrgs        = orgv2.OrganizationService_ListOrganizations_FullMethodName
)

// The tests have two backends for their calls. stub is for those that need no more than how a call ends. script is for those that
// need answers, or look at which calls were made.

// stub ends every call by itself, without a reply.
type stub func(ctx context.Context, method string) error

var _ grpc.ClientConnInterface = stub(nil)

// Invoke implements grpc.ClientConnInterface.
func (s stub) Invoke(ctx context.Context, method string, _, _ any, _ ...grpc.CallOption) error {
	return s(ctx, method)
}

// NewStream implements grpc.ClientConnInterface.
func (stub) NewStream(context.Context, *grpc.StreamDesc, string, ...grpc.CallOption) (grpc.ClientStream, error) {
	return nil, errors.New("there are no streams")
}

// failing is a backend whose calls all end like this.
func failing(answered, sent bool, code codes.Code, text string, detail *zitadelv1.ErrorDetail) stub {
	return func(_ context.Context, method string) error {
		st := status.New(code, text)
		if detail != nil {
			st, _ = st.WithDetails(detail)
		}
		return &wire.CallError{Method: method, Status: st, Answered: answered, Sent: sent}
	}
}

// script answers the n-th call of a method, from 1, with a message or an error. What it leaves open is answered as for a machine
// that may read an organization's changes and not its events, of an organization that nobody has changed; and a write succeeds.
// It may be called concurrently, and keeps what it was called with.
type script struct {
	answer func(method string, n int) (proto.Message, error)

	mu    sync.Mutex
	calls map[string]int
	// order has the names of the calls, without those that ask for the log and for the caller.
	order []string
	// texts has the methods of all calls with the text of their requests.
	texts []string
}

var _ grpc.ClientConnInterface = (*script)(nil)

// Invoke implements grpc.ClientConnInterface.
func (s *script) Invoke(ctx context.Context, method string, request, reply any, _ ...grpc.CallOption) error {
	message, err := s.answer(method, s.record(method, request.(proto.Message)))
	if message == nil && err == nil {
		message, err = unscripted(method, reply.(proto.Message))
	}
	if err != nil {
		return err
	}
	if message != nil {
		proto.Merge(reply.(proto.Message), message)
	}
	return ctx.Err()
}

// record keeps a call, and returns how many of its method there are.
func (s *script) record(method string, request proto.Message) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.calls == nil {
		s.calls = map[string]int{}
	}
	s.calls[method]++
	s.texts = append(s.texts, method+" "+prototext.MarshalOptions{}.Format(request))
	if method != listEvents && method != listChanges && method != readUser {
		s.order = append(s.order, method[strings.LastIndex(method, "/")+1:])
	}
	return s.calls[method]
}

func unscripted(method string, reply proto.Message) (proto.Message, error) {
	switch method {
	case readUser:
		return &authv1.GetMyUserResponse{User: &userv1.User{Id: "1", Type: &userv1.User_Machine{Machine: &userv1.Machine{}}}}, nil
	case listEvents:
		return nil, refused(method, codes.PermissionDenied, "AUTH-5mWD2")
	case listProviders:
		return &managementv1.ListProvidersResponse{Result: providersOf("8", "10")}, nil
	case listChanges:
		return &managementv1.ListOrgChangesResponse{Result: []*changev1.Change{
			{Sequence: 1, ResourceOwnerId: "200", EventType: &zitadelv1.LocalizedMessage{Key: "EventTypes.org.added"}}}}, nil
	}
	return withDetails(method, reply), nil
}

// providersOf are identity providers of the instance with these ids.
func providersOf(ids ...string) []*idpv1.Provider {
	var list []*idpv1.Provider
	for _, id := range ids {
		list = append(list, &idpv1.Provider{Id: id, Name: "Provider " + id, Owner: idpv1.IDPOwnerType_IDP_OWNER_TYPE_SYSTEM,
			Type: idpv1.ProviderType_PROVIDER_TYPE_SAML, State: idpv1.IDPState_IDP_STATE_ACTIVE})
	}
	return list
}

// withDetails is a reply with the details of the organization 200, or of the instance 100, where it can have some.
func withDetails(method string, reply proto.Message) proto.Message {
	owner := "200"
	if strings.HasPrefix(method, "/"+adminv1.AdminService_ServiceDesc.ServiceName+"/") {
		owner = "100"
	}
	made := reply.ProtoReflect().New()
	details := (&zitadelv1.ObjectDetails{ResourceOwner: owner, Sequence: 8}).ProtoReflect()
	if field := made.Descriptor().Fields().ByName("details"); field != nil && field.Message() == details.Descriptor() {
		made.Set(field, protoreflect.ValueOfMessage(details))
	}
	return made.Interface()
}

// NewStream implements grpc.ClientConnInterface.
func (*script) NewStream(context.Context, *grpc.StreamDesc, string, ...grpc.CallOption) (grpc.ClientStream, error) {
	return nil, status.Error(codes.Unimplemented, "there are no streams")
}

// own is the reply of a read of the organization 200's own policy, and inherited that where it inherits the instance's.
func own(factors ...policyv1.SecondFactorType) proto.Message {
	return &managementv1.GetLoginPolicyResponse{Policy: &policyv1.LoginPolicy{
		Details: &zitadelv1.ObjectDetails{ResourceOwner: "200", Sequence: 7}, SecondFactors: factors}}
}

func inherited() proto.Message {
	return &managementv1.GetLoginPolicyResponse{IsDefault: true, Policy: &policyv1.LoginPolicy{
		Details: &zitadelv1.ObjectDetails{ResourceOwner: "100", Sequence: 7}, IsDefault: true}}
}

// refused is ZITADEL's refusal of a call, with an id of its own.
func refused(method string, code codes.Code, id string) error {
	st, err := status.New(code, "text ("+id+")").WithDetails(&zitadelv1.ErrorDetail{Id: id, Message: "text"})
	if err != nil {
		return err
	}
	return &wire.CallError{Method: method, Status: st, Sent: true, Answered: true}
}

// token is the caller's, which must never be in an answer or in the log.
const token = "s3cret-token-of-the-caller"

// response is what one request got, and what was logged for it.
type response struct {
	Data   map[string]any
	Errors []struct {
		Message    string
		Path       []any
		Locations  []struct{ Line, Column int }
		Extensions map[string]any
	}
	body, log string
}

// ask sends a document to an endpoint in front of conn.
func ask(t *testing.T, ctx context.Context, conn grpc.ClientConnInterface, document string) response { //nolint:revive // t comes first
	t.Helper()
	body, err := json.Marshal(map[string]string{"query": document})
	if err != nil {
		t.Fatal(err)
	}
	return askBody(t, ctx, conn, body)
}

// askBody sends the body of a request to an endpoint in front of conn: to a subgraph where it asks for what only routers use.
func askBody(t *testing.T, ctx context.Context, conn grpc.ClientConnInterface, body []byte) response { //nolint:revive // t comes first
	t.Helper()
	var log bytes.Buffer
	kept := &keptReplies{ClientConnInterface: conn}
	forRouters := bytes.Contains(body, []byte("_entities")) || bytes.Contains(body, []byte("_service"))
	handler := newEndpoint(graph.NewResolver(kept, policy.Config{}, people.DefaultConfig(), slog.New(slog.DiscardHandler)),
		slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug})), forRouters)
	r := httptest.NewRequestWithContext(ctx, http.MethodPost, "/graphql", bytes.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Authorization", "Bearer "+token)
	if bytes.Contains(body, []byte(`"subscription`)) {
		r.Header.Set("Accept", "text/event-stream")
	}
	w := httptest.NewRecorder()
	handler.ServeHTTP(w, r)
	kept.expectUnchanged(t)
	got := response{body: lastEvent(w.Body.String()), log: log.String()}
	if err := json.Unmarshal([]byte(got.body), &got); err != nil {
		t.Fatalf("%v in %s", err, got.body)
	}
	return got
}

// lastEvent returns the data of the last event of a stream, and any other body as it is.
func lastEvent(body string) string {
	last := body
	for line := range strings.Lines(body) {
		if data, isData := strings.CutPrefix(line, "data: "); isData {
			last = data
		}
	}
	return last
}

// newEndpoint is the whole way of a request through GraphQL, as a subgraph or not, and with its default limits.
func newEndpoint(resolver *graph.Resolver, log *slog.Logger, federation bool) http.Handler {
	settings := graph.DefaultConfig()
	settings.Federation = federation
	requestID := func(context.Context) string { return "the-id" }
	annotate := func(context.Context, ...slog.Attr) {}
	return endpoint.New(graph.NewSchema(resolver, settings), endpoint.DefaultConfig(), endpoint.Dependencies{
		Present:    presenter.New(requestID, graph.Token, log).Present,
		Extensions: graph.Extensions(settings, annotate),
		RequestID:  requestID,
		Annotate:   annotate,
		Token:      graph.Token,
		OpenStream: func(ctx context.Context, w http.ResponseWriter) (context.Context, io.WriteCloser) {
			return ctx, streamWriter{w}
		},
		Log: log,
	})
}

// streamWriter is a stream that nothing ends but its own end.
type streamWriter struct{ io.Writer }

func (streamWriter) Close() error { return nil }

// extensions returns those of the response's only error.
func extensions(t *testing.T, got response) map[string]any {
	t.Helper()
	if len(got.Errors) != 1 {
		t.Fatalf("got %s", got.body)
	}
	return got.Errors[0].Extensions
}
