package resolver_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"zitadel-graphql/internal/browsertest"
	"zitadel-graphql/internal/graphiql"
)

// TestGraphiQLSubscription ensures that GraphiQL runs a subscription against this program's own endpoint: it shows the last
// result at the end, and why a token is refused.
func TestGraphiQLSubscription(t *testing.T) {
	p, tab := openSubscription(t, `subscription Factors { secondFactorUsage { lookedAt total usage { withNone look { complete } } } }`, "3000")
	tab.Do(chromedp.Click(`.graphiql-execute-button`, chromedp.NodeVisible))
	tab.WaitUntil(`(` + result + `).includes('"complete": true')`)
	tab.WaitUntil(`((usage) => usage.lookedAt >= 3000 && usage.lookedAt === usage.total && usage.usage.withNone > 0)(
		JSON.parse(` + result + `).data.secondFactorUsage)`)
	tab.WaitUntil(executes)
	tab.Screenshot("last")
	if outside := tab.Outside(p.url); len(outside) > 0 {
		t.Errorf("the page asked other hosts: %v", outside)
	}

	tab.Do(chromedp.SendKeys(`#token`, "-that-nobody-has"), chromedp.Click(`.graphiql-execute-button`, chromedp.NodeVisible))
	tab.WaitUntil(`(` + result + `).includes('"reason": "TOKEN_REJECTED"') && ` + executes)
	tab.Screenshot("rejected")
	if problems := tab.Problems(); len(problems) > 0 {
		t.Errorf("the browser complains: %v", problems)
	}
}

// TestGraphiQLStopsSubscription ensures that a look ends when a person stops it in GraphiQL, who still sees how far it came.
func TestGraphiQLStopsSubscription(t *testing.T) {
	p, tab := openSubscription(t, `subscription Passwords { secondFactorUsage { lookedAt usage { withPasswordAlone } } }`, manyPeople)
	tab.Do(chromedp.Click(`.graphiql-execute-button`, chromedp.NodeVisible))
	tab.WaitUntil(`(` + result + `).includes('"usage": null')`)
	tab.Do(chromedp.Click(`.graphiql-execute-button[aria-label^="Stop"]`, chromedp.NodeVisible))
	eventually(t, "the program hears of it", func() bool { return strings.Contains(p.log(), `"CLIENT_CANCELLED"`) })
	tab.WaitUntil(`(` + result + `).includes('"usage": null') && ` + executes)
	tab.Screenshot("stopped")
}

// executes is true where GraphiQL runs nothing, and its button says so.
const executes = `document.querySelector(".graphiql-execute-button").ariaLabel.startsWith("Execute")`

// openSubscription opens the page of a program that has so many more users, and puts the subscription into the first tab.
func openSubscription(t *testing.T, subscription, users string) (*program, *browsertest.Tab) {
	t.Helper()
	if !graphiql.Built() {
		browsertest.Lacking(t, "GraphiQL's files (make graphiql)")
	}
	p := start(t, "--embedded-users", users)
	tab := browsertest.Open(t)
	tab.Do(chromedp.Navigate(p.url + "/"))
	editor := `document.querySelector("` + queryEditor + `")?.CodeMirror`
	tab.WaitUntil(editor + `.getValue().includes("Start here")`)
	tab.WaitUntil(fmt.Sprintf(`(%s.setValue(%q), true)`, editor, subscription))
	_, rest, _ := strings.Cut(subscription, " ")
	name, _, _ := strings.Cut(rest, " ")
	tab.WaitUntil(fmt.Sprintf(`%s.operationName === %q`, editor, name))
	return p, tab
}
