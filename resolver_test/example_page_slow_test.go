package resolver_test

import (
	"testing"

	"github.com/chromedp/chromedp/kb"
)

// TestExamplePageSlow prevents that something is lost while an answer is under way: what a person types, what becomes
// of a change after they went on to another organization, and a session that they have begun since.
func TestExamplePageSlow(t *testing.T) {
	p := start(t)
	site := startSite(t, p)
	page := openSettings(t, site, "", "dev-instance-owner")
	page.press("Offer no password reset")
	site.set(hold)
	page.press("Save 1 change")
	page.target("Saving…")
	page.press("Register oneself")
	site.set(noTrouble)
	page.sees("[role=status]", "The settings are saved.")
	page.target("Save 1 change") // the second change, which was typed meanwhile
	page.press("Discard…")
	page.hasFocus("Cancel")
	page.keys(kb.Escape)
	page.hasFocus("Discard…")
	page.press("Discard…")
	page.press("Discard")
	page.hasFocus("Save")

	page.sees("option", "Acme Labs") // before the page is held up
	site.set(hold)
	page.press("Allow Code by SMS")
	changeElsewhere(t, p, "dev-org-owner", `addSecondFactor(type: SECOND_FACTOR_TYPE_OTP_SMS) { sequence }`)
	page.choose("Acme Labs")
	page.sees("[role=status]", "Reading the settings…")
	site.set(noTrouble)
	page.sees("[role=status]", "The change to Acme, which you have left: This factor is allowed already.")
	page.sees("h1", "Acme Labs")
	page.WaitUntil(`document.title === "Acme Labs – Login settings"`)

	page.Text(`history.back(); "back"`)
	page.WaitUntil(`document.querySelector("h1").innerText === "Acme"`)
	site.set(hold)
	page.press("Allow Recovery codes")
	page.press("Use another token")
	page.logIn("dev-org-owner")
	page.sees("[role=status]", "Reading the settings…")
	site.set(asStranger)
	page.seesFactor("Authenticator app", "allowed")
	page.pressAndRead("Remove… Authenticator app")
	page.sees("dialog", "Remove authenticator app?")
	page.press("Cancel")
	page.checkConsole()
}

// TestExamplePageFocus prevents that a person with a keyboard or a screen reader loses their place with a button that
// disappears when it is pressed; and ensures that what can't be a token is refused at its field.
func TestExamplePageFocus(t *testing.T) {
	site := startSite(t, start(t))
	page := openSettings(t, site, "", "tok€n")
	page.WaitUntil(`document.querySelector("input[name=token]:invalid") !== null`)
	page.typeInto("Access token", "dev-org-owner\r")
	page.sees("h1", "Acme")
	page.press("By id")
	page.tabTo("Cancel")
	page.keys(kb.Enter)
	page.hasFocus("By id")

	page.tabTo("Show earlier changes")
	page.keys(kb.Enter)
	page.WaitUntil(`document.activeElement.matches(".history li")`)

	site.set(hangUpAfter)
	page.press("Allow Code by SMS")
	page.seesFailure("NO_ANSWER", "UNKNOWN")
	page.Text(`document.querySelector("[role=alert] button").focus(); "there"`)
	page.keys(kb.Enter)
	page.hasFocus("Ways to prove who you are")
	page.seesFactor("Code by SMS", "allowed")
}

// TestExamplePageOutdated prevents that a slow or failed read takes away what the page shows: what was typed stays, a
// factor that was removed isn't shown as allowed again, and settings that may be out of date are called so.
func TestExamplePageOutdated(t *testing.T) {
	site := startSite(t, start(t))
	page := openSettings(t, site, "", "dev-org-owner")
	page.press("Offer no password reset")
	page.pressAndRead("Remove… Code by e-mail")
	site.set(holdQueries)
	page.press("Remove")
	page.sees("[role=status]", "Code by e-mail is no longer allowed.")
	page.seesFactor("Code by e-mail", "not allowed") // by the change's answer: nothing is read
	page.press("Save 1 change")                      // with the version of that answer
	page.sees("[role=status]", "The settings are saved.")
	page.press("Register oneself")
	site.set(noTrouble)
	page.sees(".history li", "Second factor removed") // what is read again
	site.set(gatewayPage)
	page.press("Remove… Security key") // which reads what would remain
	page.seesFailure("What you see may be out of date.", "NOT_GRAPHQL")
	page.checkAccessibility("outdated")
	page.seesFactor("Code by e-mail", "not allowed")
	page.sees("button", "Save 1 change")
	page.WaitUntil(`document.querySelector("fieldset").disabled`)

	site.set(noTrouble)
	page.press("Try again")
	page.WaitUntil(`document.querySelector("[role=alert]") === null`)
	page.seesFactor("Code by e-mail", "not allowed")
	page.press("Save 1 change")
	page.sees("[role=status]", "The settings are saved.")
}
