package resolver_test

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"zitadel-graphql/internal/browsertest"
	"zitadel-graphql/internal/graphiql"
)

// explorer is a page of GraphiQL with its explorer open.
type explorer struct {
	*browsertest.Tab

	t *testing.T
}

func (e *explorer) query() string {
	return e.Text(`document.querySelector("` + queryEditor + `").CodeMirror.getValue()`)
}

// write puts a query into the editor, and waits until the explorer shows it.
func (e *explorer) write(query, shown string) {
	e.t.Helper()
	e.WaitUntil(`(document.querySelector("` + queryEditor + `").CodeMirror.setValue(` + toJSON(query) + `), true)`)
	e.WaitUntil(`document.querySelector(".explorer").innerText.includes(` + toJSON(shown) + `)`)
}

// boxOf finds the checkbox of a field or argument, by the names on the way to it.
const boxOf = `(function (...names) {
	let list = document.querySelector(".explorer div"), box
	for (const name of names) {
		const label = [...list.querySelectorAll("label")].find((one) => one.firstChild.nextSibling.textContent === name)
		list = label.parentElement
		box = label.querySelector("input")
	}
	return box
})`

// press ticks or unticks a box by the keyboard, and returns the query after that.
func (e *explorer) press(names ...string) string {
	e.t.Helper()
	before := e.query()
	e.WaitUntil(`(` + boxOf + `(...` + toJSON(names) + `).focus(), true)`)
	e.Do(chromedp.KeyEvent(" "))
	e.WaitUntil(`document.querySelector("` + queryEditor + `").CodeMirror.getValue() !== ` + toJSON(before))
	e.WaitUntil(`document.activeElement === ` + boxOf + `(...` + toJSON(names) + `)`)
	return e.query()
}

// TestGraphiQLExplorer ensures that a person can build an operation by ticking fields and arguments, with nothing but the
// keyboard, that comments and the rest of the text stay as they are, and that what is built runs.
func TestGraphiQLExplorer(t *testing.T) {
	if !graphiql.Built() {
		browsertest.Lacking(t, "GraphiQL's files (make graphiql)")
	}
	p := start(t)
	e := &explorer{browsertest.Open(t), t}
	e.Do(chromedp.Navigate(p.url + "/"))
	e.WaitUntil(`document.querySelector("` + queryEditor + `")?.CodeMirror.getValue().includes("Start here")`)
	e.Do(chromedp.Click(`[aria-label="Show Explorer"]`, chromedp.NodeVisible))
	e.write("# why\nquery Mine {\n  viewer { canReadLoginPolicy } # me\n}\n", "query Mine")
	for _, step := range []struct {
		press []string
		want  string
	}{
		{[]string{"loginPolicy"}, "# why\nquery Mine {\n  viewer { canReadLoginPolicy } # me\n  loginPolicy { id }\n}\n"},
		{[]string{"loginPolicy", "isDefault"}, "# why\nquery Mine {\n  viewer { canReadLoginPolicy } # me\n  loginPolicy { id isDefault }\n}\n"},
		{[]string{"loginPolicy", "orgId"}, "# why\nquery Mine($orgId: ID) {\n  viewer { canReadLoginPolicy } # me\n  loginPolicy(orgId: $orgId) { id isDefault }\n}\n"},
		{[]string{"loginPolicy", "orgId"}, "# why\nquery Mine {\n  viewer { canReadLoginPolicy } # me\n  loginPolicy { id isDefault }\n}\n"},
		{[]string{"viewer", "canReadLoginPolicy"}, "# why\nquery Mine {\n  viewer { __typename } # me\n  loginPolicy { id isDefault }\n}\n"},
		{[]string{"loginPolicy", "id"}, "# why\nquery Mine {\n  viewer { __typename } # me\n  loginPolicy { isDefault }\n}\n"},
	} {
		if got := e.press(step.press...); got != step.want {
			t.Errorf("after %v the query is\n%s\nwant\n%s", step.press, got, step.want)
		}
	}
	// GraphiQL notices a moment later which operation is in its editor, as openTab says.
	e.WaitUntil(`document.querySelector("` + queryEditor + `").CodeMirror.operationName === "Mine"`)
	e.Do(chromedp.KeyEvent(kb.Enter, chromedp.KeyModifiers(chromedp.ModifierCtrl)))
	e.WaitUntil(`(` + result + `).includes('"isDefault": false')`)
	e.Screenshot("explorer")
	wantNoBarriers(t, e.Tab, ".explorer")

	e.write("mutation {\n  __typename\n}", "mutation")
	if got := e.press("removeSecondFactor"); !strings.HasPrefix(got, "mutation ($type: SecondFactorType!) {\n  __typename\n  removeSecondFactor(type: $type) {") {
		t.Errorf("a field with a required argument gives\n%s", got)
	}
	if got := e.press("removeSecondFactor"); got != "mutation {\n  __typename\n}" {
		t.Errorf("without it the operation is\n%s", got)
	}
	e.write("query {", "has a mistake")
	e.write("", "Begin a query")
	e.Do(chromedp.Click(".explorer button", chromedp.NodeVisible))
	e.WaitUntil(`document.querySelector("` + queryEditor + `").CodeMirror.getValue() === "query MyQuery {\n  __typename\n}\n"`)
	if problems := e.Problems(); len(problems) > 0 {
		t.Errorf("the browser complains: %v", problems)
	}
}
