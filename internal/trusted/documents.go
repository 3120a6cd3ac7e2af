package trusted

import (
	"context"
	"fmt"
	"log/slog"
	"runtime/debug"
	"sync/atomic"

	"zitadel-graphql/internal/filewatch"
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
	name    string
	file    *filewatch.File
	check   Check
	use     Use
	log     *slog.Logger
	current atomic.Pointer[manifest] // a request for a document never waits for the file
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
	d := &Documents{name: config.File, check: check, use: use, log: log}
	d.file = filewatch.New(config.File, maxFileBytes, d.read)
	if err := d.file.Read(ctx); err != nil {
		return nil, fmt.Errorf("trusted-documents: %w", err)
	}
	return d, nil
}

// Document returns the document of an id: the manifest's own, or "sha256:" and the document's hash in hexadecimal.
func (d *Documents) Document(id string) (string, bool) {
	text, ok := d.current.Load().byID[id]
	return text, ok
}

// Trusts reports whether the manifest has exactly this document; one more space makes it another.
func (d *Documents) Trusts(text string) bool { return d.current.Load().trusts[text] }

// HasOperation reports whether a document of the manifest has an operation of this name.
func (d *Documents) HasOperation(name string) bool { return d.current.Load().operations[name] }

// Follow reads the file anew whenever it has changed, within two seconds, and returns when ctx is done: a reading under way is
// given up then. It is to be called once, in a goroutine of its own.
func (d *Documents) Follow(ctx context.Context) { d.file.Follow(ctx, d.logFailure) }

// Reread reads the file now, changed or not, and returns when it is read or ctx is done.
func (d *Documents) Reread(ctx context.Context) {
	if err := d.file.Read(ctx); err != nil && ctx.Err() == nil {
		d.logFailure(err)
	}
}

// read puts what the file has in place of what was read before. Checking a document may panic; that must not end the program, which
// can go on with the manifest before.
func (d *Documents) read(ctx context.Context, content []byte) (err error) {
	defer func() {
		if cause := recover(); cause != nil {
			err = fmt.Errorf("panic: %v\n%s", cause, debug.Stack())
		}
	}()
	read, err := parseManifest(ctx, content, d.checkIfNew)
	if err == nil {
		err = d.use(read.documents())
	}
	if err != nil {
		return fmt.Errorf("the manifest %s: %w", d.name, err)
	}
	if d.current.Swap(read) != nil {
		d.log.Info("read the manifest of trusted documents", "file", d.name, "documents", len(read.trusts))
	}
	return nil
}

// checkIfNew passes a document that the current manifest has: it was checked then, and what a document may be doesn't change in the
// life of Documents. So a manifest of thousands, of which a deployment changes a few, costs little to read again.
func (d *Documents) checkIfNew(document string) error {
	if current := d.current.Load(); current != nil && current.trusts[document] {
		return nil
	}
	return d.check(document)
}

func (d *Documents) logFailure(err error) {
	d.log.Error("the manifest of trusted documents can't be used; the one before stays", "file", d.name, "error", err)
}
