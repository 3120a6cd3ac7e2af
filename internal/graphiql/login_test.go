package graphiql

import (
	"regexp"
	"strings"
	"testing"
	"testing/fstest"
)

var testLogin = Login{ClientID: "1234", Issuer: "https://login.example:8443/some/path"}

// TestPolicyOfLogin ensures that a page with a login may connect to the issuer's origin, and to nobody else, and loads nothing
// from there; that the login's script may come from the CDN like the others; and that an issuer without a client id opens nothing.
func TestPolicyOfLogin(t *testing.T) {
	page := get(t, newMux(t, Page{Login: testLogin}, builtAssets(t)), "/")
	if got := directives(page)["connect-src"]; got != "'self' https://login.example:8443" {
		t.Errorf("connect-src is %q", got)
	}
	policy := page.Header().Get("Content-Security-Policy")
	if strings.Count(policy, "login.example") != 1 || strings.Contains(policy, "unsafe-") {
		t.Errorf("the policy is %s", policy)
	}
	page = get(t, newMux(t, Page{Login: testLogin}, fstest.MapFS{}), "/")
	if scripts := directives(page)["script-src"]; !strings.HasSuffix(scripts, " "+cdn+"/npm/oidc-client-ts@3.5.0/dist/browser/oidc-client-ts.min.js") {
		t.Errorf("without assets script-src is %q", scripts)
	}
	page = get(t, newMux(t, Page{Login: Login{Issuer: testLogin.Issuer}}, fstest.MapFS{}), "/")
	if got := directives(page)["connect-src"]; got != "'self'" {
		t.Errorf("without a client id connect-src is %q", got)
	}
}

// TestLoginTakesTheTokensPlace ensures that a page has one way to say who somebody is: the login or the field for a token; and
// that one without a login doesn't load the code for it.
func TestLoginTakesTheTokensPlace(t *testing.T) {
	for _, login := range []Login{{}, testLogin} {
		page := get(t, newMux(t, Page{Login: login}, fstest.MapFS{}), "/")
		has := map[string]bool{}
		for _, part := range []string{`id="token"`, `id="account"`, "oidc-client-ts"} {
			has[part] = strings.Contains(page.Body.String(), part)
		}
		with := login.ClientID != ""
		if has[`id="token"`] == with || has[`id="account"`] != with || has["oidc-client-ts"] != with {
			t.Errorf("with %+v the page has %v", login, has)
		}
		if found := pageSettings(t, page).Login; with && (found == nil || *found != (loginSettings{login.Issuer, login.ClientID})) || !with && found != nil {
			t.Errorf("with %+v the settings have %+v", login, found)
		}
	}
}

// TestAddressIsReadFirst ensures that what takes the provider's code out of the address runs before every other script.
func TestAddressIsReadFirst(t *testing.T) {
	page := get(t, newMux(t, Page{Login: testLogin}, fstest.MapFS{}), "/").Body.String()
	scripts := regexp.MustCompile(`<script[^>]* src="[^"]*"`).FindAllString(page, -1)
	if len(scripts) < 3 || !strings.Contains(scripts[0], "/address.js") || !strings.Contains(scripts[len(scripts)-1], "/start.js") {
		t.Errorf("the page runs %q", scripts)
	}
	for _, script := range scripts {
		if !strings.Contains(script, `type="module"`) && !strings.Contains(script, " defer ") || strings.Contains(script, "async") {
			t.Errorf("%s may run out of order", script)
		}
	}
}

// TestIssuers ensures that no issuer gets a token over the network in the clear, or opens the page's policy to more than one
// origin.
func TestIssuers(t *testing.T) {
	for issuer, want := range map[string]string{
		"https://zitadel.example": "", "https://zitadel.example:8443": "", "https://zitadel.example/realm": "", "https://zitadel.example/": "",
		"http://localhost:8080": "", "http://127.0.0.1:8080": "",
		"http://zitadel.example":          "in the clear",
		"zitadel.example":                 "no https:// in front",
		"ftp://zitadel.example":           "the scheme is",
		"javascript:alert(1)":             "no https:// in front",
		"https://":                        "no host",
		"https://*.example":               "no host",
		"https://a.example;script-src":    "no host",
		"https://a.example,b.example":     "no host",
		"https://[::1]:8080":              "no host",
		"https://me:secret@a.example":     "more than",
		"https://a.example?x=y":           "more than",
		"https://a.example?":              "more than",
		"https://a.example#x":             "more than",
		"https://a.example:port":          "can't be parsed",
		"https://a.example/ 'unsafe-eval": "",
	} {
		err := Login{ClientID: "1234", Issuer: issuer}.Validate()
		if want == "" && err != nil || want != "" && (err == nil || !strings.Contains(err.Error(), want) || !strings.HasPrefix(err.Error(), "graphiql-issuer: ")) {
			t.Errorf("%s: %v, want %q", issuer, err, want)
		}
		if err != nil && strings.Contains(err.Error(), "secret") {
			t.Errorf("the error repeats a secret: %v", err)
		}
	}
	if got := (Login{ClientID: "1", Issuer: "https://a.example/ 'unsafe-eval"}).origin(); got != "https://a.example" {
		t.Errorf("the origin is %q", got)
	}
}
