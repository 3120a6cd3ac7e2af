package backend

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"golang.org/x/net/http/httpguts"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"

	"zitadel-graphql/internal/wire"
)

// webRequest is the part of a request that a codec decides.
type webRequest struct {
	verb        string
	path        string // escaped
	query       url.Values
	contentType string // empty for no body
	accept      string
	body        []byte
}

// httpRequest renders a call. A failure is the status with which this side refuses to send it.
func (c *webConn) httpRequest(ctx context.Context, method string, args proto.Message) (*http.Request, *status.Status) {
	rendered, refused := c.codec.request(method, args)
	if refused != nil {
		return nil, refused
	}
	target := *c.base
	target.Path, target.RawPath, target.RawQuery = rendered.path, rendered.path, rendered.query.Encode()
	if unescaped, err := url.PathUnescape(rendered.path); err == nil {
		target.Path = unescaped
	}
	request, err := http.NewRequestWithContext(ctx, rendered.verb, target.String(), nil)
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

// setBody gives a write a body that can't be read twice, an empty one too: net/http sends a request without a body, or with
// one that it can read again, a second time after some failures that don't tell whether the server did it.
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

// forwardedMetadata is all of the outgoing metadata that is sent.
func forwardedMetadata() []string {
	return []string{"authorization", "accept-language", "x-zitadel-orgid", "traceparent", "tracestate"}
}

func (c *webConn) setHeader(ctx context.Context, header http.Header, rendered *webRequest) *status.Status {
	outgoing, _ := metadata.FromOutgoingContext(ctx)
	for _, name := range forwardedMetadata() {
		for _, value := range outgoing.Get(name) {
			if !httpguts.ValidHeaderFieldValue(value) {
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

// timeoutOf writes a duration as the header grpc-timeout has it: at most eight digits, and a unit.
// https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md
func timeoutOf(left time.Duration) string {
	const most = 99_999_999
	left = max(left, time.Millisecond)
	if left <= most*time.Millisecond {
		return strconv.FormatInt(left.Milliseconds(), 10) + "m"
	}
	return strconv.FormatInt(min(int64(left/time.Second), most), 10) + "S"
}
