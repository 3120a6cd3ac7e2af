// Package browsertest opens pages in a real Chromium for tests. It records which addresses a page asked for, and what
// appeared in its console. It also decides, for all tests, what a missing tool means: see Lacking.
//
// It depends on chromedp, whose actions are the steps on a page, and on racetest, since with the race detector no page is
// opened. What a page should look like is in the tests that use it. The browser reaches loopback and nothing else, so that a test does the same on a machine without a network.
package browsertest

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"zitadel-graphql/internal/racetest"
)

// The timeouts are long because a loaded machine starts Chromium slowly.
const (
	browserTimeout = 10 * time.Minute // from a browser's start to its end
	startTimeout   = 2 * time.Minute
	stepTimeout    = 2 * time.Minute
)

// Lacking ends a test that needs a tool which isn't on this machine; what says which. The test is skipped, or where
// ZGTEST_REQUIRE_TOOLS is 1, as in CI, it fails.
func Lacking(t testing.TB, what string) {
	t.Helper()
	if Required() {
		t.Fatalf("%s, and ZGTEST_REQUIRE_TOOLS is set", what)
	}
	t.Skip(what)
}

// Required reports whether a test may not be skipped for what this machine lacks.
func Required() bool {
	return os.Getenv("ZGTEST_REQUIRE_TOOLS") == "1"
}

// Tab is one page in a browser of its own with a fresh profile. Its methods fail the test instead of returning an error, and
// are for the test's own goroutine.
type Tab struct {
	t   testing.TB
	ctx context.Context

	mu       sync.Mutex
	requests []string
	problems []string
}

// Open starts Chromium, headless, and stops it when the test ends. Without a Chromium on PATH the test ends as Lacking
// describes, and with the race detector it is skipped. Pages are online, whether or not the machine has a network. options take
// precedence over this package's own.
func Open(t testing.TB, options ...chromedp.ExecAllocatorOption) *Tab {
	t.Helper()
	racetest.Skip(t, "it doesn't look into Chromium, whose requests Go tests send too")
	return open(t, options...)
}

func open(t testing.TB, options ...chromedp.ExecAllocatorOption) *Tab {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), browserTimeout)
	t.Cleanup(cancel)
	allocator, stop := chromedp.NewExecAllocator(ctx, append(flags(chromium(t), t.TempDir()), options...)...)
	t.Cleanup(stop)

	tab := &Tab{t: t}
	tab.ctx, cancel = chromedp.NewContext(allocator, chromedp.WithListener(tab.record))
	t.Cleanup(cancel)
	if err := chromedp.Do(tab.ctx); err != nil {
		t.Fatalf("start chromium: %v", err)
	}
	tab.SetOnline(true)
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
		chromedp.WSURLReadTimeout(startTimeout),
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

// Requests returns every address that the tab has asked for, in order, answered or not. It leaves out data: addresses, for
// which nobody is asked.
func (tab *Tab) Requests() []string {
	tab.mu.Lock()
	defer tab.mu.Unlock()
	return slices.Clone(tab.requests)
}

// Problems returns what the browser's console shows in red: exceptions, console.error, violations of the
// Content-Security-Policy, failed requests, and replies with an HTTP status of 400 or more.
func (tab *Tab) Problems() []string {
	tab.mu.Lock()
	defer tab.mu.Unlock()
	return slices.Clone(tab.problems)
}

// Outside returns the requests that didn't go to base, which is an address such as an httptest server's.
func (tab *Tab) Outside(base string) []string {
	return slices.DeleteFunc(tab.Requests(), func(url string) bool {
		return strings.HasPrefix(url, strings.TrimSuffix(base, "/")+"/")
	})
}

// Do takes steps on the page, one after the other.
func (tab *Tab) Do(steps ...chromedp.Action[chromedp.Void]) {
	tab.t.Helper()
	ctx, cancel := context.WithTimeout(tab.ctx, stepTimeout)
	defer cancel()
	if err := chromedp.Do(ctx, steps...); err != nil {
		tab.fail(err)
	}
}

// SetOnline decides what pages find in navigator.onLine, and whether their requests reach anybody, until it is called again.
func (tab *Tab) SetOnline(online bool) {
	tab.t.Helper()
	// Without a throughput Chromium goes by the machine's network interfaces, of which loopback doesn't count.
	const unlimited = 1 << 30
	tab.Do(chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
		_, err := cdp.Call(ctx, target, network.OverrideNetworkState, network.OverrideNetworkStateParams{
			Offline: !online, DownloadThroughput: unlimited, UploadThroughput: unlimited,
		})
		return err
	}))
}

// Text evaluates a JavaScript expression whose value is a string.
func (tab *Tab) Text(expression string) string {
	tab.t.Helper()
	ctx, cancel := context.WithTimeout(tab.ctx, stepTimeout)
	defer cancel()
	text, err := chromedp.Run(ctx, chromedp.Evaluate[string](expression))
	if err != nil {
		tab.fail(fmt.Errorf("evaluate %s: %w", expression, err))
	}
	return text
}

// WaitUntil waits for a JavaScript expression to become true. If the page is replaced meanwhile, as by a reload, it waits
// for that in the new page.
func (tab *Tab) WaitUntil(expression string) {
	tab.t.Helper()
	ctx, cancel := context.WithTimeout(tab.ctx, stepTimeout)
	defer cancel()
	again := time.NewTicker(50 * time.Millisecond)
	defer again.Stop()
	for {
		_, err := chromedp.Run(ctx, chromedp.Poll[bool](expression, chromedp.WithPollingTimeout(stepTimeout)))
		if err == nil {
			return
		}
		if !isOfReplacedPage(err) {
			tab.fail(fmt.Errorf("wait until %s: %w", expression, err))
		}
		select {
		case <-again.C:
		case <-ctx.Done():
			tab.fail(fmt.Errorf("wait until %s: %w", expression, err))
		}
	}
}

// isOfReplacedPage reports whether an expression couldn't be evaluated because its page is gone. Chromium has no code for
// that alone; what is wrong with the expression itself is no error of the protocol.
func isOfReplacedPage(err error) bool {
	const serverError = -32000
	failure, ok := errors.AsType[*cdproto.Error](err)
	return ok && failure.Code == serverError
}

// Screenshot saves what the tab shows as name.png among the test's artifacts, which `go test -artifacts` keeps.
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

// fail ends the test with what helps to understand it: a screenshot, the requests and the console.
func (tab *Tab) fail(err error) {
	tab.t.Helper()
	tab.Screenshot("failed")
	tab.t.Fatalf("%v\nrequests: %q\nproblems: %q", err, tab.Requests(), tab.Problems())
}
