package backend

import (
	"encoding/json"
	"errors"
	"fmt"
	"mime"
	"net/http"
	"strings"
	"sync"

	spb "google.golang.org/genproto/googleapis/rpc/status"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/anypb"

	"zitadel-graphql/internal/wire"
)

const jsonType = "application/json"

// rest is the wire REST with JSON, by the google.api.http bindings of the contract (rest_binding.go). A failure is a
// google.rpc.Status as JSON, whose code counts and not the HTTP status: ZITADEL's FAILED_PRECONDITION is a 400.
type rest struct {
	maxReplyBytes int
	bindings      sync.Map // *binding by method
}

var _ codec = (*rest)(nil)

func (r *rest) request(method string, message proto.Message) (*webRequest, *status.Status) {
	b, err := r.binding(method)
	if err != nil {
		return nil, status.New(codes.Unimplemented, err.Error())
	}
	request, err := b.render(message.ProtoReflect())
	if refused, ok := errors.AsType[*pathValueError](err); ok {
		return nil, status.New(codes.InvalidArgument, refused.Error())
	}
	if err != nil {
		return nil, status.New(codes.Internal, fmt.Sprintf("encode the request: %v", err))
	}
	return request, nil
}

func (r *rest) binding(method string) (*binding, error) {
	if known, ok := r.bindings.Load(method); ok {
		return known.(*binding), nil // nothing else is stored
	}
	b, err := parseBinding(method)
	if err != nil {
		return nil, err
	}
	r.bindings.Store(method, b)
	return b, nil
}

func (r *rest) replyLimit() int { return r.maxReplyBytes }

func (*rest) owns(response *http.Response) bool {
	mediaType, _, err := mime.ParseMediaType(response.Header.Get("Content-Type"))
	return err == nil && mediaType == jsonType &&
		(response.StatusCode == http.StatusOK || response.StatusCode >= http.StatusBadRequest)
}

func (*rest) reply(response *http.Response, body []byte, reply proto.Message) (*status.Status, metadata.MD, bool) {
	if response.StatusCode != http.StatusOK {
		st, ok := readStatus(response.StatusCode, body)
		if !ok {
			return foreignReply(response.StatusCode, response.Header.Get("Content-Type")), nil, false
		}
		return st, nil, true
	}
	if err := readReply(body, reply); err != nil {
		return unreadableReply("%v", err), nil, false
	}
	return status.New(codes.OK, ""), nil, true
}

// readReply decodes as protojson does, but keeps what a newer server sends and the contract doesn't have: enum values, whose
// names protojson would drop, and fields. Of a reduction nothing is kept.
func readReply(body []byte, reply proto.Message) error {
	if wire.IsReduction(reply) {
		return readReduction(body, reply)
	}
	value, err := decodeJSON(body)
	if err != nil {
		return err
	}
	known, err := numberUnknownEnums(body, value, reply.ProtoReflect().Descriptor())
	if err != nil {
		return err
	}
	if err := (protojson.UnmarshalOptions{DiscardUnknown: true}).Unmarshal(known, reply); err != nil {
		return err
	}
	keepUnknownFields(value, reply.ProtoReflect())
	return nil
}

// readReduction decodes nothing but what the reduction has. protojson's errors quote what they stumble over, so none is told.
func readReduction(body []byte, reply proto.Message) error {
	if (protojson.UnmarshalOptions{DiscardUnknown: true}).Unmarshal(body, reply) != nil {
		return fmt.Errorf("it is no %s", reply.ProtoReflect().Descriptor().Name())
	}
	return nil
}

// statusJSON is a google.rpc.Status in JSON, which protojson would refuse for one detail of a type that isn't linked in.
type statusJSON struct {
	code    *int32
	message string
	details []json.RawMessage
}

var _ json.Unmarshaler = (*statusJSON)(nil)

// UnmarshalJSON implements json.Unmarshaler. A struct would take "Code" for "code".
func (s *statusJSON) UnmarshalJSON(text []byte) error {
	var members map[string]json.RawMessage
	if err := json.Unmarshal(text, &members); err != nil {
		return fmt.Errorf("decode a status: %w", err)
	}
	for name, target := range map[string]any{"code": &s.code, "message": &s.message, "details": &s.details} {
		if member, ok := members[name]; ok {
			if err := json.Unmarshal(member, target); err != nil {
				return fmt.Errorf("decode a status's %s: %w", name, err)
			}
		}
	}
	return nil
}

// readStatus reads a failure's body. ok is false where that isn't the gateway's: proxies answer in JSON too, some with the HTTP
// status as code, some with small codes of their own. So a code that gRPC doesn't have is taken with HTTP 500 only, as the
// gateway sends it; and with 502 and more only the codes that the gateway sends with them. A refusal there would be a promise
// that nothing was written, by a proxy that lost the answer.
func readStatus(httpStatus int, body []byte) (*status.Status, bool) {
	var read statusJSON
	if json.Unmarshal(body, &read) != nil || read.code == nil || *read.code <= 0 {
		return nil, false
	}
	if *read.code > int32(codes.Unauthenticated) && httpStatus != http.StatusInternalServerError {
		return nil, false
	}
	if httpStatus > http.StatusNotImplemented && !sentWithGatewayError(codes.Code(*read.code)) {
		return nil, false
	}
	full := &spb.Status{Code: *read.code, Message: read.message}
	for _, text := range read.details {
		if detail := readDetail(text); detail != nil {
			full.Details = append(full.Details, detail)
		}
	}
	return status.FromProto(full), true
}

// sentWithGatewayError is true for the codes that grpc-gateway sends with HTTP 503 and 504.
// https://github.com/grpc-ecosystem/grpc-gateway/blob/main/runtime/errors.go
func sentWithGatewayError(code codes.Code) bool {
	return code == codes.Unavailable || code == codes.DeadlineExceeded
}

// readDetail keeps only the type's name of a detail that isn't linked in or can't be read. It is nil where there is no name.
func readDetail(text []byte) *anypb.Any {
	var named struct {
		Type string `json:"@type"`
	}
	if json.Unmarshal(text, &named) != nil || !strings.Contains(named.Type, "/") {
		return nil
	}
	var detail anypb.Any
	if (protojson.UnmarshalOptions{DiscardUnknown: true}).Unmarshal(text, &detail) != nil {
		return &anypb.Any{TypeUrl: named.Type}
	}
	return &detail
}
