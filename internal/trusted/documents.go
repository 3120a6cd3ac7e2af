package trusted

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"time"

	"zitadel-graphql/internal/invalid"
)

// The modes: what becomes of a document that isn't in the manifest.
const (
	// Off means that requests have nothing to do with the manifest.
	Off = "off"
	// Report means that it is executed, and logged.
	Report = "report"
	// Require means that it is refused.
	Require = "require"
)

// pollInterval is the time between two looks at the file.
const pollInterval = time.Second

// Config names the manifest, and what becomes of other documents.
type Config struct {
	// File is the manifest; empty for none.
	File string
	// Mode is Off, Report or Require.
	Mode string
	// Tools makes tools for agents of the documents too, whatever Mode is.
	Tools bool
}

// Validate reports, as an invalid.Setting, a mode without a file, or a file that nothing uses.
func (c Config) Validate() error {
	switch {
	case c.Mode == Off && c.File != "" && !c.Tools:
		return invalid.Setting{
			Name: "trusted-documents", Problem: "has no effect while trusted-documents-mode is off",
			Remedy: "set trusted-documents-mode to report or require, or mcp, or leave trusted-documents out",
		}
	case c.Mode != Off && c.File == "":
		return invalid.Setting{
			Name: "trusted-documents-mode", Problem: c.Mode + " needs trusted-documents", Remedy: "name the file of the manifest by trusted-documents",
		}
	}
	return nil
}

// Check returns why the server couldn't execute a document, or nil.
type Check func(document string) error

// Use makes something of the documents of a manifest, which have all passed Check, before the manifest comes into use. Where it
// fails, the manifest can't be used.
type Use func(documents []string) error

// Documents are those of the manifest that was read last. It is safe for concurrent use.
type Documents struct {
	file    string
	check   Check
	use     Use
	log     *slog.Logger
	current atomic.Pointer[manifest]

	reading  sync.Mutex  // guards lastRead; a request for a document never waits for it
	lastRead os.FileInfo // of the file that was last read, successfully or not; nil where there was none
}

// Open reads the manifest for the first time, and fails where it can't be used. What is wrong with a later version of the file
// goes to log. Where there is no file it returns nil. use may be nil.
func Open(ctx context.Context, config Config, check Check, use Use, log *slog.Logger) (*Documents, error) {
	if config.File == "" {
		return nil, nil
	}
	if use == nil {
		use = func([]string) error { return nil }
	}
	d := &Documents{file: config.File, check: check, use: use, log: log}
	d.lastRead, _ = os.Stat(d.file) // where this fails, so does reading, which reports it
	read, err := readManifest(ctx, d.file, check)
	if err == nil {
		err = use(read.documents())
	}
	if err != nil {
		return nil, fmt.Errorf("trusted-documents: %w", err)
	}
	d.current.Store(read)
	return d, nil
}

// Document returns the document of an id: the manifest's own, or "sha256:" and the document's hash in hexadecimal.
func (d *Documents) Document(id string) (string, bool) {
	text, ok := d.current.Load().byID[id]
	return text, ok
}

// Trusts reports whether the manifest has exactly this document; one more space makes it another.
func (d *Documents) Trusts(text string) bool { return d.current.Load().trusts[text] }

// Follow reads the file anew whenever it has changed, at most once a second, and returns when ctx is done: a reading under
// way is given up then. It is to be called once, in a goroutine of its own.
func (d *Documents) Follow(ctx context.Context) {
	ticker := time.NewTicker(pollInterval)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
			d.readIfChanged(ctx)
		}
	}
}

// Reread reads the file now, changed or not, and returns when it is read or ctx is done.
func (d *Documents) Reread(ctx context.Context) {
	d.reading.Lock()
	defer d.reading.Unlock()
	d.lastRead, _ = os.Stat(d.file)
	d.read(ctx)
}

func (d *Documents) readIfChanged(ctx context.Context) {
	d.reading.Lock()
	defer d.reading.Unlock()
	info, err := os.Stat(d.file)
	if err != nil {
		info = nil
	}
	if isSameVersion(info, d.lastRead) {
		return
	}
	d.lastRead = info
	d.read(ctx)
}

// read puts what the file has in place of what was read before, or logs why it can't. Checking a document may panic; that
// must not end the program, which can go on with the manifest before.
func (d *Documents) read(ctx context.Context) {
	defer func() {
		if cause := recover(); cause != nil {
			d.logFailure(fmt.Errorf("panic: %v\n%s", cause, debug.Stack()))
		}
	}()
	read, err := readManifest(ctx, d.file, d.checkIfNew)
	if ctx.Err() != nil {
		return
	}
	if err == nil {
		err = d.use(read.documents())
	}
	if err != nil {
		d.logFailure(err)
		return
	}
	d.current.Store(read)
	d.log.Info("read the manifest of trusted documents", "file", d.file, "documents", len(read.trusts))
}

// checkIfNew passes a document that the current manifest has: it was checked then, and the schema doesn't change while the
// program runs. So a manifest of thousands, of which a deployment changes a few, costs little to read again.
func (d *Documents) checkIfNew(document string) error {
	if d.Trusts(document) {
		return nil
	}
	return d.check(document)
}

func (d *Documents) logFailure(err error) {
	d.log.Error("the manifest of trusted documents can't be used; the one before stays", "file", d.file, "error", err)
}

// isSameVersion compares what the file system knows of two looks at the file: the file itself, its size, its time of change.
func isSameVersion(a, b os.FileInfo) bool {
	if a == nil || b == nil {
		return a == nil && b == nil
	}
	return os.SameFile(a, b) && a.ModTime().Equal(b.ModTime()) && a.Size() == b.Size()
}
