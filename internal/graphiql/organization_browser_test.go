package graphiql

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"sync"
	"testing"

	"github.com/chromedp/chromedp"

	"zitadel-graphql/internal/browsertest"
)

// agreeingProvider is an OpenID provider at which somebody is logged in already, so that it sends them back at once.
type agreeingProvider struct {
	*httptest.Server
}

func startAgreeingProvider(t *testing.T) *agreeingProvider {
	t.Helper()
	provider := &agreeingProvider{}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /.well-known/openid-configuration", func(w http.ResponseWriter, _ *http.Request) {
		provider.write(w, map[string]any{"issuer": provider.URL, "authorization_endpoint": provider.URL + "/auth", "token_endpoint": provider.URL + "/token"})
	})
	mux.HandleFunc("GET /auth", func(w http.ResponseWriter, r *http.Request) {
		answer := url.Values{"code": {r.FormValue("nonce")}, "state": {r.FormValue("state")}}
		http.Redirect(w, r, r.FormValue("redirect_uri")+"?"+answer.Encode(), http.StatusFound)
	})
	mux.HandleFunc("POST /token", func(w http.ResponseWriter, r *http.Request) {
		claims := base64.RawURLEncoding.EncodeToString([]byte(`{"sub":"1","name":"Somebody","nonce":"` + r.FormValue("code") + `"}`))
		provider.write(w, map[string]any{"access_token": "access", "refresh_token": "refresh",
			"token_type": "Bearer", "expires_in": 3600, "id_token": "e30." + claims + ".e30"})
	})
	provider.Server = httptest.NewServer(mux)
	t.Cleanup(provider.Close)
	return provider
}

func (p *agreeingProvider) write(w http.ResponseWriter, answer any) {
	w.Header().Set("Access-Control-Allow-Origin", "*")
	w.Header().Set("Content-Type", "application/json")
	json.NewEncoder(w).Encode(answer) //nolint:errcheck,errchkjson // the browser notices
}

// organizationsAPI is stub, whose answer about the caller's organizations waits until it is released.
type organizationsAPI struct {
	stub

	answer   string
	released chan struct{}

	guard sync.Mutex
	named []string // the organizations that the operation Greeting was about
}

func (a *organizationsAPI) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	var sent struct{ OperationName string }
	body, err := io.ReadAll(r.Body)
	if err == nil {
		err = json.Unmarshal(body, &sent)
	}
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	switch sent.OperationName {
	case "WhoIsLoggedIn":
		<-a.released
		fmt.Fprint(w, a.answer)
		return
	case "Greeting":
		a.guard.Lock()
		a.named = append(a.named, r.Header.Get("X-Zitadel-Orgid"))
		a.guard.Unlock()
	}
	a.stub.ServeHTTP(w, r)
}

func (a *organizationsAPI) organizations() []string {
	a.guard.Lock()
	defer a.guard.Unlock()
	return slices.Clone(a.named)
}

const logged = `document.querySelector("#account")?.dataset.state === "in"`

// TestChosenOrganizationStays ensures that an operation which is run right after a reload is about the organization that the
// person chose before, also while the list of organizations isn't there yet, and where it can't be had at all; and that one which
// isn't theirs any more is given up.
func TestChosenOrganizationStays(t *testing.T) {
	assets := builtAssets(t)
	tab := browsertest.Open(t)
	page := testPage()
	page.Login = Login{ClientID: "1234", Issuer: startAgreeingProvider(t).URL}
	const list = `{"data":{"viewer":{"organizations":{"nodes":[{"id":"%s","name":"Labs"}],"pageInfo":{"hasNextPage":false}}}}}`
	for name, test := range map[string]struct{ answer, shown, want string }{
		"late":    {fmt.Sprintf(list, "2"), "Labs", "2"},
		"unknown": {`{"errors":[{"message":"not now"}]}`, "2", "2"},
		"lost":    {fmt.Sprintf(list, "3"), "my home organization", ""},
	} {
		api := &organizationsAPI{answer: test.answer, released: make(chan struct{})}
		server := servePage(t, api, assets, page)
		tab.Do(chromedp.Navigate(server.URL + "/graphiql/licenses.txt"))
		tab.WaitUntil(`(sessionStorage["zitadel-graphql:logged-in"] = "yes", sessionStorage["zitadel-graphql:organization"] = "2", true)`)
		tab.Do(chromedp.Navigate(server.URL))
		tab.WaitUntil(logged + ` && ` + holds(queryEditor, "query Greeting"))
		tab.Do(chromedp.Click(chromedp.CSS(executeButton)))
		close(api.released)
		tab.WaitUntil(holds(resultPane, "hello"))
		if named := api.organizations(); !slices.Equal(named, []string{test.want}) {
			t.Errorf("%s: the operation was about %q, want %q", name, named, test.want)
		}
		if shown := tab.Text(`document.querySelector("#organization").selectedOptions[0].textContent`); shown != test.shown {
			t.Errorf("%s: the page shows %q", name, shown)
		}
	}
}

// TestRejectedLogin ensures that the page says so where ZITADEL doesn't accept the token that the provider has issued, as that of
// another provider: otherwise somebody is logged in, and every request fails.
func TestRejectedLogin(t *testing.T) {
	page := testPage()
	page.Login = Login{ClientID: "1234", Issuer: startAgreeingProvider(t).URL}
	api := &organizationsAPI{released: make(chan struct{}),
		answer: `{"errors":[{"message":"Log in again.","extensions":{"code":"UNAUTHENTICATED","reason":"TOKEN_REJECTED"}}]}`}
	close(api.released)
	server := servePage(t, api, builtAssets(t), page)
	tab := browsertest.Open(t)
	tab.Do(chromedp.Navigate(server.URL + "/graphiql/licenses.txt"))
	tab.WaitUntil(`(sessionStorage["zitadel-graphql:logged-in"] = "yes", true)`)
	tab.Do(chromedp.Navigate(server.URL))
	tab.WaitUntil(logged + ` && ` + problem + `.includes("ZITADEL doesn't accept the token of this login. Log in again.")`)
}
