package backend

import (
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	spb "google.golang.org/genproto/googleapis/rpc/status"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"

	"zitadel-graphql/internal/wire"
)

// https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-WEB.md
const (
	grpcWebType      = "application/grpc-web+proto"
	framePrefixBytes = 5
	trailerFlag      = 0x80
)

// https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md
const (
	statusKey  = "grpc-status"
	messageKey = "grpc-message"
	detailsKey = "grpc-status-details-bin" // a google.rpc.Status, the details included
)

var (
	errNoTrailer = errors.New("the trailer frame is missing")
	errNoMessage = errors.New("it succeeded without a message")
)

// grpcWeb is the wire gRPC-Web in binary. A reply is one message frame and one trailer frame, neither compressed; a failure may
// be a trailer frame alone, or a status in the headers without any frame. Since proxies move the status, it is also read from
// the headers before an empty trailer frame, and from HTTP's own trailers.
type grpcWeb struct{ maxReplyBytes int }

var _ codec = grpcWeb{}

func (grpcWeb) request(method string, message proto.Message) (*webRequest, *status.Status) {
	body, err := proto.MarshalOptions{}.MarshalAppend(make([]byte, framePrefixBytes), message)
	if err != nil {
		return nil, status.New(codes.Internal, fmt.Sprintf("encode the request: %v", err))
	}
	binary.BigEndian.PutUint32(body[1:], uint32(len(body)-framePrefixBytes)) //nolint:gosec // a request is far below 4 GiB
	return &webRequest{verb: http.MethodPost, path: method, contentType: grpcWebType, accept: grpcWebType, body: body}, nil
}

// replyLimit leaves room for a message at its limit and a trailer as large as headers may be.
func (w grpcWeb) replyLimit() int { return w.maxReplyBytes + maxHeaderBytes + 2*framePrefixBytes }

func (grpcWeb) owns(response *http.Response) bool {
	mediaType, _, err := mime.ParseMediaType(response.Header.Get("Content-Type"))
	return err == nil && response.StatusCode == http.StatusOK &&
		(mediaType == "application/grpc-web" || mediaType == grpcWebType)
}

func (w grpcWeb) reply(response *http.Response, body []byte, reply proto.Message) (*status.Status, metadata.MD, bool) {
	message, trailer, err := readFrames(body)
	if err != nil {
		return unreadableReply("%v", err), nil, false
	}
	inHeaders, inTrailers := splitValues(response.Header), splitValues(response.Trailer)
	all := metadata.Join(inHeaders, inTrailers, trailer)
	st, err := statusFrom(trailer, inTrailers, inHeaders)
	switch {
	case err != nil:
	case message != nil && trailer == nil && len(inTrailers.Get(statusKey)) == 0:
		err = errNoTrailer // the status in the headers came before the message
	case st.Code() != codes.OK:
		return st, all, true
	case message == nil:
		err = errNoMessage
	case len(message) > w.maxReplyBytes:
		return oversizedReply(w.maxReplyBytes), all, false
	default:
		err = wire.UnmarshalReply(message, reply)
	}
	if err != nil {
		return unreadableReply("%v", err), all, false
	}
	return st, all, true
}

// splitValues converts a header, or HTTP's trailers. A proxy may have put two values of the same name into one line; the comma
// between them is no character of a status, nor of the details.
func splitValues(header http.Header) metadata.MD {
	md := metadataOf(header)
	for _, name := range []string{statusKey, detailsKey} {
		var values []string
		for _, value := range md.Get(name) {
			for part := range strings.SplitSeq(value, ",") {
				values = append(values, strings.TrimSpace(part))
			}
		}
		md.Set(name, values...)
	}
	return md
}

// readFrames splits the body of a reply. message is nil where there is no message frame, and trailer where there is no trailer
// frame.
func readFrames(body []byte) (message []byte, trailer metadata.MD, err error) {
	for len(body) > 0 {
		flag, content, rest, err := nextFrame(body)
		switch {
		case err != nil:
			return nil, nil, err
		case flag == trailerFlag && len(rest) > 0:
			return nil, nil, errors.New("there is more after the trailer frame")
		case flag == trailerFlag:
			trailer, err := readTrailer(content)
			return message, trailer, err
		case flag != 0:
			return nil, nil, fmt.Errorf("a frame has the flags %#x", flag)
		case message != nil:
			return nil, nil, errors.New("there are two messages")
		}
		message, body = content, rest
	}
	return message, nil, nil
}

// nextFrame returns content that isn't nil, though it may be empty.
func nextFrame(body []byte) (flag byte, content, rest []byte, err error) {
	if len(body) < framePrefixBytes {
		return 0, nil, nil, errors.New("a frame's prefix is cut off")
	}
	flag, size, body := body[0], binary.BigEndian.Uint32(body[1:framePrefixBytes]), body[framePrefixBytes:]
	if uint64(size) > uint64(len(body)) {
		return 0, nil, nil, fmt.Errorf("a frame of %d bytes is cut off after %d", size, len(body))
	}
	return flag, body[:size:size], body[size:], nil
}

// readTrailer reads lines of "name: value", each ended by CRLF or LF.
func readTrailer(content []byte) (metadata.MD, error) {
	trailer := metadata.MD{}
	for line := range strings.Lines(strings.TrimRight(string(content), "\r\n")) {
		line = strings.TrimSuffix(strings.TrimSuffix(line, "\n"), "\r")
		name, value, found := strings.Cut(line, ":")
		if !found || name == "" || strings.ContainsAny(name, " \t") || strings.ContainsFunc(line, isControl) {
			return nil, errors.New("the trailer frame has a line that is none")
		}
		trailer.Append(name, strings.TrimSpace(value))
	}
	return trailer, nil
}

// isControl is true for what no header may have in it, whatever is trimmed off its ends: a bare CR would make two of one.
func isControl(r rune) bool { return r < ' ' && r != '\t' || r == 0x7f }

// statusFrom reads the status from all the places where it may stand. Where texts or details differ, the first place counts. A
// proxy may move or repeat the status; two different ones are an error.
func statusFrom(places ...metadata.MD) (*status.Status, error) {
	code, err := codeFrom(metadata.Join(places...).Get(statusKey))
	if err != nil {
		return nil, err
	}
	bare := &spb.Status{Code: code}
	for _, place := range slices.Backward(places) {
		if texts := place.Get(messageKey); len(texts) > 0 {
			bare.Message = unescape(texts[0])
		}
	}
	for _, packed := range metadata.Join(places...).Get(detailsKey) {
		// As gRPC does: details that contradict the status aren't its.
		if full, ok := unpack(packed); ok && full.GetCode() == code {
			return status.FromProto(full), nil
		}
	}
	return status.FromProto(bare), nil
}

// codeFrom returns the code that all the statuses agree on.
func codeFrom(statuses []string) (int32, error) {
	if len(statuses) == 0 {
		return 0, errors.New("the status is missing")
	}
	for _, other := range statuses[1:] {
		if other != statuses[0] {
			return 0, errors.New("there are two statuses, which contradict one another")
		}
	}
	code, err := strconv.ParseInt(statuses[0], 10, 32)
	if err != nil || code < 0 || strconv.FormatInt(code, 10) != statuses[0] { // "+0" and "00" are no success
		return 0, errors.New("the status is no code")
	}
	return int32(code), nil
}

// unescape undoes the percent-encoding of a message. One that isn't encoded right stays as it is.
func unescape(message string) string {
	if plain, err := url.PathUnescape(message); err == nil {
		return strings.ToValidUTF8(plain, "\uFFFD")
	}
	return strings.ToValidUTF8(message, "\uFFFD")
}

// unpack reads a google.rpc.Status in base64, padded or not.
func unpack(packed string) (*spb.Status, bool) {
	raw, err := base64.RawStdEncoding.DecodeString(strings.TrimRight(packed, "="))
	if err != nil {
		return nil, false
	}
	var full spb.Status
	if proto.Unmarshal(raw, &full) != nil {
		return nil, false
	}
	return &full, true
}
