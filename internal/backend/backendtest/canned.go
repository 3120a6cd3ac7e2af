package backendtest

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"golang.org/x/net/http2"
	"golang.org/x/net/http2/hpack"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"
)

// CannedCall is a call that ServeCanned has received.
type CannedCall struct {
	// Method is the full name, with the slash that it begins with.
	Method string
	// Authorization and Organization are the call's metadata of these names, and empty without.
	Authorization, Organization string
	// Request is the message as it was encoded. It is overwritten once the call has been answered.
	Request []byte
}

// CannedAnswer is an answer to calls, encoded once: to send it costs next to nothing.
type CannedAnswer struct {
	headers, message, trailers []byte
}

// NewCannedAnswer returns the answer with this message.
func NewCannedAnswer(message proto.Message) (*CannedAnswer, error) {
	body, err := proto.Marshal(message)
	if err != nil {
		return nil, fmt.Errorf("encode an answer: %w", err)
	}
	framed := append(binary.BigEndian.AppendUint32([]byte{0}, uint32(len(body))), body...) //nolint:gosec // it is short
	return &CannedAnswer{headerBlock(":status", "200", "content-type", "application/grpc"), framed, headerBlock("grpc-status", "0")}, nil
}

// NewCannedRefusal returns the answer with this status, and no message.
func NewCannedRefusal(refusal *status.Status) (*CannedAnswer, error) {
	details, err := proto.Marshal(refusal.Proto())
	if err != nil {
		return nil, fmt.Errorf("encode a refusal: %w", err)
	}
	return &CannedAnswer{trailers: headerBlock(":status", "200", "content-type", "application/grpc",
		"grpc-status", strconv.Itoa(int(refusal.Code())), "grpc-message", refusal.Message(),
		"grpc-status-details-bin", base64.RawStdEncoding.EncodeToString(details))}, nil
}

// headerBlock encodes names and values in turn. It leaves the table that the two ends share as it is, so that the block is good for
// every connection.
func headerBlock(pairs ...string) []byte {
	var block bytes.Buffer
	encoder := hpack.NewEncoder(&block)
	for pair := range slices.Chunk(pairs, 2) {
		field := hpack.HeaderField{Name: pair[0], Value: pair[1], Sensitive: pair[0] != ":status"}
		_ = encoder.WriteField(field) // a buffer takes everything
	}
	return block.Bytes()
}

// ServeCanned serves gRPC without TLS on loopback until the test ends, and returns its address. It speaks no more of HTTP/2 than a
// gRPC client needs, so that it costs little beside what is measured, and always the same: its requests have to fit into a frame,
// and it doesn't look at how much the client is ready to receive. answer is called by several goroutines, and may delay its answer.
func ServeCanned(t testing.TB, answer func(CannedCall) (*CannedAnswer, time.Duration)) string {
	t.Helper()
	listener, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var served sync.WaitGroup
	t.Cleanup(func() {
		listener.Close() //nolint:gosec // nothing is left to lose
		served.Wait()
	})
	ended := t.Context().Done()
	served.Go(func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			connection := newCannedConnection(conn, answer)
			served.Go(func() {
				<-ended
				conn.Close() //nolint:errcheck,gosec // as above
			})
			served.Go(func() {
				if err := connection.serve(); errors.Is(err, errHeadersTooLong) { // any other is the client's end
					t.Errorf("serve canned answers: %v", err)
				}
			})
		}
	})
	return listener.Addr().String()
}

var errHeadersTooLong = errors.New("the headers of a call don't fit into a frame")

// cannedConnection is one connection, which one goroutine reads.
type cannedConnection struct {
	reader  *bufio.Reader
	answer  func(CannedCall) (*CannedAnswer, time.Duration)
	decoder *hpack.Decoder
	header  *CannedCall // that the decoder fills
	calls   map[uint32]*CannedCall
	spare   []*CannedCall // to be used again
	unacked int           // bytes of requests since the client was last allowed more

	mu     sync.Mutex // guards what is below
	framer *http2.Framer
	writer *bufio.Writer
}

func newCannedConnection(conn net.Conn, answer func(CannedCall) (*CannedAnswer, time.Duration)) *cannedConnection {
	c := &cannedConnection{reader: bufio.NewReader(conn), writer: bufio.NewWriter(conn), answer: answer, calls: map[uint32]*CannedCall{}}
	c.framer = http2.NewFramer(c.writer, c.reader)
	c.framer.SetReuseFrames()
	c.decoder = hpack.NewDecoder(4096, c.takeHeader) // the size that HTTP/2 begins with
	return c
}

func (c *cannedConnection) takeHeader(field hpack.HeaderField) {
	switch field.Name {
	case ":path":
		c.header.Method = field.Value
	case "authorization":
		c.header.Authorization = field.Value
	case "x-zitadel-orgid":
		c.header.Organization = field.Value
	}
}

// serve answers until the connection ends, which is an error.
func (c *cannedConnection) serve() error {
	preface := make([]byte, len(http2.ClientPreface))
	if _, err := io.ReadFull(c.reader, preface); err != nil {
		return err
	}
	err := c.write(func() error { return c.framer.WriteSettings() })
	for err == nil {
		var frame http2.Frame
		if frame, err = c.framer.ReadFrame(); err == nil {
			err = c.take(frame)
		}
	}
	return err
}

// write sends frames.
func (c *cannedConnection) write(frames func() error) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if err := frames(); err != nil {
		return err
	}
	return c.writer.Flush()
}

func (c *cannedConnection) take(frame http2.Frame) error {
	switch frame := frame.(type) {
	case *http2.SettingsFrame:
		if frame.IsAck() {
			return nil
		}
		return c.write(c.framer.WriteSettingsAck)
	case *http2.PingFrame:
		if frame.IsAck() {
			return nil
		}
		return c.write(func() error { return c.framer.WritePing(true, frame.Data) })
	case *http2.HeadersFrame:
		return c.begin(frame)
	case *http2.DataFrame:
		return c.takeData(frame)
	case *http2.RSTStreamFrame:
		delete(c.calls, frame.StreamID)
	}
	return nil
}

func (c *cannedConnection) begin(frame *http2.HeadersFrame) error {
	if !frame.HeadersEnded() {
		return errHeadersTooLong
	}
	c.header = &CannedCall{}
	if last := len(c.spare) - 1; last >= 0 {
		c.header, c.spare = c.spare[last], c.spare[:last]
	}
	*c.header = CannedCall{Request: c.header.Request[:0]}
	c.calls[frame.StreamID] = c.header
	if _, err := c.decoder.Write(frame.HeaderBlockFragment()); err != nil {
		return err
	}
	return c.decoder.Close()
}

// messagePrefix is the length of what gRPC writes before a message.
const messagePrefix = 5

func (c *cannedConnection) takeData(frame *http2.DataFrame) error {
	if err := c.allowMore(len(frame.Data())); err != nil {
		return err
	}
	call, ok := c.calls[frame.StreamID]
	if !ok {
		return nil
	}
	call.Request = append(call.Request, frame.Data()...)
	if !frame.StreamEnded() {
		return nil
	}
	delete(c.calls, frame.StreamID)
	received := *call
	received.Request = call.Request[min(messagePrefix, len(call.Request)):]
	answer, delay := c.answer(received)
	c.spare = append(c.spare, call)
	if delay == 0 {
		return c.send(frame.StreamID, answer)
	}
	id := frame.StreamID                                     // the framer uses frame again
	time.AfterFunc(delay, func() { _ = c.send(id, answer) }) // the reader notices that the connection has ended
	return nil
}

// allowMore lets the client send as much again as it has sent.
func (c *cannedConnection) allowMore(received int) error {
	const enough = 16 << 10 // to be worth a frame
	c.unacked += received
	if c.unacked < enough {
		return nil
	}
	more := uint32(c.unacked) //nolint:gosec // a frame's length more than enough at most
	c.unacked = 0
	return c.write(func() error { return c.framer.WriteWindowUpdate(0, more) })
}

// send sends an answer.
func (c *cannedConnection) send(id uint32, answer *CannedAnswer) error {
	return c.write(func() error {
		if answer.headers != nil {
			err := errors.Join(c.framer.WriteHeaders(http2.HeadersFrameParam{StreamID: id, BlockFragment: answer.headers, EndHeaders: true}),
				c.framer.WriteData(id, false, answer.message))
			if err != nil {
				return err
			}
		}
		return c.framer.WriteHeaders(http2.HeadersFrameParam{StreamID: id, BlockFragment: answer.trailers, EndHeaders: true, EndStream: true})
	})
}
