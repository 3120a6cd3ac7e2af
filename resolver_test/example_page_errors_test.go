package resolver_test

import (
	"strings"
	"sync/atomic"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// TestExamplePageTokens ensures that an error which only another token helps against leads to the form for a token,
// with the reason.
func TestExamplePageTokens(t *testing.T) {
	page := openSettings(t, startSite(t, start(t)), "", "")
	page.checkAccessibility("token")
	page.logIn("nonsense")
	page.seesFailure("UNAUTHENTICATED", "TOKEN_REJECTED", "Request")
	page.checkAccessibility("token_rejected")
	page.logIn("dev-nobody")
	page.seesFailure("You have no role in this organization.", "FORBIDDEN", "NOT_A_MEMBER")
	page.checkAccessibility("no_member")
	page.press("Use another token")
	page.logIn("dev-org-owner")
	page.sees("h1", "Acme")

	for id, reason := range map[string]string{acmeLabs: "NOT_A_MEMBER", "299999999999999999": "ORGANIZATION_NOT_FOUND", "a b": "ORGANIZATION_INVALID"} {
		page.press("By id")
		page.typeInto("Organization’s id", id+"\r")
		page.seesFailure(reason)
		if page.offers("Try again") {
			t.Errorf("%s: the page offers to try again what can't succeed", reason)
		}
	}
	page.choose("Acme")
	page.sees("h1", "Acme")
}

// TestExamplePageChangedMeanwhile ensures that a person who acts on settings that somebody else has changed meanwhile
// is told so, with the reason.
func TestExamplePageChangedMeanwhile(t *testing.T) {
	p := start(t)
	site := startSite(t, p)
	page := openSettings(t, site, "", "dev-org-owner")
	elsewhere := func(mutation string) { changeElsewhere(t, p, "dev-org-owner", mutation+" { sequence }") }

	page.pressAndRead("Remove… Authenticator app")
	page.sees("dialog", "Looked at all 26 people")
	elsewhere(`removeSecondFactor(type: SECOND_FACTOR_TYPE_OTP)`)
	page.press("Remove")
	page.sees("dialog [role=alert]", "IMPACT_CHANGED")
	page.sees("dialog", "Looked at all 26 people")
	page.press("Remove") // all the same
	page.seesFailure("NOT_FOUND", "SECOND_FACTOR_NOT_CONFIGURED", "NOT_EXECUTED")
	page.checkAccessibility("removed_twice")
	page.press("Reload")
	page.seesFactor("Authenticator app", "not allowed")

	elsewhere(`addSecondFactor(type: SECOND_FACTOR_TYPE_OTP_SMS)`)
	page.press("Allow Code by SMS")
	page.seesFailure("ALREADY_EXISTS", "SECOND_FACTOR_ALREADY_CONFIGURED")
	page.press("Reload")
	page.seesFactor("Code by SMS", "allowed")

	elsewhere(`removeLoginPolicyIdentityProvider(id: "` + acmeDirectoryID + `")`)
	page.press("Offer no password reset")
	page.press("Save 1 change")
	page.seesFailure("CONFLICT", "LOGIN_POLICY_CHANGED", "Somebody changed these settings since you opened them.")
	page.checkAccessibility("conflict")
	page.pressAndRead("Reload")
	page.press("Save 1 change") // what was typed is still there
	page.sees("[role=status]", "The settings are saved.")

	site.set(asViewer)
	page.press("Remove… Security key")
	page.press("Remove")
	page.seesFailure("Your roles don’t allow this here.", "FORBIDDEN", "PERMISSION_MISSING")
	page.checkAccessibility("no_permission")
	site.set(noTrouble)

	page.pressAndRead("Remove… Security key")
	page.sees("dialog", "Looked at all 26 people")
	elsewhere(`resetLoginPolicy`)
	page.press("Remove")
	page.seesFailure("FAILED_PRECONDITION", "SECOND_FACTOR_INHERITED")
	page.checkAccessibility("became_inherited")
	page.press("Reload")
	page.sees("section", "Inherited from the instance")
	page.checkConsole()
}

// TestExamplePageOutages ensures that a person learns whether their change may have happened when an answer is lost, is
// offered to try again only where that is safe, and finds the page working when the network is back.
func TestExamplePageOutages(t *testing.T) {
	var outage backendOutage
	under, backend, _ := startRelayed(t, nil, outage.before, outage.after)
	site := startSite(t, under)
	page := openSettings(t, site, "", "dev-org-owner")
	page.sees("h1", "Acme")

	page.SetOnline(false)
	page.seesFailure("You are offline.")
	page.checkAccessibility("offline")
	changeElsewhere(t, under, "dev-org-owner", `addSecondFactor(type: SECOND_FACTOR_TYPE_OTP_SMS) { sequence }`)
	page.SetOnline(true)
	page.WaitUntil(`!document.body.innerText.includes("You are offline.")`)
	page.seesFactor("Code by SMS", "allowed") // it has been read again

	page.meetsUnsentWrite(&outage)
	page.meetsLostAnswers(&outage)
	page.meetsUnreadablePage()

	backend.kill()
	page.press("Remove… Authenticator app")
	page.sees("main [role=alert]", "SERVICE_UNAVAILABLE")
	page.checkAccessibility("stopped")
}

// backendOutage holds hooks for a relay that break connections to the backend.
type backendOutage struct {
	// reads breaks those of reads of the policy. lostRemoval breaks that of a removal after it was done, and then those of
	// reads, which would find out what became of it.
	reads, lostRemoval atomic.Bool
}

func (o *backendOutage) before(call *relayed) {
	if o.reads.Load() && call.method == "GetLoginPolicy" {
		call.cut()
	}
}

func (o *backendOutage) after(call *relayed) {
	if o.lostRemoval.Load() && call.method == "RemoveSecondFactorFromLoginPolicy" {
		o.reads.Store(true)
		call.cut()
	}
}

// meetsUnsentWrite has the read before a removal fail: nothing was written, so the same may be sent again.
func (p *settingsPage) meetsUnsentWrite(outage *backendOutage) {
	p.t.Helper()
	p.pressAndRead("Remove… Code by SMS")
	outage.reads.Store(true)
	p.press("Remove")
	p.seesFailure("SERVICE_UNAVAILABLE", "BACKEND_UNREACHABLE", "NOT_EXECUTED")
	p.checkAccessibility("not_executed")
	outage.reads.Store(false)
	p.pressUntilRecovered("Try again")
	p.seesFactor("Code by SMS", "not allowed")
}

// meetsLostAnswers has the answer to a removal lost between the program and the backend, and then before the program.
func (p *settingsPage) meetsLostAnswers(outage *backendOutage) {
	p.t.Helper()
	outage.lostRemoval.Store(true)
	p.press("Remove… Security key")
	p.press("Remove")
	p.seesFailure("SERVICE_UNAVAILABLE", "BACKEND_UNREACHABLE", "UNKNOWN", "may have happened")
	p.offersNoRetry()
	p.checkAccessibility("unknown")
	outage.lostRemoval.Store(false)
	outage.reads.Store(false)
	p.pressUntilRecovered("Reload")
	p.seesFactor("Security key", "not allowed") // it had happened
	p.site.set(hangUpAfter)
	p.press("Remove… Code by e-mail")
	p.press("Remove")
	p.seesFailure("NO_ANSWER", "UNKNOWN", "may have happened")
	p.offersNoRetry()
	p.press("Reload")
	p.seesFactor("Code by e-mail", "not allowed")
}

// meetsUnreadablePage has every answer replaced by a proxy's page, and then lost.
func (p *settingsPage) meetsUnreadablePage() {
	p.t.Helper()
	for trouble, code := range map[trouble]string{gatewayPage: "NOT_GRAPHQL", hangUp: "NO_ANSWER"} {
		p.site.set(trouble)
		p.Do(chromedp.Reload())
		p.sees("main [role=alert]", code)
		p.checkAccessibility("trouble_" + code)
		p.site.set(noTrouble)
		p.press("Try again")
		p.sees("h1", "Acme")
	}
}

// TestExamplePageWarnings ensures that the warnings about a change are shown: in the page's own words where it knows
// the kind, and else in the server's.
func TestExamplePageWarnings(t *testing.T) {
	site := startSite(t, start(t))
	page := openSettings(t, site, "", "dev-instance-owner")
	page.sees("option", "Acme Labs")
	site.set(warn)
	page.press("Allow Code by SMS")
	page.sees("section [role=alert]", "The change is written, but it may not be in force. The server says so.", "Something else is so.")
	page.doesNotAnnounce("is allowed now")
	page.SetOnline(false)
	page.SetOnline(true)
	page.sees("main > [role=alert]", "Something else is so.") // a warning of the read that this leads to
	if got := page.Text(`String(document.querySelectorAll("section [role=alert] p").length)`); got != "2" {
		t.Errorf("the same warning of two fields is shown in %s lines", got)
	}
	page.checkAccessibility("warned")
	site.set(noTrouble)
	page.Text(`document.querySelector("section [role=alert] button").focus(); "there"`)
	page.keys(kb.Enter)
	page.hasFocus("Ways to prove who you are")
	page.WaitUntil(`document.querySelector("main [role=alert]") === null`)

	page.waitUntilIdle()
	site.set(hold)
	page.press("Allow Recovery codes")
	page.choose("Acme Labs")
	site.set(warn)
	page.sees(".announcer .stays", "Acme, which you have left: The change is written, but it may not be in force.")
	page.checkConsole()
}

// doesNotAnnounce fails the test if the page announces a success of which it doesn't know.
func (p *settingsPage) doesNotAnnounce(text string) {
	p.t.Helper()
	if announced := p.Text(`document.querySelector(".announcer").textContent`); strings.Contains(announced, text) {
		p.t.Errorf("it is announced: %s", announced)
	}
}

// offersNoRetry fails the test if the page offers to send a change again that may have happened.
func (p *settingsPage) offersNoRetry() {
	p.t.Helper()
	if p.offers("Try again") {
		p.t.Error("the page offers to try again what may have happened")
	}
}

// pressUntilRecovered presses this button in the notice of an error, and then "Try again" for as long as there is such
// a button: the server may take a moment to notice that the backend is back.
func (p *settingsPage) pressUntilRecovered(name string) {
	p.t.Helper()
	p.press(name)
	p.WaitUntil(`(() => {
		[...document.querySelectorAll("main [role=alert] button")].find((b) => b.innerText === "Try again")?.click()
		return document.querySelector("h1").innerText === "Acme" && document.querySelector("main [role=alert]") === null
	})()`)
}

// waitUntilIdle waits until the page isn't reading the settings.
func (p *settingsPage) waitUntilIdle() {
	p.t.Helper()
	p.WaitUntil(`document.querySelector("main")?.getAttribute("aria-busy") === "false"`)
}

// pressAndRead presses a button that makes the page read the settings, and waits until the page shows what it has read. (To
// wait until the page is idle isn't enough: on a busy machine that may be seen before the page has begun to read.)
func (p *settingsPage) pressAndRead(name string) {
	p.t.Helper()
	p.waitUntilIdle()
	before := p.site.settingsReads.Load()
	p.press(name)
	eventually(p.t, "the page reads the settings", func() bool { return p.site.settingsReads.Load() > before })
	p.waitUntilIdle()
}
