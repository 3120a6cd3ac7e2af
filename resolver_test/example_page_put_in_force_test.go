package resolver_test

import "testing"

// TestExamplePagePutsInForce ensures that a person is told of a change that ZITADEL never shows, and can put it in
// force with one button. Every third change is such a one here.
func TestExamplePagePutsInForce(t *testing.T) {
	page := openSettings(t, startSite(t, start(t, "--embedded-skip", "3")), "", "dev-org-owner")
	page.press("Allow Code by SMS")
	page.seesFactor("Code by SMS", "allowed")
	page.press("Remove… Code by SMS")
	page.press("Remove")
	page.seesFactor("Code by SMS", "not allowed")
	page.press("Allow Code by SMS")
	page.sees(".notice.warning", "The change is written, but it may not be in force.")
	page.seesFactor("Code by SMS", "not allowed")
	page.checkAccessibility("not_in_force")
	page.press("Put in force")
	page.seesFactor("Code by SMS", "allowed")
	page.sees("[role=status]", "Code by SMS is allowed now.")
	page.checkConsole()
}
