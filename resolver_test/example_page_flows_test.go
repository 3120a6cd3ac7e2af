package resolver_test

import (
	"strconv"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// TestExamplePageOwnPolicy ensures that a person sees the factors of an organization, is told before a removal which
// would remain, can remove the last one only past a warning, and can add it again.
func TestExamplePageOwnPolicy(t *testing.T) {
	site := startSite(t, start(t))
	site.set(hold)
	page := openSettings(t, site, "", "dev-org-owner")
	page.sees("[role=status]", "Reading the settings…")
	page.checkAccessibility("loading")
	site.set(noTrouble)

	page.sees("h1", "Acme")
	page.seesFactor("Authenticator app", "allowed")
	page.seesFactor("Code by SMS", "not allowed")
	page.sees("section", "Multi-factor login is forced for everyone, also through an identity provider.")
	page.sees(".history li", "Identity provider added", "by Organization owner")
	page.sees(".history li", "What changed in the instance’s settings, while they were this organization’s, isn’t shown")
	page.checkAccessibility("own")

	page.press("Remove… Authenticator app")
	page.sees("dialog", "Remove authenticator app?",
		"After this, security key, code by e-mail and passkey remain. Multi-factor login is forced for everyone")
	page.checkAccessibility("removal")
	page.press("Remove")
	page.seesFactor("Authenticator app", "not allowed")
	page.sees("[role=status]", "Authenticator app is no longer allowed.")
	page.sees(".history li", "Second factor removed")

	for _, name := range []string{"Security key", "Code by e-mail"} {
		page.press("Remove… " + name)
		page.takeGuardsOff()
		page.press("Remove")
		page.seesFactor(name, "not allowed")
	}
	page.press("Remove… Passkey")
	page.sees("dialog .notice.error", "After this, no factor is allowed, and multi-factor login is forced for everyone")
	page.checkAccessibility("removal_of_the_last")
	page.takeGuardsOff()
	page.press("Remove")
	page.sees("section .notice", "Multi-factor login is forced, and no factor is allowed.")
	page.checkAccessibility("none_allowed")

	page.press("Allow Passkey")
	page.seesFactor("Passkey", "allowed")
	page.press("Allow Code by SMS")
	page.seesFactor("Code by SMS", "allowed")
	page.press("Show earlier changes")
	page.WaitUntil(`document.querySelectorAll(".history time").length > 5`)
	page.checkConsole()
}

// TestExamplePageInheritedPolicy prevents that an organization which inherits its settings gets its own without
// consent, and ensures that it can go back.
func TestExamplePageInheritedPolicy(t *testing.T) {
	p := start(t)
	mustPost(t, p, as(instanceOwnerToken), operation(`mutation { updateDefaultLoginPolicy(patch: {disableLoginWithPhone: true}) { sequence } }`, nil))
	page := openSettings(t, startSite(t, p), "", "dev-instance-owner")
	page.press("Offer no password reset")
	page.target("Save 1 change")
	page.choose("Acme Labs")
	page.sees("h1", "Acme Labs")
	page.sees("section", "Inherited from the instance")
	page.target("Save") // what was typed for Acme is not there for Acme Labs
	page.sees(".history li", "Settings changed", "in the instance’s settings")
	page.checkAccessibility("inherited")

	page.press("Remove… Security key")
	page.sees("dialog", "Give Acme Labs settings of its own")
	page.checkAccessibility("removal_inherited")
	page.press("Remove") // without the consent
	page.WaitUntil(`document.querySelector("dialog input:invalid") !== null`)
	page.press("Give Acme Labs settings of its own")
	page.press("Remove")
	page.seesFactor("Security key", "not allowed")
	page.sees("section", "Acme Labs has settings of its own.")
	page.sees(".history li", "The organization got settings of its own")

	page.press("Reset to inherited…")
	page.checkAccessibility("reset")
	page.takeGuardsOff()
	page.press("Reset to inherited")
	page.sees("section", "Inherited from the instance")
	page.seesFactor("Security key", "allowed")

	page.press("Customize…")
	page.checkAccessibility("customize")
	page.press("Customize")
	page.sees("section", "Acme Labs has settings of its own.")
	page.Do(chromedp.Reload())
	page.sees("h1", "Acme Labs") // the organization in the URL
	page.checkConsole()
}

// TestExamplePagePolicyForm ensures that settings of every kind can be changed, and that only those are sent that were
// changed.
func TestExamplePagePolicyForm(t *testing.T) {
	p := start(t)
	page := openSettings(t, startSite(t, p), "", "dev-org-owner")
	page.sees("h1", "Acme")
	page.press("Force it for everyone")
	page.press("Force it for people who log in here")
	page.press("Log in with a passkey alone")
	page.press("Offer no password reset")
	page.typeInto("Second factor", "36")
	page.target("Second factor: unit")
	page.Do(chromedp.SendKeys(`[data-target]`, "hours"))
	page.typeInto("Go to", "https://app.example.com/")
	page.Do(chromedp.EmulateViewport(1280, 2200))
	page.checkAccessibility("edited")
	page.press("Save 6 changes")
	page.sees("[role=status]", "The settings are saved.")
	page.sees("section", "Multi-factor login is forced for everyone who logs in here rather than through an identity provider.")

	got := mustPost(t, p, as("dev-org-owner"), operation(`{ loginPolicy { forceMfa forceMfaLocalOnly passwordlessType hidePasswordReset
		secondFactorCheckLifetime defaultRedirectUri } }`, nil))
	want := `{"data":{"loginPolicy":{"forceMfa":false,"forceMfaLocalOnly":true,"passwordlessType":"PASSWORDLESS_TYPE_NOT_ALLOWED",` +
		`"hidePasswordReset":true,"secondFactorCheckLifetime":"PT36H","defaultRedirectUri":"https://app.example.com/"}}}`
	if got.body != want {
		t.Errorf("the policy is\n%s\nwant\n%s", got.body, want)
	}

	page.typeInto("Go to", "nowhere")
	page.press("Save 1 change")
	page.seesFailure("BAD_USER_INPUT", "REDIRECT_URI_INVALID", "NOT_EXECUTED")
	page.WaitUntil(`document.querySelector("[aria-invalid=true]")?.value === "nowhere"`)
	page.checkAccessibility("invalid")
	page.press("Discard…")
	page.sees("dialog", "Discard what isn’t saved?", "“Go to”")
	page.checkAccessibility("discard")
	page.press("Discard")
	page.WaitUntil(`document.querySelector("[role=alert]") === null`)
	page.checkConsole()
}

// TestExamplePageKeyboard ensures that a removal needs no mouse: the dialog takes the focus and keeps it, Escape closes
// the dialog, and the focus returns to where it was.
func TestExamplePageKeyboard(t *testing.T) {
	page := openSettings(t, startSite(t, start(t)), "", "dev-org-owner")
	page.sees("h1", "Acme")
	page.tabTo("Remove… Code by e-mail")
	if outline := page.Text(`getComputedStyle(document.activeElement).outlineStyle`); outline != "solid" {
		t.Errorf("the focus has the outline %q, which nobody sees", outline)
	}
	page.keys(kb.Enter)
	page.hasFocus("Cancel")
	page.keys(kb.Escape)
	page.WaitUntil(`document.querySelector("dialog") === null`)
	page.hasFocus("Remove… Code by e-mail")

	page.keys(kb.Enter)
	page.hasFocus("Cancel")
	for range 5 { // Tab goes round within the dialog, and never to the page behind it
		page.keys(kb.Tab)
		page.WaitUntil(`document.activeElement === document.body || document.activeElement.closest("dialog") !== null`)
	}
	page.tabTo("Remove")
	page.Screenshot("focus")
	page.keys(kb.Enter)
	page.seesFactor("Code by e-mail", "not allowed")
	page.hasFocus("Allow Code by e-mail")
	page.keys(" ")
	page.seesFactor("Code by e-mail", "allowed")
	page.hasFocus("Remove… Code by e-mail")
	page.checkConsole()
}

// TestExamplePageNarrow ensures that the page fits the width of a small phone, and twice that width with text twice as
// large.
func TestExamplePageNarrow(t *testing.T) {
	page := openSettings(t, startSite(t, start(t)), "?org="+acmeLabs, "dev-viewer")
	page.sees(".notice", "You may look, but not change.")
	page.Text(`document.documentElement.style.fontSize = "200%"`)
	for _, width := range []int64{640, 320} {
		page.Do(chromedp.EmulateViewport(width, 900))
		if wide := page.Text(`String(document.documentElement.scrollWidth)`); wide != strconv.FormatInt(width, 10) {
			t.Errorf("on %d pixels the page is %s wide, because of\n%s", width, wide, page.Text(`[...document.querySelectorAll("body *")]
				.filter((e) => e.getBoundingClientRect().right > innerWidth).map((e) => e.outerHTML.slice(0, 120)).join("\n")`))
		}
		page.Text(`document.documentElement.style.fontSize = ""`)
	}
	page.checkAccessibility("narrow")
	page.Text(`document.querySelector(".factors").scrollIntoView(); "there"`)
	page.Screenshot("narrow_factors")
	page.checkConsole()
}

// choose selects an organization by its name.
func (p *settingsPage) choose(name string) {
	p.t.Helper()
	p.sees("option", name)
	p.target("Organization")
	p.Do(chromedp.SendKeys(`[data-target]`, name))
}

// keys types these keys, wherever the focus is.
func (p *settingsPage) keys(keys string) {
	p.t.Helper()
	p.Do(chromedp.KeyEvent(keys))
}

// tabTo presses Tab until the control with this name has the focus.
func (p *settingsPage) tabTo(name string) {
	p.t.Helper()
	for range 80 {
		if p.Text(`document.activeElement.textContent.replace(/\s+/g, " ").trim()`) == name {
			return
		}
		p.keys(kb.Tab)
	}
	p.t.Fatalf("Tab doesn't lead to %q", name)
}

// hasFocus waits until the control with this name has the focus.
func (p *settingsPage) hasFocus(name string) {
	p.t.Helper()
	p.WaitUntil(`document.activeElement.textContent.replace(/\s+/g, " ").trim() === ` + toJSON(name))
}

// checkConsole fails the test if the browser's console has errors, or if the page has asked another host.
func (p *settingsPage) checkConsole() {
	p.t.Helper()
	if problems := p.Problems(); len(problems) > 0 {
		p.t.Errorf("the browser complains: %q", problems)
	}
	if outside := p.Outside(p.site.url); len(outside) > 0 {
		p.t.Errorf("the page asked %q", outside)
	}
}
