package backend

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"connectrpc.com/connect"
	spb "google.golang.org/genproto/googleapis/rpc/status"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/anypb"

	"zitadel-graphql/internal/wire"
	managementv1 "zitadel-graphql/internal/wire/zitadel/management/v1"
	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
)

const fuzzReplyBytes = 256

// FuzzFrames prevents that a body of gRPC-Web panics the reader, is a success though it isn't complete, or is more than
// may be read. Connect's client, which is independent code, must take every success for the same one, and every failure
// for a failure.
func FuzzFrames(f *testing.F) {
	const empty = "\x00\x00\x00\x00\x00"
	for _, seed := range []string{
		"", empty + okTrailer, okTrailer, empty + empty + okTrailer, empty + okTrailer + empty,
		"\x00\x00\x00\x00\x02\x10\x01" + okTrailer,
		"\x00\x00\x00\x00\x04\x0a\x02\x18\x01" + okTrailer,
		"\x00\x00\x00\x00\x02\x0a\xff" + okTrailer,
		"\x80\x00\x00\x00\x10grpc-status: 5\r\n",
		"\x80\x00\x00\x00\x2cgrpc-status: 9\r\ngrpc-message: a%20b%C3%28%zz\r\n",
		"\x80\x00\x00\x00\x31grpc-status: 5\r\ngrpc-status-details-bin: CAUSAW0\r\n",
		"\x00\xff\xff\xff\xff" + okTrailer, "\x01\x00\x00\x00\x00" + okTrailer, "<html>502 Bad Gateway</html>",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		var reply managementv1.GetLoginPolicyResponse
		st, _, answered := grpcWeb{maxReplyBytes: fuzzReplyBytes}.reply(webReply(body), body, &reply)
		checkStatus(t, st)
		if !answered && st.Code() == codes.OK {
			t.Errorf("%q is a success that nobody gave", body)
		}
		if answered {
			compareWithConnect(t, body, st, &reply)
		}
	})
}

func webReply(body []byte) *http.Response {
	return &http.Response{StatusCode: http.StatusOK, Header: http.Header{"Content-Type": {grpcWebType}},
		Body: io.NopCloser(bytes.NewReader(body))}
}

// checkStatus ensures that a status can be rendered and logged, whatever it was made of.
func checkStatus(t *testing.T, st *status.Status) {
	t.Helper()
	if !utf8.ValidString(st.Message()) {
		t.Errorf("the message %q is no UTF-8", st.Message())
	}
	(&wire.CallError{Status: st}).Detail()
	if _, err := proto.Marshal(st.Proto()); err != nil {
		t.Errorf("the status can't be encoded: %v", err)
	}
}

type cannedReply []byte

// Do implements connect.HTTPClient.
func (c cannedReply) Do(request *http.Request) (*http.Response, error) {
	_, _ = io.Copy(io.Discard, request.Body)
	return webReply(c), nil
}

// compareWithConnect compares an answer with what connect's client makes of the same body.
func compareWithConnect(t *testing.T, body []byte, st *status.Status, reply *managementv1.GetLoginPolicyResponse) {
	t.Helper()
	if !bytes.HasSuffix(body, []byte("\n")) {
		return // connect wants the trailer's last line ended; its frame tells its end as well
	}
	client := connect.NewClient[managementv1.GetLoginPolicyRequest, managementv1.GetLoginPolicyResponse](cannedReply(body),
		"http://backend"+managementv1.ManagementService_GetLoginPolicy_FullMethodName, connect.WithGRPCWeb())
	theirs, err := client.CallUnary(t.Context(), connect.NewRequest(&managementv1.GetLoginPolicyRequest{}))
	if (err == nil) != (st.Code() == codes.OK) {
		t.Fatalf("%q came to %v here, and to %v with connect", body, st, err)
	}
	if err == nil && !proto.Equal(theirs.Msg, reply) {
		t.Errorf("%q is %v here, and %v with connect", body, reply, theirs.Msg)
	}
	// Connect calls a trailer that it can't read INTERNAL or UNKNOWN, where gRPC forgives bad details as is done here; and it
	// reads the message first, though a failure needs none.
	failed, ok := errors.AsType[*connect.Error](err)
	if ok && body[0] == trailerFlag && failed.Code() != connect.CodeInternal && failed.Code() != connect.CodeUnknown && codes.Code(failed.Code()) != st.Code() {
		t.Errorf("%q has the code %v here, and %v with connect", body, st.Code(), failed.Code())
	}
}

// FuzzRESTStatus prevents that the body of a failure panics the decoder, or becomes a success or another failure than it
// says. protojson, which is how gateways write a status, must agree with what is taken for the server's own.
func FuzzRESTStatus(f *testing.F) {
	for _, seed := range []string{
		`{"code":5,"message":"m","details":[{"@type":"type.googleapis.com/zitadel.v1.ErrorDetail","id":"x"}]}`,
		`{"code":9,"message":"m (Org-3M9od)","details":[{"@type":"type.googleapis.com/a.B","x":{}}]}`,
		`{"code":404,"message":"a proxy's"}`, `{"code":"not_found"}`, `{"code":0}`, `{"code":-1}`, `{"code":99}`, `<html>`, ``,
		`{"code":5,"Code":7}`, `{"code":5,"message":"\ud800"}`, `{"code":5} {}`, `[]`, `null`, `{"error":"closed"}`,
	} {
		f.Add(uint16(404), []byte(seed))
		f.Add(uint16(500), []byte(seed))
	}
	f.Fuzz(func(t *testing.T, httpStatus uint16, body []byte) {
		if httpStatus == http.StatusOK {
			return // FuzzRESTReply's
		}
		var reply managementv1.GetLoginPolicyResponse
		st, _, answered := (&rest{}).reply(jsonResponse(int(httpStatus)), body, &reply)
		checkStatus(t, st)
		if st.Code() == codes.OK || !proto.Equal(&reply, &managementv1.GetLoginPolicyResponse{}) {
			t.Fatalf("%d %q came to %v and %v", httpStatus, body, st, &reply)
		}
		var theirs spb.Status
		if (protojson.UnmarshalOptions{DiscardUnknown: true}).Unmarshal(body, &theirs) != nil {
			return
		}
		if answered && (int32(st.Code()) != theirs.GetCode() || st.Message() != theirs.GetMessage()) {
			t.Errorf("%d %q came to %v, and to %v with protojson", httpStatus, body, st, &theirs)
		}
		demandRoundTrip(t, &theirs)
	})
}

// demandRoundTrip ensures that a failure that protojson wrote is read unchanged.
func demandRoundTrip(t *testing.T, sent *spb.Status) {
	t.Helper()
	sent.Details = slices.DeleteFunc(sent.GetDetails(), func(detail *anypb.Any) bool { return !strings.Contains(detail.GetTypeUrl(), "/") })
	text, err := protojson.Marshal(sent)
	if err != nil || sent.GetCode() <= 0 || sent.GetCode() > int32(codes.Unauthenticated) {
		return
	}
	got, ok := readStatus(http.StatusBadRequest, text)
	if !ok || int32(got.Code()) != sent.GetCode() || got.Message() != sent.GetMessage() || len(got.Proto().GetDetails()) != len(sent.GetDetails()) {
		t.Errorf("%s came to %v", text, got)
	}
}

// FuzzRESTReply prevents that the body of a success panics the decoder, or is taken for one though it can't be read.
// Where every name in it is known, it must be what protojson makes of it.
func FuzzRESTReply(f *testing.F) {
	for _, seed := range []string{
		`{}`, ``, `{`, `[]`, `null`, `{} {}`, `{"policy":7}`, `<html>`, `{"policy":{"secondFactors":["X"]}}`,
		`{"policy":{"secondFactors":["SECOND_FACTOR_TYPE_OTP",2],"multi_factors":["NEW"],"passwordCheckLifetime":"86400.5s",
		"details":{"sequence":"18446744073709551615","changeDate":"2026-11-23T11:21:35.000001Z"},"new":[1]},"isDefault":true}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		var ours, theirs managementv1.GetLoginPolicyResponse
		st, _, answered := (&rest{}).reply(jsonResponse(http.StatusOK), body, &ours)
		checkStatus(t, st)
		if answered != (st.Code() == codes.OK) {
			t.Errorf("%q came to %v, answered %t", body, st, answered)
		}
		if (protojson.UnmarshalOptions{DiscardUnknown: true}).Unmarshal(body, &theirs) != nil {
			return
		}
		if st.Code() != codes.OK {
			t.Fatalf("%q can be read, and came to %v", body, st)
		}
		forgetFactors(ours.GetPolicy(), theirs.GetPolicy()) // unknown names stay here, and are dropped there
		// As JSON, where the fields that keepUnknown adds don't show.
		if a, b := protojson.Format(&ours), protojson.Format(&theirs); a != b {
			t.Errorf("%q is %s, and %s with protojson", body, a, b)
		}
	})
}

// forgetFactors takes out what numberUnknownEnums is for.
func forgetFactors(policies ...*policyv1.LoginPolicy) {
	for _, policy := range policies {
		if policy != nil {
			policy.SecondFactors, policy.MultiFactors, policy.PasswordlessType = nil, nil, 0
			for _, link := range policy.GetIdps() {
				link.IdpType = 0
			}
		}
	}
}
