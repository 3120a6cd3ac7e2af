// Package filewatch calls a function whenever the content of a file changes: the configuration file, or the manifest of trusted
// documents.
//
// It looks at the file once a second, and doesn't ask the operating system for events, because Linux reports these of a file and not of a
// name: they would miss a file that replaces another by a rename, as editors do, and the symbolic links by which Kubernetes exchanges a
// ConfigMap. A file that is being written slowly isn't used half: new content is used once two looks in a row have found it the same.
//
// It depends on internal/filecontent, which reads the file. Its users know what the content means, and what to do about a failure.
package filewatch

import (
	"context"
	"crypto/sha256"
	"os"
	"sync"
	"time"

	"zitadel-graphql/internal/filecontent"
)

// Interval is the time between two looks at a file. New content is used after one to two of them.
const Interval = time.Second

// Use is given the content of a file, and returns an error if it can't use it. It is never called concurrently for one File.
type Use func(ctx context.Context, content []byte) error

// File is the file of one name, whichever file that is at the time. It is safe for concurrent use.
type File struct {
	name     string
	maxBytes int64
	use      Use

	mu   sync.Mutex // held while the content is used: what is used last has to be the newest
	used look       // whose content was used last, or couldn't be read
}

// look is the file as it was found at one time.
type look struct {
	info    os.FileInfo // nil where there was no file
	sum     [sha256.Size]byte
	failure string // of reading
}

// New returns a file that hasn't been read yet. Reading a file larger than maxBytes fails.
func New(name string, maxBytes int64, use Use) *File {
	return &File{name: name, maxBytes: maxBytes, use: use}
}

// Read reads the file at once and calls Use with its content, whether it has changed or not. The error is that of reading, or of Use.
func (f *File) Read(ctx context.Context) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	found, content, err := f.look()
	return f.useOf(ctx, found, content, err)
}

// Follow calls Use each time that the content differs from what was used last, and returns when ctx is done. It reports a failure to
// failed once, and again only after the content has changed. Call it once, in a goroutine of its own.
func (f *File) Follow(ctx context.Context, failed func(error)) {
	ticker := time.NewTicker(Interval)
	defer ticker.Stop()
	var changed *look // not used yet; nil where the file is as it was used
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
			changed = f.useIfSame(ctx, changed, failed)
		}
	}
}

// useIfSame looks at the file. Where it is another than was used, and the same as at the look before, it is used; else the result
// is what was found, to be compared at the next look.
func (f *File) useIfSame(ctx context.Context, before *look, failed func(error)) *look {
	f.mu.Lock()
	defer f.mu.Unlock()
	if before == nil && f.used.failure == "" && isSameFile(f.stat(), f.used.info) { // a right to read it shows in none of these
		return nil
	}
	found, content, err := f.look()
	switch {
	case found.isEqual(f.used):
		f.used = found
		return nil
	case before == nil || !found.isEqual(*before):
		return &found
	}
	if err := f.useOf(ctx, found, content, err); err != nil && ctx.Err() == nil {
		failed(err)
	}
	return nil
}

// useOf has what a look has found used, and remembers that it was.
func (f *File) useOf(ctx context.Context, found look, content []byte, err error) error {
	f.used = found
	if err != nil {
		return err
	}
	return f.use(ctx, content)
}

// look reads the file. What the file system knows of it is asked before: a change during the reading shows at the next look.
func (f *File) look() (look, []byte, error) {
	found := look{info: f.stat()}
	content, err := filecontent.Read(f.name, f.maxBytes)
	if err != nil {
		found.failure = err.Error()
		return found, nil, err
	}
	found.sum = sha256.Sum256(content)
	return found, content, nil
}

// stat returns nil where there is no file.
func (f *File) stat() os.FileInfo {
	info, err := os.Stat(f.name)
	if err != nil {
		return nil
	}
	return info
}

// isEqual compares what was read, and why it couldn't be.
func (l look) isEqual(other look) bool { return l.sum == other.sum && l.failure == other.failure }

// isSameFile compares what the file system knows of two looks at the file: the file itself, its size, its time of change.
func isSameFile(a, b os.FileInfo) bool {
	if a == nil || b == nil {
		return a == nil && b == nil
	}
	return os.SameFile(a, b) && a.ModTime().Equal(b.ModTime()) && a.Size() == b.Size()
}
