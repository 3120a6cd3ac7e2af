package backend

import (
	"bytes"
	"slices"
	"strconv"
	"testing"
	"time"

	"golang.org/x/net/http2"
	"golang.org/x/net/http2/hpack"
	"google.golang.org/grpc/codes"
)

// serverFrames are what a server sends on a connection: a reply for each list of headers, some of them in pieces and padded.
func serverFrames(t testing.TB, replies ...[]string) []byte {
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

// sniff reads the pieces one after the other.
func sniff(pieces ...[]byte) (failures []sniffedFailure) {
	reader := newFrameReader(func(f sniffedFailure) { failures = append(failures, f) })
	for _, piece := range pieces {
		reader.read(piece)
	}
	return failures
}

// Each failure that a server sends is reported, however its frames are cut into reads, and no success is.
func TestSniffer(t *testing.T) {
	wire := serverFrames(t, []string{":status", "200", "content-type", "application/grpc"}, []string{"grpc-status", "13"},
		[]string{":status", "429", "retry-after", "7"}, []string{"grpc-status", "0"}, []string{":status", "200", "grpc-status", "5"}, []string{"grpc-status", "13"})
	want := []sniffedFailure{{grpcStatus: "13"}, {httpStatus: "429", retryAfter: "7"}, {httpStatus: "200", grpcStatus: "5"}, {grpcStatus: "13"}}
	for _, size := range []int{1, 2, 3, 9, 10, 100, len(wire)} {
		var pieces [][]byte
		for rest := wire; len(rest) > 0; rest = rest[min(size, len(rest)):] {
			pieces = append(pieces, rest[:min(size, len(rest))])
		}
		got := sniff(pieces...)
		for i := range got {
			got[i].at, got[i].contentType = time.Time{}, ""
		}
		if !slices.Equal(got, want) {
			t.Errorf("in pieces of %d: sniffed %+v", size, got)
		}
	}
}

// Each failure is for one call, and not for one that began later; what no call asks for doesn't add up without a bound.
func TestFailureLog(t *testing.T) {
	log, now := &failureLog{}, time.Now()
	for range 10 * maxFailures {
		log.add(sniffedFailure{at: now, grpcStatus: "5"})
	}
	log.add(sniffedFailure{at: now, grpcStatus: strconv.Itoa(int(codes.Internal))})
	if len(log.recent) > maxFailures || log.hasStatus(now.Add(1), codes.Internal) || log.hasStatus(now, codes.Unknown) || !log.hasStatus(now, codes.Internal) || log.hasStatus(now, codes.Internal) {
		t.Errorf("%d are kept", len(log.recent))
	}
}

// FuzzSniffer ensures that nothing that a server sends panics the sniffer, which would end the process, or makes it keep more
// than a header block may have.
func FuzzSniffer(f *testing.F) {
	wire := serverFrames(f, []string{":status", "200"}, []string{"grpc-status", "13"}, []string{":status", "429", "retry-after", "7"})
	f.Add(wire, uint16(1))
	f.Add(wire[:len(wire)-20], uint16(9))
	f.Add([]byte("HTTP/1.1 400 Bad Request\r\n\r\n"), uint16(5))
	f.Add([]byte("\x00\x00\x02\x01\x0c\x00\x00\x00\x01\xff\x00"), uint16(3))
	f.Fuzz(func(t *testing.T, wire []byte, size uint16) {
		reader := newFrameReader(func(sniffedFailure) {})
		for step := int(size)%200 + 1; len(wire) > 0; wire = wire[min(step, len(wire)):] {
			reader.read(wire[:min(step, len(wire))])
			if len(reader.block) > maxBlockBytes+step {
				t.Fatalf("it keeps %d bytes", len(reader.block))
			}
		}
	})
}

// BenchmarkSniffer is the cost of a reply that is a success.
func BenchmarkSniffer(b *testing.B) {
	headers := []string{":status", "200", "content-type", "application/grpc", "cache-control", "no-store", "x-request-id", "0123456789abcdef",
		"vary", "Origin", "trailer", "Grpc-Status"}
	wire := serverFrames(b, headers, []string{"grpc-status", "0"})
	reader := newFrameReader(func(sniffedFailure) {})
	b.ReportAllocs()
	for b.Loop() {
		reader.read(wire)
	}
}
