package resolver_test

import (
	"bufio"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/chromedp/chromedp"

	"zitadel-graphql/internal/browsertest"
	"zitadel-graphql/internal/racetest"
)

// TestExamples ensures that the small examples, which people copy, build and do with this program what their READMEs say.
func TestExamples(t *testing.T) {
	t.Parallel()
	t.Run("apollo", func(t *testing.T) {
		t.Parallel()
		driveExamplePage(t, "../examples/apollo")
	})
	t.Run("relay", func(t *testing.T) {
		t.Parallel()
		tab := driveExamplePage(t, "../examples/relay")
		if got := tab.Text(`document.querySelectorAll("ul")[1].innerText`); strings.Contains(got, "\n") {
			t.Errorf("the first page of identity providers is %q", got)
		}
		tab.Do(chromedp.Click(`main > button`, chromedp.NodeVisible))
		tab.WaitUntil(`document.querySelectorAll("ul")[1].innerText.includes("\n")`)
	})
	t.Run("bff", driveBFF)
}

// driveExamplePage opens the built page of an example, and removes a factor: it is no longer listed after one request.
func driveExamplePage(t *testing.T, folder string) *browsertest.Tab {
	t.Helper()
	racetest.Skip(t, unseenInNode)
	needsPackages(t, folder, "make npm")
	if _, err := os.Stat(folder + "/dist/index.html"); err != nil {
		browsertest.Lacking(t, "the built examples (make example)")
	}
	to, err := url.Parse(start(t).url)
	if err != nil {
		t.Fatal(err)
	}
	var requests atomic.Int64
	forward := &httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) { r.SetURL(to) }}
	mux := http.NewServeMux()
	mux.Handle("/", strict(http.FileServer(http.Dir(folder+"/dist"))))
	mux.HandleFunc("/graphql", func(w http.ResponseWriter, r *http.Request) {
		requests.Add(1)
		forward.ServeHTTP(w, r)
	})
	site := httptest.NewServer(mux)
	t.Cleanup(site.Close)

	tab := browsertest.Open(t)
	tab.Do(chromedp.Navigate(site.URL), chromedp.SendKeys(`input[name=token]`, "dev-org-owner\r", chromedp.NodeVisible))
	tab.WaitUntil(`document.querySelector("ul")?.innerText.includes("OTP_EMAIL")`)
	before := requests.Load()
	tab.Do(chromedp.Click(`li:last-child button`, chromedp.NodeVisible))
	tab.WaitUntil(`!document.querySelector("ul").innerText.includes("OTP_EMAIL")`)
	if got := requests.Load() - before; got != 1 {
		t.Errorf("the removal took %d requests", got)
	}
	if problems := tab.Problems(); len(problems) > 0 {
		t.Errorf("the console has %q", problems)
	}
	return tab
}

// driveBFF runs the backend for a frontend against a program that executes its documents and no others.
func driveBFF(t *testing.T) {
	t.Parallel()
	const folder = "../examples/bff"
	racetest.Skip(t, unseenInNode)
	needsNode(t)
	const manifest = folder + "/manifest.json"
	written, err := os.ReadFile(manifest)
	if err != nil {
		t.Fatal(err)
	}
	if made, err := exec.CommandContext(t.Context(), "node", folder+"/manifest.js").Output(); err != nil || string(made) != string(written) {
		t.Errorf("the manifest isn't fresh: npm run manifest (%v)", err)
	}
	p := start(t, "--trusted-documents", manifest, "--trusted-documents-mode", "require")
	base := startBFF(t, folder, p.url+"/graphql")

	page := callBFF(t, base, http.MethodGet, "", "dev-org-owner", "")
	if page.status != http.StatusOK || page.Name != "Acme" || len(page.LoginPolicy.SecondFactors) != 3 {
		t.Fatalf("the settings: %+v", page)
	}
	removal := `{"type": "SECOND_FACTOR_TYPE_U2F", "version": "` + page.LoginPolicy.Version + `"}`
	for _, test := range []struct {
		name, token, body string
		status            int
		code, outcome     string
	}{
		{"without a token", "", removal, http.StatusUnauthorized, "UNAUTHENTICATED", "NOT_EXECUTED"},
		{"by a viewer", "dev-viewer", removal, http.StatusForbidden, "FORBIDDEN", "NOT_EXECUTED"},
		{"without a version", "dev-org-owner", `{"type": "SECOND_FACTOR_TYPE_U2F"}`, http.StatusBadRequest, "GRAPHQL_VALIDATION_FAILED", "NOT_EXECUTED"},
		{"of the version that is shown", "dev-org-owner", removal, http.StatusOK, "", ""},
		{"of an older version", "dev-org-owner", removal, http.StatusConflict, "CONFLICT", "NOT_EXECUTED"},
	} {
		got := callBFF(t, base, http.MethodPost, "/remove", test.token, test.body)
		if got.status != test.status || got.Error.Code != test.code || got.Error.Outcome != test.outcome ||
			test.code == "" && slices.Contains(got.SecondFactors, "SECOND_FACTOR_TYPE_U2F") {
			t.Errorf("%s: got %+v", test.name, got)
		}
	}
}

// startBFF starts the example's server and returns the address of an organization's settings.
func startBFF(t *testing.T, folder, endpoint string) string {
	t.Helper()
	server := exec.CommandContext(t.Context(), "node", "server.js")
	server.Dir = folder
	server.Env = append(os.Environ(), "GRAPHQL_URL="+endpoint, "PORT=0")
	server.Stderr = os.Stderr
	out, err := server.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Process.Kill(); _ = server.Wait() })
	address, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatalf("read the server's address: %v", err)
	}
	return strings.TrimSpace(address) + "/settings/" + acme
}

// answerOfBFF is what the example answers: the settings, or what became of a change, or an error.
type answerOfBFF struct {
	status      int
	Name        string
	LoginPolicy struct {
		Version       string
		SecondFactors []string
	}
	SecondFactors []string
	Error         struct{ Code, Reason, Outcome, Message string }
}

// callBFF sends a request to the example's server.
func callBFF(t *testing.T, base, method, path, token, body string) answerOfBFF {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), method, base+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
	if token != "" {
		request.Header.Set("Authorization", "Bearer "+token)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	answer := answerOfBFF{status: response.StatusCode}
	if err := json.NewDecoder(response.Body).Decode(&answer); err != nil {
		t.Fatal(err)
	}
	return answer
}
