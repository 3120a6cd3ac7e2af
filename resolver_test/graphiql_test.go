package resolver_test

import (
	"net/http"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"zitadel-graphql/internal/browsertest"
	"zitadel-graphql/internal/graphiql"
)

const (
	queryEditor = `.graphiql-query-editor .CodeMirror`
	result      = `document.querySelector(".result-window .CodeMirror")?.CodeMirror.getValue() ?? ""`
)

// TestGraphiQL ensures that a person who starts the program and opens it in a browser can remove a factor without
// typing anything, read the documentation and see what an error looks like; and that no request leaves the machine.
func TestGraphiQL(t *testing.T) {
	if !graphiql.Built() {
		browsertest.Lacking(t, "GraphiQL's files (make graphiql)")
	}
	p := start(t)
	tab := browsertest.Open(t)
	tab.Do(chromedp.Navigate(p.url + "/"))
	tab.WaitUntil(`document.querySelector("` + queryEditor + `")?.CodeMirror.getValue().includes("Start here")`)
	tab.WaitUntil(`document.querySelectorAll(".graphiql-tab").length > 5`)
	tab.Screenshot("first")

	tab.Do(chromedp.Click(`[aria-label="Show Documentation Explorer"]`, chromedp.NodeVisible))
	tab.WaitUntil(`document.querySelector(".graphiql-doc-explorer")?.innerText.includes("Mutation")`)
	execute := func() { tab.Do(chromedp.Click(`.graphiql-execute-button`, chromedp.NodeVisible)) }
	execute()
	tab.WaitUntil(`(` + result + `).includes('"isDefault": false')`)
	tab.Screenshot("docs")

	openTab(tab, "RemoveFactor")
	execute()
	tab.WaitUntil(`(` + result + `).includes('"removeSecondFactor": {')`)
	tab.Screenshot("removed")
	execute()
	tab.WaitUntil(`(` + result + `).includes('"reason": "SECOND_FACTOR_NOT_CONFIGURED"')`)
	tab.Screenshot("error")

	if outside := tab.Outside(p.url); len(outside) > 0 {
		t.Errorf("the page asked other hosts: %v", outside)
	}
	if problems := tab.Problems(); len(problems) > 0 {
		t.Errorf("the browser complains: %v", problems)
	}
}

// openTab opens the tab of an example. GraphiQL notices a moment later that another operation is in its editor, and
// until then would send the name of the one before.
func openTab(tab *browsertest.Tab, operation string) {
	tab.WaitUntil(`((tabs) => tabs.length === 1 && (tabs[0].click(), true))(
		[...document.querySelectorAll(".graphiql-tab-button")].filter((button) => button.innerText === "` + operation + `"))`)
	tab.WaitUntil(`document.querySelector("` + queryEditor + `")?.CodeMirror.operationName === "` + operation + `"`)
}

// wantNoBarriers has axe look at what this page adds to GraphiQL, which has barriers of its own. Where axe isn't installed it
// does nothing, except in CI.
func wantNoBarriers(t *testing.T, tab *browsertest.Tab, selector string) {
	t.Helper()
	axe, err := os.ReadFile(exampleAxe)
	if err != nil {
		if browsertest.Required() {
			t.Error(err)
		}
		return
	}
	tab.Text(string(axe) + `; window.axeFound = null
		axe.run(` + toJSON(selector) + `, { resultTypes: ["violations"] }).then(
			(r) => { axeFound = r.violations.flatMap((v) => v.nodes.map((n) => v.id + ": " + n.html + " " + n.failureSummary)).join("\n") },
			(e) => { axeFound = String(e) })
		"running"`)
	tab.WaitUntil(`window.axeFound !== null`)
	if found := tab.Text(`window.axeFound`); found != "" {
		t.Errorf("axe finds\n%s", found)
	}
}

// TestGraphiQLInProduction ensures that in front of a real ZITADEL GraphiQL starts with a field for the token; and that
// without introspection queries work, and the log and the page name the flag to set.
func TestGraphiQLInProduction(t *testing.T) {
	if !graphiql.Built() {
		browsertest.Lacking(t, "GraphiQL's files (make graphiql)")
	}
	zitadel := start(t, "--embedded-listen", "127.0.0.1:0")
	p := start(t, "--backend", "http://"+zitadel.embeddedAddress, "--graphiql", "on")
	if warned := p.awaitLine("GraphiQL is on, but introspection is off: the page has no documentation and completes nothing"); warned["level"] != "WARN" || warned["set"] != "--introspection on" {
		t.Errorf("the log line is %v, want level WARN and the flag to set", warned)
	}
	tab := browsertest.Open(t)
	for _, width := range []int64{390, 1280} {
		tab.Do(chromedp.EmulateViewport(width, 844), chromedp.Navigate(p.url+"/"))
		tab.WaitUntil(`document.querySelector("` + queryEditor + `")?.CodeMirror.getValue().includes("Start here")`)
		tab.WaitUntil(`document.querySelector(".remark")?.innerText.includes("--introspection on")`)
		tab.Screenshot("no_introspection_" + strconv.FormatInt(width, 10))
	}
	tab.Do(chromedp.Click(`.graphiql-execute-button`, chromedp.NodeVisible))
	tab.WaitUntil(`(` + result + `).includes("TOKEN_MISSING")`)
	tab.Do(chromedp.SendKeys(`#token`, "dev-viewer"), chromedp.Click(`.graphiql-execute-button`, chromedp.NodeVisible))
	tab.WaitUntil(`(` + result + `).includes('"isDefault": false')`)
	if problems := tab.Problems(); len(problems) > 0 {
		t.Errorf("the browser complains: %v", problems)
	}
}

// TestGraphiQLNamesMissingSettings ensures that the program starts although its settings leave GraphiQL without
// something, and that both the log and the page name the flags to set.
func TestGraphiQLNamesMissingSettings(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ args, flags []string }{
		"no introspection":       {[]string{"--introspection", "off"}, []string{"--introspection on"}},
		"trusted documents only": {[]string{"--trusted-documents", "manifests/relay.json", "--trusted-documents-mode", "require"}, []string{"--trusted-documents-mode report"}},
		"neither": {[]string{"--introspection=off", "--trusted-documents", "manifests/relay.json", "--trusted-documents-mode", "require"},
			[]string{"--trusted-documents-mode report", "--introspection on"}},
		"nothing wrong": {nil, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := start(t, c.args...)
			page := p.get(t, "/").body
			for _, flag := range c.flags {
				if !strings.Contains(page, flag) {
					t.Errorf("the page doesn't say %q", flag)
				}
			}
			var warned []string
			for line := range strings.Lines(p.log()) {
				if _, rest, found := strings.Cut(line, `"level":"WARN"`); found {
					_, flag, _ := strings.Cut(rest, `"set":"`)
					warned = append(warned, strings.TrimRight(flag, "\"}\n"))
				}
			}
			if !slices.Equal(warned, c.flags) {
				t.Errorf("the log warns to set %q, want %q", warned, c.flags)
			}
		})
	}
}

// TestGraphiQLIsServed ensures that GraphiQL is served with a development token in development, and in production only
// on request and without any token.
func TestGraphiQLIsServed(t *testing.T) {
	t.Parallel()
	production := startScripted(t).url()
	for name, test := range map[string]struct {
		args        []string
		page, token bool
	}{
		"development":             {nil, true, true},
		"development, off":        {[]string{"--graphiql", "off"}, false, false},
		"production":              {[]string{"--backend", production}, false, false},
		"production, switched on": {[]string{"--backend", production, "--graphiql", "on"}, true, false},
	} {
		p := start(t, test.args...)
		request, err := http.NewRequest(http.MethodGet, p.url+"/", nil)
		if err != nil {
			t.Fatal(err)
		}
		got, err := p.do(request)
		if err != nil {
			t.Fatal(err)
		}
		isPage := got.status == 200 && strings.HasPrefix(got.header.Get("Content-Type"), "text/html")
		if isPage != test.page || strings.Contains(got.body, "dev-instance-owner") != test.token {
			t.Errorf("%s: got %d %s, page %t, token %t", name, got.status, got.header.Get("Content-Type"), isPage, strings.Contains(got.body, "dev-instance-owner"))
		}
	}
}
