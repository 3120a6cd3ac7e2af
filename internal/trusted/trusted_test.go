package trusted_test

import (
	"bytes"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"zitadel-graphql/internal/trusted"
)

const (
	apollo = `{"format": "apollo-persisted-query-manifest", "version": 1, "operations": [
		{"id": "one", "body": "query One { a }", "name": "One", "type": "query"},
		{"id": "two", "body": "query Two { b }", "name": "Two", "type": "query"}]}`
	relay = `{"one": "query One { a }", "two": "query Two { b }"}`
)

// refusing doesn't let documents through that have the word.
func refusing(word string) func(string) error {
	return func(document string) error {
		if word != "" && strings.Contains(document, word) {
			return errors.New("it can't be executed")
		}
		return nil
	}
}

// world is a manifest in a file, a clock and a log.
type world struct {
	trusted.Config

	clock time.Time
	log   bytes.Buffer
}

func newWorld(t *testing.T, manifest, refused string) *world {
	t.Helper()
	w := &world{clock: time.Unix(1_700_000_000, 0)}
	w.Config = trusted.Config{File: filepath.Join(t.TempDir(), "manifest.json"), Mode: trusted.Require, Check: refusing(refused),
		Now: func() time.Time { return w.clock }, Log: slog.New(slog.NewTextHandler(&w.log, nil))}
	w.write(t, manifest)
	return w
}

func (w *world) write(t *testing.T, manifest string) {
	t.Helper()
	next := w.File + ".next" // and then renamed, as whoever deploys a file does
	if err := os.WriteFile(next, []byte(manifest), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(next, w.File); err != nil {
		t.Fatal(err)
	}
}

// Both formats give the same documents, by their ids and by their hashes; nothing else is trusted, not even a space.
func TestFormats(t *testing.T) {
	for name, text := range map[string]string{"apollo": apollo, "relay": relay} {
		d, err := trusted.Open(newWorld(t, text, "").Config)
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
		_, err := trusted.Open(newWorld(t, c.text, "bad").Config)
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
	if _, err := trusted.Open(trusted.Config{File: "/nowhere", Mode: trusted.Require}); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a file that isn't there: %v", err)
	}
}

// A new manifest counts without a restart; one that is broken, or gone, doesn't take the good one away, and is told once.
func TestReload(t *testing.T) {
	w := newWorld(t, `{"one": "good 1"}`, "bad")
	d, err := trusted.Open(w.Config)
	if err != nil {
		t.Fatal(err)
	}
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
	expect("within the second", "good 1", "good 2", 0)
	w.clock = w.clock.Add(time.Second)
	expect("after it", "good 2", "good 1", 1)
	w.clock = w.clock.Add(time.Second)
	expect("unchanged", "good 2", "good 1", 1)
	for i, broken := range []string{`{"three": "bad 3"}`, `{`} {
		w.write(t, broken)
		w.clock = w.clock.Add(time.Second)
		expect("broken", "good 2", "bad 3", 2+i)
		w.clock = w.clock.Add(time.Second)
		expect("still broken", "good 2", "bad 3", 2+i)
	}
	if err := os.Remove(w.File); err != nil {
		t.Fatal(err)
	}
	w.clock = w.clock.Add(time.Second)
	expect("gone", "good 2", "good 1", 4)
	w.write(t, `{"four": "good 4"}`)
	w.clock = w.clock.Add(time.Second)
	expect("back", "good 4", "good 2", 5)
}

// Whoever asks while the file is read anew gets an answer, and a whole one.
func TestReloadWhileAsked(t *testing.T) {
	w := newWorld(t, `{"n": "good"}`, "")
	var mu sync.Mutex
	w.Now = func() time.Time { // each look is a second later
		mu.Lock()
		defer mu.Unlock()
		w.clock = w.clock.Add(time.Second)
		return w.clock
	}
	d, err := trusted.Open(w.Config)
	if err != nil {
		t.Fatal(err)
	}
	var askers sync.WaitGroup
	for range 4 {
		askers.Go(func() {
			for range 200 {
				if !d.Trusts("good") {
					t.Error("a document is gone while the manifest changes")
				}
			}
		})
	}
	for i := range 20 {
		w.write(t, fmt.Sprintf(`{"n": "good", "%d": "other"}`, i))
	}
	askers.Wait()
}
