package personevents_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/mem"
	"google.golang.org/protobuf/encoding/prototext"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/structpb"
	"google.golang.org/protobuf/types/known/timestamppb"

	"zitadel-graphql/internal/backend"
	"zitadel-graphql/internal/backend/backendtest"
	"zitadel-graphql/internal/people/personevents"
	"zitadel-graphql/internal/wire"
	adminv1 "zitadel-graphql/internal/wire/zitadel/admin/v1"
	eventv1 "zitadel-graphql/internal/wire/zitadel/event/v1"
)

// secret is in every value that must not get out of a payload.
const secret = "s3cr3t"

func wires() []string { return []string{backend.GRPC, backend.GRPCWeb, backend.REST} }

func at() time.Time { return time.Date(2026, 11, 27, 10, 0, 0, 123456000, time.UTC) }

func request() *adminv1.ListEventsRequest {
	return &adminv1.ListEventsRequest{EventTypes: []string{"user.human.mfa.u2f.token.added", "user.human.added"}, ResourceOwner: "2"}
}

// events are as a ZITADEL sends them, with a secret wherever one can be.
func events(t *testing.T) *adminv1.ListEventsResponse {
	t.Helper()
	key, err := structpb.NewStruct(map[string]any{
		"webAuthNTokenId": "77", "webAuthNTokenID": secret, "publicKey": secret, "hash": map[string]any{"webAuthNTokenId": secret},
		"codes": []any{secret, []any{secret}, map[string]any{"code": secret}}, secret: true,
	})
	if err != nil {
		t.Fatal(err)
	}
	person, err := structpb.NewStruct(map[string]any{"userName": secret, "encodedHash": "$argon2id$" + secret})
	if err != nil {
		t.Fatal(err)
	}
	return &adminv1.ListEventsResponse{Events: []*eventv1.Event{
		event("user.human.added", 1, person), event("user.human.mfa.u2f.token.added", 2, key), event("user.human.mfa.otp.verified", 3, nil),
	}}
}

func event(name string, sequence uint64, payload *structpb.Struct) *eventv1.Event {
	return &eventv1.Event{
		Editor: &eventv1.Editor{UserId: "9", DisplayName: "editor"}, Aggregate: &eventv1.Aggregate{Id: "1", ResourceOwner: "2", Type: &eventv1.AggregateType{Type: "user"}},
		Sequence: sequence, CreationDate: timestamppb.New(at()), Payload: payload, Type: &eventv1.EventType{Type: name},
	}
}

// server answers ListEvents.
type server struct {
	adminv1.UnimplementedAdminServiceServer

	reply *adminv1.ListEventsResponse
}

func (s server) ListEvents(context.Context, *adminv1.ListEventsRequest) (*adminv1.ListEventsResponse, error) {
	return s.reply, nil
}

// serve starts a gRPC server with these events, and returns its address.
func serve(t *testing.T, reply *adminv1.ListEventsResponse, options ...grpc.ServerOption) string {
	t.Helper()
	listener, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	grpcServer := grpc.NewServer(options...)
	adminv1.RegisterAdminServiceServer(grpcServer, server{reply: reply})
	served := make(chan error, 1)
	go func() { served <- grpcServer.Serve(listener) }()
	t.Cleanup(func() {
		grpcServer.Stop()
		if err := <-served; err != nil {
			t.Error(err)
		}
	})
	return listener.Addr().String()
}

// serveOver returns the URL under which a gRPC server is reached over one of the wires.
func serveOver(t *testing.T, transport, address string) string {
	t.Helper()
	if transport == backend.GRPC {
		return "http://" + address
	}
	return backendtest.Gateway(t, func(ctx context.Context, network, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, network, address)
	}).URL
}

// recorder is a connection that shows what it decoded.
type recorder struct {
	backend.Conn

	reply proto.Message
}

func (r *recorder) Invoke(ctx context.Context, method string, args, reply any, opts ...grpc.CallOption) error {
	r.reply, _ = reply.(proto.Message)
	return r.Conn.Invoke(ctx, method, args, reply, opts...)
}

// dial connects with everything that the program has around a connection. What it logs goes to logs.
func dial(t *testing.T, url, transport string, logs *bytes.Buffer) *recorder {
	t.Helper()
	config := backend.Config{URL: url, Transport: transport, Connections: 1, CallTimeout: 10 * time.Second, MaxReplyBytes: 1 << 20, Retries: 1, Breaker: true, MaxConcurrent: 4}
	conn, err := backend.Dial(config, nil, slog.New(slog.NewTextHandler(logs, &slog.HandlerOptions{Level: slog.LevelDebug})))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := conn.Close(); err != nil {
			t.Error(err)
		}
	})
	return &recorder{Conn: conn}
}

// checkSecret demands that a secret is in no form of what was decoded, returned or logged.
func checkSecret(t *testing.T, transport string, reply proto.Message, logs *bytes.Buffer, returned ...any) {
	t.Helper()
	encoded, err := proto.Marshal(reply) // with the unknown fields, at every depth
	if err != nil {
		t.Errorf("%s: %v", transport, err)
	}
	text := prototext.MarshalOptions{EmitUnknown: true}.Format(reply)
	for where, content := range map[string]string{
		"the message": string(encoded), "the message's text": text, "the reply as Go prints it": fmt.Sprintf("%+v", reply),
		"the result": fmt.Sprintf("%+v", returned), "the log": logs.String(),
	} {
		if strings.Contains(content, secret) {
			t.Errorf("%s: the secret is in %s: %s", transport, where, content)
		}
	}
}

// Ensures that the events arrive over every wire with the token's id, and nothing else of a payload.
func TestList(t *testing.T) {
	want := []personevents.Event{
		{UserID: "1", Organization: "2", Type: "user.human.added", Sequence: 1, At: at()},
		{UserID: "1", Organization: "2", Type: "user.human.mfa.u2f.token.added", TokenID: "77", Sequence: 2, At: at()},
		{UserID: "1", Organization: "2", Type: "user.human.mfa.otp.verified", Sequence: 3, At: at()},
	}
	address := serve(t, events(t))
	for _, transport := range wires() {
		logs := new(bytes.Buffer)
		conn := dial(t, serveOver(t, transport, address), transport, logs)
		got, err := personevents.List(t.Context(), conn, request())
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("%s: %v; the events are %+v", transport, err, got)
		}
		checkSecret(t, transport, conn.reply, logs, got)
	}
}

// Ensures that of creations nothing of a payload arrives, not even a token's id.
func TestCreations(t *testing.T) {
	address := serve(t, events(t))
	for _, transport := range wires() {
		logs := new(bytes.Buffer)
		conn := dial(t, serveOver(t, transport, address), transport, logs)
		got, err := personevents.Creations(t.Context(), conn, request())
		if err != nil || len(got) != 3 || got[1].Sequence != 2 || got[1].TokenID != "" {
			t.Errorf("%s: %v; the events are %+v", transport, err, got)
		}
		checkSecret(t, transport, conn.reply, logs, got)
	}
}

// Ensures that a reply which can't be decoded is a failure that tells nothing of it.
func TestUnreadableReplyOverREST(t *testing.T) {
	for _, payload := range []string{
		`"` + secret + `"`, `["` + secret + `"]`, `{"webAuthNTokenId":{"` + secret + `":1}}`, `{"webAuthNTokenId":["` + secret + `"]}`,
		`{"a":"` + secret + `"`, `{"a":"` + secret + `",}`, `{"webAuthNTokenId":"` + secret + `","webAuthNTokenId":"` + secret + `"}`,
	} {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			fmt.Fprintf(w, `{"events":[{"sequence":"1","payload":%s}]}`, payload)
		}))
		checkFailure(t, backend.REST, server.URL)
		server.Close()
	}
}

// Ensures the same of the binary wires: a payload that is cut off, and an id that is no text.
func TestUnreadableReplyInBinary(t *testing.T) {
	for _, payload := range []string{
		"\x0a\x7f" + secret,
		"\x0a\x1c\x0a\x0fwebAuthNTokenId\x12\x09\x1a\x07" + secret + "\xff",
	} {
		event := string([]byte{0x2a, byte(len(payload))}) + payload
		reply := string([]byte{0x0a, byte(len(event))}) + event
		checkFailure(t, backend.GRPC, "http://"+serve(t, nil, grpc.ForceServerCodecV2(rawCodec(reply))))
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/grpc-web+proto")
			io.WriteString(w, "\x00\x00\x00\x00"+string(rune(len(reply)))+reply+"\x80\x00\x00\x00\x10grpc-status: 0\r\n") //nolint:errcheck // the client sees it
		}))
		checkFailure(t, backend.GRPCWeb, server.URL)
		server.Close()
	}
}

// rawCodec has a server answer these bytes.
type rawCodec string

func (c rawCodec) Marshal(any) (mem.BufferSlice, error) {
	return mem.BufferSlice{mem.SliceBuffer(c)}, nil
}

func (rawCodec) Unmarshal(mem.BufferSlice, any) error { return nil }

func (rawCodec) Name() string { return "proto" }

// checkFailure demands that reading fails, and that nothing is told of the reply.
func checkFailure(t *testing.T, transport, url string) {
	t.Helper()
	logs := new(bytes.Buffer)
	conn := dial(t, url, transport, logs)
	got, err := personevents.List(t.Context(), conn, request())
	failed, ok := errors.AsType[*wire.CallError](err)
	if !ok || failed.Answered {
		t.Errorf("%s: a reply that isn't one came to %v, %v", transport, got, err)
		return
	}
	checkSecret(t, transport, conn.reply, logs, got, err, failed.Status)
}

// Ensures that a connection which decodes as any client of gRPC does is refused, instead of losing the ids without a word.
func TestConnectionThatDoesNotReduce(t *testing.T) {
	conn, err := grpc.NewClient(serve(t, events(t)), grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if got, err := personevents.List(t.Context(), conn, request()); err == nil || strings.Contains(err.Error(), secret) {
		t.Errorf("events came to %v, %v", got, err)
	}
	if got, err := personevents.Creations(t.Context(), conn, request()); err == nil || strings.Contains(err.Error(), secret) {
		t.Errorf("creations came to %v, %v", got, err)
	}
}

// Ensures that no request mixes events of people with others, nor asks for all.
func TestOtherEvents(t *testing.T) {
	logs := new(bytes.Buffer)
	conn := dial(t, "http://"+backendtest.ClosedAddress(t), backend.GRPC, logs)
	for _, types := range [][]string{nil, {"org.policy.login.added"}, {"user.human.added", "instance.policy.login.added"}, {"user"}, {""}} {
		if _, err := personevents.List(t.Context(), conn, &adminv1.ListEventsRequest{EventTypes: types}); err == nil || conn.reply != nil {
			t.Errorf("%q came to %v, and the call was made: %t", types, err, conn.reply != nil)
		}
	}
}
