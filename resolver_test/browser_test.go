package resolver_test

import (
	"testing"

	"github.com/chromedp/chromedp"

	"zitadel-graphql/internal/browsertest"
	"zitadel-graphql/internal/graphiql"
)

const (
	queryEditor = `.graphiql-query-editor .CodeMirror`
	result      = `document.querySelector(".result-window .CodeMirror")?.CodeMirror.getValue() ?? ""`
)

// A person who starts the program and opens it in a browser removes a factor with nothing typed at all, reads the docs,
// sees what an error looks like, and no request leaves the machine.
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

// openTab opens the tab with an example, which is called as its operation. GraphiQL notices a moment later that another
// operation stands in the editor, and until then would name the one before.
func openTab(tab *browsertest.Tab, operation string) {
	tab.WaitUntil(`((tabs) => tabs.length === 1 && (tabs[0].click(), true))(
		[...document.querySelectorAll(".graphiql-tab-button")].filter((button) => button.innerText === "` + operation + `"))`)
	tab.WaitUntil(`document.querySelector("` + queryEditor + `")?.CodeMirror.operationName === "` + operation + `"`)
}
