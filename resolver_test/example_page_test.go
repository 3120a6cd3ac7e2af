package resolver_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"zitadel-graphql/internal/browsertest"
)

// trouble is what goes wrong between the example page and the program.
type trouble int

const (
	noTrouble trouble = iota
	// gatewayPage answers with the HTML page of a proxy instead of GraphQL.
	gatewayPage
	// hangUp closes the connection without an answer, and passes nothing on.
	hangUp
	// hangUpAfter closes the connection when a mutation has been executed. Queries pass.
	hangUpAfter
	// asViewer passes mutations on as those of a viewer, as if the role had been taken away while the page was open.
	asViewer
	// asStranger passes mutations on with a token that is no longer accepted.
	asStranger
	// warn adds warnings to what is answered.
	warn
	// hold passes nothing on until the trouble changes; what has waited then meets the next trouble.
	hold
	// holdQueries is hold for queries only.
	holdQueries
)

// site serves the built example page, and passes /graphql on to the program as a proxy does, unless there is trouble.
type site struct {
	url     string
	forward http.Handler
	// settingsReads counts the answers with the settings that the page has been sent.
	settingsReads atomic.Int64

	mu      sync.Mutex
	trouble trouble
	changed chan struct{} // closed when the trouble changes
}

// startSite serves the page in front of p until the test ends.
func startSite(t *testing.T, p *program) *site {
	t.Helper()
	needsExamplePage(t)
	to, err := url.Parse(p.url)
	if err != nil {
		t.Fatal(err)
	}
	s := &site{changed: make(chan struct{}), forward: &httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) { r.SetURL(to) }}}
	mux := http.NewServeMux()
	mux.HandleFunc("/graphql", s.graphql)
	mux.Handle("/", strict(http.FileServer(http.Dir(exampleDist))))
	server := httptest.NewUnstartedServer(mux)
	// Chromium sends even a POST again where a connection breaks that it has used before.
	server.Config.SetKeepAlivesEnabled(false)
	server.Start()
	t.Cleanup(server.Close)
	t.Cleanup(func() { s.set(noTrouble) })
	s.url = server.URL
	return s
}

// needsExamplePage skips the test where the page isn't built.
func needsExamplePage(t *testing.T) {
	t.Helper()
	for _, path := range []string{exampleDist + "/index.html", exampleAxe} {
		if _, err := os.Stat(path); err != nil {
			browsertest.Lacking(t, "the built example page (make example)")
		}
	}
}

// strict makes the browser complain about whatever the page loads beside its own files.
func strict(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Security-Policy",
			"default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; form-action 'none'; base-uri 'none'")
		next.ServeHTTP(w, r)
	})
}

// set changes the trouble.
func (s *site) set(now trouble) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.trouble = now
	close(s.changed)
	s.changed = make(chan struct{})
}

func (s *site) current() (trouble, chan struct{}) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.trouble, s.changed
}

func (s *site) graphql(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return // the browser has gone
	}
	r.Body = io.NopCloser(strings.NewReader(string(body)))
	mutation := strings.Contains(string(body), `"query":"mutation `)
	now, changed := s.current()
	if now == hold || now == holdQueries && !mutation {
		<-changed
		now, _ = s.current()
	}
	switch {
	case now == gatewayPage:
		http.Error(w, "<h1>Bad gateway</h1>", http.StatusBadGateway)
		return
	case now == hangUp:
		panic(http.ErrAbortHandler)
	case now == hangUpAfter && mutation:
		s.forward.ServeHTTP(httptest.NewRecorder(), r)
		panic(http.ErrAbortHandler)
	case now == warn:
		s.warned(w, r)
		return
	case now == asViewer && mutation:
		r.Header.Set("Authorization", "Bearer dev-viewer")
	case now == asStranger && mutation:
		r.Header.Set("Authorization", "Bearer expired")
	}
	s.forward.ServeHTTP(w, r)
	if strings.Contains(string(body), `"operationName":"Settings"`) {
		s.settingsReads.Add(1)
	}
}

// warned passes a request on and adds warnings to the answer: one that the schema has, twice, and one of a newer
// schema.
func (s *site) warned(w http.ResponseWriter, r *http.Request) {
	r.Header.Set("Accept-Encoding", "identity")
	answer := httptest.NewRecorder()
	s.forward.ServeHTTP(answer, r)
	body := strings.TrimSuffix(strings.TrimSpace(answer.Body.String()), "}") + `,"extensions":{"warnings":[` +
		`{"code":"WRITTEN_NOT_IN_FORCE","message":"The server says so.","path":["a"]},` +
		`{"code":"WRITTEN_NOT_IN_FORCE","message":"The server says so.","path":["b"]},` +
		`{"code":"OF_A_NEWER_SCHEMA","message":"Something else is so.","path":["a"]}]}}`
	w.Header().Set("Content-Type", answer.Header().Get("Content-Type"))
	w.WriteHeader(answer.Code)
	fmt.Fprint(w, body)
}

// settingsPage is the example page in a browser, used as a person uses it. Its methods wait for what they look for, and
// fail the test if it doesn't appear.
type settingsPage struct {
	*browsertest.Tab

	t    *testing.T
	site *site
}

// openSettings opens the page in a new browser and logs in. query is empty or ?org=ID.
func openSettings(t *testing.T, s *site, query, token string) *settingsPage {
	t.Helper()
	p := &settingsPage{Tab: browsertest.Open(t), t: t, site: s}
	p.Do(chromedp.EmulateViewport(1280, 1000), chromedp.Navigate(s.url+"/"+query))
	p.logIn(token)
	return p
}

func (p *settingsPage) logIn(token string) {
	p.t.Helper()
	p.Do(chromedp.SendKeys(`input[name=token]`, token+"\r", chromedp.NodeVisible))
}

// changeElsewhere sends mutations past the page, as another person does while it is open. They must succeed.
func changeElsewhere(t *testing.T, p *program, token, mutations string) {
	t.Helper()
	if got := mustPost(t, p, as(token), operation("mutation { "+mutations+" }", nil)); !isData(got) {
		t.Fatalf("a change elsewhere: got %s", got.body)
	}
}

// press clicks the control with this name. Names are those that a screen reader reads.
func (p *settingsPage) press(name string) {
	p.t.Helper()
	p.target(name)
	p.Do(chromedp.Click(`[data-target]`, chromedp.NodeVisible))
}

// typeInto replaces the text in the field with this name.
func (p *settingsPage) typeInto(label, text string) {
	p.t.Helper()
	p.target(label)
	p.Text(`document.querySelector("[data-target]").select(); "selected"`)
	p.Do(chromedp.SendKeys(`[data-target]`, text))
}

// target waits for the control with this name and marks it. While a dialog is open, only its controls count.
func (p *settingsPage) target(name string) {
	p.t.Helper()
	p.WaitUntil(fmt.Sprintf(`(() => {
		const text = (e) => (e.getAttribute("aria-label") ?? [...(e.labels ?? [])].map((l) => l.textContent).join() ?? "").trim()
			|| e.textContent.replace(/\s+/g, " ").trim()
		const within = document.querySelector("dialog[open]") ?? document
		const found = [...within.querySelectorAll("button, input, select")].filter((e) => text(e) === %s && !e.disabled)
		if (found.length !== 1) return false
		document.querySelector("[data-target]")?.removeAttribute("data-target")
		found[0].setAttribute("data-target", "")
		return true
	})()`, toJSON(name)))
}

// sees waits for an element that the selector finds and that has all of these texts.
func (p *settingsPage) sees(selector string, texts ...string) {
	p.t.Helper()
	p.WaitUntil(fmt.Sprintf(`[...document.querySelectorAll(%s)].some((e) => %s.every((text) => e.innerText.includes(text)))`,
		toJSON(selector), toJSON(texts)))
}

// seesFailure waits for the notice of an error with all of these texts: words, a code, a reason or an outcome.
func (p *settingsPage) seesFailure(texts ...string) {
	p.t.Helper()
	p.sees("[role=alert]", texts...)
}

// offers reports whether the notice of an error has a button with this name.
func (p *settingsPage) offers(name string) bool {
	p.t.Helper()
	return p.Text(fmt.Sprintf(`String([...document.querySelectorAll("[role=alert] button")].some((b) => b.innerText === %s))`, toJSON(name))) == "true"
}

// seesFactor waits until a factor's state is "allowed" or "not allowed".
func (p *settingsPage) seesFactor(name, state string) {
	p.t.Helper()
	p.WaitUntil(fmt.Sprintf(`[...document.querySelectorAll(".factors li")].some((e) =>
		e.querySelector("strong").innerText === %s && e.querySelector(".badge").innerText === %s)`, toJSON(name), toJSON(state)))
}

// checkAccessibility takes a screenshot of the page as it is, and has axe look for barriers, in light and in dark
// colours. state is the name of the screenshot.
func (p *settingsPage) checkAccessibility(state string) {
	p.t.Helper()
	axe, err := os.ReadFile(exampleAxe)
	if err != nil {
		p.t.Fatal(err)
	}
	p.Text(string(axe) + `; "loaded"`)
	for _, scheme := range []string{"light", "dark"} {
		p.Do(preferring(scheme))
		p.WaitUntil(`matchMedia("(prefers-color-scheme: ` + scheme + `)").matches`)
		// Animations are brought to their ends: a text that is just fading in has no contrast yet.
		p.Text(`window.axeFound = null
			for (const a of document.getAnimations()) if (a.effect.getTiming().iterations !== Infinity && a.animationName !== "leave") a.finish()
			axe.run({ resultTypes: ["violations"] }).then(
				(r) => { axeFound = r.violations.flatMap((v) => v.nodes.map((n) => v.id + ": " + n.html + " " + n.failureSummary)).join("\n") },
				(e) => { axeFound = String(e) })
			"running"`)
		p.WaitUntil(`window.axeFound !== null`)
		if found := p.Text(`window.axeFound`); found != "" {
			p.t.Errorf("%s, %s: axe finds\n%s", state, scheme, found)
		}
		p.Screenshot(state + "_" + scheme)
	}
	p.Do(preferring("light"))
}

func preferring(scheme string) chromedp.Action[chromedp.Void] {
	features := []*emulation.MediaFeature{
		{Name: "prefers-color-scheme", Value: scheme}, {Name: "prefers-reduced-motion", Value: "reduce"},
	}
	return chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: features})
		return err
	})
}
