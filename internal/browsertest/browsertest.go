// Package browsertest opens pages in a real Chromium for tests, and keeps the
// books on them: which addresses a page asked for and what it complained about.
// It is for tests only. What a page should look like is said by the tests that
// use it; steps on a page are chromedp's own.
//
// The browser reaches loopback and nothing else, so that a test is the same on
// a machine without a network.
package browsertest

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// patience bounds a browser's whole life, start included. It is long because a
// loaded machine starts Chromium slowly; a single step has its own limit.
const (
	patience      = 10 * time.Minute
	startPatience = 2 * time.Minute
	stepPatience  = 2 * time.Minute
)

// Lacking ends the test because something that it needs isn't on this machine.
// That is a skip, or a failure where ZGTEST_REQUIRE_TOOLS is 1: there
// somebody has promised that all of it is.
func Lacking(t testing.TB, what string) {
	t.Helper()
	if os.Getenv("ZGTEST_REQUIRE_TOOLS") == "1" {
		t.Fatalf("%s, and ZGTEST_REQUIRE_TOOLS is set", what)
	}
	t.Skip(what)
}

// Tab is one page in a browser of its own, with a profile that nobody used
// before. Its methods fail the test instead of returning an error, and belong
// to the test's goroutine.
type Tab struct {
	t   testing.TB
	ctx context.Context

	mu       sync.Mutex
	requests []string
	problems []string
}

// Open starts Chromium, headless, and stops it when the test ends. Without a
// Chromium on PATH the test is Lacking one. The options come after ours and win.
func Open(t testing.TB, options ...chromedp.ExecAllocatorOption) *Tab {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	t.Cleanup(cancel)
	allocator, stop := chromedp.NewExecAllocator(ctx, append(flags(chromium(t), t.TempDir()), options...)...)
	t.Cleanup(stop)

	tab := &Tab{t: t}
	tab.ctx, cancel = chromedp.NewContext(allocator, chromedp.WithListener(tab.record))
	t.Cleanup(cancel)
	if err := chromedp.Do(tab.ctx); err != nil {
		t.Fatalf("start chromium: %v", err)
	}
	return tab
}

func chromium(t testing.TB) string {
	t.Helper()
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	Lacking(t, "no chromium, chromium-browser or google-chrome on PATH")
	return ""
}

func flags(path, profile string) []chromedp.ExecAllocatorOption {
	options := append(slices.Clone(chromedp.DefaultExecAllocatorOptions[:]),
		chromedp.ExecPath(path),
		chromedp.UserDataDir(profile),
		chromedp.DisableGPU,
		chromedp.WindowSize(1280, 800),
		chromedp.WSURLReadTimeout(startPatience),
		chromedp.Flag("disable-quic", true),
		chromedp.Flag("disable-component-update", true),
		chromedp.Flag("no-proxy-server", true),
		chromedp.Flag("host-resolver-rules", "MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost"),
	)
	if os.Geteuid() == 0 {
		// Chromium's sandbox doesn't start for root, as whom containers run.
		options = append(options, chromedp.NoSandbox)
	}
	return options
}

// record runs on chromedp's reading goroutine.
func (tab *Tab) record(event any) {
	tab.mu.Lock()
	defer tab.mu.Unlock()
	switch event := event.(type) {
	case *network.EventRequestWillBeSent:
		if !strings.HasPrefix(event.Request.URL, "data:") {
			tab.requests = append(tab.requests, event.Request.URL)
		}
	case *network.EventWebSocketCreated:
		tab.requests = append(tab.requests, event.URL)
	case *log.EventEntryAdded:
		if event.Entry.Level == log.EntryLevelError {
			tab.problems = append(tab.problems, fmt.Sprintf("%s: %s %s", event.Entry.Source, event.Entry.Text, event.Entry.URL))
		}
	case *runtime.EventExceptionThrown:
		tab.problems = append(tab.problems, "exception: "+exceptionText(event.ExceptionDetails))
	case *runtime.EventConsoleAPICalled:
		if event.Type == runtime.ConsoleAPICalledTypeError {
			tab.problems = append(tab.problems, "console: "+consoleText(event.Args))
		}
	}
}

func exceptionText(details *runtime.ExceptionDetails) string {
	if details.Exception != nil && details.Exception.Description != "" {
		return details.Exception.Description
	}
	return details.Text
}

func consoleText(args []*runtime.RemoteObject) string {
	var words []string
	for _, arg := range args {
		if arg.Description != "" {
			words = append(words, arg.Description)
		} else {
			words = append(words, string(arg.Value))
		}
	}
	return strings.Join(words, " ")
}

// Requests lists every address that the tab has asked for, in order, whether or
// not an answer came; data: addresses, which ask nobody, are left out.
func (tab *Tab) Requests() []string {
	tab.mu.Lock()
	defer tab.mu.Unlock()
	return slices.Clone(tab.requests)
}

// Problems lists what the browser's console shows in red: thrown exceptions,
// console.error, violations of the Content-Security-Policy, failed requests and
// replies with an HTTP status of 400 or more.
func (tab *Tab) Problems() []string {
	tab.mu.Lock()
	defer tab.mu.Unlock()
	return slices.Clone(tab.problems)
}

// Outside lists the requests that went anywhere but to base, an address such
// as an httptest server's.
func (tab *Tab) Outside(base string) []string {
	return slices.DeleteFunc(tab.Requests(), func(url string) bool {
		return strings.HasPrefix(url, strings.TrimSuffix(base, "/")+"/")
	})
}

// Do takes steps on the page, one after the other.
func (tab *Tab) Do(steps ...chromedp.Action[chromedp.Void]) {
	tab.t.Helper()
	ctx, cancel := context.WithTimeout(tab.ctx, stepPatience)
	defer cancel()
	if err := chromedp.Do(ctx, steps...); err != nil {
		tab.fail(err)
	}
}

// Text evaluates a JavaScript expression whose value is a string.
func (tab *Tab) Text(expression string) string {
	tab.t.Helper()
	ctx, cancel := context.WithTimeout(tab.ctx, stepPatience)
	defer cancel()
	text, err := chromedp.Run(ctx, chromedp.Evaluate[string](expression))
	if err != nil {
		tab.fail(fmt.Errorf("evaluate %s: %w", expression, err))
	}
	return text
}

// WaitUntil waits for a JavaScript expression to become true.
func (tab *Tab) WaitUntil(expression string) {
	tab.t.Helper()
	ctx, cancel := context.WithTimeout(tab.ctx, stepPatience)
	defer cancel()
	if _, err := chromedp.Run(ctx, chromedp.Poll[bool](expression)); err != nil {
		tab.fail(fmt.Errorf("wait until %s: %w", expression, err))
	}
}

// Screenshot saves what the tab shows as name.png among the test's artifacts,
// which `go test -artifacts` keeps.
func (tab *Tab) Screenshot(name string) {
	tab.t.Helper()
	picture, err := chromedp.Run(tab.ctx, chromedp.CaptureScreenshot())
	if err == nil {
		err = os.WriteFile(filepath.Join(tab.t.ArtifactDir(), name+".png"), picture, 0o644)
	}
	if err != nil {
		tab.t.Errorf("take a screenshot: %v", err)
	}
}

// fail says what the page looked like too: that is most of what one asks next.
func (tab *Tab) fail(err error) {
	tab.t.Helper()
	tab.Screenshot("failed")
	tab.t.Fatalf("%v\nrequests: %q\nproblems: %q", err, tab.Requests(), tab.Problems())
}
