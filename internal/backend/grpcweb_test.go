package backend_test

import (
	"encoding/base64"
	"io"
	"net/http"
	"strings"
	"testing"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"

	"zitadel-graphql/internal/backend"
	zitadelv1 "zitadel-graphql/internal/wire/zitadel/v1"
)

// Failures that gRPC-Web has in the headers, without a body, are the server's own: with the text decoded and the
// details, padded or not.
func TestTrailersOnly(t *testing.T) {
	full, err := status.New(codes.NotFound, "Faktor ö fehlt (Id-1)").WithDetails(&zitadelv1.ErrorDetail{Id: "Id-1", Message: "Faktor ö fehlt"})
	if err != nil {
		t.Fatal(err)
	}
	packed, err := proto.Marshal(full.Proto())
	if err != nil {
		t.Fatal(err)
	}
	for _, encoding := range []*base64.Encoding{base64.RawStdEncoding, base64.StdEncoding} {
		err := removeFrom(t, backend.GRPCWeb, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", grpcWebType)
			w.Header().Set("Grpc-Status", "5")
			w.Header().Set("Grpc-Message", "Faktor %C3%B6 fehlt (Id-1)")
			w.Header().Set("Grpc-Status-Details-Bin", encoding.EncodeToString(packed))
		})
		got := callErrorOf(t, err)
		checkFailure(t, got, codes.NotFound, true, true)
		if got.Detail().GetId() != "Id-1" || got.Status.Message() != full.Message() {
			t.Errorf("got %v with %v", got, got.Detail())
		}
	}
}

// A status of gRPC-Web is found wherever proxies put it, also twice; two that differ, or one without the end of the reply,
// are no answer, and leave a write's fate open.
func TestStatusWhereverItIs(t *testing.T) {
	const (
		message  = "\x00\x00\x00\x00\x00"
		empty    = "\x80\x00\x00\x00\x00"
		notFound = "\x80\x00\x00\x00\x10grpc-status: 5\r\n"
		twice    = "\x80\x00\x00\x00\x20grpc-status: 5\r\ngrpc-status: 5\r\n"
		both     = "\x80\x00\x00\x00\x20grpc-status: 0\r\ngrpc-status: 5\r\n"
	)
	for name, c := range map[string]struct {
		headers, body, trailers string // statuses, with a slash between two lines
		code                    codes.Code
		answered                bool
	}{
		"in the headers":                             {"5", "", "", codes.NotFound, true},
		"in the headers, with an empty trailer":      {"5", empty, "", codes.NotFound, true},
		"in the headers and the frame":               {"5", notFound, "", codes.NotFound, true},
		"in HTTP's trailers":                         {"", "", "5", codes.NotFound, true},
		"in HTTP's trailers, with an empty frame":    {"", empty, "5", codes.NotFound, true},
		"everywhere":                                 {"5/5", twice, "5/5", codes.NotFound, true},
		"in two lines":                               {"5/5", "", "", codes.NotFound, true},
		"in one line":                                {"5, 5", "", "", codes.NotFound, true},
		"twice in the frame":                         {"", twice, "", codes.NotFound, true},
		"after a message":                            {"", message + notFound, "", codes.NotFound, true},
		"done, in the frame":                         {"", message + successFrame, "", codes.OK, true},
		"done, in HTTP's trailers":                   {"", message, "0", codes.OK, true},
		"done, in the headers":                       {"0", message + empty, "", codes.OK, true},
		"done, everywhere":                           {"0", message + successFrame, "0", codes.OK, true},
		"nowhere":                                    {"", message, "", codes.Internal, false},
		"nowhere, with an empty frame":               {"", message + empty, "", codes.Internal, false},
		"not even a message":                         {"", "", "", codes.Internal, false},
		"done, before a message that may go on":      {"0", message, "", codes.Internal, false},
		"refused, before a message that may go on":   {"5", message, "", codes.Internal, false},
		"done without a message, in the headers":     {"0", "", "", codes.Internal, false},
		"done without a message, in the frame":       {"", successFrame, "", codes.Internal, false},
		"done without a message, in HTTP's trailers": {"", "", "0", codes.Internal, false},
		"two in the headers":                         {"5/7", "", "", codes.Internal, false},
		"two in one line":                            {"5, 7", "", "", codes.Internal, false},
		"two in the frame":                           {"", message + both, "", codes.Internal, false},
		"refused in the headers, done in the frame":  {"5", message + successFrame, "", codes.Internal, false},
		"done in the headers, refused in the frame":  {"0", notFound, "", codes.Internal, false},
		"done in the frame, refused in the trailers": {"", message + successFrame, "5", codes.Internal, false},
		"no code":                    {"5x", "", "", codes.Internal, false},
		"an empty status":            {" ", "", "", codes.Internal, false},
		"a code, and then an empty":  {"5,", "", "", codes.Internal, false},
		"refused, and a cut message": {"5", message[:3], "", codes.Internal, false},
	} {
		err := removeFrom(t, backend.GRPCWeb, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", grpcWebType)
			say(w.Header(), "Grpc-Status", c.headers)
			io.WriteString(w, c.body) //nolint:errcheck // the client sees it
			w.(http.Flusher).Flush()  // so that there can be trailers
			say(w.Header(), http.TrailerPrefix+"Grpc-Status", c.trailers)
		})
		if c.code == codes.OK {
			if err != nil {
				t.Errorf("%s: %v", name, err)
			}
			continue
		}
		if got := callErrorOf(t, err); got.Status.Code() != c.code || got.Answered != c.answered {
			t.Errorf("%s: %v", name, got)
		}
	}
}

func say(header http.Header, name, values string) {
	if values != "" {
		header[name] = strings.Split(values, "/")
	}
}

// The text and the details come along from wherever they are, once.
func TestTextsWhereverTheyAre(t *testing.T) {
	for _, inTrailer := range []bool{false, true} {
		err := removeFrom(t, backend.GRPCWeb, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", grpcWebType)
			w.Header().Set("Grpc-Status", "5")
			w.Header()["Grpc-Message"] = []string{"it isn't there", "it isn't there"}
			body := "\x80\x00\x00\x00\x00"
			if inTrailer {
				body = frame(0x80, "grpc-status: 5\r\ngrpc-message: it isn't there\r\n")
			}
			io.WriteString(w, body) //nolint:errcheck // the client sees it
		})
		if got := callErrorOf(t, err); got.Status.Message() != "it isn't there" {
			t.Errorf("got %q", got.Status.Message())
		}
	}
}
