package resolver_test

import (
	"net/url"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/chromedp/chromedp"
	"google.golang.org/grpc/codes"

	"zitadel-graphql/internal/browsertest"
	"zitadel-graphql/internal/graphiql"
)

// loginPage is GraphiQL with a login: a browser, the program, the OpenID provider, and a ZITADEL that takes the provider's tokens
// for the instance owner's. One of each serves all that is looked at, since each takes its time to start.
type loginPage struct {
	*browsertest.Tab

	t        *testing.T
	program  *program
	provider *openIDProvider
	zitadel  *relay
	refused  atomic.Value // a token that ZITADEL doesn't take, although the provider knows it
	nameless atomic.Bool  // ZITADEL doesn't tell who the caller is
	site     string       // behind nginx, with a slash at the end
}

func openLoginPage(t *testing.T) *loginPage {
	t.Helper()
	if !graphiql.Built() {
		browsertest.Lacking(t, "GraphiQL's files (make graphiql)")
	}
	needsPackages(t, oidcFolder, "make npm")
	page := &loginPage{t: t, zitadel: startRelay(t, start(t, "--embedded-listen", "127.0.0.1:0").embeddedAddress)}
	address := freeAddress(t)
	page.zitadel.refuses = page.refuse
	page.zitadel.exchanges = func(string) string { return "dev-instance-owner" }
	page.program = start(t, "--backend", page.zitadel.url, "--graphiql", "on", "--introspection", "on",
		"--graphiql-client-id", "graphiql", "--graphiql-issuer", strings.Replace("http://"+address, "127.0.0.1", "localhost", 1))
	page.site = startNginx(t, `location /ls/ { proxy_pass `+page.program.url+`/; proxy_set_header Host $http_host; }`) + "/ls/"
	page.provider = startOpenIDProvider(t, address, page.program.url+"/", page.site)
	page.Tab = browsertest.Open(t)
	return page
}

// refuse is ZITADEL's answer to a token that the provider doesn't know, or that the test has it refuse.
func (p *loginPage) refuse(call *relayed) error {
	if call.method == "GetMyUser" && p.nameless.Load() {
		return withDetail(codes.PermissionDenied, textFor(codes.PermissionDenied), "AUTH-5mWD2")
	}
	if call.method == "Healthz" || call.token() != p.refused.Load() && p.provider.accepts(call.token()) {
		return nil
	}
	return withDetail(codes.Unauthenticated, textFor(codes.Unauthenticated), "AUTH-7fs1e")
}

const loggedIn = `document.querySelector("#account-name")?.textContent.startsWith("Logged in as ")`

// logIn presses the button, and gives a name at the provider.
func (p *loginPage) logIn() {
	p.t.Helper()
	p.WaitUntil(`document.querySelector("#log-in")?.checkVisibility() && !document.querySelector("#log-in").disabled`)
	p.Do(chromedp.Click("#log-in"))
	p.WaitUntil(`location.origin === "` + p.provider.issuer + `" && document.querySelector("[name=name]") !== null`)
	p.Do(chromedp.SendKeys("[name=name]", "ada"), chromedp.Click("button"))
	p.WaitUntil(loggedIn)
	p.wantCleanAddress()
}

// wantCleanAddress ensures that nothing of the provider's answer is in the address any more.
func (p *loginPage) wantCleanAddress() {
	p.t.Helper()
	if at := p.Text("location.search + location.hash"); at != "" {
		p.t.Errorf("the address ends with %q", at)
	}
}

func (p *loginPage) run() { p.Do(chromedp.Click(`.graphiql-execute-button`, chromedp.NodeVisible)) }

func (p *loginPage) runs(text string) {
	p.t.Helper()
	p.WaitUntil(`(document.querySelector(".result-window .CodeMirror")?.CodeMirror.setValue(""), true)`)
	p.run()
	p.WaitUntil(`(` + result + `).includes(` + toJSON(text) + `)`)
}

// TestGraphiQLLogin ensures that people of ZITADEL log in on GraphiQL's page with nothing but a browser, that the login lasts as
// long as the provider says, over reloads too, and ends where it should; and that no token gets anywhere but to the endpoint
// and the provider.
func TestGraphiQLLogin(t *testing.T) {
	t.Parallel()
	p := openLoginPage(t)
	p.Do(chromedp.Navigate(p.program.url + "/"))
	p.WaitUntil(`document.querySelector("` + queryEditor + `")?.CodeMirror.getValue().includes("Start here")`)
	p.Do(chromedp.Click(".graphiql-tab-add"))
	p.WaitUntil(`(document.querySelector("` + queryEditor + `").CodeMirror.setValue("query Mine { loginPolicy { isDefault } }"), true)`)
	p.Screenshot("out")
	p.logIn()
	p.WaitUntil(`document.querySelector("` + queryEditor + `")?.CodeMirror.getValue().includes("query Mine")`)
	p.runs(`"isDefault": false`)
	p.wantOrganizationChoice()
	p.Screenshot("in")
	wantNoBarriers(t, p.Tab, "#bar, .graphiql-toolbar")
	p.wantNothingStored()
	p.wantRenewal()
	p.wantLoginAfterReload()
	p.wantLinkAfterLogin()
	p.wantLogOut()
	p.wantExpiry()
	p.wantLoginBelowPrefix()
	p.wantNothingStored()
	p.wantNothingElsewhere()
}

func (p *loginPage) wantOrganizationChoice() {
	p.t.Helper()
	p.WaitUntil(`document.querySelector("#organization").options.length === 3`)
	if name := p.Text(`document.querySelector("#account-name").textContent`); name != "Logged in as Instance owner" {
		p.t.Errorf("the page says %q, not the name that ZITADEL has", name)
	}
	p.choose("200000000000000002")
	p.runs(`"isDefault": true`)
}

func (p *loginPage) choose(organization string) {
	p.WaitUntil(`((list) => (list.value = "` + organization + `", list.dispatchEvent(new Event("change")), list.value !== "" || true))(document.querySelector("#organization"))`)
}

// wantRenewal ensures that a token which ZITADEL refuses is replaced and the operation sent again, and that one is replaced
// before it expires.
func (p *loginPage) wantRenewal() {
	p.t.Helper()
	before := len(p.provider.all("access_token"))
	p.provider.tell(`{"accessTokenSeconds": 3}`)
	p.refused.Store(last(p.provider.all("access_token")))
	p.runs(`"isDefault": true`)
	p.provider.tell(`{"accessTokenSeconds": 3600}`)
	p.provider.await("renewed the token before it expires", func() bool { return len(p.provider.all("access_token")) >= before+2 })
	p.runs(`"isDefault": true`)
	refresh := p.provider.all("refresh_token")
	if len(refresh) != len(slices.Compact(slices.Sorted(slices.Values(refresh)))) || len(refresh) < 3 {
		p.t.Errorf("the refresh tokens are %d, of which some are the same", len(refresh))
	}
}

func (p *loginPage) wantLoginAfterReload() {
	p.t.Helper()
	p.Do(chromedp.Reload())
	p.WaitUntil(loggedIn + ` && document.querySelector("#organization").value === "200000000000000002"`)
	p.wantCleanAddress()
	p.WaitUntil(`document.querySelector("` + queryEditor + `")?.CodeMirror.getValue().includes("query Mine")`)
	p.runs(`"isDefault": true`)
	if !slices.ContainsFunc(p.Requests(), func(address string) bool { return strings.Contains(address, "prompt=none") }) {
		p.t.Error("the provider was asked with a prompt, or not at all")
	}
}

// wantLinkAfterLogin ensures that a link isn't lost on the way to the provider and back, which the page takes first.
func (p *loginPage) wantLinkAfterLogin() {
	p.t.Helper()
	p.Text(`location.hash = "query=query+Linked+%7B+loginPolicy+%7B+isDefault+%7D+%7D"`)
	p.WaitUntil(`document.querySelector("` + queryEditor + `")?.CodeMirror.getValue().includes("query Linked") && ` + loggedIn)
	p.wantCleanAddress()
	p.runs(`"isDefault": true`)
}

// wantLogOut ensures that logging out makes the refresh token worthless at once, leads to the end of the provider's session, and
// lasts over a reload.
func (p *loginPage) wantLogOut() {
	p.t.Helper()
	refresh, access := last(p.provider.all("refresh_token")), last(p.provider.all("access_token"))
	p.Do(chromedp.Click("#log-out"))
	p.WaitUntil(`document.querySelector("[value=yes]") !== null`)
	p.wantRevoked(refresh, access)
	p.Do(chromedp.Click("[value=yes]"))
	p.WaitUntil(`document.querySelector("#log-in")?.checkVisibility()`)
	asked := len(p.Requests())
	p.Do(chromedp.Reload())
	p.WaitUntil(`document.querySelector("#log-in")?.checkVisibility()`)
	p.wantNotAskedSince(asked)
	p.wantEndedWithoutToken()
}

// wantRevoked is to be called before the person has confirmed the end of the provider's session, which would revoke them too.
func (p *loginPage) wantRevoked(refresh, access string) {
	p.t.Helper()
	if got := p.provider.refresh(refresh); got != "invalid_grant" || p.provider.accepts(access) {
		p.t.Errorf("after logging out the refresh token is answered by %q, and the access token accepted: %t", got, p.provider.accepts(access))
	}
}

// wantEndedWithoutToken ensures that the provider's session was ended without a token in the address.
func (p *loginPage) wantEndedWithoutToken() {
	p.t.Helper()
	for _, address := range p.Requests() {
		if strings.Contains(address, "/session/end?") && (strings.Contains(address, "id_token") || !strings.Contains(address, "client_id=graphiql")) {
			p.t.Errorf("the session was ended by %s", address)
		}
	}
}

// wantNotAskedSince ensures that none of the browser's requests but the first ones went to the provider.
func (p *loginPage) wantNotAskedSince(first int) {
	p.t.Helper()
	for _, address := range p.Requests()[first:] {
		if strings.HasPrefix(address, p.provider.issuer) {
			p.t.Errorf("a reload asks for %s", address)
		}
	}
}

// wantExpiry ensures that a login which the provider has ended is shown as that, with the way out of it, and that a reload then
// doesn't ask the provider, which may have nothing but an error to show.
func (p *loginPage) wantExpiry() {
	p.t.Helper()
	p.logIn()
	p.runs(`"isDefault": false`)
	p.provider.tell(`{"forget": true}`)
	p.runs("TOKEN_REJECTED")
	p.WaitUntil(`document.querySelector("#account-problem").textContent.includes("Your login has ended") && document.querySelector("#log-in").textContent === "Log in again"`)
	p.Screenshot("expired")
	asked := len(p.Requests())
	p.Do(chromedp.Reload())
	p.WaitUntil(`document.querySelector("#log-in")?.checkVisibility() && !document.querySelector("#log-in").disabled`)
	p.WaitUntil(`document.querySelector("` + queryEditor + `") !== null && document.querySelector("#account-problem").textContent === ""`)
	p.wantNotAskedSince(asked)
}

func (p *loginPage) wantLoginBelowPrefix() {
	p.t.Helper()
	p.nameless.Store(true)
	p.Do(chromedp.Navigate(p.site))
	p.logIn()
	p.runs(`"isDefault": false`)
	if name := p.Text(`document.querySelector("#account-name").textContent`); name != "Logged in as user ada" {
		p.t.Errorf("the page says %q where nobody tells a name", name)
	}
	if at := p.Text("location.href"); at != p.site {
		p.t.Errorf("the login leads to %s", at)
	}
}

// wantNothingStored ensures that the browser keeps no token, and of a login that is over neither state nor verifier.
func (p *loginPage) wantNothingStored() {
	p.t.Helper()
	stored := p.Text(`JSON.stringify([localStorage, sessionStorage, document.cookie, history.state])`)
	for kind, secrets := range p.secrets() {
		if slices.ContainsFunc(secrets, func(secret string) bool { return strings.Contains(stored, secret) }) {
			p.t.Errorf("a secret (%s) is stored: %s", kind, stored)
		}
	}
	if strings.Contains(stored, "verifier") || strings.Contains(stored, "login:") || strings.Contains(stored, "eyJ") {
		p.t.Errorf("something of the login is stored: %s", stored)
	}
}

// wantNothingElsewhere looks at every request of the browser, and at the program's log. The provider's code is in the address
// that it sends the browser to, and in no other.
func (p *loginPage) wantNothingElsewhere() {
	p.t.Helper()
	ours := []string{p.program.url + "/", p.site, p.provider.issuer + "/"}
	for _, address := range p.Requests() {
		if !slices.ContainsFunc(ours, func(base string) bool { return strings.HasPrefix(address, base) }) {
			p.t.Errorf("the browser asked for %s", address)
		}
		for kind, secrets := range p.secrets() {
			for _, secret := range secrets {
				isAnswer := kind == "authorization_code" && strings.Contains(address, "/?code="+url.QueryEscape(secret))
				if strings.Contains(address, secret) && !isAnswer {
					p.t.Errorf("a secret (%s) is in the address %s", kind, address)
				}
			}
		}
	}
	for kind, secrets := range p.secrets() {
		if len(secrets) == 0 {
			p.t.Errorf("the provider has issued nothing of the kind %s", kind)
		}
		if slices.ContainsFunc(secrets, func(secret string) bool { return strings.Contains(p.program.log(), secret) }) {
			p.t.Errorf("a secret (%s) is in the program's log", kind)
		}
	}
	if strings.Contains(p.program.log(), "code=") {
		p.t.Error("a query string is in the program's log")
	}
}

func (p *loginPage) secrets() map[string][]string {
	all := map[string][]string{}
	for _, kind := range []string{"access_token", "refresh_token", "authorization_code"} {
		all[kind] = p.provider.all(kind)
	}
	return all
}

func last(all []string) string { return all[len(all)-1] }
