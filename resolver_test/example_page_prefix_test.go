package resolver_test

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"zitadel-graphql/internal/browsertest"
)

// TestExamplePageBelowAPrefix prevents that the token reaches another application on the same host: below any path the
// page works, and asks nothing beside that path. Where it can't read where people log in, it says so.
func TestExamplePageBelowAPrefix(t *testing.T) {
	needsExamplePage(t)
	p := start(t)
	dist, err := filepath.Abs(exampleDist)
	if err != nil {
		t.Fatal(err)
	}
	site := startNginx(t, `location /settings/ { alias `+dist+`/; }
		location = /settings/graphql { proxy_pass `+p.url+`/graphql; }
		location /misconfigured/ { alias `+dist+`/; }
		location = /misconfigured/config.json { return 404; }`)
	page := &settingsPage{Tab: browsertest.Open(t), t: t}
	page.Do(chromedp.Navigate(site + "/settings/"))
	page.logIn("dev-org-owner")
	page.sees("h1", "Acme")
	page.press("By id")
	page.typeInto("Organization’s id", acme+"\r")
	page.sees("h1", "Acme")
	page.press("Allow Code by SMS")
	page.seesFactor("Code by SMS", "allowed")
	for _, address := range page.Requests() {
		if !strings.HasPrefix(address, site+"/settings/") {
			t.Errorf("the page asked for %s", address)
		}
	}
	if problems := page.Problems(); len(problems) > 0 {
		t.Errorf("the browser complains: %q", problems)
	}

	page.Do(chromedp.Navigate(site + "/misconfigured/"))
	page.seesFailure("Nobody can log in, since the page can’t read where.", "config.json: 404")
	page.target("Access token") // which does without
}
