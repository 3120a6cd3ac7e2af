package resolver_test

import (
	"bytes"
	"cmp"
	"encoding/hex"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"

	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/types/known/timestamppb"

	managementv1 "zitadel-graphql/internal/wire/zitadel/management/v1"
	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
	zitadelv1 "zitadel-graphql/internal/wire/zitadel/v1"
)

// traffic has the exchanges between programs and their backends, by case: each call with its reply, as a text that is the
// same for two exchanges that no wire can treat differently. Its methods may be called concurrently.
type traffic struct {
	mu     sync.Mutex
	byCase map[string]map[string]bool
}

func newTraffic() *traffic { return &traffic{byCase: map[string]map[string]bool{}} }

// begin announces a case, which may turn out to have no exchange.
func (tr *traffic) begin(name string) {
	tr.mu.Lock()
	defer tr.mu.Unlock()
	tr.byCase[name] = map[string]bool{}
}

func (tr *traffic) add(name, exchange string) {
	tr.mu.Lock()
	defer tr.mu.Unlock()
	if exchanges := tr.byCase[name]; exchanges != nil { // or it is forgotten already
		exchanges[exchange] = true
	}
}

// has returns whether the exchanges of a case were recorded.
func (tr *traffic) has(name string) bool {
	tr.mu.Lock()
	defer tr.mu.Unlock()
	return tr.byCase[name] != nil
}

// forget drops a case whose exchanges aren't all there.
func (tr *traffic) forget(name string) {
	tr.mu.Lock()
	defer tr.mu.Unlock()
	delete(tr.byCase, name)
}

// needed returns cases that together have every exchange, and for each an exchange that no case before it has. It takes the
// cases with the most exchanges first, so that few are needed.
func (tr *traffic) needed() map[string]string {
	tr.mu.Lock()
	defer tr.mu.Unlock()
	names := slices.SortedFunc(maps.Keys(tr.byCase), func(a, b string) int {
		return cmp.Or(len(tr.byCase[b])-len(tr.byCase[a]), strings.Compare(a, b))
	})
	seen, needed := map[string]bool{}, map[string]string{}
	for _, name := range names {
		for _, exchange := range slices.Sorted(maps.Keys(tr.byCase[name])) {
			if !seen[exchange] {
				seen[exchange], needed[name] = true, exchange
			}
		}
	}
	return needed
}

// record hands native gRPC on to next, and adds each exchange to a case. settings are those of the program that calls: with
// other settings the same exchange can end differently.
func (tr *traffic) record(name, settings string, next http.Handler) http.Handler {
	tr.begin(name)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var sent bytes.Buffer
		r.Body = readCloser{io.TeeReader(r.Body, &sent), r.Body}
		reply := &recordedReply{ResponseWriter: w}
		end := "broken off"
		defer func() { tr.add(name, settings+exchangeText(r, sent.Bytes(), reply)+end) }()
		next.ServeHTTP(reply, r)
		end = ""
		if r.Context().Err() != nil {
			end = "given up by the caller"
		}
	})
}

type readCloser struct {
	io.Reader
	io.Closer
}

// recordedReply keeps what is written.
type recordedReply struct {
	http.ResponseWriter

	body bytes.Buffer
}

// Write implements http.ResponseWriter.
func (w *recordedReply) Write(data []byte) (int, error) {
	w.body.Write(data)
	return w.ResponseWriter.Write(data)
}

// Unwrap lets http.ResponseController find the writer that can flush.
func (w *recordedReply) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// exchangeText has the method, the metadata that the program sends, the request, and the reply or the status with its
// details. It leaves out times, and the token, which is the same header over every wire.
func exchangeText(r *http.Request, sent []byte, reply *recordedReply) string {
	var text strings.Builder
	fmt.Fprintf(&text, "%s organization %q language %q token %t\n", r.URL.Path, r.Header["X-Zitadel-Orgid"],
		r.Header["Accept-Language"], r.Header["Authorization"] != nil)
	method, err := methodOf(r.URL.Path)
	if err != nil {
		return text.String()
	}
	fmt.Fprintln(&text, "asks", messageText(method.Input(), sent))
	fmt.Fprintln(&text, "gets", messageText(method.Output(), reply.body.Bytes()))
	for _, name := range slices.Sorted(maps.Keys(reply.Header())) { // a status is a header or, after a reply, a trailer
		if strings.Contains(name, "Grpc-") {
			fmt.Fprintln(&text, name, reply.Header()[name])
		}
	}
	return text.String()
}

// messageText returns a message of gRPC as JSON with the size of its unknown fields, or its bytes if it can't be decoded.
func messageText(descriptor protoreflect.MessageDescriptor, frame []byte) string {
	const prefix = 5 // a flag and the length
	message, err := newMessage(descriptor)
	if err != nil || len(frame) < prefix || proto.Unmarshal(frame[prefix:], message) != nil {
		return hex.EncodeToString(frame)
	}
	whole := proto.Size(message)
	err = proto.UnmarshalOptions{DiscardUnknown: true}.Unmarshal(frame[prefix:], message)
	encoded, err2 := protojson.Marshal(message)
	if err != nil || err2 != nil {
		return hex.EncodeToString(frame)
	}
	return fmt.Sprintf("%s and %d unknown bytes", normalise(string(encoded), timestamp, nil), whole-proto.Size(message))
}

// TestNeededTraffic ensures that every exchange is in a case that is run, and that no case is run which has none of its own.
func TestNeededTraffic(t *testing.T) {
	t.Parallel()
	tr := newTraffic()
	for name, exchanges := range map[string]string{"most": "abc", "same": "abc", "part": "b", "other": "bd", "more": "de", "dropped": "f", "none": ""} {
		tr.begin(name)
		for exchange := range strings.SplitSeq(exchanges, "") {
			tr.add(name, exchange)
		}
	}
	tr.forget("dropped")
	if got := strings.Join(slices.Sorted(maps.Keys(tr.needed())), " "); got != "more most" {
		t.Errorf("got %s", got)
	}
}

// TestExchangeText ensures that exchanges are told apart by everything that a wire carries, except times and tokens.
func TestExchangeText(t *testing.T) {
	t.Parallel()
	frame := func(message proto.Message) []byte {
		encoded, err := proto.Marshal(message)
		if err != nil {
			t.Fatal(err)
		}
		return append([]byte{0, 0, 0, 0, byte(len(encoded))}, encoded...)
	}
	details := func(seconds int64) *zitadelv1.ObjectDetails {
		return &zitadelv1.ObjectDetails{Sequence: 7, ChangeDate: &timestamppb.Timestamp{Seconds: seconds}}
	}
	future := details(1)
	future.ProtoReflect().SetUnknown([]byte{0x98, 0x06, 0x01}) // field 99 is true
	policy := func(details *zitadelv1.ObjectDetails) []byte {
		return frame(&managementv1.GetLoginPolicyResponse{Policy: &policyv1.LoginPolicy{Details: details}})
	}
	const get, add = "GetLoginPolicy", "AddSecondFactorToLoginPolicy"
	seen := map[string]int{}
	for i, exchange := range []struct {
		same         bool // as the one before it
		method       string
		headers      http.Header
		asked, reply []byte
		status       http.Header
	}{
		{false, get, http.Header{}, frame(nil), policy(details(1)), nil},
		{true, get, http.Header{"Grpc-Timeout": {"7S"}}, frame(nil), policy(details(2)), nil},
		{false, get, http.Header{"Authorization": {"a"}}, frame(nil), policy(details(1)), nil},
		{true, get, http.Header{"Authorization": {"b"}}, frame(nil), policy(details(1)), nil},
		{false, get, http.Header{"X-Zitadel-Orgid": {"1"}}, frame(nil), policy(details(1)), nil},
		{false, get, http.Header{"X-Zitadel-Orgid": {"2"}}, frame(nil), policy(details(1)), nil},
		{false, get, http.Header{"Accept-Language": {"de"}}, frame(nil), policy(details(1)), nil},
		{false, get, http.Header{}, frame(nil), policy(future), nil},
		{false, get, http.Header{}, frame(nil), []byte{0, 0, 0, 0, 2, 0x0a, 0xff}, nil},
		{false, get, http.Header{}, frame(nil), nil, http.Header{"Grpc-Status": {"5"}}},
		{false, get, http.Header{}, frame(nil), nil, http.Header{"Trailer:Grpc-Status": {"5"}}},
		{false, get, http.Header{}, frame(nil), nil, http.Header{"Grpc-Status": {"5"}, "Grpc-Status-Details-Bin": {"CA"}}},
		{false, add, http.Header{}, frame(nil), nil, nil},
		{false, add, http.Header{}, frame(&managementv1.AddSecondFactorToLoginPolicyRequest{Type: 1}), nil, nil},
		{false, add, http.Header{}, frame(&managementv1.AddSecondFactorToLoginPolicyRequest{Type: 2}), nil, nil},
	} {
		request := httptest.NewRequest(http.MethodPost, "/zitadel.management.v1.ManagementService/"+exchange.method, nil)
		request.Header = exchange.headers
		recorder := httptest.NewRecorder()
		maps.Copy(recorder.Header(), exchange.status)
		reply := &recordedReply{ResponseWriter: recorder}
		reply.body.Write(exchange.reply)
		text := exchangeText(request, exchange.asked, reply)
		if first, isKnown := seen[text]; isKnown != exchange.same || isKnown && first != i-1 {
			t.Errorf("exchange %d is told from the others: %t\n%s", i, !isKnown, text)
		}
		seen[text] = i
	}
}
