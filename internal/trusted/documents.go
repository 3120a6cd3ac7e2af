package trusted

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"time"
)

// What to do about documents that aren't in the manifest.
const (
	// Off has no manifest.
	Off = "off"
	// Report executes them, and tells the log.
	Report = "report"
	// Require refuses them.
	Require = "require"
)

// lookEvery is how often Follow looks at the file.
const lookEvery = time.Second

// Config says where the documents are.
type Config struct {
	// File is the manifest; empty where Mode is Off.
	File string
	// Mode is Off, Report or Require.
	Mode string
	// Check says why the server couldn't execute a document.
	Check func(document string) error
	Log   *slog.Logger
}

// Validate says what is wrong with File and Mode.
func (c Config) Validate() error {
	switch {
	case c.Mode == Off && c.File != "":
		return errors.New("trusted-documents: has no effect while trusted-documents-mode is off")
	case c.Mode != Off && c.File == "":
		return errors.New("trusted-documents-mode: " + c.Mode + " needs trusted-documents, the file")
	}
	return nil
}

// Documents are those of the manifest, as it was read last. It is safe for concurrent use.
type Documents struct {
	config  Config
	current atomic.Pointer[manifest]

	reading sync.Mutex  // guards seen, and is never waited for by who asks for a document
	seen    os.FileInfo // of the file when it was read last, successfully or not; nil where it wasn't there
}

// Open reads the manifest for the first time, which has to succeed.
func Open(ctx context.Context, config Config) (*Documents, error) {
	d := &Documents{config: config}
	d.seen, _ = os.Stat(config.File) // reading it says what is wrong
	read, err := readManifest(ctx, config.File, config.Check)
	if err != nil {
		return nil, fmt.Errorf("trusted-documents: %w", err)
	}
	d.current.Store(read)
	return d, nil
}

// Document returns the document with that id, or "sha256:" and its hash in hexadecimal.
func (d *Documents) Document(id string) (string, bool) {
	text, ok := d.current.Load().byID[id]
	return text, ok
}

// Trusts says that a document is one of the manifest's, to the letter.
func (d *Documents) Trusts(text string) bool { return d.current.Load().trusts[text] }

// Follow reads the file anew whenever it has changed, at most once a second, and returns when ctx is done: a reading under
// way is given up then. It is to be called once, in a goroutine of its own.
func (d *Documents) Follow(ctx context.Context) {
	ticker := time.NewTicker(lookEvery)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
			d.look(ctx)
		}
	}
}

// Reread reads the file now, changed or not, and returns when it is read or ctx is done.
func (d *Documents) Reread(ctx context.Context) {
	d.reading.Lock()
	defer d.reading.Unlock()
	d.seen, _ = os.Stat(d.config.File)
	d.read(ctx)
}

func (d *Documents) look(ctx context.Context) {
	d.reading.Lock()
	defer d.reading.Unlock()
	info, err := os.Stat(d.config.File)
	if err != nil {
		info = nil
	}
	if same(info, d.seen) {
		return
	}
	d.seen = info
	d.read(ctx)
}

// read takes what the file has, or tells the log why not. A document at which the check itself fails must not end the
// program, which serves the manifest before meanwhile.
func (d *Documents) read(ctx context.Context) {
	defer func() {
		if cause := recover(); cause != nil {
			d.failed(fmt.Errorf("panic: %v\n%s", cause, debug.Stack()))
		}
	}()
	read, err := readManifest(ctx, d.config.File, d.unlessKnown)
	switch {
	case ctx.Err() != nil:
	case err != nil:
		d.failed(err)
	default:
		d.current.Store(read)
		d.config.Log.Info("read the manifest of trusted documents", "file", d.config.File, "documents", len(read.trusts))
	}
}

// unlessKnown checks what the manifest before didn't have: what the server could execute then it can still.
func (d *Documents) unlessKnown(document string) error {
	if d.Trusts(document) {
		return nil
	}
	return d.config.Check(document)
}

func (d *Documents) failed(err error) {
	d.config.Log.Error("the manifest of trusted documents can't be used; the one before stays", "file", d.config.File, "error", err)
}

// same says that nothing has become of the file in between, as far as can be seen.
func same(a, b os.FileInfo) bool {
	if a == nil || b == nil {
		return a == nil && b == nil
	}
	return os.SameFile(a, b) && a.ModTime().Equal(b.ModTime()) && a.Size() == b.Size()
}
