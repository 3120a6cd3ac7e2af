package trusted_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"zitadel-graphql/internal/filewatch"
	"zitadel-graphql/internal/trusted"
)

const (
	apollo = `{"format": "apollo-persisted-query-manifest", "version": 1, "operations": [
		{"id": "one", "body": "query One { a }", "name": "One", "type": "query"},
		{"id": "two", "body": "query Two { b }", "name": "Two", "type": "query"}]}`
	relay = `{"one": "query One { a }", "two": "query Two { b }"}`
)

// refusing returns a check that refuses documents with the word, and panics at those that break it.
func refusing(word string) func(string) error {
	return func(document string) error {
		if strings.Contains(document, "breaks the check") {
			panic("as told")
		}
		if word != "" && strings.Contains(document, word) {
			return errors.New("it can't be executed")
		}
		return nil
	}
}

// deployment is a manifest in a file, and the log of the server that reads it.
type deployment struct {
	file  string
	check trusted.Check // may be exchanged while nothing is read
	use   trusted.Use   // nil for none
	log   logBuffer
}

// logBuffer may be read while it is written.
type logBuffer struct {
	mu   sync.Mutex
	text strings.Builder
}

// Write implements io.Writer.
func (l *logBuffer) Write(line []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(line)
}

// String implements fmt.Stringer.
func (l *logBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

// deploy writes the manifest; documents with the word refused can't be executed.
func deploy(t *testing.T, manifest, refused string) *deployment {
	t.Helper()
	w := &deployment{file: filepath.Join(t.TempDir(), "manifest.json"), check: refusing(refused)}
	w.write(t, manifest)
	return w
}

func (w *deployment) open(ctx context.Context) (*trusted.Documents, error) {
	check := func(document string) error { return w.check(document) }
	return trusted.Open(ctx, trusted.Config{File: w.file, Mode: trusted.Require}, check, w.use, slog.New(slog.NewTextHandler(&w.log, nil)))
}

// follow opens the manifest and follows its file, until the test ends. It is for the bubble of a synctest.
func (w *deployment) follow(t *testing.T) *trusted.Documents {
	t.Helper()
	d, err := w.open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	go d.Follow(t.Context())
	return d
}

// passTwoLooks returns when all is done that two looks at the file bring: the second confirms the first.
func passTwoLooks() {
	time.Sleep(2 * filewatch.Interval)
	synctest.Wait()
}

func (w *deployment) write(t *testing.T, manifest string) {
	t.Helper()
	next := w.file + ".next" // and then renamed, as whoever deploys a file does
	if err := os.WriteFile(next, []byte(manifest), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(next, w.file); err != nil {
		t.Fatal(err)
	}
}

// Both formats give the same documents, by their ids and by their hashes; nothing else is trusted, not even a space.
func TestFormats(t *testing.T) {
	for name, text := range map[string]string{"apollo": apollo, "relay": relay} {
		d, err := deploy(t, text, "").open(t.Context())
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		for id, want := range map[string]string{"one": "query One { a }", "two": "query Two { b }", "three": "", "": "",
			"sha256:6ce5472fba68eefe54d696de491e4542e4546b8c4b2538efdf22ce106691f79b": "query One { a }", "sha256:": ""} {
			if got, ok := d.Document(id); got != want || ok != (want != "") {
				t.Errorf("%s: %q is %q, %t", name, id, got, ok)
			}
		}
		if !d.Trusts("query One { a }") || d.Trusts("query One { a } ") || d.Trusts("one") || d.Trusts("") {
			t.Errorf("%s: what is trusted isn't what is listed", name)
		}
	}
}

// What else is made of the documents follows the manifest: it gets each document once; where it can't use them the server doesn't
// start, and a later manifest that it can't use leaves the one before in use, for requests too.
func TestUseFollowsTheManifest(t *testing.T) {
	w := deploy(t, relay, "")
	var used []string
	w.use = func(documents []string) error {
		if slices.ContainsFunc(documents, func(text string) bool { return strings.Contains(text, "useless") }) {
			return errors.New("useless")
		}
		used = documents
		return nil
	}
	d, err := w.open(t.Context())
	if err != nil || !slices.Equal(used, []string{"query One { a }", "query Two { b }"}) {
		t.Fatalf("used %q, %v", used, err)
	}
	for _, text := range []string{`{"three": "query Three { useless }"}`, `{"four": "query Four { c }", "same": "query Four { c }"}`} {
		w.write(t, text)
		d.Reread(t.Context())
	}
	if !slices.Equal(used, []string{"query Four { c }"}) || d.Trusts("query Three { useless }") || !d.Trusts("query Four { c }") {
		t.Errorf("used %q", used)
	}
	w.write(t, `{"three": "query Three { useless }"}`)
	if d.Reread(t.Context()); !d.Trusts("query Four { c }") || !strings.Contains(w.log.String(), "useless") {
		t.Errorf("the manifest before isn't in use; the log is\n%s", &w.log)
	}
	if _, err := w.open(t.Context()); err == nil {
		t.Error("the server starts with documents that can't be used")
	}
}

// A manifest that can't be used keeps the server from starting, and every document with a fault is named.
func TestBrokenManifests(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		want []string
	}{
		"no JSON":             {`{"one": `, []string{"JSON"}},
		"a list":              {`["query { a }"]`, []string{"neither"}},
		"nothing":             {`{}`, []string{"no documents"}},
		"no text":             {`{"one": 1}`, []string{"one"}},
		"another version":     {strings.Replace(apollo, "1,", "2,", 1), []string{"version"}},
		"without an id":       {strings.Replace(apollo, `"one"`, `""`, 1), []string{"One", "no id"}},
		"an id twice":         {strings.Replace(apollo, `"two"`, `"one"`, 1), []string{"Two", "same id"}},
		"an id twice, relay":  {strings.Replace(relay, `"two"`, `"one"`, 1), []string{"one", "same id"}},
		"a hash that isn't":   {strings.Replace(relay, `"two"`, `"sha256:00"`, 1), []string{"sha256:00", "isn't its hash"}},
		"two that can't be":   {`{"one": "bad 1", "two": "good", "three": "bad 3"}`, []string{`"one"`, `"three"`, "can't be executed"}},
		"operations are none": {`{"format": "apollo-persisted-query-manifest", "version": 1, "operations": 7}`, []string{"format"}},
	} {
		_, err := deploy(t, c.text, "bad").open(t.Context())
		if err == nil {
			t.Errorf("%s: it is taken", name)
			continue
		}
		for _, want := range c.want {
			if !strings.Contains(err.Error(), want) {
				t.Errorf("%s: %v doesn't say %s", name, err, want)
			}
		}
	}
	if _, err := trusted.Open(t.Context(), trusted.Config{File: "/nowhere", Mode: trusted.Require}, refusing(""), nil, slog.New(slog.DiscardHandler)); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a file that isn't there: %v", err)
	}
}

// A new manifest counts without a restart; one that is broken, or gone, doesn't take the good one away, and is told once.
func TestFollow(t *testing.T) {
	w := deploy(t, `{"one": "good 1"}`, "bad")
	synctest.Test(t, func(t *testing.T) {
		d := w.follow(t)
		synctest.Wait()
		expect := func(when string, trusts, doesNot string, lines int) {
			t.Helper()
			if !d.Trusts(trusts) || d.Trusts(doesNot) {
				t.Errorf("%s: %q isn't trusted, or %q is", when, trusts, doesNot)
			}
			if got := strings.Count(w.log.String(), "\n"); got != lines {
				t.Errorf("%s: %d lines are logged, want %d: %s", when, got, lines, w.log.String())
			}
		}
		w.write(t, `{"two": "good 2"}`)
		time.Sleep(filewatch.Interval)
		synctest.Wait()
		expect("before the second look", "good 1", "good 2", 0)
		passTwoLooks()
		expect("after it", "good 2", "good 1", 1)
		passTwoLooks()
		expect("unchanged", "good 2", "good 1", 1)
		for i, broken := range []string{`{"three": "bad 3"}`, `{`, `{"four": "breaks the check"}`} {
			w.write(t, broken)
			passTwoLooks()
			expect("broken", "good 2", "bad 3", 2+i)
			passTwoLooks()
			expect("still broken", "good 2", "bad 3", 2+i)
		}
		if err := os.Remove(w.file); err != nil {
			t.Fatal(err)
		}
		passTwoLooks()
		expect("gone", "good 2", "good 1", 5)
		w.write(t, `{"five": "good 5"}`)
		passTwoLooks()
		expect("back", "good 5", "good 2", 6)
	})
}

// Whoever asks while the file is read gets an answer at once, from the manifest before: however long the reading takes, it is
// in nobody's request. What the manifest had before isn't checked again.
func TestNobodyWaitsForTheFile(t *testing.T) {
	w := deploy(t, `{"one": "first"}`, "")
	synctest.Test(t, func(t *testing.T) {
		d := w.follow(t)
		checking, checked := make(chan string), make(chan struct{})
		w.check = func(document string) error {
			checking <- document
			<-checked
			return nil
		}
		w.write(t, `{"one": "first", "two": "second"}`)
		if got := <-checking; got != "second" {
			t.Errorf("%q is checked", got)
		}
		if text, ok := d.Document("one"); !ok || text != "first" || !d.Trusts("first") || d.Trusts("second") {
			t.Errorf("while it is read, one is %q, %t", text, ok)
		}
		close(checked)
		synctest.Wait()
		if !d.Trusts("second") {
			t.Error("what was read isn't trusted")
		}
	})
}

// Following ends with the program, and doesn't hold it up by what is left to check; nothing of half a reading counts, and
// nobody is told of it.
func TestFollowEnds(t *testing.T) {
	w := deploy(t, `{"one": "first"}`, "")
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		d, err := w.open(ctx)
		if err != nil {
			t.Fatal(err)
		}
		var checked []string
		w.check = func(document string) error {
			checked = append(checked, document)
			cancel()
			return nil
		}
		w.write(t, `{"two": "second", "three": "third"}`)
		d.Follow(ctx) // returns
		if len(checked) != 1 || d.Trusts("second") || !d.Trusts("first") || w.log.String() != "" {
			t.Errorf("checked: %q, logged: %s", checked, w.log.String())
		}
	})
}

// Who asks for it has the file read at once, and is told each time what is wrong with it.
func TestReread(t *testing.T) {
	w := deploy(t, `{"one": "good 1"}`, "bad")
	d, err := w.open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	w.write(t, `{"two": "good 2"}`)
	d.Reread(t.Context())
	if !d.Trusts("good 2") || d.Trusts("good 1") {
		t.Error("what was read doesn't count")
	}
	w.write(t, `{"three": "bad 3"}`)
	for range 2 {
		d.Reread(t.Context())
	}
	if got := strings.Count(w.log.String(), "can't be used"); got != 2 || !d.Trusts("good 2") {
		t.Errorf("the log has it %d times: %s", got, w.log.String())
	}
}

// Whoever asks while one manifest takes the place of another gets a whole one.
func TestReadWhileAsked(t *testing.T) {
	w := deploy(t, `{"n": "good"}`, "")
	d, err := w.open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	var askers sync.WaitGroup
	for range 4 {
		askers.Go(func() {
			for {
				if _, ok := d.Document("n"); !ok || !d.Trusts("good") {
					t.Error("a document is gone while the manifest changes")
				}
				select {
				case <-done:
					return
				default:
				}
			}
		})
	}
	for i := range 20 {
		w.write(t, fmt.Sprintf(`{"n": "good", "%d": "other"}`, i))
		d.Reread(t.Context())
	}
	close(done)
	askers.Wait()
}
