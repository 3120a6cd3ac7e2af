package resolver_test

import (
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
)

// reply is a whole HTTP response.
type reply struct {
	status int
	header http.Header
	body   string
}

// post sends body to /graphql as JSON with further headers. It may be called from any goroutine; the error is that of
// the transport. See as and operation for its arguments.
func (p *program) post(headers http.Header, body string) (reply, error) {
	request, err := http.NewRequest(http.MethodPost, p.url+"/graphql", strings.NewReader(body))
	if err != nil {
		return reply{}, err
	}
	request.Header.Set("Content-Type", "application/json")
	for name, values := range headers {
		request.Header[http.CanonicalHeaderKey(name)] = values
	}
	return p.do(request)
}

// get asks for a path of the program's.
func (p *program) get(t *testing.T, path string) reply {
	t.Helper()
	request, err := http.NewRequest(http.MethodGet, p.url+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	got, err := p.do(request)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

// do sends any request, and fails the test where the reply leaks what nobody outside should see.
func (p *program) do(request *http.Request) (reply, error) {
	response, err := p.client.Do(request)
	if err != nil {
		return reply{}, err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		return reply{}, err
	}
	for _, leak := range internalsIn(string(body)) {
		p.t.Errorf("the reply has %q in it:\n%s", leak, body)
	}
	return reply{status: response.StatusCode, header: response.Header, body: string(body)}, nil
}

// as is the header of a caller with this token.
func as(token string) http.Header { return http.Header{"Authorization": {"Bearer " + token}} }

// operation is the body of a request. variables may be nil.
func operation(document string, variables map[string]any) string {
	body, err := json.Marshal(map[string]any{"query": document, "variables": variables})
	if err != nil {
		panic(err) // variables of a test that JSON doesn't have
	}
	return string(body)
}

func newClient() *http.Client {
	return &http.Client{
		Timeout:       patience,
		Transport:     &http.Transport{DisableCompression: true, MaxIdleConnsPerHost: 64},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// mustPost is post for the test's own goroutine.
func mustPost(t *testing.T, p *program, headers http.Header, body string) reply {
	t.Helper()
	got, err := p.post(headers, body)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

const (
	readPolicy   = `{ loginPolicy { isDefault } }`
	removeFactor = `mutation { removeSecondFactor(type: SECOND_FACTOR_TYPE_OTP) { sequence } }`
)

// postConcurrently sends the same operation so many times at once.
func postConcurrently(t *testing.T, p *program, times int, token, document string) []reply {
	t.Helper()
	replies := make([]reply, times)
	var clients sync.WaitGroup
	for i := range replies {
		clients.Go(func() {
			var err error
			if replies[i], err = p.post(as(token), operation(document, nil)); err != nil {
				t.Error(err)
			}
		})
	}
	clients.Wait()
	return replies
}

const setRestrictions = `mutation { setRestrictions(patch: {allowedLanguages: []}) { sequence } }`

// outcome is what most tests want to know of a reply.
type outcome struct {
	Code, Reason, Outcome string
	Retryable             bool
}

// errorOf reads the only error of a reply; it is empty where there is none, or more than one.
func errorOf(got reply) outcome {
	var body struct {
		Errors []struct{ Extensions outcome }
	}
	if json.Unmarshal([]byte(got.body), &body) != nil || len(body.Errors) != 1 {
		return outcome{}
	}
	return body.Errors[0].Extensions
}

// isData says that a reply is a result without errors.
func isData(got reply) bool {
	return got.status == http.StatusOK && strings.HasPrefix(got.body, `{"data":{`)
}

// internals never stands in a reply: what gRPC and Go write into their errors, addresses, and pages of other servers.
func internals() []string {
	return []string{
		"rpc error:", "desc =", "transport:", "dial tcp", "connection refused", "connection reset", "broken pipe", ": EOF", "unexpected EOF",
		"error reading server preface", "http2:", "grpc:", "proto:", "protobuf:", "x509:", "tls:", "cannot parse invalid wire-format",
		"goroutine ", "runtime error", "panic", ".go:", "zitadel-graphql/", "context deadline exceeded", "context canceled",
		"invalid character", "json:", "strconv.", "127.0.0.1:", "<html", "<!doctype", "Internal Server Error",
		"SECRET-TEXT",
	}
}

// internalsIn lists the texts of internals that are in a body, unless the body is the GraphiQL page.
func internalsIn(body string) []string {
	var found []string
	for _, text := range internals() {
		if strings.Contains(strings.ToLower(body), strings.ToLower(text)) && !strings.Contains(body, "<title>zitadel-graphql<") {
			found = append(found, text)
		}
	}
	return found
}
