package main

import (
	"bytes"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"sync"
	"testing"

	"zitadel-graphql/internal/racetest"
)

// reloadable is the program in this process, without its listener, and the file that it is configured by.
type reloadable struct {
	*reloader

	name string
	log  *syncBuffer
}

// syncBuffer may be read while it is written.
type syncBuffer struct {
	mu   sync.Mutex
	text bytes.Buffer
}

// Write implements io.Writer.
func (b *syncBuffer) Write(line []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.Write(line)
}

// take returns what was written since the last time.
func (b *syncBuffer) take() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	defer b.text.Reset()
	return b.text.String()
}

// newReloadable starts the program with the embedded backend by a file with this text.
func newReloadable(t testing.TB, text string, args ...string) *reloadable {
	t.Helper()
	p := &reloadable{name: filepath.Join(t.TempDir(), "config.yaml"), log: &syncBuffer{}}
	p.write(t, text)
	args = append(args, "--config", p.name)
	opened := openProgram(t, p.log, args...)
	p.reloader = newReloader(rereading(args, nil), opened.cfg, opened.handler, opened.parts, opened.server)
	return p
}

func (p *reloadable) write(t testing.TB, text string) {
	t.Helper()
	if err := os.WriteFile(p.name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// reloadWith does what a hangup does after the file has got this text.
func (p *reloadable) reloadWith(t testing.TB, text string) {
	t.Helper()
	p.write(t, text)
	p.rereadAll(t.Context())
}

// Two configurations of which each answer to tooDeep shows three traits: a header that is written first of all, a limit that is
// checked within GraphQL, and the status that is chosen last.
const (
	firstConfig  = "version: 1\ncors-origin: ['*']\nmax-depth: 2\ngraphql-over-http: '2026'\n"
	secondConfig = "version: 1\ncors-origin: [https://page.example]\nmax-depth: 3\ngraphql-over-http: '2023'\n"
	firstTraits  = "origin * limit 2 status 422"
	secondTraits = "origin https://page.example limit 3 status 400"
	brokenConfig = "version: 1\nmax-depth: deep\nmax-deep: 3\n"

	tooDeep = `{"query": "{ loginPolicy { details { changeDate } secondFactors } restrictions { details { sequence } } loginPolicyChanges { nodes { editor { id } } } }"}`
)

// traits asks for too much, and returns what the answer shows of the configuration.
func (p *reloadable) traits() string {
	r := httptest.NewRequest(http.MethodPost, "http://localhost/graphql", strings.NewReader(tooDeep))
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Accept", "application/graphql-response+json")
	r.Header.Set("Origin", "https://page.example")
	w := httptest.NewRecorder()
	p.server.Handler.ServeHTTP(w, r)
	limit := regexp.MustCompile(`(\d+) levels`).FindStringSubmatch(w.Body.String())
	if limit == nil {
		return w.Body.String()
	}
	return fmt.Sprintf("origin %s limit %s status %d", w.Header().Get("Access-Control-Allow-Origin"), limit[1], w.Code)
}

// Ensures that the settings can be exchanged a thousand times under load: no request meets a mixture of two configurations, none
// fails, and nothing is left behind of those before.
func TestThousandReloads(t *testing.T) {
	p := newReloadable(t, firstConfig, "--log-level", "error", "--graphiql", "off")
	texts, traits := []string{firstConfig, secondConfig}, []string{firstTraits, secondTraits}
	for i, text := range texts {
		p.reloadWith(t, text)
		if got := p.traits(); got != traits[i] {
			t.Fatalf("with\n%sgot %s", text, got)
		}
	}
	reloads := racetest.Size(1000, 100)
	before := usage()
	requests, seen := load(t, p)
	for i := range reloads {
		for range 4 {
			requests <- struct{}{}
		}
		p.reloadWith(t, texts[i%2])
	}
	close(requests)
	if got := seen(); got[firstTraits] < reloads/2 || got[secondTraits] < reloads/2 || got[firstTraits]+got[secondTraits] != 4*reloads {
		t.Errorf("the answers were %v", got)
	}
	if _, failed := p.Reloads(); failed != 0 {
		t.Errorf("%d reloads failed: %s", failed, p.log.take())
	}
	after := usage()
	t.Logf("before %+v, after %+v", before, after)
	if after.goroutines > before.goroutines || after.files > before.files || after.heap > before.heap+4<<20 {
		t.Errorf("before %+v, after %+v", before, after)
	}
}

// load sends a request for each element of requests, four at the same time. seen waits until requests is closed and everything is
// answered, and returns how many answers were of which traits.
func load(t *testing.T, p *reloadable) (requests chan<- struct{}, seen func() map[string]int) {
	t.Helper()
	queue, answers := make(chan struct{}, 4), map[string]int{}
	var mu sync.Mutex
	var clients sync.WaitGroup
	for range 4 {
		clients.Go(func() {
			for range queue {
				got := p.traits()
				mu.Lock()
				answers[got]++
				mu.Unlock()
			}
		})
	}
	return queue, func() map[string]int {
		clients.Wait()
		return answers
	}
}

// used is what a program holds.
type used struct {
	goroutines, files int
	heap              uint64
}

func usage() used {
	runtime.GC()
	var memory runtime.MemStats
	runtime.ReadMemStats(&memory)
	files, _ := os.ReadDir("/proc/self/fd") // where there is none, it doesn't grow either
	return used{runtime.NumGoroutine(), len(files), memory.HeapAlloc}
}

// Ensures that a file that can't be used changes nothing, that every problem is told, and that the next good one counts.
func TestBrokenFileKeepsTheSettings(t *testing.T) {
	p := newReloadable(t, secondConfig)
	p.reloadWith(t, brokenConfig)
	for _, want := range []string{"level=ERROR", "those before stay in force", "max-depth", "deep", "max-deep"} {
		if got := p.log.take(); !strings.Contains(got, want) {
			t.Errorf("the log doesn't say %s", want)
		}
		p.rereadAll(t.Context()) // tells it again
	}
	if got := p.traits(); got != secondTraits {
		t.Errorf("got %s", got)
	}
	if succeeded, failed := p.Reloads(); succeeded != 0 || failed != 6 || !p.LastReloadFailed() {
		t.Errorf("%d successes and %d failures are counted", succeeded, failed)
	}
	p.reloadWith(t, firstConfig)
	if got := p.traits(); got != firstTraits || p.LastReloadFailed() {
		t.Errorf("after a good one: %s", got)
	}
}

// Ensures that the audit trail has what was changed, from what to what, and no line where nothing was; and that its file is opened
// anew, so that a log can be rotated.
func TestReloadsAreAudited(t *testing.T) {
	trail := filepath.Join(t.TempDir(), "audit")
	p := newReloadable(t, firstConfig, "--audit-log", trail)
	p.reloadWith(t, brokenConfig)
	if err := os.Rename(trail, trail+".1"); err != nil {
		t.Fatal(err)
	}
	p.reloadWith(t, firstConfig)
	p.reloadWith(t, firstConfig+"csrf: off\nlisten: 127.0.0.1:1\n")
	rotated, err := os.ReadFile(trail + ".1")
	if err != nil || len(rotated) != 0 {
		t.Errorf("before: %s, %v", rotated, err)
	}
	lines, err := os.ReadFile(trail)
	want := `"event":"configuration reloaded","details":{"changed":[{"setting":"csrf","from":"on","to":"off"}]}`
	if err != nil || bytes.Count(lines, []byte("\n")) != 1 || !strings.Contains(string(lines), want) {
		t.Errorf("got %s, %v; want %s", lines, err, want)
	}
}

// Ensures that the log says of a setting that it had no value, or has none now, rather than nothing.
func TestReloadsNameUnsetValues(t *testing.T) {
	p := newReloadable(t, firstConfig)
	for _, step := range []struct{ text, want string }{
		{"rate-limit: 60\n", "rate-limit: not set → 60"},
		{"", "rate-limit: 60 → not set"},
		{"metrics-listen: 127.0.0.1:1\n", `setting=metrics-listen inForce="not set" given=127.0.0.1:1`},
	} {
		p.log.take()
		p.reloadWith(t, firstConfig+step.text)
		if got := p.log.take(); !strings.Contains(got, step.want) {
			t.Errorf("with %q: want %s, got %s", step.text, step.want, got)
		}
	}
}

// Prevents that systemctl reload waits in vain: systemd is told when the settings are read, and that they have been, whether or not
// they could be used.
func TestSystemdIsToldOfReloads(t *testing.T) {
	p := newReloadable(t, firstConfig)
	socket := filepath.Join(t.TempDir(), "notify")
	systemd, err := new(net.ListenConfig).ListenPacket(t.Context(), "unixgram", socket)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = systemd.Close() }() // what was only read has nothing left to lose
	t.Setenv("NOTIFY_SOCKET", socket)
	for _, text := range []string{secondConfig, brokenConfig} {
		p.reloadWith(t, text)
		for _, want := range []string{"RELOADING=1\n", "READY=1\n"} {
			message := make([]byte, 1000)
			n, _, err := systemd.ReadFrom(message)
			if err != nil || !strings.HasPrefix(string(message[:n]), want) {
				t.Errorf("systemd is told %q, %v; want %q", message[:n], err, want)
			}
		}
	}
}
