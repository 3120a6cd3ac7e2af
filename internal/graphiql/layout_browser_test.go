package graphiql

import (
	"strconv"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"zitadel-graphql/internal/browsertest"
)

// TestFirstHint ensures that Ctrl-Enter, which is the first thing that the page says, works before any click, and then
// from wherever a click has left the focus.
func TestFirstHint(t *testing.T) {
	api := &stub{}
	server := serveStub(t, api, builtAssets(t))
	tab := browsertest.Open(t)
	openPage(tab, server)
	tab.WaitUntil(queryEditor + `.hasFocus()`)
	ran := 0
	wantRun := func(from string) {
		t.Helper()
		tab.Do(chromedp.KeyEvent(kb.Enter, chromedp.KeyModifiers(chromedp.ModifierCtrl)))
		tab.WaitUntil(holds(resultPane, "hello"))
		tab.WaitUntil(`document.querySelector(".graphiql-execute-button").getAttribute("aria-label").startsWith("Execute")`)
		count := 0
		for _, request := range api.all() {
			if request.operation != "IntrospectionQuery" {
				count++
			}
		}
		if ran++; count != ran {
			t.Errorf("from %s: %d operations have run, want %d", from, count, ran)
		}
		tab.WaitUntil(`(` + resultPane + `.setValue(""), true)`)
	}
	wantRun("the page as it opens")
	tab.Do(chromedp.Click(chromedp.CSS(".graphiql-tab:nth-child(2) .graphiql-tab-button")))
	tab.WaitUntil(holds(queryEditor, "query Second"))
	wantRun("a tab's button")
	tab.Do(chromedp.Focus("#token"))
	wantRun("the token")
	tab.Do(chromedp.Click(chromedp.CSS(`[data-name="headers"]`)))
	wantRun("the headers' button")
	tab.Do(chromedp.Click(chromedp.CSS(".result-window")))
	wantRun("the result")
	tab.Do(chromedp.Click(chromedp.CSS(".graphiql-query-editor .CodeMirror")))
	wantRun("the editor")

	tab.Do(chromedp.Click(chromedp.CSS(`[aria-label="Open settings dialog"]`)))
	tab.WaitUntil(`document.querySelector(".graphiql-dialog") !== null`)
	tab.Do(chromedp.KeyEvent(kb.Enter, chromedp.KeyModifiers(chromedp.ModifierCtrl)))
	tab.Do(chromedp.KeyEvent(kb.Escape))
	tab.WaitUntil(`document.querySelector(".graphiql-dialog") === null`)
	wantRun("the page behind the dialog")
	wantNoProblems(t, tab)
}

// TestPhone ensures that on a phone's width everything can be read and reached: query, result and docs have the whole
// width each, none covers another, and nothing sticks out.
func TestPhone(t *testing.T) {
	const width = 390
	server := serveStub(t, &stub{}, builtAssets(t))
	tab := browsertest.Open(t)
	tab.Do(chromedp.EmulateViewport(width, 844, chromedp.EmulateMobile, chromedp.EmulateTouch))
	openPage(tab, server)
	tab.Do(chromedp.Click(chromedp.CSS(executeButton)))
	tab.WaitUntil(holds(resultPane, `"greeting": "hello"`))
	tab.Screenshot("result")
	wantWide := func(selector string) {
		t.Helper()
		if wrong := tab.Text(`((box) => box.left >= 0 && box.right <= innerWidth && box.width > innerWidth - 40 && box.height > 150 ? "" :
			JSON.stringify(box))(document.querySelector("` + selector + `").getBoundingClientRect())`); wrong != "" {
			t.Errorf("%s is at %s", selector, wrong)
		}
	}
	wantWide(".graphiql-query-editor .CodeMirror")
	wantWide(".result-window")
	if overlap := tab.Text(`String(document.querySelector(".graphiql-editors").getBoundingClientRect().bottom >
		document.querySelector(".graphiql-response").getBoundingClientRect().top + 1)`); overlap != "false" {
		t.Error("the editors and the result cover each other")
	}
	if broken := tab.Text(`[...document.querySelectorAll(".result-window .CodeMirror-line")].filter((line) =>
		line.getBoundingClientRect().height > 30).map((line) => line.innerText).join("\n")`); broken != "" {
		t.Errorf("short lines of the result are broken:\n%s", broken)
	}
	tab.Do(chromedp.Click(chromedp.CSS(`.graphiql-toggle-editor-tools`)))
	tab.WaitUntil(`document.querySelector(".graphiql-editor-tool").getBoundingClientRect().height > 40`)
	tab.Screenshot("tools")

	tab.Do(chromedp.Click(chromedp.CSS(`[aria-label="Show Documentation Explorer"]`)))
	tab.WaitUntil(`document.querySelector(".graphiql-doc-explorer")?.textContent.includes("A schema for a test.")`)
	tab.Screenshot("docs")
	wantWide(".graphiql-plugin")
	tab.Do(chromedp.Click(chromedp.CSS(`[aria-label="Hide Documentation Explorer"]`)))
	tab.Do(chromedp.Click(chromedp.CSS(`[aria-label="Show History"]`)))
	tab.WaitUntil(`document.querySelector(".graphiql-history-item-label") !== null`)
	tab.Screenshot("history")
	wantWide(".graphiql-plugin")
	tab.Do(chromedp.Click(chromedp.CSS(`[aria-label="Hide History"]`)))
	tab.Do(chromedp.Click(chromedp.CSS(`[aria-label="Open settings dialog"]`)))
	tab.WaitUntil(`document.querySelector(".graphiql-dialog") !== null`)
	tab.Screenshot("settings")
	if wide := tab.Text(`String(document.documentElement.scrollWidth)`); wide != strconv.Itoa(width) {
		t.Errorf("the page is %s wide", wide)
	}
	if outside := tab.Text(`[...document.querySelectorAll("button, input, label, .graphiql-dialog")].filter((e) => {
		const box = e.getBoundingClientRect()
		return box.width > 0 && !e.closest(".graphiql-tabs, .graphiql-plugin") && (box.right > innerWidth + 1 || box.left < -1)
	}).map((e) => e.outerHTML.slice(0, 120)).join("\n")`); outside != "" {
		t.Errorf("out of reach:\n%s", outside)
	}
	wantNoProblems(t, tab)
}

// TestWithoutIntrospection ensures that where the server doesn't show its schema the page says so and what to do, asks for
// no schema in vain, and works.
func TestWithoutIntrospection(t *testing.T) {
	api := &stub{}
	page := testPage()
	page.Introspection, page.Notices = false, []string{"There is no documentation. Set --introspection on."}
	server := servePage(t, api, builtAssets(t), page)
	tab := browsertest.Open(t)
	openPage(tab, server)
	tab.WaitUntil(`document.querySelector("#bar").innerText.includes("Set --introspection on.")`)
	tab.Do(chromedp.Click(chromedp.CSS(executeButton)))
	tab.WaitUntil(holds(resultPane, "hello"))
	tab.Screenshot("notice")
	for _, request := range api.all() {
		if request.operation == "IntrospectionQuery" {
			t.Error("the schema was asked for")
		}
	}
	tab.Do(chromedp.Click(chromedp.CSS(".remark button")))
	tab.WaitUntil(`!document.querySelector("#bar").innerText.includes("--introspection") && document.activeElement.id === "token"`)
	wantNoProblems(t, tab)
}
