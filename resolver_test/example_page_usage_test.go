package resolver_test

import (
	"strings"
	"sync/atomic"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// TestExamplePageUsage ensures that each factor has the number of people beside it who have it set up, with the date of
// the count and where the figures come from, and that a number leads to those people.
func TestExamplePageUsage(t *testing.T) {
	site := startSite(t, start(t))
	page := openSettings(t, site, "", "dev-org-owner")
	page.seesUsers("Authenticator app", "11 people have it set up; 5 of them have no other.")
	page.seesUsers("Code by SMS", "4 people have it set up all the same; 2 of them have no other.")
	page.sees(".usage", "have no second factor.", "Counted all 26 people, as far as the lists show, as of")
	page.checkAccessibility("usage")

	page.Text(`[...document.querySelectorAll(".factors li")].find((e) => e.innerText.includes("Code by SMS")).querySelector("a").click(); "clicked"`)
	page.sees("h1", "People of Acme")
	page.sees("section", "Who has code by SMS set up", "Carla Rossi", "Farid Haddad", "Tara Singh", "Zoe Martin")
	page.Text(`history.back(); "back"`)
	page.sees("h1", "Acme")
	page.checkConsole()

	page = openSettings(t, site, "", "dev-instance-owner")
	page.seesUsers("Code by SMS", "4 people have it set up all the same")
	page.sees(".usage", "Counted all 26 people, by the event log, as of")
}

// TestExamplePageUsageNotWhole prevents that the figures of an incomplete count look whole, and ensures that somebody
// without the permission to read people can use the page all the same.
func TestExamplePageUsageNotWhole(t *testing.T) {
	site := startSite(t, start(t, "--max-look-calls", "20"))
	page := openSettings(t, site, "", "dev-org-owner")
	page.seesUsers("Authenticator app", "At least ")
	page.sees(".usage", "Not everybody was looked at: the limit of calls was reached. There may be more.", "of 26 people")
	page.checkAccessibility("usage_incomplete")
	page.press("Count everybody")
	page.seesUsers("Authenticator app", "11 people have it set up; 5 of them have no other.")
	page.sees(".usage", "Counted all 26 people")

	page.press("Use another token")
	page.logIn("dev-nobody")
	page.seesFailure("NOT_A_MEMBER")
	page.checkConsole()
}

// TestExamplePageCount ensures that many people aren't asked about one by one until somebody wants it, that a bar shows
// then how far that is, and that it can be stopped.
func TestExamplePageCount(t *testing.T) {
	var asked atomic.Int64
	release := make(chan struct{})
	hold := func(call *relayed) {
		if call.method != "ListAuthenticationMethodTypes" || asked.Add(1) < 2000 {
			return
		}
		select {
		case <-release:
		case <-call.ctx.Done():
		}
	}
	under, _, _ := startRelayed(t, []string{"--embedded-users", "2500"}, hold, nil)
	page := openSettings(t, startSite(t, under), "", "dev-org-owner")
	page.sees(".usage", "isn’t counted yet: 2,526 people would be asked about, one by one.")
	page.checkAccessibility("usage_not_counted")
	if count := asked.Load(); count > 5 {
		t.Errorf("%d people were asked about unasked", count)
	}

	page.press("Count")
	page.WaitUntil(`document.querySelector(".usage progress")?.value > 0`)
	page.press("Stop counting")
	page.WaitUntil(`document.querySelector(".usage progress") === null`)
	page.hasFocus("Count")
	asked.Store(0)
	page.keys(kb.Enter)
	page.WaitUntil(`document.querySelector(".usage progress")?.value > 700`)
	page.WaitUntil(`document.querySelector(".usage [role=status]").textContent.startsWith("Counting… ")`)
	page.checkAccessibility("counting")
	close(release)
	page.sees(".usage", "Counted all 2,526 people")
	page.hasFocus("Count again")
	page.checkConsole()
}

// TestExamplePagePeople ensures that people are listed with what they have set up, page by page and by every filter, and
// that a link leads to a list.
func TestExamplePagePeople(t *testing.T) {
	site := startSite(t, start(t))
	page := openSettings(t, site, "?view=people", "dev-org-owner")
	page.sees("h1", "People of Acme")
	page.sees(".people > li", "Elif Yilmaz", "elif.yilmaz@acme.localhost", "Authenticator app", "Security key “YubiKey at home”", "Security key “YubiKey on the key ring”", "Password")
	page.sees(".people > li", "Liam Murphy", "Authenticator app", "not finished")
	page.sees(".people > li", "Pablo Fernandez", "deactivated")
	page.sees(".people > li", "Hiro Tanaka", "Passkey", "No second factor")
	page.checkAccessibility("people")
	page.tabTo("Show more")
	page.keys(kb.Enter)
	page.WaitUntil(`document.activeElement.matches(".people > li:nth-child(21)")`)
	page.sees(".people > li", "Zoe Martin")
	page.Do(chromedp.EmulateViewport(360, 740))
	page.checkAccessibility("people_narrow")
	page.Do(chromedp.EmulateViewport(1280, 1000))

	for choice, want := range map[string]string{
		"No second factor":           "Hiro Tanaka",
		"At least one second factor": "Anna Berger",
		"Security key":               "Xenia Papadaki",
		"Only recovery codes":        "Umar Farouk",
	} {
		page.show(choice)
		page.sees(".people > li", want)
		page.sees("[role=status]", "Searched 26 of 26 people, and found")
	}
	page.show("Only security key")
	page.sees(".people > li", "David Lindqvist")
	page.WaitUntil(`document.querySelectorAll(".people > li").length === 1`)
	page.Do(chromedp.Reload())
	page.sees("section", "Who has security key as the only second factor", "David Lindqvist")
	page.checkConsole()
}

// TestExamplePageShortPages ensures that a search which ends early says how far it came, and goes on from there.
func TestExamplePageShortPages(t *testing.T) {
	page := openSettings(t, startSite(t, start(t, "--max-look-calls", "40")), "?view=people&who=has:SECOND_FACTOR_TYPE_OTP_SMS", "dev-org-owner")
	page.sees("[role=status]", "of 26 people, and found", "so far")
	page.checkAccessibility("short_page")
	for range 26 {
		if page.Text(`String([...document.querySelectorAll("button")].some((b) => b.innerText === "Search on"))`) != "true" {
			break
		}
		page.press("Search on")
		page.WaitUntil(`document.querySelector("#list").closest("section").ariaBusy === "false"`)
	}
	page.sees(".people > li", "Zoe Martin")
	page.sees("[role=status]", "found 4.")
	page.checkConsole()
}

// TestExamplePageLostDevice ensures that a person who lost a device is helped: one security key of two is removed, the
// dialog says what remains, and the caller's own factor takes a consent of its own.
func TestExamplePageLostDevice(t *testing.T) {
	p := start(t)
	site := startSite(t, p)
	page := openSettings(t, site, "?view=people", "dev-org-owner")
	page.press("Remove… Security key “YubiKey at home” of Elif Yilmaz")
	page.sees("dialog", "Remove security key “YubiKey at home” from Elif Yilmaz?", "ends for Elif Yilmaz at once, with both logins and for the API",
		"Authenticator app and security key “YubiKey on the key ring” remain as a second factor. Elif Yilmaz has a password.")
	page.hasFocus("Cancel")
	page.checkAccessibility("lost_device")
	page.press("Remove")
	page.sees("[role=status]", "Elif Yilmaz no longer has security key “YubiKey at home”.")
	page.hasFocus("removed")
	page.checkAccessibility("lost_device_removed")
	page.press("Remove… Code by e-mail of Grace Mbeki")
	page.sees("dialog", "No second factor remains. Grace Mbeki has a password.")
	page.press("Cancel")
	page.hasFocus("Remove… Code by e-mail of Grace Mbeki")

	// Somebody else was faster.
	changeElsewhere(t, p, "dev-instance-owner", `removeUserSecondFactor(userId: "`+page.userID(p, "Grace Mbeki")+`", type: SECOND_FACTOR_TYPE_OTP_EMAIL, orgId: "`+acme+`") { changeDate }`)
	page.press("Remove… Code by e-mail of Grace Mbeki")
	page.press("Remove")
	page.seesFailure("This person doesn’t have it any more.", "USER_FACTOR_NOT_FOUND")
	page.checkAccessibility("lost_device_gone")

	site.set(asViewer)
	page.press("Remove… Authenticator app of Anna Berger")
	page.press("Remove")
	page.seesFailure("FORBIDDEN")
	site.set(noTrouble)

	page = openSettings(t, site, "?view=people&org="+acmeLabs, "dev-person-factor")
	page.press("Remove… Authenticator app of Person with a factor")
	page.press("Remove")
	page.sees("dialog [role=alert]", "This one is your own. Nothing was removed.")
	page.checkAccessibility("own_factor")
	page.press("Remove my own") // without the consent
	page.WaitUntil(`document.querySelector("dialog input:invalid") !== null`)
	page.press("Remove it from myself")
	page.press("Remove my own")
	page.sees("[role=status]", "Person with a factor no longer has authenticator app.")
	page.checkConsole()
}

// userID returns the id of somebody in Acme by name.
func (p *settingsPage) userID(of *program, name string) string {
	p.t.Helper()
	got := mustPost(p.t, of, as("dev-instance-owner"), operation(`{ userFactors(orgId: "`+acme+`", first: 100) { nodes { displayName id } } }`, nil)).body
	_, rest, found := strings.Cut(got, `"displayName":"`+name+`","id":"`)
	if !found {
		p.t.Fatalf("nobody is called %s: %s", name, got)
	}
	return rest[:strings.IndexByte(rest, '"')]
}

// show chooses a filter of the list of people.
func (p *settingsPage) show(filter string) {
	p.t.Helper()
	p.target("Who")
	p.Do(chromedp.SendKeys(`[data-target]`, filter))
	p.press("Show")
}

// pressLink clicks the link with this text.
func (p *settingsPage) pressLink(text string) {
	p.t.Helper()
	p.WaitUntil(`(() => {
		const found = [...document.querySelectorAll("a")].filter((a) => a.innerText === ` + toJSON(text) + `)
		if (found.length === 0) return false
		found[0].click()
		return true
	})()`)
}

// seesUsers waits until a factor has this beside it.
func (p *settingsPage) seesUsers(factor, text string) {
	p.t.Helper()
	p.WaitUntil(`[...document.querySelectorAll(".factors li")].some((e) => e.querySelector("strong").innerText === ` + toJSON(factor) +
		` && e.querySelector(".users")?.innerText.includes(` + toJSON(text) + `))`)
}
