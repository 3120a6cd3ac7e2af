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

// overhearing is TransportCredentials whose connections listen to what the server says on them. gRPC doesn't tell whether a
// code was in the server's trailers or was made up on this side, nor the HTTP status and headers of a page that isn't gRPC.
type overhearing struct {
	credentials.TransportCredentials
}

// ClientHandshake implements credentials.TransportCredentials. What is heard is the connection's AuthInfo, by which a call
// finds it.
func (o overhearing) ClientHandshake(ctx context.Context, authority string, raw net.Conn) (net.Conn, credentials.AuthInfo, error) {
	conn, info, err := o.TransportCredentials.ClientHandshake(ctx, authority, raw)
	if err != nil {
		return nil, nil, err //nolint:wrapcheck // gRPC looks at what kind of error it is
	}
	heard := &heard{AuthInfo: info}
	return &overheardConn{Conn: conn, frames: newFrameReader(heard.add)}, heard, nil
}

// Clone implements credentials.TransportCredentials.
func (o overhearing) Clone() credentials.TransportCredentials {
	return overhearing{o.TransportCredentials.Clone()}
}

// overheardConn shows its frames to a frameReader. As any net.Conn it is read by one goroutine at a time.
type overheardConn struct {
	net.Conn

	frames *frameReader
}

// Read implements net.Conn.
func (c *overheardConn) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	c.frames.see(p[:n])
	return n, err //nolint:wrapcheck // a net.Conn's errors are told by their types
}

// heard is what a connection's server said of calls that failed, until a call asks. Which call it was for isn't known: of
// calls that fail at the very same moment on one connection, one may get what was said of the other. So nothing that was
// heard makes a promise about a write.
type heard struct {
	credentials.AuthInfo

	mu     sync.Mutex
	recent []ending
}

// ending is how the server ended a call, or began a reply that isn't gRPC.
type ending struct {
	at          time.Time
	httpStatus  string
	grpcStatus  string // empty where there was none
	retryAfter  string
	contentType string
}

// maxHeard bounds what nobody asks for: most failures are clear without it.
const maxHeard = 256

func (h *heard) add(e ending) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if len(h.recent) == maxHeard {
		h.recent = h.recent[1:]
	}
	h.recent = append(h.recent, e)
}

// take finds the first ending of the kind since then, and forgets it.
func (h *heard) take(since time.Time, kind func(ending) bool) (ending, bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for i, e := range h.recent {
		if !e.at.Before(since) && kind(e) {
			h.recent = append(h.recent[:i:i], h.recent[i+1:]...)
			return e, true
		}
	}
	return ending{}, false
}

// said tells that the server itself sent the code.
func (h *heard) said(since time.Time, code codes.Code) bool {
	_, found := h.take(since, func(e ending) bool { return e.grpcStatus == strconv.FormatUint(uint64(code), 10) })
	return found
}

// frameReader follows the frames that a server sends on a connection of HTTP/2, and tells each ending that isn't a success.
// What it can't follow ends it silently: then nothing more is heard.
type frameReader struct {
	tell    func(ending)
	decoder *hpack.Decoder
	deaf    bool

	prefix []byte // of the frame that is being read, up to frameHeaderBytes
	left   int    // how much of its payload is still to come
	block  []byte // the payloads of its header block so far
	found  ending // in the block
}

const frameHeaderBytes = 9

func newFrameReader(tell func(ending)) *frameReader {
	r := &frameReader{tell: tell}
	r.decoder = hpack.NewDecoder(hpackTableBytes, r.field)
	r.decoder.SetMaxStringLength(maxHeaderBytes)
	return r
}

const (
	hpackTableBytes = 4096               // what HTTP/2 has unless a setting says otherwise, which gRPC doesn't send
	maxBlockBytes   = 2 * maxHeaderBytes // gRPC itself breaks the stream off before that
)

// see is for what was read next.
func (r *frameReader) see(p []byte) {
	for len(p) > 0 && !r.deaf {
		if len(r.prefix) < frameHeaderBytes {
			p = r.begin(p)
			continue
		}
		n := min(r.left, len(p))
		r.payload(p[:n])
		r.left, p = r.left-n, p[n:]
		r.endIfComplete()
	}
}

// begin reads on in a frame's prefix, and returns what follows it.
func (r *frameReader) begin(p []byte) []byte {
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
		r.end()
		r.prefix = r.prefix[:0]
	}
}

func (r *frameReader) kind() http2.FrameType { return http2.FrameType(r.prefix[3]) }

func (r *frameReader) has(flag http2.Flags) bool { return http2.Flags(r.prefix[4]).Has(flag) }

// payload keeps what belongs to a header block.
func (r *frameReader) payload(p []byte) {
	switch r.kind() {
	case http2.FrameHeaders, http2.FrameContinuation:
		r.block = append(r.block, p...)
		r.deaf = len(r.block) > maxBlockBytes
	case http2.FramePushPromise: // it has a block too, and gRPC doesn't allow it
		r.deaf = true
	default:
	}
}

// end is for the end of a frame.
func (r *frameReader) end() {
	switch r.kind() {
	case http2.FrameHeaders:
		r.unpad()
	case http2.FrameContinuation:
	default:
		return
	}
	if r.has(http2.FlagHeadersEndHeaders) {
		r.decode()
	}
}

// unpad takes out of a HEADERS frame what isn't its block.
func (r *frameReader) unpad() {
	var front, back int
	if r.has(http2.FlagHeadersPadded) && len(r.block) > 0 {
		front, back = 1, int(r.block[0])
	}
	if r.has(http2.FlagHeadersPriority) {
		front += 5
	}
	if front+back > len(r.block) {
		r.deaf = true
		return
	}
	r.block = r.block[front : len(r.block)-back]
}

func (r *frameReader) decode() {
	r.found = ending{at: time.Now()}
	_, err := r.decoder.Write(r.block)
	if err != nil || r.decoder.Close() != nil {
		r.deaf = true
		return
	}
	r.block = r.block[:0]
	refused := r.found.grpcStatus != "" && r.found.grpcStatus != "0"
	if refused || r.found.httpStatus >= "300" {
		r.tell(r.found)
	}
}

// field is for the decoder.
func (r *frameReader) field(f hpack.HeaderField) {
	switch f.Name {
	case ":status":
		r.found.httpStatus = f.Value
	case statusKey:
		r.found.grpcStatus = f.Value
	case "retry-after":
		r.found.retryAfter = f.Value
	case "content-type":
		r.found.contentType = f.Value
	}
}
