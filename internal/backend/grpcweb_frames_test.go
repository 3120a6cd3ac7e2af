package backend

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"google.golang.org/grpc/codes"
	"google.golang.org/protobuf/proto"

	managementv1 "zitadel-graphql/internal/wire/zitadel/management/v1"
)

const okTrailer = "\x80\x00\x00\x00\x10grpc-status: 0\r\n"

func grpcWebReply(body string) (st codes.Code, answered bool) {
	response := &http.Response{StatusCode: http.StatusOK, Header: http.Header{"Content-Type": {grpcWebType}}}
	got, _, answered := (grpcWeb{maxReplyBytes: 100}).reply(response, []byte(body), &managementv1.HealthzResponse{})
	return got.Code(), answered
}

// A body that isn't one message and one trailer is never taken for an answer.
func TestFrames(t *testing.T) {
	const empty = "\x00\x00\x00\x00\x00"
	for body, want := range map[string]struct {
		code     codes.Code
		answered bool
	}{
		empty + okTrailer: {codes.OK, true},
		empty + "\x80\x00\x00\x00\x0dgrpc-status:0":      {codes.OK, true},
		empty + "\x80\x00\x00\x00\x0fGrpc-Status: 0\n":   {codes.OK, true},
		"\x80\x00\x00\x00\x10grpc-status: 5\r\n":         {codes.NotFound, true},
		empty + "\x80\x00\x00\x00\x10grpc-status: 5\r\n": {codes.NotFound, true},
		"\x80\x00\x00\x00\x11grpc-status: 99\r\n":        {99, true},
		"":                                 {codes.Internal, false},
		empty:                              {codes.Internal, false},
		okTrailer:                          {codes.Internal, false}, // no message
		empty + empty + okTrailer:          {codes.Internal, false},
		empty + okTrailer + empty:          {codes.Internal, false},
		empty + okTrailer[:9]:              {codes.Internal, false},
		empty[:3]:                          {codes.Internal, false},
		"\x01" + empty[1:] + okTrailer:     {codes.Internal, false}, // compressed
		empty + "\x81" + okTrailer[1:]:     {codes.Internal, false},
		"\x00\xff\xff\xff\xff" + okTrailer: {codes.Internal, false},
		"\x00\x00\x00\x00\x02\x0a\xff" + okTrailer:                    {codes.Internal, false}, // no protobuf
		empty + "\x80\x00\x00\x00\x00":                                {codes.Internal, false}, // no status
		empty + "\x80\x00\x00\x00\x10grpc-status: x\r\n":              {codes.Internal, false},
		empty + "\x80\x00\x00\x00\x11grpc-status: -1\r\n":             {codes.Internal, false},
		empty + "\x80\x00\x00\x00\x03abc":                             {codes.Internal, false},
		"<html>502 Bad Gateway</html>":                                {codes.Internal, false},
		"\x00\x00\x00\x00\x65" + strings.Repeat("x", 101) + okTrailer: {codes.ResourceExhausted, false},
	} {
		if code, answered := grpcWebReply(body); code != want.code || answered != want.answered {
			t.Errorf("%q came to %v, answered %t", body, code, answered)
		}
	}
}

// Details that can't be read, or contradict the status, don't take the status away.
func TestBadDetails(t *testing.T) {
	other, err := proto.Marshal(mustStatus(t, codes.Aborted))
	if err != nil {
		t.Fatal(err)
	}
	for _, packed := range []string{"!", "AAAA", base64.StdEncoding.EncodeToString(other)} {
		st, err := statusFrom(map[string][]string{statusKey: {"5"}, messageKey: {"50%25 %zz"}, detailsKey: {packed}})
		if err != nil || st.Code() != codes.NotFound || st.Message() != "50%25 %zz" {
			t.Errorf("%s: %v, %v", packed, st, err)
		}
	}
}

func mustStatus(t *testing.T, code codes.Code) proto.Message {
	t.Helper()
	st, ok := readStatus(500, []byte(`{"code":`+itoa(code)+`}`))
	if !ok {
		t.Fatal("the status can't be read")
	}
	return st.Proto()
}

func itoa(code codes.Code) string {
	text, _ := json.Marshal(uint32(code)) //nolint:errchkjson // a number always can
	return string(text)
}
