package backend

import (
	"context"
	"encoding/binary"
	"net"
	"strconv"
	"sync"
	"time"

	"golang.org/x/net/http2"
	"golang.org/x/net/http2/hpack"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials"
)

// sniffingCredentials makes connections that read along what the server sends. gRPC doesn't tell whether a code was in the
// server's trailers or was made up on this side, and drops the HTTP status and headers of a page that isn't gRPC.
type sniffingCredentials struct {
	credentials.TransportCredentials
}

// ClientHandshake implements credentials.TransportCredentials. The connection's AuthInfo is its failureLog, since a call finds
// its connection's AuthInfo in its peer.
func (c sniffingCredentials) ClientHandshake(ctx context.Context, authority string, raw net.Conn) (net.Conn, credentials.AuthInfo, error) {
	conn, info, err := c.TransportCredentials.ClientHandshake(ctx, authority, raw)
	if err != nil {
		return nil, nil, err //nolint:wrapcheck // gRPC looks at what kind of error it is
	}
	log := &failureLog{AuthInfo: info}
	return &sniffedConn{Conn: conn, frames: newFrameReader(log.add)}, log, nil
}

// Clone implements credentials.TransportCredentials.
func (c sniffingCredentials) Clone() credentials.TransportCredentials {
	return sniffingCredentials{c.TransportCredentials.Clone()}
}

// sniffedConn shows what is read to a frameReader. As any net.Conn it is read by one goroutine at a time.
type sniffedConn struct {
	net.Conn

	frames *frameReader
}

// Read implements net.Conn.
func (c *sniffedConn) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	c.frames.read(p[:n])
	return n, err //nolint:wrapcheck // a net.Conn's errors are told by their types
}

// failureLog keeps the failures that a connection's server sent, until a call asks for them. It doesn't know which call each
// belongs to: of calls that fail at the very same moment on one connection, one may get another's. So no promise about a write
// may depend on it. It may be used concurrently.
type failureLog struct {
	credentials.AuthInfo

	mu     sync.Mutex
	recent []sniffedFailure
}

// sniffedFailure is the end of a call that failed, or the beginning of a reply that isn't gRPC.
type sniffedFailure struct {
	at          time.Time
	httpStatus  string
	grpcStatus  string // empty where there was none
	retryAfter  string
	contentType string
}

// maxFailures bounds what no call asks for: most failures are clear without it.
const maxFailures = 256

func (l *failureLog) add(f sniffedFailure) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.recent) == maxFailures {
		l.recent = l.recent[1:]
	}
	l.recent = append(l.recent, f)
}

// take removes the first failure since then that matches.
func (l *failureLog) take(since time.Time, matches func(sniffedFailure) bool) (sniffedFailure, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for i, f := range l.recent {
		if !f.at.Before(since) && matches(f) {
			l.recent = append(l.recent[:i:i], l.recent[i+1:]...)
			return f, true
		}
	}
	return sniffedFailure{}, false
}

// hasStatus reports whether the server itself sent the code since then, and takes it out.
func (l *failureLog) hasStatus(since time.Time, code codes.Code) bool {
	_, found := l.take(since, func(f sniffedFailure) bool { return f.grpcStatus == strconv.FormatUint(uint64(code), 10) })
	return found
}

// frameReader follows the frames that a server sends on a connection of HTTP/2, and reports each failure. It skips what isn't
// a header, without keeping it, where http2.Framer would have to read the connection itself. A connection that it can't
// follow it gives up silently: from then on nothing is reported.
type frameReader struct {
	report  func(sniffedFailure)
	decoder *hpack.Decoder
	gaveUp  bool

	prefix []byte         // of the frame that is being read, up to frameHeaderBytes
	left   int            // of its payload
	block  []byte         // the payloads of its header block so far
	fields sniffedFailure // of the block
}

// The frame's layout is in https://www.rfc-editor.org/rfc/rfc9113.html#name-frame-format
const frameHeaderBytes = 9

func newFrameReader(report func(sniffedFailure)) *frameReader {
	r := &frameReader{report: report}
	r.decoder = hpack.NewDecoder(hpackTableBytes, r.addField)
	r.decoder.SetMaxStringLength(maxHeaderBytes)
	return r
}

const (
	hpackTableBytes = 4096               // HTTP/2's default, which gRPC sends no setting to change
	maxBlockBytes   = 2 * maxHeaderBytes // gRPC itself breaks the stream off before that
)

// read takes the next bytes of the connection, cut anyhow.
func (r *frameReader) read(p []byte) {
	for len(p) > 0 && !r.gaveUp {
		if len(r.prefix) < frameHeaderBytes {
			p = r.readPrefix(p)
			continue
		}
		n := min(r.left, len(p))
		r.readPayload(p[:n])
		r.left, p = r.left-n, p[n:]
		r.endIfComplete()
	}
}

// readPrefix returns what follows the prefix.
func (r *frameReader) readPrefix(p []byte) []byte {
	n := min(frameHeaderBytes-len(r.prefix), len(p))
	r.prefix = append(r.prefix, p[:n]...)
	if len(r.prefix) == frameHeaderBytes {
		r.left = int(r.prefix[0])<<16 | int(binary.BigEndian.Uint16(r.prefix[1:]))
		r.endIfComplete() // there may be no payload
	}
	return p[n:]
}

func (r *frameReader) endIfComplete() {
	if r.left == 0 {
		r.endFrame()
		r.prefix = r.prefix[:0]
	}
}

func (r *frameReader) kind() http2.FrameType { return http2.FrameType(r.prefix[3]) }

func (r *frameReader) has(flag http2.Flags) bool { return http2.Flags(r.prefix[4]).Has(flag) }

// readPayload keeps a payload only where it belongs to a header block.
func (r *frameReader) readPayload(p []byte) {
	switch r.kind() {
	case http2.FrameHeaders, http2.FrameContinuation:
		r.block = append(r.block, p...)
		r.gaveUp = len(r.block) > maxBlockBytes
	case http2.FramePushPromise: // it has a block too, and gRPC doesn't allow it
		r.gaveUp = true
	default:
	}
}

func (r *frameReader) endFrame() {
	switch r.kind() {
	case http2.FrameHeaders:
		r.unpad()
	case http2.FrameContinuation:
	default:
		return
	}
	if r.has(http2.FlagHeadersEndHeaders) {
		r.endBlock()
	}
}

// unpad removes from a HEADERS frame's payload whatever isn't its block.
func (r *frameReader) unpad() {
	var front, back int
	if r.has(http2.FlagHeadersPadded) && len(r.block) > 0 {
		front, back = 1, int(r.block[0])
	}
	if r.has(http2.FlagHeadersPriority) {
		front += 5
	}
	if front+back > len(r.block) {
		r.gaveUp = true
		return
	}
	r.block = r.block[front : len(r.block)-back]
}

func (r *frameReader) endBlock() {
	r.fields = sniffedFailure{}
	_, err := r.decoder.Write(r.block)
	if err != nil || r.decoder.Close() != nil {
		r.gaveUp = true
		return
	}
	r.block = r.block[:0]
	refused := r.fields.grpcStatus != "" && r.fields.grpcStatus != "0"
	if refused || r.fields.httpStatus >= "300" {
		r.fields.at = time.Now()
		r.report(r.fields)
	}
}

// addField is called by the decoder.
func (r *frameReader) addField(f hpack.HeaderField) {
	switch f.Name {
	case ":status":
		r.fields.httpStatus = f.Value
	case statusKey:
		r.fields.grpcStatus = f.Value
	case "retry-after":
		r.fields.retryAfter = f.Value
	case "content-type":
		r.fields.contentType = f.Value
	}
}
