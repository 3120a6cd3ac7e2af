package trusted

import (
	"errors"
	"fmt"
	"log/slog"
	"os"
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

// lookEvery is how often the file is looked at, at most.
const lookEvery = time.Second

// Config says where the documents are.
type Config struct {
	// File is the manifest; empty where Mode is Off.
	File string
	// Mode is Off, Report or Require.
	Mode string
	// Check says why the server couldn't execute a document.
	Check func(document string) error
	// Now is the clock; nil stands for time.Now.
	Now func() time.Time
	Log *slog.Logger
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

	looking sync.Mutex // guards what follows; whoever doesn't get it takes what is there
	looked  time.Time
	seen    os.FileInfo // of the file when it was read last, successfully or not; nil where it wasn't there
}

// Open reads the manifest for the first time, which has to succeed.
func Open(config Config) (*Documents, error) {
	if config.Now == nil {
		config.Now = time.Now
	}
	d := &Documents{config: config, looked: config.Now()}
	d.seen, _ = os.Stat(config.File) // reading it says what is wrong
	read, err := readManifest(config.File, config.Check)
	if err != nil {
		return nil, fmt.Errorf("trusted-documents: %w", err)
	}
	d.current.Store(read)
	return d, nil
}

// Document returns the document with that id, or "sha256:" and its hash in hexadecimal.
func (d *Documents) Document(id string) (string, bool) {
	text, ok := d.fresh().byID[id]
	return text, ok
}

// Trusts says that a document is one of the manifest's, to the letter.
func (d *Documents) Trusts(text string) bool { return d.fresh().trusts[text] }

// fresh returns the manifest, which one of those who ask at the same time reads anew where it has changed.
func (d *Documents) fresh() *manifest {
	if d.looking.TryLock() {
		if now := d.config.Now(); now.Sub(d.looked) >= lookEvery {
			d.looked = now
			d.look()
		}
		d.looking.Unlock()
	}
	return d.current.Load()
}

func (d *Documents) look() {
	info, err := os.Stat(d.config.File)
	if err != nil {
		info = nil
	}
	if same(info, d.seen) {
		return
	}
	d.seen = info
	read, err := readManifest(d.config.File, d.config.Check)
	if err != nil {
		d.config.Log.Error("the manifest of trusted documents can't be used; the one before stays", "file", d.config.File, "error", err)
		return
	}
	d.current.Store(read)
	d.config.Log.Info("read the manifest of trusted documents", "file", d.config.File, "documents", len(read.trusts))
}

// same says that nothing has become of the file in between, as far as can be seen.
func same(a, b os.FileInfo) bool {
	if a == nil || b == nil {
		return a == nil && b == nil
	}
	return os.SameFile(a, b) && a.ModTime().Equal(b.ModTime()) && a.Size() == b.Size()
}
