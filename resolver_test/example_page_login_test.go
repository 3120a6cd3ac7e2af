//go:build !race

package resolver_test

import (
	"fmt"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/chromedp/chromedp"

	"zitadel-graphql/internal/browsertest"
)

// settingsLogin is the example page below a path prefix, where people log in at an OpenID provider whose tokens ZITADEL takes
// for those of an organization's owner. ZITADEL takes the development token of that owner too.
type settingsLogin struct {
	*settingsPage

	login    *loginPage
	refusals atomic.Int64 // the calls that ZITADEL has refused for their token
}

func openSettingsLogin(t *testing.T) *settingsLogin {
	t.Helper()
	needsExamplePage(t)
	needsPackages(t, oidcFolder, "make npm")
	dist, err := filepath.Abs(exampleDist)
	if err != nil {
		t.Fatal(err)
	}
	login := &loginPage{t: t, zitadel: startRelay(t, start(t, "--embedded-listen", "127.0.0.1:0").embeddedAddress)}
	p := &settingsLogin{login: login}
	login.zitadel.refuses = p.refuse
	login.zitadel.exchanges = func(string) string { return "dev-org-owner" }
	login.program = start(t, "--backend", login.zitadel.url)
	address := freeAddress(t)
	issuer := strings.Replace("http://"+address, "127.0.0.1", "localhost", 1)
	login.site = startNginx(t, fmt.Sprintf(`location /settings/ { alias %s/; add_header Content-Security-Policy
			"default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; connect-src 'self' %s"; }
		location = /settings/config.json { default_type application/json; return 200 '{"issuer": "%s", "clientId": "graphiql"}'; }
		location = /settings/graphql { proxy_pass %s/graphql; }`, dist, issuer, issuer, login.program.url)) + "/settings/"
	login.provider = startOpenIDProvider(t, address, login.site)
	login.Tab = browsertest.Open(t)
	p.settingsPage = &settingsPage{Tab: login.Tab, t: t}
	return p
}

func (p *settingsLogin) refuse(call *relayed) error {
	if call.token() == "dev-org-owner" {
		return nil
	}
	err := p.login.refuse(call)
	if err != nil {
		p.refusals.Add(1)
	}
	return err
}

// logInAtProvider presses the button, and gives a name at the provider.
func (p *settingsLogin) logInAtProvider(button string) {
	p.t.Helper()
	p.press(button)
	p.WaitUntil(`location.origin === "` + p.login.provider.issuer + `" && document.querySelector("[name=name]") !== null`)
	p.Do(chromedp.SendKeys("[name=name]", "ada"), chromedp.Click("button"))
}

// TestExamplePageLogin ensures that people of ZITADEL log in on the example page, below a path prefix too, that the login lasts
// as long as the provider says, over reloads too, and ends where it should; that a development token does beside it; and that
// no token gets anywhere but to the endpoint and the provider.
func TestExamplePageLogin(t *testing.T) {
	t.Parallel()
	p := openSettingsLogin(t)
	at := p.login.site + "?org=" + acme + "&view=people"
	p.Do(chromedp.EmulateViewport(360, 740), chromedp.Navigate(at))
	p.target("Log in")
	p.checkAccessibility("login_narrow")
	p.Do(chromedp.EmulateViewport(1280, 1000))
	p.logInAtProvider("Log in")
	p.sees("h1", "People of Acme")
	p.wantAddress(at)
	p.pressLink("Settings")
	p.sees(".who-am-i", "Organization owner")
	p.checkAccessibility("logged_in")
	p.wantRenewal()
	p.wantLoginAfterReload()
	p.login.wantNothingStored()
	p.wantLogOut()
	p.wantExpiry()
	p.wantTokenBeside()
	p.login.wantNothingStored()
	p.login.wantNothingElsewhere()
}

func (p *settingsLogin) wantAddress(want string) {
	p.t.Helper()
	if got := p.Text("location.href"); got != want {
		p.t.Errorf("the page is at %s, want %s", got, want)
	}
}

// wantRenewal ensures that a change whose token ZITADEL refuses is sent again with another, once; and that a token which has
// expired isn't sent at all.
func (p *settingsLogin) wantRenewal() {
	p.t.Helper()
	provider := p.login.provider
	provider.tell(`{"accessTokenSeconds": 2}`)
	issued := len(provider.all("access_token"))
	p.login.refused.Store(last(provider.all("access_token")))
	p.press("Allow Code by SMS")
	p.seesFactor("Code by SMS", "allowed")
	eventually(p.t, "the token expires", func() bool { return !provider.accepts(last(provider.all("access_token"))) })
	provider.tell(`{"accessTokenSeconds": 3600}`)
	before := p.refusals.Load()
	p.press("Allow Recovery codes")
	p.seesFactor("Recovery codes", "allowed")
	if after := p.refusals.Load(); before == 0 || after != before {
		p.t.Errorf("ZITADEL refused %d calls, and then %d with a token that had expired", before, after-before)
	}
	if got := len(provider.all("access_token")) - issued; got < 2 {
		p.t.Errorf("the provider issued %d tokens for the two renewals", got)
	}
}

// wantLoginAfterReload ensures that after a reload the provider is asked without a prompt, and what was typed is there again.
func (p *settingsLogin) wantLoginAfterReload() {
	p.t.Helper()
	p.press("Offer no password reset")
	p.target("Save 1 change")
	asked := len(p.Requests())
	p.Do(chromedp.Reload())
	p.sees("[role=status]", "What you typed before is here again.")
	p.wantAddress(p.login.site + "?org=" + acme)
	if !strings.Contains(strings.Join(p.Requests()[asked:], " "), "prompt=none") {
		p.t.Error("the provider was asked with a prompt, or not at all")
	}
}

// wantLogOut ensures that logging out makes the tokens worthless at once, leads to the end of the provider's session, and lasts
// over a reload.
func (p *settingsLogin) wantLogOut() {
	p.t.Helper()
	provider := p.login.provider
	refresh, access := last(provider.all("refresh_token")), last(provider.all("access_token"))
	p.press("Log out")
	p.press("Discard and leave")
	p.WaitUntil(`document.querySelector("[value=yes]") !== null`)
	p.login.wantRevoked(refresh, access)
	p.Do(chromedp.Click("[value=yes]"))
	p.target("Log in")
	asked := len(p.Requests())
	p.Do(chromedp.Reload())
	p.target("Log in")
	p.login.wantNotAskedSince(asked)
	p.login.wantEndedWithoutToken()
}

// wantExpiry ensures that a login which the provider has ended is shown as that, and that a reload then doesn't ask the
// provider.
func (p *settingsLogin) wantExpiry() {
	p.t.Helper()
	p.logInAtProvider("Log in")
	p.sees("h1", "Acme")
	p.login.provider.tell(`{"forget": true}`)
	p.press("Remove… Recovery codes")
	p.seesFailure("Your login has ended. " + p.login.provider.issuer + " says: ")
	p.target("Log in again")
	p.checkAccessibility("login_ended")
	asked := len(p.Requests())
	p.Do(chromedp.Reload())
	p.target("Log in")
	p.login.wantNotAskedSince(asked)
	p.wantAddress(p.login.site)
}

func (p *settingsLogin) wantTokenBeside() {
	p.t.Helper()
	p.Do(chromedp.Click("summary"))
	p.checkAccessibility("token_beside")
	p.logIn("dev-org-owner")
	p.sees("h1", "Acme")
	p.Do(chromedp.Reload())
	p.sees("h1", "Acme")
	p.press("Use another token")
	p.target("Log in")
}
