package resolver_test

import (
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/chromedp"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

// plantedFailures refuses some removals of authenticator apps, and holds up the others while it is told to.
type plantedFailures struct {
	mu      sync.Mutex
	removed int
	failing map[int]bool
	gate    chan struct{}
	holdAt  int
}

func (f *plantedFailures) refuse(call *relayed) error {
	if call.method != "RemoveTOTP" {
		return nil
	}
	f.mu.Lock()
	f.removed++
	number := f.removed
	f.mu.Unlock()
	if number == f.holdAt {
		<-f.gate
	}
	if f.failing[number] {
		return status.Error(codes.PermissionDenied, "No matching permissions found")
	}
	return nil
}

// TestExamplePageRetirement ensures that a factor can be ended for everybody: removed from the settings and then from each
// person who has it, with a bar, a stop in between, what failed by name with another try, and what is known at the end.
func TestExamplePageRetirement(t *testing.T) {
	planted := &plantedFailures{failing: map[int]bool{3: true, 7: true, 150: true}, gate: make(chan struct{}), holdAt: 20}
	backend := start(t, "--embedded-listen", "127.0.0.1:0", "--embedded-users", "480")
	relay := startRelay(t, backend.embeddedAddress)
	relay.refuses = planted.refuse
	site := startSite(t, start(t, "--backend", relay.url))
	page := openSettings(t, site, "", "dev-org-owner")
	page.sees("h1", "Acme")
	page.press("Remove… Authenticator app")
	page.press("Also remove it from the people who have it set up")
	page.sees("dialog", "Looked at all 506 people")
	page.takeGuardsOff()
	page.press("Remove")
	page.sees("h1", "People of Acme")
	page.sees("section", "Remove authenticator app from everybody who has it", "Removing…")
	page.checkAccessibility("retirement_running")
	page.press("Stop")
	page.sees("button", "Stopping…")
	close(planted.gate)
	page.sees("section", "Removed from 98 people.", "It was stopped. Whoever still has it is listed below.", "It couldn’t be removed from 2 people:")
	page.checkAccessibility("retirement_stopped")
	page.press("Go on")
	page.sees("section", "3 people still have authenticator app: see below.", "It couldn’t be removed from 3 people:", ": You may not do this.")
	page.sees(".people > li", "Authenticator app")
	page.checkAccessibility("retirement_failures")
	page.Do(chromedp.EmulateViewport(360, 740))
	page.checkAccessibility("retirement_failures_narrow")
	page.Do(chromedp.EmulateViewport(1280, 1000))
	page.press("Try these 3 again")
	page.sees(".notice.good", "As far as the lists show, nobody of Acme has authenticator app any more.")
	page.sees("section", "Nobody has authenticator app set up.")
	page.Text(`document.querySelector("summary").click(); "open"`)
	page.sees(".results", "Anna Berger: removed")
	page.checkAccessibility("retirement_ended")
	page.checkConsole()

	got := mustPost(t, backend, as("dev-instance-owner"), operation(`{ secondFactorUsage(orgId: "`+acme+`") { factors { type users } } }`, nil)).body
	if !strings.Contains(got, `{"type":"SECOND_FACTOR_TYPE_OTP","users":0}`) {
		t.Errorf("the backend says %s", got)
	}
}

// TestExamplePageRetirementProven ensures that who may read events is told that nobody has a factor any more as what it is
// then, proven; and that the page asks before it begins.
func TestExamplePageRetirementProven(t *testing.T) {
	page := openSettings(t, startSite(t, start(t)), "?view=people&who=has:SECOND_FACTOR_TYPE_OTP_SMS", "dev-instance-owner")
	page.sees("section", "4 people of Acme have it set up. To remove it from the settings alone takes it from nobody; this does.")
	page.press("Remove from everybody…")
	page.sees("dialog", "4 people of Acme lose it, with both logins and for the API.", "2 people have no other second factor.")
	page.hasFocus("Cancel")
	page.checkAccessibility("retirement_asked")
	page.press("Remove from everybody")
	page.sees(".notice.good", "Proven by the event log: nobody of Acme has code by SMS any more.")
	page.sees("[role=status]", "Code by SMS: Removed from 4 people.")
	page.checkAccessibility("retirement_proven")
	page.checkConsole()
}
