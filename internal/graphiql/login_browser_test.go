package graphiql

import (
	"encoding/json"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"

	"github.com/chromedp/chromedp"

	"zitadel-graphql/internal/browsertest"
)

const problem = `document.querySelector("#account-problem").textContent`

// TestProvidersThatCannotBeUsed ensures that a person reads on the page why they can't log in, and can use the page all the same;
// above all that the page asks nobody but the issuer's origin, whatever the issuer's metadata say.
func TestProvidersThatCannotBeUsed(t *testing.T) {
	assets := builtAssets(t)
	answer := map[string]any{}
	provider := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Access-Control-Allow-Origin", "*")
		w.Header().Set("Content-Type", "application/json")
		json.NewEncoder(w).Encode(answer) //nolint:errcheck // the browser notices
	}))
	defer provider.Close()
	page := testPage()
	page.Login = Login{ClientID: "1234", Issuer: provider.URL}
	server := servePage(t, &stub{}, assets, page)
	tab := browsertest.Open(t)
	good := map[string]any{
		"issuer": provider.URL, "authorization_endpoint": provider.URL + "/auth", "token_endpoint": provider.URL + "/token",
	}
	for name, test := range map[string]struct{ change, says string }{
		"another issuer":         {"issuer", "calls itself https://elsewhere.example"},
		"tokens from elsewhere":  {"token_endpoint", "token_endpoint is https://elsewhere.example"},
		"revocation elsewhere":   {"revocation_endpoint", "revocation_endpoint is https://elsewhere.example"},
		"a login of another way": {"authorization_endpoint", "authorization_endpoint is https://elsewhere.example"},
	} {
		clear(answer)
		maps.Copy(answer, good)
		answer[test.change] = "https://elsewhere.example"
		tab.Do(chromedp.Navigate(server.URL))
		tab.WaitUntil(`document.activeElement.id === "log-in"`)
		tab.Do(chromedp.Click(chromedp.CSS("#log-in")))
		tab.WaitUntil(problem + `.includes("` + test.says + `") && !document.querySelector("#log-in").disabled`)
		if kept := tab.Text(`JSON.stringify(sessionStorage)`); kept != "{}" {
			t.Errorf("%s: the session storage has %s", name, kept)
		}
	}
	if outside := slices.DeleteFunc(tab.Outside(server.URL), func(url string) bool {
		return url == provider.URL+"/.well-known/openid-configuration"
	}); len(outside) > 0 {
		t.Errorf("the page asked for %q", outside)
	}
	tab.Screenshot("problem")
	wantNoProblems(t, tab)
	provider.Close()
	tab.Do(chromedp.Navigate(server.URL))
	tab.WaitUntil(holds(queryEditor, "query Greeting"))
	tab.Do(chromedp.Click(chromedp.CSS("#log-in")))
	tab.WaitUntil(problem + `.includes("can’t be asked")`)
	tab.Do(chromedp.Click(chromedp.CSS(executeButton)))
	tab.WaitUntil(holds(resultPane, "hello"))
}

// TestAnswersOfNobody ensures that an address with somebody else's code, or with what looks like one, logs nobody in, is said
// to have failed, and is clean at once; and that a mark of an earlier login makes the page ask the provider once, not for ever.
func TestAnswersOfNobody(t *testing.T) {
	provider := httptest.NewServer(http.NotFoundHandler())
	defer provider.Close()
	page := testPage()
	page.Login = Login{ClientID: "1234", Issuer: provider.URL}
	server := servePage(t, &stub{}, builtAssets(t), page)
	tab := browsertest.Open(t)
	for _, query := range []string{"?code=stolen&state=unknown", "?code=stolen", "?error=access_denied&state=x", "?keep=1&state=x"} {
		tab.Do(chromedp.Navigate(server.URL + "/" + query))
		tab.WaitUntil(holds(queryEditor, "query Greeting"))
		tab.WaitUntil(problem + `.includes("You aren’t logged in.")`)
		if at := tab.Text(`location.search`); at != "" && at != "?keep=1" {
			t.Errorf("after %s the address ends with %s", query, at)
		}
	}
	tab.WaitUntil(`(sessionStorage.setItem("zitadel-graphql:logged-in", "yes"), true)`)
	tab.Do(chromedp.Navigate(server.URL))
	tab.WaitUntil(problem + `.includes("Logging in doesn’t work")`)
	tab.Do(chromedp.Reload())
	tab.WaitUntil(holds(queryEditor, "query Greeting") + ` && ` + problem + ` === ""`)
}
