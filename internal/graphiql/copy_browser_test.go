package graphiql

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os/exec"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"zitadel-graphql/internal/browsertest"
)

// copied is what the page has put into the clipboard last.
func copied(tab *browsertest.Tab, button string) string {
	tab.WaitUntil(`(window.copied = "", navigator.clipboard.writeText = (text) => (window.copied = text, Promise.resolve()), true)`)
	tab.Do(chromedp.Click(chromedp.CSS(`[aria-label="` + button + `"]`)))
	tab.WaitUntil(`window.copied !== ""`)
	return tab.Text(`window.copied`)
}

func setEditor(tab *browsertest.Tab, editor, text string) {
	tab.WaitUntil(fmt.Sprintf(`(%s.setValue(%s), true)`, editor, quoted(text)))
}

// quoted is a string of JavaScript, of any text.
func quoted(text string) string {
	quoted, err := json.Marshal(text)
	if err != nil {
		return err.Error() // which no string is the reason for
	}
	return string(quoted)
}

// TestCopyAsCurl ensures that the command which a person takes to a terminal asks what the page would have asked, whatever
// characters are in it, and that the token isn't in it, nor anything else that may be a secret.
func TestCopyAsCurl(t *testing.T) {
	curl, err := exec.LookPath("curl")
	if err != nil {
		browsertest.Lacking(t, "no curl on PATH")
	}
	var body, authorization, language string
	terminal := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		read, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		body, authorization, language = string(read), r.Header.Get("Authorization"), r.Header.Get("Accept-Language")
	}))
	defer terminal.Close()
	server := serveStub(t, &stub{}, builtAssets(t))
	tab := browsertest.Open(t)
	openPage(tab, server)
	const query, word = "query It($word: String) { greeting(word: $word) } # it's", `$(id) 'quoted' "\n`
	setEditor(tab, queryEditor, query)
	tab.WaitUntil(queryEditor + `.operationName === "It"`) // GraphiQL looks for it a moment after the last key
	setEditor(tab, headerEditor, `{"word":`+quoted(word)+`}`)
	tab.Do(chromedp.Click(chromedp.CSS(`[data-name="headers"]`)))
	setEditor(tab, headerEditor, `{"Accept-Language": "de", "authorization": "Bearer `+typedToken+`", "x-api-key": "`+typedToken+`", "cookie": "a=b"}`)

	command := copied(tab, "Copy as curl")
	if strings.Contains(command, typedToken) || strings.Contains(command, testToken) || strings.Contains(command, "a=b") {
		t.Errorf("a secret is in the command:\n%s", command)
	}
	if !strings.Contains(command, server.URL+"/graphql") {
		t.Errorf("the command asks another endpoint:\n%s", command)
	}
	shell := exec.Command("sh", "-c", strings.Replace(command, server.URL, terminal.URL, 1))
	shell.Env = []string{"TOKEN=from-the-shell", "PATH=" + strings.TrimSuffix(curl, "/curl"), "HTTP_PROXY="}
	if out, err := shell.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s\n%s", err, out, command)
	}
	var sent struct {
		Query, OperationName string
		Variables            struct{ Word string }
	}
	if err := json.Unmarshal([]byte(body), &sent); err != nil || sent.Query != query || sent.OperationName != "It" || sent.Variables.Word != word {
		t.Errorf("the command sends %s, %v", body, err)
	}
	if authorization != "Bearer from-the-shell" || language != "de" {
		t.Errorf("the command sends the token %q and the language %q", authorization, language)
	}
	wantNoProblems(t, tab)
}

// TestLink ensures that a link opens the page with the operation in a tab of its own, before and beside a person's other tabs;
// that nothing runs by itself; and that neither the link nor the address has a token, a header or, later, the operation in it.
func TestLink(t *testing.T) {
	api := &stub{}
	server := serveStub(t, api, builtAssets(t))
	tab := browsertest.Open(t)
	const query, variables = "query A { greeting }\nquery B($word: String) { greeting(word: $word) } # ü&#=+", `{ "word": "%" }`
	link := server.URL + "/#" + url.Values{
		"query": {query}, "variables": {variables}, "operationName": {"B"}, "headers": {`{"x-evil": "1"}`}, "token": {"evil"},
	}.Encode()
	for _, tabs := range []int{3, 4} { // of a person who was never here, and of one who was
		tab.Do(chromedp.Navigate("about:blank"), chromedp.Navigate(link))
		tab.WaitUntil(fmt.Sprintf(`%s.getValue() === %s && %s.getValue() === %s`, queryEditor, quoted(query), headerEditor, quoted(variables)))
		tab.WaitUntil(fmt.Sprintf(`document.querySelectorAll(".graphiql-tab").length === %d`, tabs))
		if at := tab.Text(`location.href`); at != server.URL+"/" {
			t.Errorf("the address is %s", at)
		}
		tab.WaitUntil(queryEditor + `.operationName === "B" && ` + tokenIs(testToken))
		setEditor(tab, queryEditor, query+" ") // so that the next is another
		tab.WaitUntil(`localStorage["zitadel-graphql:graphiql:tabState"]?.includes("ü&#=+ ")`)
	}
	for _, request := range api.all() {
		if request.operation != "IntrospectionQuery" {
			t.Errorf("%s ran by itself", request.operation)
		}
	}
	setEditor(tab, queryEditor, query)
	tab.Do(chromedp.Click(chromedp.CSS(`[data-name="headers"]`)))
	setEditor(tab, headerEditor, `{"authorization": "`+typedToken+`"}`)
	made := copied(tab, "Copy a link")
	_, fragment, _ := strings.Cut(made, "#")
	parts, err := url.ParseQuery(fragment)
	if err != nil || !strings.HasPrefix(made, server.URL+"/#") || len(parts) > 3 || parts.Get("query") != query || parts.Get("variables") != variables {
		t.Errorf("the link is %s, %v", made, err)
	}
	if strings.Contains(made, typedToken) || strings.Contains(made, testToken) {
		t.Errorf("a token is in the link %s", made)
	}
	wantNoProblems(t, tab)
}

// TestLongLink ensures that a link of a size that would only slow GraphiQL down is not read, which the page says.
func TestLongLink(t *testing.T) {
	server := serveStub(t, &stub{}, builtAssets(t))
	tab := browsertest.Open(t)
	const start = "query="
	for length, read := range map[int]bool{65536: true, 65537: false} {
		tab.Do(chromedp.Navigate("about:blank"), chromedp.Navigate(server.URL+"/#"+start+strings.Repeat("a", length-len(start))))
		if read {
			tab.WaitUntil(holds(queryEditor, "aaa") + ` && document.querySelector("#bar .remark") === null`)
		} else {
			tab.WaitUntil(`document.querySelector("#bar .remark")?.textContent.includes("longer than 65536")`)
		}
	}
	wantNoProblems(t, tab)
}

// TestLinkBelowStrangePath ensures that a link leads to the page's own host where the page's path looks like another's name.
func TestLinkBelowStrangePath(t *testing.T) {
	const folder = "//elsewhere.example"
	server := httptest.NewServer(http.StripPrefix(folder, muxOf(t, &stub{}, builtAssets(t), testPage())))
	defer server.Close()
	tab := browsertest.Open(t)
	tab.Do(chromedp.Navigate(server.URL + folder + "/"))
	tab.WaitUntil(holds(queryEditor, "query Greeting"))
	if link := copied(tab, "Copy a link"); !strings.HasPrefix(link, server.URL+folder+"/#") {
		t.Errorf("the link is %s", link)
	}
}
