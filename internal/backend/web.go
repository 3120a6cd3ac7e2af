package backend

import (
	"bytes"
	"context"
	"crypto/tls"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"

	"zitadel-graphql/internal/wire"
)

// codec is what tells the two wires over plain HTTP from one another. Both must be safe for concurrent use.
type codec interface {
	// request renders a call. A failure is this side's refusal to send it, as a status.
	request(method string, message proto.Message) (*webRequest, *status.Status)
	// replyLimit is how much of a response's body is read.
	replyLimit() int
	// reply reads a complete response into message. answered says that the status is the server's own.
	reply(response *http.Response, body []byte, message proto.Message) (st *status.Status, trailer metadata.MD, answered bool)
	// owns says that the response is of this wire, going by its status line and headers; else its body isn't read.
	owns(response *http.Response) bool
}

// webRequest is a request as far as the codec decides it.
type webRequest struct {
	verb        string
	path        string // escaped
	query       url.Values
	contentType string // empty for no body
	accept      string
	body        []byte
}

// webConn makes calls over plain HTTP.
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
	way := &departure{}
	failed := c.call(ctx, way, method, request, answer, opts)
	if failed == nil {
		return nil
	}
	failed.Method, failed.Sent = method, way.happened()
	// As in report: once our own time is up that is the failure.
	if ended := ended(ctx); ended != nil {
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

func refuse(method string, st *status.Status) error {
	return &wire.CallError{Method: method, Status: st}
}

// call returns nil for a success, and otherwise what the response tells.
func (c *webConn) call(ctx context.Context, way *departure, method string, args, reply proto.Message, opts []grpc.CallOption) *wire.CallError {
	request, refused := c.httpRequest(ctx, way, method, args)
	if refused != nil {
		return &wire.CallError{Status: refused}
	}
	response, err := c.client.Do(request)
	if err != nil {
		return &wire.CallError{Status: status.New(codes.Unavailable, err.Error())}
	}
	defer response.Body.Close()
	hand(opts, headerOf(response.Header), nil)
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

// read reads the response's body, if it is of the wire.
func (c *webConn) read(response *http.Response, reply proto.Message, opts []grpc.CallOption) (st *status.Status, answered bool) {
	if !c.codec.owns(response) {
		return foreign(response.StatusCode, response.Header.Get("Content-Type")), false
	}
	body, refused := readBody(response, c.codec.replyLimit())
	if refused != nil {
		return refused, false
	}
	proto.Reset(reply)
	st, trailer, answered := c.codec.reply(response, body, reply)
	hand(opts, nil, trailer)
	if st.Code() == codes.OK {
		if err := fits(reply); err != nil {
			return invalid("%v", err), false
		}
	}
	return st, answered
}

// retryAfter is how long HTTP's header of that name says to wait: seconds, or a date. It is 0 where it says neither.
func retryAfter(value string, now time.Time) time.Duration {
	if seconds, err := strconv.ParseUint(value, 10, 31); err == nil {
		return time.Duration(seconds) * time.Second // at most 31 bits of them
	}
	at, err := http.ParseTime(value)
	if err != nil {
		return 0
	}
	return max(at.Sub(now), 0)
}

func (c *webConn) httpRequest(ctx context.Context, way *departure, method string, args proto.Message) (*http.Request, *status.Status) {
	rendered, refused := c.codec.request(method, args)
	if refused != nil {
		return nil, refused
	}
	target := *c.base
	target.Path, target.RawPath, target.RawQuery = rendered.path, rendered.path, rendered.query.Encode()
	if unescaped, err := url.PathUnescape(rendered.path); err == nil {
		target.Path = unescaped
	}
	request, err := http.NewRequestWithContext(way.watch(ctx), rendered.verb, target.String(), nil)
	if err != nil {
		return nil, status.New(codes.Internal, err.Error())
	}
	request.Host = c.authority
	setBody(request, rendered, wire.ReadOnly(method))
	if refused := c.setHeader(ctx, request.Header, rendered); refused != nil {
		return nil, refused
	}
	return request, nil
}

// setBody gives a write a body that can't be had twice, an empty one too: net/http sends a request without a body, or
// with one that it can have again, a second time after some failures that don't tell whether the server did it.
func setBody(request *http.Request, rendered *webRequest, readOnly bool) {
	again := func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(rendered.body)), nil }
	switch {
	case !readOnly:
		request.Body, _ = again()
		request.ContentLength = int64(len(rendered.body))
	case len(rendered.body) > 0:
		request.Body, _ = again()
		request.GetBody = again
		request.ContentLength = int64(len(rendered.body))
	}
}

// passed is the metadata that goes out.
func passed() []string { return []string{"authorization", "accept-language", "x-zitadel-orgid"} }

func (c *webConn) setHeader(ctx context.Context, header http.Header, rendered *webRequest) *status.Status {
	outgoing, _ := metadata.FromOutgoingContext(ctx)
	for _, name := range passed() {
		for _, value := range outgoing.Get(name) {
			if !printable(value) {
				return status.New(codes.Internal, fmt.Sprintf("the metadata %s has characters that no header can have", name))
			}
			header.Add(name, value)
		}
	}
	header["User-Agent"] = nil // none of net/http's own
	if c.userAgent != "" {
		header.Set("User-Agent", c.userAgent)
	}
	header.Set("Accept", rendered.accept)
	if rendered.contentType != "" {
		header.Set("Content-Type", rendered.contentType)
	}
	if rendered.contentType == grpcWebType {
		header.Set("X-Grpc-Web", "1")
	}
	if deadline, ok := ctx.Deadline(); ok {
		header.Set("Grpc-Timeout", timeoutOf(time.Until(deadline)))
	}
	return nil
}

// printable is gRPC's own rule for metadata.
func printable(value string) bool {
	return strings.IndexFunc(value, func(r rune) bool { return r < 0x20 || r > 0x7e }) < 0
}

// timeoutOf writes a duration as gRPC has it: at most eight digits and a unit.
func timeoutOf(left time.Duration) string {
	const most = 99_999_999
	left = max(left, time.Millisecond)
	if left <= most*time.Millisecond {
		return strconv.FormatInt(left.Milliseconds(), 10) + "m"
	}
	return strconv.FormatInt(min(int64(left/time.Second), most), 10) + "S"
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
		return nil, tooLarge(limit)
	}
	return body, nil
}

func tooLarge(limit int) *status.Status {
	return status.New(codes.ResourceExhausted, fmt.Sprintf("the reply has more than %d bytes", limit))
}

func invalid(format string, values ...any) *status.Status {
	return status.New(codes.Internal, "the reply can't be read: "+fmt.Sprintf(format, values...))
}

// foreign is the status for a response that isn't of the wire. The reply's code goes to the caller, the rest only to the log.
func foreign(httpStatus int, contentType string) *status.Status {
	return status.New(codeOf(httpStatus), fmt.Sprintf("unexpected HTTP status %d with content-type %q", httpStatus, contentType))
}

// codeOf is gRPC's table for HTTP statuses without a code.
func codeOf(httpStatus int) codes.Code {
	switch httpStatus {
	case http.StatusBadRequest:
		return codes.Internal
	case http.StatusUnauthorized:
		return codes.Unauthenticated
	case http.StatusForbidden:
		return codes.PermissionDenied
	case http.StatusNotFound:
		return codes.Unimplemented
	case http.StatusTooManyRequests, http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return codes.Unavailable
	default:
		return codes.Unknown
	}
}

// headerOf is a header as metadata, whose keys are in lower case.
func headerOf(header http.Header) metadata.MD {
	md := metadata.MD{}
	for name, values := range header {
		md.Append(name, values...)
	}
	return md
}

// hand gives the caller the metadata that it asked for.
func hand(opts []grpc.CallOption, header, trailer metadata.MD) {
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

func newHTTPClient(e *endpoint, tlsConfig *tls.Config) *http.Client {
	return &http.Client{
		Transport: newTransport(e, tlsConfig),
		// The token would go along.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

func newTransport(e *endpoint, tlsConfig *tls.Config) *http.Transport {
	tlsConfig.ServerName = e.serverName()
	transport := &http.Transport{
		TLSClientConfig:        tlsConfig,
		Protocols:              new(http.Protocols),
		HTTP2:                  &http.HTTP2Config{SendPingTimeout: pingAfter, PingTimeout: pingTimeout},
		DialContext:            overSockets(e.dial()),
		TLSHandshakeTimeout:    connectTimeout,
		MaxIdleConnsPerHost:    maxIdleConns,
		IdleConnTimeout:        idleTimeout,
		MaxResponseHeaderBytes: maxHeaderBytes,
		DisableCompression:     true, // the limits are those of what arrives
	}
	transport.Protocols.SetHTTP1(true)
	transport.Protocols.SetHTTP2(true)
	return transport
}

const (
	// A connection that went silent is found out by a ping, which no HTTP server minds.
	pingAfter    = 15 * time.Second
	pingTimeout  = 5 * time.Second
	maxIdleConns = 64
	// Servers and proxies close idle connections after a minute or more; whoever closes first loses no request.
	idleTimeout = 45 * time.Second
)
