package resolver_test

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// askEncoded sends a request whose client takes these encodings. It returns the response with its body as it came.
func askEncoded(t *testing.T, p *program, method, path, encodings, accept, body string) (*http.Response, []byte) {
	t.Helper()
	request, err := http.NewRequest(method, p.url+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	request.Header = http.Header{"Authorization": {"Bearer dev-org-owner"}, "Content-Type": {"application/json"}, "Accept": {accept}}
	if encodings != "" {
		request.Header.Set("Accept-Encoding", encodings)
	}
	response, err := p.client.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	got, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response, got
}

// unpacked returns a body without its compression, and whether it had one.
func unpacked(t *testing.T, response *http.Response, body []byte) ([]byte, bool) {
	t.Helper()
	if response.Header.Get("Content-Encoding") == "" {
		return body, false
	}
	reader, err := gzip.NewReader(bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	plain, err := io.ReadAll(reader)
	if err != nil {
		t.Fatal(err)
	}
	return plain, true
}

// TestGzip ensures that pages and answers over 1 KiB are compressed for those who take it, and nothing else is: what is smaller, a
// stream of events, an answer to HEAD, a part of a file. Caches are told in every case.
func TestGzip(t *testing.T) {
	t.Parallel()
	p := start(t)
	const stream, long, short = `subscription { secondFactorUsage { usage { withNone } } }`, `{ __schema { types { name description } } }`, `{ __typename }`
	_, page := askEncoded(t, p, http.MethodGet, "/", "", "text/html", "")
	style := "/" + string(regexp.MustCompile(`graphiql/[0-9a-f]+/page\.css`).Find(page))
	script := "/" + string(regexp.MustCompile(`graphiql/[0-9a-f]+/start\.js`).Find(page))
	nonce := regexp.MustCompile(`[A-Z2-7]{26}`) // of the page, another one each time
	const all, answers = "application/json", "application/graphql-response+json"
	for name, c := range map[string]struct {
		method, path, encodings, accept, document string
		want                                      bool
	}{
		"the page":                          {http.MethodGet, "/", "gzip, deflate, br, zstd", "text/html", "", true},
		"its style":                         {http.MethodGet, style, "gzip", "text/css", "", true},
		"its script":                        {http.MethodGet, script, "gzip", "*/*", "", true},
		"the page's head":                   {http.MethodHead, "/", "gzip", "text/html", "", false},
		"a long answer":                     {http.MethodPost, "/graphql", "gzip", all, long, true},
		"a long answer of the other type":   {http.MethodPost, "/graphql", "gzip", answers, long, true},
		"a short answer":                    {http.MethodPost, "/graphql", "gzip", all, short, false},
		"no encoding":                       {http.MethodPost, "/graphql", "", all, long, false},
		"identity":                          {http.MethodPost, "/graphql", "identity", all, long, false},
		"gzip refused":                      {http.MethodPost, "/graphql", "gzip;q=0, *;q=1", all, long, false},
		"gzip below another":                {http.MethodPost, "/graphql", "br;q=1.0, gzip;q=0.2", all, long, true},
		"anything":                          {http.MethodPost, "/graphql", "*", all, long, false},
		"others":                            {http.MethodPost, "/graphql", "br, zstd", all, long, false},
		"nonsense":                          {http.MethodPost, "/graphql", "gzip;q=many, ,;", all, long, false},
		"a stream":                          {http.MethodPost, "/graphql", "gzip", "text/event-stream", stream, false},
		"an answer where a stream would do": {http.MethodPost, "/graphql", "gzip", "application/json, text/event-stream", long, true},
		"a probe":                           {http.MethodGet, "/healthz", "gzip", "*/*", "", false},
	} {
		body := ""
		if c.document != "" {
			body = operation(c.document, nil)
		}
		response, got := askEncoded(t, p, c.method, c.path, c.encodings, c.accept, body)
		plain, compressed := unpacked(t, response, got)
		if response.StatusCode != http.StatusOK || compressed != c.want || !slices.Contains(response.Header.Values("Vary"), "Accept-Encoding") {
			t.Errorf("%s: status %d, compressed %t, vary %q", name, response.StatusCode, compressed, response.Header.Values("Vary"))
		}
		if length := response.ContentLength; c.method != http.MethodHead && length >= 0 && length != int64(len(got)) {
			t.Errorf("%s: the length is %d, and %d bytes came", name, length, len(got))
		}
		if c.want {
			_, want := askEncoded(t, p, c.method, c.path, "", c.accept, body)
			if same := bytes.Equal(nonce.ReplaceAll(plain, nil), nonce.ReplaceAll(want, nil)); !same || len(got) >= len(want) {
				t.Errorf("%s: %d bytes for %d, or not the same ones", name, len(got), len(want))
			}
		}
	}
}

// TestGzipOff ensures that whoever has a proxy compress can switch it off here.
func TestGzipOff(t *testing.T) {
	t.Parallel()
	p := start(t, "--gzip", "off")
	response, _ := askEncoded(t, p, http.MethodGet, "/", "gzip", "text/html", "")
	if response.Header.Get("Content-Encoding") != "" || slices.Contains(response.Header.Values("Vary"), "Accept-Encoding") {
		t.Errorf("got the headers %v", response.Header)
	}
}
