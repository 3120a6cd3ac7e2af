// Package backendtest has counterparts of package backend for tests: the server side of gRPC-Web and REST, by code that isn't
// ours (connectrpc.com/vanguard), which turns both into native gRPC for any gRPC server; an address where nothing listens; a DNS
// server that can fail; and a ZITADEL whose answers are encoded beforehand, for measurements. It depends on internal/wire for the
// contract.
//
// The gateway differs from a ZITADEL: an unknown path is a plain-text 404 and a wrong verb a plain-text 405; the texts about
// paths and bodies that can't be read are its own; a path may have a number that the enum doesn't define; and a failure over
// gRPC-Web may have its status in a trailer frame, where a ZITADEL has it in the headers.
package backendtest

import (
	"context"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"slices"
	"testing"

	"connectrpc.com/vanguard"
	"google.golang.org/protobuf/reflect/protoreflect"

	adminv1 "zitadel-graphql/internal/wire/zitadel/admin/v1"
	authv1 "zitadel-graphql/internal/wire/zitadel/auth/v1"
	featurev2 "zitadel-graphql/internal/wire/zitadel/feature/v2"
	managementv1 "zitadel-graphql/internal/wire/zitadel/management/v1"
	orgv2 "zitadel-graphql/internal/wire/zitadel/org/v2"
	userv2 "zitadel-graphql/internal/wire/zitadel/user/v2"
)

// Dialer opens a connection to a gRPC server without TLS.
type Dialer func(ctx context.Context, network, address string) (net.Conn, error)

// ServiceFiles are the contract's files with services.
func ServiceFiles() []protoreflect.FileDescriptor {
	return []protoreflect.FileDescriptor{
		adminv1.File_zitadel_admin_v1_admin_proto, authv1.File_zitadel_auth_v1_auth_proto,
		managementv1.File_zitadel_management_v1_management_proto, orgv2.File_zitadel_org_v2_org_proto,
		userv2.File_zitadel_user_v2_user_service_proto, featurev2.File_zitadel_feature_v2_feature_service_proto,
	}
}

// Gateway serves the contract's services as gRPC-Web and REST before the gRPC server that dial reaches. The test's end
// closes it.
func Gateway(t testing.TB, dial Dialer) *httptest.Server {
	t.Helper()
	server := httptest.NewServer(Transcoder(t, NativeProxy(t, dial)))
	t.Cleanup(server.Close)
	return server
}

// TLSGateway is Gateway behind TLS, which negotiates HTTP/2; a call over anything else fails the test.
func TLSGateway(t testing.TB, dial Dialer) *httptest.Server {
	t.Helper()
	handler := Transcoder(t, NativeProxy(t, dial))
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.ProtoMajor != 2 {
			t.Errorf("%s came over %s", r.URL.Path, r.Proto)
		}
		handler.ServeHTTP(w, r)
	}))
	server.EnableHTTP2 = true
	server.StartTLS()
	t.Cleanup(server.Close)
	return server
}

// NativeProxy hands native gRPC on to the server that dial reaches. A connection that breaks behind it breaks before it too: a
// status of its own would be taken for the server's. The test's end closes its connections, after those of a server that was started
// later.
func NativeProxy(t testing.TB, dial Dialer) http.Handler {
	t.Helper()
	transport := &http.Transport{DialContext: dial, Protocols: new(http.Protocols), DisableCompression: true}
	transport.Protocols.SetUnencryptedHTTP2(true)
	t.Cleanup(transport.CloseIdleConnections)
	return &httputil.ReverseProxy{
		Transport: transport,
		Rewrite: func(r *httputil.ProxyRequest) {
			r.Out.URL.Scheme, r.Out.URL.Host, r.Out.Host = "http", "grpc", r.In.Host
			r.Out.Header.Set("Te", "trailers") // gRPC servers ask for it, and the proxy takes it out
		},
		FlushInterval:  -1,
		ModifyResponse: endInTrailers,
		ErrorHandler:   func(http.ResponseWriter, *http.Request, error) { panic(http.ErrAbortHandler) },
	}
}

// endInTrailers moves the status of a reply without a message from its headers to trailers. Headers are flushed at once, and on a busy
// machine before it is known that nothing follows; a stream that then ends without trailers has no status at all.
func endInTrailers(reply *http.Response) error {
	if reply.Header.Get("Grpc-Status") == "" {
		return nil
	}
	reply.Trailer = http.Header{}
	for name, values := range reply.Header {
		if !slices.Contains([]string{"Content-Type", "Content-Length", "Date", "Grpc-Encoding", "Grpc-Accept-Encoding"}, name) {
			reply.Trailer[name] = values
			delete(reply.Header, name)
		}
	}
	return nil
}

// Transcoder turns gRPC-Web and REST into native gRPC, which native gets.
func Transcoder(t testing.TB, native http.Handler) http.Handler {
	t.Helper()
	var services []*vanguard.Service
	for _, file := range ServiceFiles() {
		services = append(services, vanguard.NewServiceWithSchema(file.Services().Get(0), native,
			vanguard.WithTargetProtocols(vanguard.ProtocolGRPC), vanguard.WithTargetCodecs(vanguard.CodecProto),
			vanguard.WithNoTargetCompression()))
	}
	transcoder, err := vanguard.NewTranscoder(services)
	if err != nil {
		t.Fatalf("make the gateway: %v", err)
	}
	return transcoder
}
