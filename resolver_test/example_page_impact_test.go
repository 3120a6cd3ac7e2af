package resolver_test

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// TestExamplePageImpact ensures that the dialog of a removal says by name whom it hits under each login, that every guard
// is on until it is taken off, with what that means, and that the server refuses with figures while one is in the way.
func TestExamplePageImpact(t *testing.T) {
	site := startSite(t, start(t, "--embedded-login", "each"))
	page := openSettings(t, site, "", "dev-org-owner")
	page.press("Remove… Authenticator app")
	page.sees("dialog", "Remove authenticator app?", "It is taken from nobody", "The newer login goes on accepting it", "The older login no longer asks for it.",
		"Each application has its people use ZITADEL’s newer login (V2) or its older one (V1).",
		"Under the newer login", "Nothing changes for anybody: whoever has it set up goes on using it, until it is removed from them.",
		"Under the older login", "lose a factor they have set up: Anna Berger, Ben Okafor, Carla Rossi and ", "Looked at all 26 people")
	page.checkAccessibility("impact")
	page.Do(chromedp.EmulateViewport(360, 740))
	page.checkAccessibility("impact_narrow")
	page.Do(chromedp.EmulateViewport(1280, 1000))

	page.press("Remove") // with every guard on
	page.sees("dialog [role=alert]", "Nothing was changed. Look at the figures, and decide again.", "FAILED_PRECONDITION", "NOT_EXECUTED")
	page.sees("dialog .guard", "Take a factor that somebody has set up", "Refused: ")
	page.checkAccessibility("guard_refused")
	page.press("Take a factor that somebody has set up")
	page.sees("dialog .guard", "People who log in with it are asked for it no more.")
	page.seesFactor("Authenticator app", "allowed")
	page.takeGuardsOff()
	page.checkAccessibility("guards_off")
	page.press("Remove")
	page.seesFactor("Authenticator app", "not allowed")
	page.seesUsers("Authenticator app", "11 people have it set up all the same")

	page.press("Remove… Code by e-mail")
	page.pressLink("Everybody who has code by e-mail set up")
	page.sees("section", "Who has code by e-mail set up", "Grace Mbeki")
	page.checkConsole()
}

// TestExamplePageImpactNewerLogin ensures that under the newer login alone a removal of a factor that people use is said
// to end nothing for them, and isn't refused.
func TestExamplePageImpactNewerLogin(t *testing.T) {
	page := openSettings(t, startSite(t, start(t, "--embedded-login", "v2")), "", "dev-org-owner")
	page.press("Remove… Security key")
	page.sees("dialog", "The instance requires ZITADEL’s newer login (V2).", "Nothing changes for anybody: whoever has it set up goes on using it")
	if got := page.Text(`document.querySelector("dialog").innerText`); strings.Contains(got, "Under the older login") {
		t.Errorf("the older login is told of where nobody uses it: %s", got)
	}
	page.press("Remove")
	page.seesFactor("Security key", "not allowed")
	page.checkConsole()
}

// TestExamplePageImpactChanged prevents that a change is made whose preview isn't so any more: the new preview is shown,
// and the person is asked again.
func TestExamplePageImpactChanged(t *testing.T) {
	p := start(t, "--embedded-login", "each")
	page := openSettings(t, startSite(t, p), "", "dev-org-owner")
	page.press("Remove… Code by e-mail")
	page.sees("dialog", "4 people lose a factor they have set up: Grace Mbeki")
	page.takeGuardsOff()
	page.press("Leave no factor while one is forced") // on again, and one that looks at people
	page.press("Log somebody out")
	changeElsewhere(t, p, "dev-instance-owner", `removeUserSecondFactor(userId: "`+page.userID(p, "Grace Mbeki")+`", type: SECOND_FACTOR_TYPE_OTP_EMAIL, orgId: "`+acme+`") { changeDate }`)
	page.press("Remove")
	page.sees("dialog [role=alert]", "What the change would do isn’t what stood here any more. Nothing was changed.", "CONFLICT", "IMPACT_CHANGED")
	page.sees("dialog", "3 people lose a factor they have set up")
	page.seesFactor("Code by e-mail", "allowed")
	page.checkAccessibility("impact_changed")
	page.press("Remove")
	page.seesFactor("Code by e-mail", "not allowed")
	page.checkConsole()
}

// TestExamplePageImpactNotKnown prevents that a preview which isn't whole looks whole: it says so, the guards refuse, and
// taking them off is what remains.
func TestExamplePageImpactNotKnown(t *testing.T) {
	page := openSettings(t, startSite(t, start(t, "--max-look-calls", "12", "--max-stream-calls", "12", "--embedded-login", "each")), "", "dev-org-owner")
	page.press("Remove… Code by e-mail")
	page.sees("dialog .notice.warning", "Not everybody was looked at: the limit of calls was reached.")
	page.checkAccessibility("impact_incomplete")
	page.press("Remove")
	page.sees("dialog [role=alert]", "NOT_EXECUTED")
	page.takeGuardsOff()
	page.press("Remove")
	page.seesFactor("Code by e-mail", "not allowed")
	page.checkConsole()
}

// TestExamplePageImpactOfSettings ensures that the form says before saving what would change, and on request what that
// does to people; and that a reset is previewed and guarded as a removal is.
func TestExamplePageImpactOfSettings(t *testing.T) {
	page := openSettings(t, startSite(t, start(t, "--embedded-login", "each")), "", "dev-org-owner")
	page.press("Force it for everyone")
	page.sees(".draft-impact", "Saving would change", "Force it for everyone: on → off")
	page.press("See what that does to people")
	page.sees(".draft-impact", "Under the newer login", "Looked at all 26 people")
	page.Text(`document.querySelector(".draft-impact").scrollIntoView({ block: "center" }); "there"`)
	page.checkAccessibility("impact_of_settings")
	page.press("Discard…")
	page.press("Discard")

	page.press("Reset to inherited…")
	page.sees("dialog", "Under the older login", "Looked at all 26 people", "Don’t reset it if that would")
	page.checkAccessibility("impact_of_reset")
	page.takeGuardsOff()
	page.press("Reset to inherited")
	page.sees("section", "Inherited from the instance")
	page.checkConsole()
}

// takeGuardsOff takes off all guards of the dialog, one by one as a person does: once the preview stands above them, which moves
// them when it comes, away from under the mouse.
func (p *settingsPage) takeGuardsOff() {
	p.t.Helper()
	p.sees("dialog legend", "if that would")
	p.WaitUntil(`document.querySelector("dialog .impact :is(h3, [role=alert])") !== null && document.querySelector("dialog .impact progress, dialog .impact [role=progressbar]") === null`)
	for {
		next := p.Text(`document.querySelector("dialog .guard input:checked")?.labels[0].innerText ?? ""`)
		if next == "" {
			return
		}
		p.press(next)
		p.WaitUntil(`document.querySelector("dialog .guard input:checked")?.labels[0].innerText !== ` + toJSON(next))
	}
}
