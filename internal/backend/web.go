package backend

import (
	"context"
	"crypto/tls"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"

	"zitadel-graphql/internal/wire"
)

// codec writes the requests and reads the replies of one of the two wires over plain HTTP. It may be used concurrently.
type codec interface {
	// request renders a call. A failure is the status with which this side refuses to send it.
	request(method string, message proto.Message) (*webRequest, *status.Status)
	// replyLimit is how much of a response's body is read, in bytes.
	replyLimit() int
	// reply reads a complete response into message. answered is true where the status is the server's own.
	reply(response *http.Response, body []byte, message proto.Message) (st *status.Status, trailer metadata.MD, answered bool)
	// owns reports, by status line and headers, whether the response is of this wire. Otherwise its body isn't read.
	owns(response *http.Response) bool
}

// webConn makes calls over plain HTTP. It may be used concurrently.
type webConn struct {
	base      *url.URL
	authority string
	userAgent string
	client    *http.Client
	codec     codec
}

var _ wireConn = (*webConn)(nil)

func newWebConn(e *endpoint, tlsConfig *tls.Config, c codec) *webConn {
	return &webConn{
		base:      &url.URL{Scheme: e.url.Scheme, Host: e.url.Host},
		authority: e.authority(),
		userAgent: e.UserAgent,
		client:    newHTTPClient(e, tlsConfig),
		codec:     c,
	}
}

// Invoke implements grpc.ClientConnInterface. Every error is a *wire.CallError.
func (c *webConn) Invoke(ctx context.Context, method string, args, reply any, opts ...grpc.CallOption) error {
	request, asked := args.(proto.Message)
	answer, wanted := reply.(proto.Message)
	if !asked || !wanted {
		return refuse(method, status.New(codes.Internal, "the request and the reply have to be protobuf messages"))
	}
	tracker := &sendTracker{}
	failed := c.call(tracker.trace(ctx), method, request, answer, opts)
	if failed == nil {
		return nil
	}
	failed.Method, failed.Sent = method, tracker.maybeSent()
	// As over gRPC: once our own time is up, that is the failure.
	if ended := contextEnded(ctx); ended != nil {
		return &wire.CallError{Method: method, Status: status.FromContextError(ended), Sent: failed.Sent}
	}
	return failed
}

// NewStream implements grpc.ClientConnInterface. The contract has no streams.
func (c *webConn) NewStream(_ context.Context, _ *grpc.StreamDesc, method string, _ ...grpc.CallOption) (grpc.ClientStream, error) {
	return nil, refuse(method, status.New(codes.Unimplemented, "streams are only served over native gRPC"))
}

// Close closes what isn't in use. Calls under way may end.
func (c *webConn) Close() error {
	c.client.CloseIdleConnections()
	return nil
}

// refuse is the failure of a call that isn't made.
func refuse(method string, st *status.Status) error {
	return &wire.CallError{Method: method, Status: st}
}

// call returns nil for a success. A failure has neither Method nor Sent.
func (c *webConn) call(ctx context.Context, method string, args, reply proto.Message, opts []grpc.CallOption) *wire.CallError {
	request, refused := c.httpRequest(ctx, method, args)
	if refused != nil {
		return &wire.CallError{Status: refused}
	}
	response, err := c.client.Do(request)
	if err != nil {
		return &wire.CallError{Status: status.New(codes.Unavailable, err.Error())}
	}
	defer response.Body.Close()
	fillMetadata(opts, metadataOf(response.Header), nil)
	st, answered := c.read(response, reply, opts)
	if st.Code() == codes.OK {
		return nil
	}
	failed := &wire.CallError{Status: st, Answered: answered}
	if response.StatusCode == http.StatusTooManyRequests && st.Code() == codes.Unavailable && !answered {
		failed.Throttled, failed.RetryAfter = true, retryAfter(response.Header.Get("Retry-After"), time.Now())
	}
	return failed
}

// read reads a response into reply. answered is true where the status is the server's own.
func (c *webConn) read(response *http.Response, reply proto.Message, opts []grpc.CallOption) (st *status.Status, answered bool) {
	if !c.codec.owns(response) {
		return foreignReply(response.StatusCode, response.Header.Get("Content-Type")), false
	}
	body, refused := readBody(response, c.codec.replyLimit())
	if refused != nil {
		return refused, false
	}
	proto.Reset(reply)
	st, trailer, answered := c.codec.reply(response, body, reply)
	fillMetadata(opts, nil, trailer)
	if st.Code() == codes.OK {
		if err := checkLifetimes(reply); err != nil {
			return unreadableReply("%v", err), false
		}
	}
	return st, answered
}

func readBody(response *http.Response, limit int) ([]byte, *status.Status) {
	if encoding := response.Header.Get("Content-Encoding"); encoding != "" && !strings.EqualFold(encoding, "identity") {
		return nil, status.New(codes.Internal, "the reply has a content encoding that wasn't asked for")
	}
	body, err := io.ReadAll(io.LimitReader(response.Body, int64(limit)+1))
	switch {
	case err != nil:
		return nil, status.New(codes.Unavailable, fmt.Sprintf("read the reply: %v", err))
	case len(body) > limit:
		return nil, oversizedReply(limit)
	}
	return body, nil
}

// metadataOf converts a header, or HTTP's trailers.
func metadataOf(header http.Header) metadata.MD {
	md := metadata.MD{}
	for name, values := range header {
		md.Append(name, values...)
	}
	return md
}

// fillMetadata gives the caller the response's metadata where its options ask for it.
func fillMetadata(opts []grpc.CallOption, header, trailer metadata.MD) {
	for _, opt := range opts {
		switch o := opt.(type) {
		case grpc.HeaderCallOption:
			if header != nil {
				*o.HeaderAddr = header
			}
		case grpc.TrailerCallOption:
			if trailer != nil {
				*o.TrailerAddr = trailer
			}
		}
	}
}
