package resolver_test

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// TestExamplePageDrafts prevents that what a person has typed is lost against their will. A reload, a look at another
// organization and an expired token keep it, for its own organization, and before it is discarded they are asked.
func TestExamplePageDrafts(t *testing.T) {
	p := start(t)
	site := startSite(t, p)
	page := openSettings(t, site, "", "dev-instance-owner")
	page.press("Offer no password reset")
	page.typeInto("Second factor", "36")
	page.typeInto("Go to", "https://app.example.com/")
	page.target("Save 3 changes")
	const again = "What you typed before is here again. It isn’t saved yet."

	page.Do(chromedp.Reload())
	page.sees("[role=status]", again)
	page.target("Save 3 changes")
	page.choose("Acme Labs")
	page.sees("h1", "Acme Labs")
	page.target("Save")
	page.press("Register oneself")
	page.target("Save 1 change")
	page.Text(`history.back(); "back"`)
	page.sees("[role=status]", again)
	page.target("Save 3 changes")
	page.Screenshot("kept")

	site.set(asStranger) // the token expires
	page.press("Save 3 changes")
	page.seesFailure("UNAUTHENTICATED", "TOKEN_REJECTED")
	page.sees(".welcome .notice", "What you have typed and not saved is kept")
	page.checkAccessibility("kept_for_later")
	if kept := page.browserStorage(); strings.Contains(kept, "dev-instance-owner") {
		t.Errorf("the token outlives its session: %s", kept)
	}
	site.set(noTrouble)
	page.logIn("dev-instance-owner")
	page.sees("[role=status]", again)
	page.press("Save 3 changes")
	page.sees("[role=status]", "The settings are saved.")
	page.target("Save")
	page.Do(chromedp.Reload())
	page.target("Save") // it isn't offered again as unsaved

	changeElsewhere(t, p, "dev-instance-owner", `updateLoginPolicy(patch: {hidePasswordReset: true}, orgId: "`+acmeLabs+`", whenInherited: CUSTOMIZE) { sequence }`)
	page.press("Use another token")
	page.sees("dialog", "Discard what isn’t saved?", "Acme Labs")
	page.checkAccessibility("leave")
	page.press("Cancel")
	page.hasFocus("Use another token")
	page.choose("Acme Labs")
	page.sees("[role=status]", "What you typed before is here again.", "the settings have changed since: compare them first.")
	page.press("Use another token")
	page.press("Discard and leave")
	page.sees(".welcome", "Access token")
	if kept := page.browserStorage(); kept != "{} {} " {
		t.Errorf("the browser keeps this for the next person: %s", kept)
	}
	page.logIn("dev-instance-owner")
	page.sees("h1", "Acme Labs")
	page.target("Save")
	page.checkConsole()
}

// TestExamplePageHalfTyped ensures that also what isn't a valid value yet is kept, and can be discarded, even by
// somebody who may no longer save it; and that what is saved after its page was left doesn't come back as unsaved.
func TestExamplePageHalfTyped(t *testing.T) {
	site := startSite(t, start(t))
	page := openSettings(t, site, "?org="+acmeLabs, "dev-instance-owner")
	page.sees("h1", "Acme Labs")
	page.target("Second factor")
	page.Text(`document.querySelector("[data-target]").select(); "selected"`)
	page.keys("\b")
	page.sees("button", "Discard…")
	page.Do(chromedp.Reload())
	page.sees("h1", "Acme Labs")
	page.WaitUntil(`[...document.querySelectorAll("input[type=number]")].some((e) => e.value === "")`)
	page.Text(`sessionStorage.setItem(Object.keys(sessionStorage).find((k) => k.endsWith(":token")), "dev-viewer"); "another"`)
	page.Do(chromedp.Reload())
	page.sees(".notice", "You may look, but not change.")
	page.press("Discard…")
	page.sees("dialog", "“Second factor”")
	page.press("Discard")
	page.WaitUntil(`![...document.querySelectorAll("input[type=number]")].some((e) => e.value === "")`)
	page.Do(chromedp.Reload())
	page.sees("h1", "Acme Labs")
	page.WaitUntil(`![...document.querySelectorAll("button")].some((e) => e.innerText === "Discard…")`)

	page = openSettings(t, site, "", "dev-instance-owner")
	page.press("Offer no password reset")
	page.sees("option", "Acme Labs")
	site.set(hold)
	page.press("Save 1 change")
	page.choose("Acme Labs")
	site.set(noTrouble)
	page.sees("[role=status]", "Acme, which you have left: The settings are saved.")
	page.Text(`history.back(); "back"`)
	page.WaitUntil(`document.querySelector("h1").innerText === "Acme"`)
	page.target("Save")
	page.Text(`sessionStorage.setItem(Object.keys(sessionStorage).find((k) => k.endsWith(":token")).replace(":token", ":draft.` + acme + `"),
		'{"organization":"Acme","version":"1","draft":{"values":{"hidePasswordReset":"yes","unheardOf":true,"allowRegister":true},"amounts":{"multiFactorCheckLifetime":3}}}'); "older"`)
	page.Do(chromedp.Reload())
	page.target("Save 1 change") // of a draft of another version, only what this version knows
	page.checkConsole()
}

// browserStorage returns all that the browser keeps of the page, except for drafts and the token, which are gone with
// the tab.
func (p *settingsPage) browserStorage() string {
	p.t.Helper()
	return p.Text(`[JSON.stringify(localStorage), JSON.stringify(sessionStorage), document.cookie].join(" ")`)
}

// TestExamplePageStaleMessages prevents that a message about one organization or one change is shown with another; and
// ensures that a person who has left the page of a change still learns what became of it, by the organization's name.
func TestExamplePageStaleMessages(t *testing.T) {
	site := startSite(t, start(t))
	page := openSettings(t, site, "", "dev-instance-owner")
	page.sees("option", "Acme Labs")
	page.press("Allow Code by SMS")
	page.sees(".announcer", "Code by SMS is allowed now.")
	page.choose("Acme Labs")
	page.sees("h1", "Acme Labs")
	page.announcesNothing("over another organization")
	page.Text(`history.back(); "back"`)
	page.WaitUntil(`document.querySelector("h1").innerText === "Acme"`)
	page.announcesNothing("over the organization that was left in between")

	page.press("Remove… Code by SMS")
	page.press("Remove")
	page.sees(".announcer", "Code by SMS is no longer allowed.")
	site.set(hangUpAfter)
	page.press("Allow Code by SMS")
	page.seesFailure("NO_ANSWER")
	page.announcesNothing("over the failure of the next change")

	page.sees("button", "Reload")
	site.set(hold)
	page.press("Allow Recovery codes")
	page.press("Use another token")
	page.sees(".welcome", "Access token")
	page.WaitUntil(`document.title === "Login settings"`)
	site.set(hangUp)
	page.sees(".announcer", "The change to Acme, which you have left:", "may have happened")
	if got := page.Text(`getComputedStyle(document.querySelector(".announcer p")).animationName`); got != "none" {
		t.Errorf("the message that a change may have happened must stay; it is animated by %q", got)
	}
	page.checkAccessibility("told_after")
	site.set(noTrouble)
	page.logIn("dev-instance-owner")
	page.sees("h1", "Acme")
	page.announcesNothing("over another session")
}

// announcesNothing fails the test if the page still announces something.
func (p *settingsPage) announcesNothing(where string) {
	p.t.Helper()
	if announced := p.Text(`document.querySelector(".announcer").textContent`); announced != "" {
		p.t.Errorf("%s the page still announces %q", where, announced)
	}
}

// TestExamplePageOrganizationChooser ensures that the chooser lists each organization once, the home organization by
// its name.
func TestExamplePageOrganizationChooser(t *testing.T) {
	site := startSite(t, start(t))
	page := openSettings(t, site, "", "dev-instance-owner")
	wantOptions := func(want string) {
		t.Helper()
		page.WaitUntil(`((list) => list.length === ` + want[:1] + `)([...document.querySelectorAll(".picker option")])`)
		if got := page.Text(`[document.querySelectorAll(".picker option").length, document.querySelector(".picker select").selectedOptions[0].innerText,
			...[...document.querySelectorAll(".picker option")].map((o) => o.innerText)].join("|")`); got != want {
			t.Errorf("the chooser has %s, want %s", got, want)
		}
	}
	page.sees("h1", "Acme")
	page.sees("option", "Acme Labs")
	wantOptions("2|Acme|Acme|Acme Labs")
	page.choose("Acme Labs")
	page.sees("h1", "Acme Labs")
	wantOptions("2|Acme Labs|Acme|Acme Labs")
	page.press("By id")
	page.typeInto("Organization’s id", acme+"\r")
	page.WaitUntil(`document.querySelector("h1").innerText === "Acme"`)
	wantOptions("2|Acme|Acme|Acme Labs")
	page.checkConsole()
}

// TestExamplePageLockout prevents that a change after which people may not be able to log in happens without consent,
// in whichever way it is brought about.
func TestExamplePageLockout(t *testing.T) {
	p := start(t)
	elsewhere := func(mutations string) { changeElsewhere(t, p, "dev-instance-owner", mutations) }
	elsewhere(`a: updateLoginPolicy(patch: {forceMfa: false}) { sequence } b: removeSecondFactor(type: SECOND_FACTOR_TYPE_OTP) { sequence }
		c: removeSecondFactor(type: SECOND_FACTOR_TYPE_U2F) { sequence } d: removeSecondFactor(type: SECOND_FACTOR_TYPE_OTP_EMAIL) { sequence }
		e: removeMultiFactor(type: MULTI_FACTOR_TYPE_U2F_WITH_VERIFICATION) { sequence }`)
	page := openSettings(t, startSite(t, p), "", "dev-instance-owner")
	inForce := func() string {
		return mustPost(t, p, as("dev-viewer"), operation(`{ loginPolicy { forceMfa } }`, nil)).body
	}

	page.press("Force it for everyone")
	page.press("Save 1 change")
	page.sees("dialog .notice.error", "After this, no factor is allowed, and multi-factor login is forced for everyone", "may not be able to log in")
	page.hasFocus("Cancel")
	page.checkAccessibility("force_without_factors")
	page.press("Cancel")
	page.hasFocus("Save 1 change")
	if got := inForce(); !strings.Contains(got, "false") {
		t.Errorf("without a consent: %s", got)
	}
	page.press("Save 1 change")
	page.press("Save")
	page.sees("[role=status]", "The settings are saved.")
	if got := inForce(); !strings.Contains(got, "true") {
		t.Errorf("with the consent: %s", got)
	}
	page.press("Offer no password reset") // a change without that risk
	page.press("Save 1 change")
	page.sees("[role=status]", "The settings are saved.")
	page.target("Save")

	for _, way := range []string{"Log in with a password", "Log in through an identity provider", "Log in with a passkey alone"} {
		page.press(way)
	}
	page.press("Save 3 changes")
	page.sees("dialog .notice.error", "neither with a password nor through an identity provider nor with a passkey alone")
	page.press("Cancel")
	page.press("Log in with a password")
	page.press("Save 2 changes")
	page.sees("[role=status]", "The settings are saved.")

	elsewhere(`a: updateDefaultLoginPolicy(patch: {forceMfa: true}) { sequence } b: removeDefaultSecondFactor(type: SECOND_FACTOR_TYPE_OTP) { sequence }
		c: removeDefaultSecondFactor(type: SECOND_FACTOR_TYPE_U2F) { sequence }
		d: removeDefaultMultiFactor(type: MULTI_FACTOR_TYPE_U2F_WITH_VERIFICATION) { sequence }`)
	page.press("Reset to inherited…")
	page.sees("dialog .notice.error", "After this, no factor is allowed, and multi-factor login is forced for everyone")
	page.checkAccessibility("reset_to_none")
	page.checkConsole()
}
