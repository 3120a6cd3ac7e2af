package resolver_test

import (
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"zitadel-graphql/internal/browsertest"
	"zitadel-graphql/internal/graphiql"
)

// TestGraphiQLBelowAPrefix prevents that the token on the GraphiQL page reaches another application of the same host,
// where a proxy serves the page below a path that it removes (nginx's "location /ls/"). Everything that the page loads
// and asks stays below that path, and the page works.
func TestGraphiQLBelowAPrefix(t *testing.T) {
	if !graphiql.Built() {
		browsertest.Lacking(t, "GraphiQL's files (make graphiql)")
	}
	p := start(t, "--embedded-allow-remote")
	locations := `location /ls/ { proxy_pass ` + p.url + `/; proxy_set_header Host $http_host; }`
	// Under a name, and over http, a browser says only by Origin where a request comes from.
	address := strings.TrimPrefix(startNginx(t, locations), "http://127.0.0.1")
	tab := browsertest.Open(t, chromedp.Flag("host-resolver-rules", "MAP zitadel.test 127.0.0.1"))
	site := "http://zitadel.test" + address
	tab.Do(chromedp.Navigate(site + "/ls")) // nginx adds the slash
	tab.WaitUntil(`document.querySelector("` + queryEditor + `")?.CodeMirror.getValue().includes("Start here")`)
	tab.Do(chromedp.Click(`[aria-label="Show Documentation Explorer"]`, chromedp.NodeVisible))
	tab.WaitUntil(`document.querySelector(".graphiql-doc-explorer")?.innerText.includes("Mutation")`)
	tab.Do(chromedp.Click(`.graphiql-execute-button`, chromedp.NodeVisible))
	tab.WaitUntil(`(` + result + `).includes('"isDefault": false')`)
	tab.Screenshot("below_a_prefix")
	for _, address := range tab.Requests()[1:] { // the first is /ls itself
		if !strings.HasPrefix(address, site+"/ls/") {
			t.Errorf("the page asked for %s", address)
		}
	}
	for _, problem := range tab.Problems() {
		if !strings.Contains(problem, "Cross-Origin-Opener-Policy header has been ignored") { // as everywhere over http
			t.Errorf("the browser complains: %s", problem)
		}
	}
	checkLinks(t, http.DefaultClient, "http://127.0.0.1"+address+"/ls/")
}

// checkLinks follows every address that the page names.
func checkLinks(t *testing.T, client *http.Client, page string) {
	t.Helper()
	base, err := url.Parse(page)
	if err != nil {
		t.Fatal(err)
	}
	found := regexp.MustCompile(`(?:src|href|action)="([^"]+)"`).FindAllStringSubmatch(fetched(t, client, page, http.StatusOK), -1)
	if len(found) < 7 {
		t.Fatalf("the page names only %q", found)
	}
	for _, match := range found {
		target, err := base.Parse(match[1])
		if err != nil {
			t.Fatal(err)
		}
		if target.Scheme == "data" {
			continue
		}
		if !strings.HasPrefix(target.String(), page) {
			t.Errorf("%s leads to %s", match[1], target)
		}
		fetched(t, client, target.String(), http.StatusOK)
	}
}

// TestRedirectsBelowAPrefix prevents that any path which a person may type for the page redirects out of the prefix
// below which a proxy serves it.
func TestRedirectsBelowAPrefix(t *testing.T) {
	p := start(t)
	site := startNginx(t, `location /ls/ { proxy_pass `+p.url+`/; }`)
	for _, path := range []string{"/ls", "/ls/", "/ls/graphql", "/ls/graphql/", "/ls/graphiql", "/ls/graphiql/", "/ls/index.html", "/ls//", "/ls/healthz/"} {
		request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, site+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("Accept", "text/html,application/xhtml+xml,*/*;q=0.8") // as browsers do
		request.Header.Set("Sec-Fetch-Mode", "navigate")
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		response.Body.Close()
		if at := response.Request.URL.String(); !strings.HasPrefix(at, site+"/ls/") {
			t.Errorf("%s leads to %s", path, at)
		}
	}
}

// fetched returns the body at an address, and fails the test if its status is another.
func fetched(t *testing.T, client *http.Client, address string, status int) string {
	t.Helper()
	response, err := client.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil || response.StatusCode != status {
		t.Errorf("%s answers %d, want %d; %v", address, response.StatusCode, status, err)
	}
	return string(body)
}
