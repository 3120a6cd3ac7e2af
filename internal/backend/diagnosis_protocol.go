package backend

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"time"

	"golang.org/x/net/http2"
	"google.golang.org/grpc/codes"

	"zitadel-graphql/internal/wire"
)

// explainProtocol sends HTTP/2's greeting to the other end, and explains its answer.
func (e *endpoint) explainProtocol(ctx context.Context, conn net.Conn) Finding {
	stop := context.AfterFunc(ctx, func() { conn.SetDeadline(time.Unix(1, 0)) }) //nolint:errcheck,gosec // then it has ended otherwise
	defer stop()
	first, err := greet(conn)
	_, isSettings := first.(*http2.SettingsFrame)
	switch {
	case isAlert(err): // TLS 1.3 checks this side's certificate after the handshake
		return Finding{Message: brokenOff, Set: clientCertificate, err: err}
	case isSettings && e.Transport != GRPC && e.url.Scheme == "http":
		return Finding{Message: "the other end speaks nothing but HTTP/2, which native gRPC uses", Set: "--transport " + GRPC}
	case !isSettings && e.Transport == GRPC:
		return noHTTP2(err)
	}
	return Finding{Message: "the backend doesn't answer"}
}

// greet sends HTTP/2's greeting and returns the first frame of the answer.
func greet(conn net.Conn) (http2.Frame, error) {
	var greeting bytes.Buffer
	greeting.WriteString(http2.ClientPreface)
	if err := http2.NewFramer(&greeting, nil).WriteSettings(); err != nil {
		return nil, err
	}
	if _, err := greeting.WriteTo(conn); err != nil {
		return nil, err
	}
	framer := http2.NewFramer(io.Discard, conn)
	framer.SetMaxReadFrameSize(maxHeaderBytes)
	frame, err := framer.ReadFrame()
	if err != nil {
		return nil, fmt.Errorf("read the answer to a greeting in HTTP/2: %w", err)
	}
	return frame, nil
}

// diagnoseReply explains a health check that was sent, and that something may have answered. ok is false if failed doesn't tell enough.
func (e *endpoint) diagnoseReply(failed error) (found Finding, ok bool) {
	call, ok := errors.AsType[*wire.CallError](failed)
	if !ok || !call.Answered && !call.Sent {
		return Finding{}, false
	}
	const elsewhere = "what answers isn't ZITADEL"
	url := "--backend " + e.url.Scheme + "://HOST:PORT"
	switch code := call.Status.Code(); {
	case call.Answered && code == codes.NotFound:
		return Finding{Message: "no instance of this ZITADEL has the host " + e.authority(), Set: "--backend-authority HOST"}, true
	case call.Answered && code == codes.Unimplemented:
		return Finding{Message: elsewhere + ": it doesn't know ZITADEL's management API", Set: url}, true
	case call.Answered:
		return Finding{Message: "the backend answers, but with a failure: " + code.String()}, true
	case call.Throttled:
		return Finding{Message: "something in front of the backend answers that there are too many requests"}, true
	case code == codes.Unauthenticated, code == codes.PermissionDenied:
		return Finding{Message: elsewhere + ": it asks for a login, or refuses", Set: url}, true
	case code == codes.Unimplemented, code == codes.Unknown, code == codes.Internal:
		return Finding{Message: elsewhere + ", or a proxy on the way answers in its place", Set: url}, true
	default:
		return Finding{}, false
	}
}
