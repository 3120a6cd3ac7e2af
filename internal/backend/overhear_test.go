package backend

import (
	"bytes"
	"strconv"
	"testing"
	"time"

	"golang.org/x/net/http2"
	"golang.org/x/net/http2/hpack"
	"google.golang.org/grpc/codes"
)

// spoken is what a server sends on a connection: a reply for each list of headers, some of them in pieces and padded.
func spoken(t testing.TB, replies ...[]string) []byte {
	t.Helper()
	var wire, block bytes.Buffer
	framer := http2.NewFramer(&wire, nil)
	encoder := hpack.NewEncoder(&block)
	failed := framer.WriteSettings()
	for i, headers := range replies {
		block.Reset()
		for j := 0; j < len(headers); j += 2 {
			if err := encoder.WriteField(hpack.HeaderField{Name: headers[j], Value: headers[j+1]}); err != nil {
				t.Fatal(err)
			}
		}
		stream, text, half := uint32(2*i+1), bytes.Clone(block.Bytes()), block.Len()/2
		first := http2.HeadersFrameParam{StreamID: stream, BlockFragment: text[:half]}
		if i%2 == 1 {
			first.PadLength, first.Priority = 7, http2.PriorityParam{StreamDep: 1, Weight: 3}
		}
		for _, err := range []error{failed, framer.WriteHeaders(first), framer.WriteContinuation(stream, true, text[half:]),
			framer.WriteData(stream, false, make([]byte, 300)), framer.WritePing(false, [8]byte{})} {
			if err != nil {
				t.Fatal(err)
			}
		}
	}
	return wire.Bytes()
}

func hear(pieces ...[]byte) (told []ending) {
	reader := newFrameReader(func(e ending) { told = append(told, e) })
	for _, piece := range pieces {
		reader.see(piece)
	}
	return told
}

// What a server says of failures is heard, however its frames are cut into reads, and of successes nothing.
func TestOverhear(t *testing.T) {
	wire := spoken(t, []string{":status", "200", "content-type", "application/grpc"}, []string{"grpc-status", "13"},
		[]string{":status", "429", "retry-after", "7"}, []string{"grpc-status", "0"}, []string{":status", "200", "grpc-status", "5"}, []string{"grpc-status", "13"})
	want := []ending{{grpcStatus: "13"}, {httpStatus: "429", retryAfter: "7"}, {httpStatus: "200", grpcStatus: "5"}, {grpcStatus: "13"}}
	for _, size := range []int{1, 2, 3, 9, 10, 100, len(wire)} {
		var pieces [][]byte
		for rest := wire; len(rest) > 0; rest = rest[min(size, len(rest)):] {
			pieces = append(pieces, rest[:min(size, len(rest))])
		}
		told := hear(pieces...)
		for i := range told {
			told[i].at, told[i].contentType = time.Time{}, ""
		}
		if len(told) != len(want) || told[0] != want[0] || told[1] != want[1] || told[2] != want[2] || told[3] != want[3] {
			t.Errorf("in pieces of %d: heard %+v", size, told)
		}
	}
}

// Each ending is for one call, and none for a call that began later; what nobody asks for has an end.
func TestHeardOnce(t *testing.T) {
	h, now := &heard{}, time.Now()
	for range 10 * maxHeard {
		h.add(ending{at: now, grpcStatus: "5"})
	}
	h.add(ending{at: now, grpcStatus: strconv.Itoa(int(codes.Internal))})
	if len(h.recent) > maxHeard || h.said(now.Add(1), codes.Internal) || h.said(now, codes.Unknown) || !h.said(now, codes.Internal) || h.said(now, codes.Internal) {
		t.Errorf("%d are kept", len(h.recent))
	}
}

// FuzzOverhear prevents that what a server sends panics the listener, which would end the process, or makes it keep more than
// a header block may have.
func FuzzOverhear(f *testing.F) {
	wire := spoken(f, []string{":status", "200"}, []string{"grpc-status", "13"}, []string{":status", "429", "retry-after", "7"})
	f.Add(wire, uint16(1))
	f.Add(wire[:len(wire)-20], uint16(9))
	f.Add([]byte("HTTP/1.1 400 Bad Request\r\n\r\n"), uint16(5))
	f.Add([]byte("\x00\x00\x02\x01\x0c\x00\x00\x00\x01\xff\x00"), uint16(3))
	f.Fuzz(func(t *testing.T, wire []byte, size uint16) {
		reader := newFrameReader(func(ending) {})
		for step := int(size)%200 + 1; len(wire) > 0; wire = wire[min(step, len(wire)):] {
			reader.see(wire[:min(step, len(wire))])
			if len(reader.block) > maxBlockBytes+step {
				t.Fatalf("it keeps %d bytes", len(reader.block))
			}
		}
	})
}

// BenchmarkOverhear is what a reply costs that is a success.
func BenchmarkOverhear(b *testing.B) {
	headers := []string{":status", "200", "content-type", "application/grpc", "cache-control", "no-store", "x-request-id", "0123456789abcdef",
		"vary", "Origin", "trailer", "Grpc-Status"}
	wire := spoken(b, headers, []string{"grpc-status", "0"})
	reader := newFrameReader(func(ending) {})
	b.ReportAllocs()
	for b.Loop() {
		reader.see(wire)
	}
}
