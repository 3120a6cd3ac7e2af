package backend_test

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"google.golang.org/grpc/codes"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"

	"zitadel-graphql/internal/backend"
	managementv1 "zitadel-graphql/internal/wire/zitadel/management/v1"
	zitadelv1 "zitadel-graphql/internal/wire/zitadel/v1"
)

// A reply at the limit is read and one over it refused, whether it says its length or not.
func TestReplyLimit(t *testing.T) {
	for _, transport := range plainHTTPWires() {
		for _, over := range []int{0, 1} {
			contentType, body := replyOf(t, transport, maxReply+over)
			err := removeFrom(t, transport, respond(200, contentType, body))
			if over == 0 && err != nil {
				t.Errorf("%s: a reply of %d bytes: %v", transport, maxReply, err)
			}
			if over > 0 {
				checkFailure(t, callErrorOf(t, err), codes.ResourceExhausted, true, false)
			}
		}
		contentType, _ := replyOf(t, transport, maxReply)
		err := removeFrom(t, transport, func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", contentType)
			for r.Context().Err() == nil { // without an end
				if _, err := io.WriteString(w, "\x00\x00\x01\x00\x00"+strings.Repeat(" ", 1<<16)); err != nil {
					return
				}
			}
		})
		checkFailure(t, callErrorOf(t, err), codes.ResourceExhausted, true, false)
	}
}

// replyOf is a reply whose message, or JSON, has exactly so many bytes.
func replyOf(t *testing.T, transport string, size int) (contentType, body string) {
	t.Helper()
	for padding := size; ; padding-- {
		reply := &managementv1.RemoveSecondFactorFromLoginPolicyResponse{Details: &zitadelv1.ObjectDetails{ResourceOwner: strings.Repeat("x", padding)}}
		if transport == backend.GRPCWeb {
			encoded, err := proto.Marshal(reply)
			if err != nil {
				t.Fatal(err)
			}
			if len(encoded) <= size {
				return grpcWebType, frame(0, string(encoded)) + successFrame
			}
			continue
		}
		encoded, err := protojson.Marshal(reply)
		if err != nil {
			t.Fatal(err)
		}
		if len(encoded) <= size {
			return "application/json", string(encoded) + strings.Repeat(" ", size-len(encoded))
		}
	}
}

// A content encoding that wasn't asked for isn't decoded: its size has no limit.
func TestCompressed(t *testing.T) {
	for _, transport := range plainHTTPWires() {
		contentType, body := replyOf(t, transport, 100)
		err := removeFrom(t, transport, func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Encoding", "gzip")
			respond(200, contentType, body)(w, r)
		})
		checkFailure(t, callErrorOf(t, err), codes.Internal, true, false)
	}
}

// Headers over the limit end the call.
func TestOversizedHeaders(t *testing.T) {
	for _, transport := range plainHTTPWires() {
		contentType, body := replyOf(t, transport, 100)
		err := removeFrom(t, transport, func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("X-Large", strings.Repeat("x", 100<<10))
			respond(200, contentType, body)(w, r)
		})
		checkFailure(t, callErrorOf(t, err), codes.Unavailable, true, false)
	}
}
