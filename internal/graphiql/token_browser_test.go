package graphiql

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"zitadel-graphql/internal/browsertest"
)

const typedToken = "typed-by-hand"

// TestOneTokenForAllTabs ensures that a person enters their token once: it goes with every request of every tab, stays
// over a reload, and is neither on the page nor kept by the browser once its tab is closed.
func TestOneTokenForAllTabs(t *testing.T) {
	api := &stub{}
	page := testPage()
	page.Token = "" // as in front of a real ZITADEL
	server := servePage(t, api, builtAssets(t), page)
	tab := browsertest.Open(t)
	tab.Do(chromedp.Navigate(server.URL))
	tab.WaitUntil(holds(queryEditor, "query Greeting"))
	tab.WaitUntil(`document.activeElement === ` + tokenField) // it is needed first
	if got := tab.Text(tokenField + `.type`); got != "password" {
		t.Errorf("the field for a token that is nobody else's business is of type %q", got)
	}
	tab.Screenshot("no_token")
	tab.Do(chromedp.KeyEvent("Authorization: Bearer " + typedToken)) // as copied whole

	for i, word := range []string{"Greeting", "Second"} {
		tab.Do(chromedp.Click(chromedp.CSS(fmt.Sprintf(`.graphiql-tab:nth-child(%d) .graphiql-tab-button`, i+1))))
		tab.WaitUntil(holds(queryEditor, "query "+word))
		tab.Do(chromedp.Click(chromedp.CSS(executeButton)))
		tab.WaitUntil(holds(resultPane, "hello"))
		if got := api.last().authorization; got != "Bearer "+typedToken {
			t.Errorf("tab %d sent %q", i+1, got)
		}
	}
	tab.Do(chromedp.Reload())
	tab.WaitUntil(tokenIs(typedToken))
	tab.Do(chromedp.Navigate(server.URL + "/?again"))
	tab.WaitUntil(tokenIs(typedToken))
	if kept := tab.Text(`JSON.stringify([localStorage, document.cookie])`); strings.Contains(kept, typedToken) {
		t.Errorf("the token is in storage that outlives the tab: %s", kept)
	}
	wantNoProblems(t, tab)
}

// TestTokenStaysOutOfStorage ensures that what a person ran is still there at the next visit, in a tab and in the history,
// that no header with which they ran it is, nor the page's own token, and that the examples can be had back and the token
// forgotten.
func TestTokenStaysOutOfStorage(t *testing.T) {
	api := &stub{}
	server := serveStub(t, api, builtAssets(t))
	tab := browsertest.Open(t)

	openPage(tab, server)
	if got := tab.Text(tokenField + `.type`); got != "text" {
		t.Errorf("the development token, which everybody may see, is in a field of type %q", got)
	}
	tab.Do(chromedp.Click(chromedp.CSS(".graphiql-tab-add")))
	tab.WaitUntil(`document.querySelectorAll(".graphiql-tab").length === 3`)
	tab.Do(chromedp.Click(chromedp.CSS(`[data-name="headers"]`)))
	tab.WaitUntil(fmt.Sprintf(`(%s.setValue(%q), true)`, headerEditor, `{"authorization":"Bearer `+typedToken+`"}`))
	tab.WaitUntil(fmt.Sprintf(`(%s.setValue("query Mine { greeting }"), true)`, queryEditor))
	// What is typed reaches GraphiQL's tab, and from there its history, a moment later; the tab's title tells when.
	tab.WaitUntil(`document.querySelector(".graphiql-tab-active .graphiql-tab-button")?.textContent === "Mine"`)
	tab.Do(chromedp.Click(chromedp.CSS(executeButton)))
	tab.WaitUntil(holds(resultPane, "hello"))
	if got := api.last().authorization; got != "Bearer "+typedToken {
		t.Errorf("the tab's own header should win, the endpoint got %q", got)
	}
	tab.WaitUntil(`document.querySelector("#token-hint").textContent.includes("in place of this token")`)
	// GraphiQL keeps its history at once and its tabs half a second later.
	tab.WaitUntil(`localStorage["zitadel-graphql:graphiql:queries"] && localStorage["zitadel-graphql:graphiql:tabState"]?.includes("Mine")`)

	kept := tab.Text(`JSON.stringify([localStorage, sessionStorage, document.cookie])`)
	for _, secret := range []string{typedToken, testToken} {
		if strings.Contains(kept, secret) {
			t.Errorf("%q is in the browser's storage: %s", secret, kept)
		}
	}
	tab.Do(chromedp.Navigate(server.URL))
	tab.WaitUntil(holds(queryEditor, "Mine"))
	tab.WaitUntil(tokenIs(testToken))
	tab.WaitUntil(`document.querySelectorAll(".graphiql-tab").length === 3`)
	tab.Do(
		chromedp.Click(chromedp.CSS(`[aria-label="Show History"]`)),
		chromedp.Click(chromedp.CSS(".graphiql-history-item-label")),
	)
	tab.Do(chromedp.Click(chromedp.CSS(executeButton)))
	tab.WaitUntil(`document.querySelector("#token-hint").textContent.includes("Sent with every request")`)
	if got := api.last().authorization; got != "Bearer "+testToken {
		t.Errorf("out of the history the endpoint got %q", got)
	}

	tab.Do(chromedp.SendKeys(`#token`, "-mine"))
	tab.WaitUntil(`Object.values(sessionStorage).includes("` + testToken + `-mine")`)
	tab.Do(chromedp.Click(chromedp.CSS(`[aria-label="Open settings dialog"]`)))
	tab.WaitUntil(`((button) => button && (button.click(), true))(
		[...document.querySelectorAll(".graphiql-dialog button")].find((button) => button.textContent === "Clear data"))`)
	tab.WaitUntil(`Object.keys(localStorage).length + Object.keys(sessionStorage).length === 0`)
	tab.WaitUntil(tokenIs(testToken))
	openPage(tab, server)
	tab.WaitUntil(`document.querySelectorAll(".graphiql-tab").length === 2`)
	wantNoProblems(t, tab)
}

// TestUnsendableToken ensures that what can't be a token is told at its field and in the result, and sent nowhere: the
// browser's own word for it would read like an outage.
func TestUnsendableToken(t *testing.T) {
	api := &stub{}
	server := serveStub(t, api, builtAssets(t))
	tab := browsertest.Open(t)
	openPage(tab, server)
	tab.WaitUntil(`document.querySelector(".graphiql-doc-explorer") === null`)
	tab.WaitUntil(fmt.Sprintf(`((field) => (field.value = "t\u20acst", field.dispatchEvent(new Event("input")), true))(%s)`, tokenField))
	before := len(api.all())
	tab.Do(chromedp.Click(chromedp.CSS(executeButton)))
	tab.WaitUntil(holds(resultPane, "Nothing was sent. Correct the access token"))
	tab.WaitUntil(tokenField + `.getAttribute("aria-invalid") === "true" && document.querySelector("#token-hint").textContent.includes("This is no token")`)
	if got := len(api.all()); got != before {
		t.Errorf("the endpoint was asked %d times for it", got-before)
	}
}

// TestPathsKeepApart ensures that of two pages on one host, below two paths, neither sends the other's token to its own
// server, nor shows its tabs: behind them may be two ZITADELs.
func TestPathsKeepApart(t *testing.T) {
	assets := builtAssets(t)
	page := testPage()
	page.Token = ""
	mux, apis := http.NewServeMux(), map[string]*stub{}
	for _, path := range []string{"", "/ls", "/ls/test"} {
		apis[path] = &stub{}
		mux.Handle(path+"/", http.StripPrefix(path, muxOf(t, apis[path], assets, page)))
	}
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	tab := browsertest.Open(t)
	for path, api := range apis {
		tab.Do(chromedp.Navigate(server.URL + path + "/"))
		tab.WaitUntil(holds(queryEditor, "query Greeting"))
		tab.WaitUntil(tokenIs(""))
		tab.WaitUntil(`document.querySelectorAll(".graphiql-tab").length === 2`)
		token := "of" + strings.ReplaceAll(path, "/", "-")
		tab.Do(chromedp.SendKeys(`#token`, token), chromedp.Click(chromedp.CSS(executeButton)))
		tab.WaitUntil(holds(resultPane, "hello"))
		tab.Do(chromedp.Click(chromedp.CSS(".graphiql-tab-add")))
		tab.WaitUntil(`document.querySelectorAll(".graphiql-tab").length === 3`)
		if got := api.last(); got.authorization != "Bearer "+token {
			t.Errorf("%s/ sent %+v", path, got)
		}
	}
	for path, api := range apis {
		own := "Bearer of" + strings.ReplaceAll(path, "/", "-")
		if slices.ContainsFunc(api.all(), func(r stubRequest) bool { return r.authorization != "" && r.authorization != own }) {
			t.Errorf("%s/graphql got %+v", path, api.all())
		}
	}
	wantNoProblems(t, tab)
}
