package resolver_test

import (
	"bufio"
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"
)

// removalBody removes a factor, which checkNothingRemoved would notice.
const removalBody = `{"query":"mutation{removeSecondFactor(type:SECOND_FACTOR_TYPE_OTP){sequence}}"}`

// sendRaw sends these bytes over a connection of their own, and returns all replies until the server closes it.
func sendRaw(t *testing.T, p *program, text string) []reply {
	t.Helper()
	conn := openSocket(t, p)
	if _, err := io.WriteString(conn, text); err != nil {
		return nil // refused before it was read in full
	}
	var replies []reply
	for reader := bufio.NewReader(conn); ; {
		response, err := http.ReadResponse(reader, nil)
		if err != nil {
			return replies
		}
		body, err := io.ReadAll(response.Body)
		if err != nil {
			t.Fatalf("read a response: %v", err)
		}
		for _, leak := range internalsIn(string(body)) {
			t.Errorf("the reply has %q in it: %s", leak, body)
		}
		replies = append(replies, reply{response.StatusCode, response.Header, string(body)})
	}
}

// openSocket opens a connection that fails after patience.
func openSocket(t *testing.T, p *program) net.Conn {
	t.Helper()
	conn, err := net.Dial("tcp", p.graphqlAddress)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() }) //nolint:errcheck // the server has closed it, mostly
	if err := conn.SetDeadline(time.Now().Add(patience)); err != nil {
		t.Fatal(err)
	}
	return conn
}

// TestRequestSmuggling prevents that a request which means one thing to a proxy in front of the server means another to
// the server, and so removes a factor with somebody else's token: what is ambiguous is refused and the connection
// closed, or has one meaning only.
func TestRequestSmuggling(t *testing.T) {
	t.Parallel()
	p := start(t)
	chunked := "1c\r\n{\"query\": \"{ __typename }\"} \r\n0\r\n\r\n"
	inner := "POST /graphql HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer dev-org-owner\r\nContent-Type: application/json\r\nContent-Length: LEN\r\n\r\n" + removalBody
	for _, c := range []struct {
		name, headers, body string
		want                string // "400 plain" is net/http's own refusal; CODE/REASON is ours; "data" is a harmless meaning
	}{
		{"two lengths", "Content-Length: 5\r\nContent-Length: LEN\r\n", removalBody, "400 plain"},
		{"a list of lengths", "Content-Length: LEN, 5\r\n", removalBody, "400 plain"},
		{"a length with a sign", "Content-Length: +LEN\r\n", removalBody, "400 plain"},
		{"a negative length", "Content-Length: -1\r\n", removalBody, "400 plain"},
		{"two encodings", "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n", chunked, "501 plain"},
		{"a list of encodings", "Transfer-Encoding: identity, chunked\r\n", chunked, "501 plain"},
		{"an unknown encoding", "Transfer-Encoding: xchunked\r\n", chunked, "501 plain"},
		{"an encoding and a tab", "Transfer-Encoding:\tchunked\r\n", chunked, "data"},
		{"an encoding before a space", "Transfer-Encoding : chunked\r\n", chunked, "400 plain"},
		{"a chunk of no size", "Transfer-Encoding: chunked\r\n", "zz\r\n{}\r\n0\r\n\r\n", "BAD_REQUEST/BODY_INVALID"},
		{"a huge chunk", "Transfer-Encoding: chunked\r\n", "ffffffffffffffffff\r\n{}\r\n", "BAD_REQUEST/BODY_INVALID"},
		{"two hosts", "Host: other\r\nContent-Length: LEN\r\n", removalBody, "400 plain"},
		{"a value with a line feed's neighbour", "X-A: b\rX-Zitadel-Orgid: 2\r\nContent-Length: LEN\r\n", removalBody, "400 plain"},
		{"a value with a zero", "X-A: b\x00c\r\nContent-Length: LEN\r\n", removalBody, "400 plain"},
		{"a name before a space", "X-Zitadel-Orgid : 2\r\nContent-Length: LEN\r\n", removalBody, "400 plain"},
		{"a name with a bracket", "X[A]: b\r\nContent-Length: LEN\r\n", removalBody, "400 plain"},
		{"a folded token", "Authorization: Bearer\r\n dev-org-owner\r\n\tx\r\nContent-Length: LEN\r\n", removalBody, "UNAUTHENTICATED/TOKEN_MALFORMED"},
		{"two tokens", "Authorization: Bearer dev-viewer\r\nauthorization: Bearer dev-org-owner\r\nContent-Length: LEN\r\n", removalBody,
			"UNAUTHENTICATED/TOKEN_MALFORMED"},
		{"a list of tokens", "Authorization: Bearer dev-viewer, Bearer dev-org-owner\r\nContent-Length: LEN\r\n", removalBody,
			"UNAUTHENTICATED/TOKEN_MALFORMED"},
		{"a token under a name with a hyphen less", "Authorization_: Bearer dev-org-owner\r\nContent-Length: LEN\r\n", removalBody, "UNAUTHENTICATED/TOKEN_MISSING"},
		{"two organizations", "Authorization: Bearer dev-viewer\r\nX-Zitadel-Orgid: 1\r\nx-zitadel-orgid: 2\r\nContent-Length: LEN\r\n", removalBody,
			"BAD_USER_INPUT/ORGANIZATION_INVALID"},
		{"an organization with underscores", "Authorization: Bearer dev-viewer\r\nX_Zitadel_Orgid: 200000000000000002\r\nContent-Length: LEN\r\n", removalBody,
			"FORBIDDEN/PERMISSION_MISSING"},
		{"a method that overrides", "X-Http-Method-Override: PUT\r\nAuthorization: Bearer dev-viewer\r\nContent-Length: LEN\r\n", removalBody,
			"FORBIDDEN/PERMISSION_MISSING"},
		{"a head of 300 KiB", "X-A: " + strings.Repeat("x", 300<<10) + "\r\nContent-Length: LEN\r\n", removalBody, "431 plain"},
		{"a request behind an encoding and a length", "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n", chunked + inner, "data, alone"},
	} {
		head := "POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
		if !strings.HasSuffix(c.want, ", alone") { // there the server has to close by itself
			head += "Connection: close\r\n"
		}
		replies := sendRaw(t, p, strings.ReplaceAll(head+c.headers+"\r\n"+c.body, "LEN", strconv.Itoa(len(removalBody))))
		if len(replies) == 0 && c.want == "431 plain" { // the rest of the head met a closed connection
			continue
		}
		if len(replies) != 1 {
			t.Errorf("%s: %d replies, want one and a closed connection: %+v", c.name, len(replies), replies)
			continue
		}
		if got := summaryOf(replies[0]); got != strings.TrimSuffix(c.want, ", alone") {
			t.Errorf("%s: %s, want %s: %s", c.name, got, c.want, replies[0].body)
		}
		checkNothingRemoved(t, p, c.name)
	}
}

// summaryOf describes a reply in a word or two, as the table of TestRequestSmuggling has it.
func summaryOf(got reply) string {
	switch found := errorOf(got); {
	case found.Code != "":
		return found.Code + "/" + found.Reason
	case isData(got):
		return "data"
	case strings.HasPrefix(got.header.Get("Content-Type"), "text/plain") && len(got.body) < 100:
		return strconv.Itoa(got.status) + " plain"
	default:
		return "something else"
	}
}

// checkNothingRemoved wants a plain request to be answered, and the factor to be still there.
func checkNothingRemoved(t *testing.T, p *program, after string) {
	t.Helper()
	got := mustPost(t, p, as("dev-viewer"), operation(`{ loginPolicy { secondFactors } }`, nil))
	if !isData(got) || !strings.Contains(got.body, "SECOND_FACTOR_TYPE_OTP\"") {
		t.Errorf("after %s a plain request gets %d %s", after, got.status, got.body)
	}
}

// TestOptionsAsterisk prevents that OPTIONS * gets an answer of net/http's own, without the security headers.
func TestOptionsAsterisk(t *testing.T) {
	t.Parallel()
	p := start(t)
	replies := sendRaw(t, p, "OPTIONS * HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
	if len(replies) != 1 || errorOf(replies[0]).Code != "NOT_FOUND" || replies[0].header.Get("X-Content-Type-Options") != "nosniff" {
		t.Errorf("got %+v, want NOT_FOUND with every security header", replies)
	}
}
