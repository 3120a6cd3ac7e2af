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

// A person who starts the program and opens it in a browser removes a factor with nothing typed but the operation, reads
// the docs, sees what an error looks like, and no request leaves the machine.
func TestGraphiQL(t *testing.T) {
	if !graphiql.Built() {
		browsertest.Lacking(t, "GraphiQL's files (make graphiql)")
	}
	p := start(t)
	tab := browsertest.Open(t)
	tab.Do(chromedp.Navigate(p.url + "/"))
	tab.WaitUntil(`document.querySelector("` + queryEditor + `")?.CodeMirror.getValue().includes("removeSecondFactor")`)
	tab.WaitUntil(`document.querySelector(".graphiql-editor-tool, .graphiql-editor-tools") !== null`)

	tab.Do(chromedp.Click(`[aria-label="Show Documentation Explorer"]`, chromedp.NodeVisible))
	tab.WaitUntil(`document.querySelector(".graphiql-doc-explorer")?.innerText.includes("Mutation")`)
	tab.Screenshot("docs")

	removal := func() { // of the operations that stand there from the start
		tab.Do(chromedp.Click(`.graphiql-execute-button`, chromedp.NodeVisible))
		tab.WaitUntil(`((items) => items.length > 0 && (items[0].click(), true))(
			[...document.querySelectorAll("[role=menuitem]")].filter((item) => item.innerText === "RemoveSecondFactor"))`)
	}
	removal()
	tab.WaitUntil(`(` + result + `).includes('"resourceOwner": "200000000000000001"')`)
	tab.Screenshot("removed")
	removal()
	tab.WaitUntil(`(` + result + `).includes('"reason": "SECOND_FACTOR_NOT_CONFIGURED"')`)
	tab.Screenshot("error")

	if outside := tab.Outside(p.url); len(outside) > 0 {
		t.Errorf("the page asked other hosts: %v", outside)
	}
	if problems := tab.Problems(); len(problems) > 0 {
		t.Errorf("the browser complains: %v", problems)
	}
}
