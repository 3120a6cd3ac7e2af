package resolver_test

import (
	"bufio"
	"context"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"zitadel-graphql/internal/browsertest"
	"zitadel-graphql/internal/racetest"
)

// TestExamplePageDevServer ensures what the example's README says: Vite's server has the page, and its proxy leads to
// the program. Developers see the page as it is here, with React in strict mode, which does everything twice to find
// what can't bear that.
func TestExamplePageDevServer(t *testing.T) {
	p := start(t)
	racetest.Skip(t, unseenInNode)
	needsPackages(t, exampleFolder, "make example")
	address := startVite(t, p)
	page := &settingsPage{Tab: browsertest.Open(t), t: t}
	page.Do(chromedp.Navigate("http://" + address + "/"))
	page.logIn("dev-org-owner")
	page.press("Remove… Code by e-mail")
	page.sees("dialog", "Remove code by e-mail?")
	page.press("Cancel")
	page.hasFocus("Remove… Code by e-mail")
	page.press("Remove… Code by e-mail")
	page.press("Remove")
	page.seesFactor("Code by e-mail", "not allowed")
	if problems := page.Problems(); len(problems) > 0 {
		t.Errorf("the browser complains: %q", problems)
	}
}

// startVite runs the development server on a free port until the test ends.
func startVite(t *testing.T, p *program) (address string) {
	t.Helper()
	address = freeAddress(t)
	_, port, _ := net.SplitHostPort(address)
	ctx, cancel := context.WithCancel(context.Background())
	command := exec.CommandContext(ctx, "node", "node_modules/vite/bin/vite.js", "--host", "127.0.0.1", "--port", port, "--strictPort")
	command.Dir = exampleFolder
	command.Env = append(os.Environ(), "MFA_SETTINGS_GRAPHQL_URL="+p.url, "NO_COLOR=1")
	out, err := command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := command.Start(); err != nil {
		t.Fatalf("start vite: %v", err)
	}
	ready := make(chan struct{})
	go func() {
		defer close(ready)
		for lines := bufio.NewScanner(out); lines.Scan(); {
			if strings.Contains(lines.Text(), address) {
				return
			}
		}
	}()
	t.Cleanup(func() {
		cancel()
		command.Wait() //nolint:errcheck // it was killed
	})
	select {
	case <-ready:
	case <-time.After(patience):
		t.Fatal("vite didn't start")
	}
	response, err := http.Get("http://" + address + "/")
	if err != nil {
		t.Fatalf("ask vite for the page: %v", err)
	}
	response.Body.Close()
	return address
}
