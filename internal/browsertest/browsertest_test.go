package browsertest_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"zitadel-graphql/internal/browsertest"
)

const badPage = `<!DOCTYPE html><title>bad</title>
<img src="https://elsewhere.example/pixel.png">
<script>console.error("complained aloud"); setTimeout(() => { document.title = "done"; throw new Error("thrown late") })</script>
<p style="color: red">against the policy</p>`

// TestTabRecordsProblems ensures that requests to other hosts and problems of every kind are recorded: a test that finds none
// proves something.
func TestTabRecordsProblems(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Security-Policy", "style-src 'none'")
		fmt.Fprint(w, badPage)
	}))
	defer server.Close()
	tab := browsertest.OpenAnyway(t)
	tab.Do(chromedp.Navigate(server.URL))
	tab.WaitUntil(`document.title === "done"`)

	if got := tab.Outside(server.URL); !slices.Equal(got, []string{"https://elsewhere.example/pixel.png"}) {
		t.Errorf("requests outside: %q", got)
	}
	problems := strings.Join(tab.Problems(), "\n")
	for _, want := range []string{"complained aloud", "thrown late", "Content Security Policy", "ERR_NAME_NOT_RESOLVED"} {
		if !strings.Contains(problems, want) {
			t.Errorf("%q is missing among the problems:\n%s", want, problems)
		}
	}
	if got := tab.Text(`document.querySelector("p").textContent`); got != "against the policy" {
		t.Errorf("the text reads %q", got)
	}
}

// TestPagesAreOnline ensures that a page isn't told of a machine without a network, since some pages then do less, and that a
// test can have it offline.
func TestPagesAreOnline(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(w, "<!DOCTYPE html><title>online</title>")
	}))
	defer server.Close()
	tab := browsertest.OpenAnyway(t)
	tab.Do(chromedp.Navigate(server.URL))
	for _, want := range []bool{true, false, true} {
		if got := tab.Text("String(navigator.onLine)"); got != strconv.FormatBool(want) {
			t.Errorf("the page is online: %s, want %v", got, want)
		}
		tab.SetOnline(!want)
	}
}
