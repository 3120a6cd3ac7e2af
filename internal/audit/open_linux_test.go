package audit_test

import (
	"bytes"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"zitadel-graphql/internal/audit"
)

// open opens a trail to a stream, or fails the test.
func open(t *testing.T, to string, logStream audit.Stream) (*audit.Trail, *bytes.Buffer) {
	t.Helper()
	var stdout bytes.Buffer
	trail, err := audit.Open(audit.Config{To: to}, logStream, &stdout, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	return trail, &stdout
}

// Ensures that the names of streams mean these, and that the log's isn't closed with the trail.
func TestStreams(t *testing.T) {
	t.Parallel()
	var logStream stream
	trail, stdout := open(t, audit.Stderr, &logStream)
	trail.Event(t.Context(), "to the log's")
	if err := trail.Reopen(); err != nil || stdout.Len() > 0 || !strings.Contains(logStream.lines.String(), "to the log's") {
		t.Errorf("%v, stdout has %q, and the log's stream %q", err, stdout, logStream.lines.String())
	}
	trail, stdout = open(t, audit.Stdout, &logStream)
	trail.Event(t.Context(), "to stdout")
	if err := trail.Close(t.Context()); err != nil || !strings.Contains(stdout.String(), "to stdout") {
		t.Errorf("%v, stdout has %q", err, stdout)
	}
}

// Ensures that a file is created for its owner alone and appended to, and that after it was moved away the next line is in a new one
// once that is asked for.
func TestFile(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "audit.log")
	if err := os.WriteFile(path+".kept", []byte("before\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	kept, _ := open(t, path+".kept", nil)
	kept.Event(t.Context(), "after")
	trail, _ := open(t, path, nil)
	trail.Event(t.Context(), "first")
	if err := os.Rename(path, path+".1"); err != nil {
		t.Fatal(err)
	}
	trail.Event(t.Context(), "second")
	if err := trail.Reopen(); err != nil {
		t.Fatal(err)
	}
	trail.Event(t.Context(), "third")
	for _, each := range []*audit.Trail{kept, trail} {
		if err := each.Close(t.Context()); err != nil || each.Lost() > 0 {
			t.Errorf("%v, lost %d", err, each.Lost())
		}
	}
	for name, want := range map[string]string{path + ".kept": "before after", path + ".1": "first second", path: "third"} {
		if got := eventsIn(t, name); got != want {
			t.Errorf("%s has %q, want %q", filepath.Base(name), got, want)
		}
	}
	for name, want := range map[string]fs.FileMode{path: 0o600, path + ".kept": 0o644} {
		if info, err := os.Stat(name); err != nil || info.Mode().Perm() != want {
			t.Errorf("%s: %v, %v", filepath.Base(name), info.Mode(), err)
		}
	}
}

// Prevents that the first line after a power cut, or after a full disk, is lost because it is glued to one that was cut off: at the
// start, and when the file is opened anew.
func TestFileThatEndsWithinALine(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "audit.log")
	cutOff := func() {
		if err := os.WriteFile(path, []byte("whole\ncu"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	cutOff()
	trail, _ := open(t, path, nil)
	trail.Event(t.Context(), "first")
	trail.Event(t.Context(), "second")
	if got := eventsIn(t, path); got != "whole cu first second" {
		t.Errorf("after the start the file has %q", got)
	}
	cutOff()
	if err := trail.Reopen(); err != nil {
		t.Fatal(err)
	}
	trail.Event(t.Context(), "third")
	if got := eventsIn(t, path); got != "whole cu third" || trail.Close(t.Context()) != nil {
		t.Errorf("after it was opened anew the file has %q", got)
	}
}

// eventsIn returns what the lines of a file tell.
func eventsIn(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var events []string
	for line := range strings.Lines(string(text)) {
		_, event, found := strings.Cut(strings.TrimSpace(line), `"event":"`)
		if event, _, _ = strings.Cut(event, `"`); !found {
			event = strings.TrimSpace(line)
		}
		events = append(events, event)
	}
	return strings.Join(events, " ")
}

// Ensures that a file which can't be written to is an error at the start that says what to set, and that after one at a reopening the
// trail goes on with the file before.
func TestFileThatCantBeOpened(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	pipe := filepath.Join(folder, "pipe")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{folder, filepath.Join(folder, "none", "audit.log"), pipe} {
		_, err := audit.Open(audit.Config{To: path}, nil, nil, slog.New(slog.DiscardHandler))
		if err == nil || !strings.Contains(err.Error(), path) || !strings.Contains(err.Error(), "give audit-log a file that can be written") {
			t.Errorf("%s: got %v", path, err)
		}
	}
	if err := (audit.Config{}).Validate(); err == nil {
		t.Error("no stream at all is accepted")
	}
	path := filepath.Join(folder, "audit.log")
	trail, _ := open(t, path, nil)
	if err := os.Rename(path, path+".1"); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(path, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := trail.Reopen(); err == nil {
		t.Error("a folder was opened")
	}
	trail.Event(t.Context(), "kept")
	if got := eventsIn(t, path+".1"); got != "kept" || trail.Close(t.Context()) != nil {
		t.Errorf("the file before has %q", got)
	}
}

// Ensures that a full disk is a failure, and not a line less.
func TestFullDisk(t *testing.T) {
	t.Parallel()
	trail, _ := open(t, "/dev/full", nil)
	if err := trail.Intent(t.Context(), audit.Intent{}); err == nil {
		t.Error("the intent counts as written")
	}
	trail.Outcome(t.Context(), audit.Outcome{})
	if trail.Lost() != 1 {
		t.Errorf("lost %d", trail.Lost())
	}
}
