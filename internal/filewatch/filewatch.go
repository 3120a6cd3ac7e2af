// Package filewatch has a file used again whenever its content changes: the settings and the manifest of trusted documents, whose
// names don't change while the program runs.
//
// It looks at the file once a second instead of asking the operating system for events, which Linux has of a file and not of its
// name: a file that takes another's place by rename, as editors and deployments have it, and the symbolic links through which
// Kubernetes exchanges a ConfigMap, are changes like any other. Whoever writes a file slowly isn't taken at half the word: other
// content counts when two looks in a row find the same.
//
// It depends on internal/filecontent, which reads. What the content means, and what becomes of a failure, is its users' business.
package filewatch

import (
	"context"
	"crypto/sha256"
	"os"
	"sync"
	"time"

	"zitadel-graphql/internal/filecontent"
)

// Interval is the time between two looks at a file. Other content counts after one to two of them.
const Interval = time.Second

// Use makes something of the content of a file, or returns why it can't. It is never called concurrently for one File.
type Use func(ctx context.Context, content []byte) error

// File is a file by its name. It is safe for concurrent use.
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

// New returns a file that hasn't been read. One that is larger than maxBytes can't be.
func New(name string, maxBytes int64, use Use) *File {
	return &File{name: name, maxBytes: maxBytes, use: use}
}

// Read reads the file now and has its content used, changed or not. The error is why it can't be read, or that of the use.
func (f *File) Read(ctx context.Context) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	found, content, err := f.look()
	return f.useOf(ctx, found, content, err)
}

// Follow has the content used each time it is another than was used last, and returns when ctx is done. A failure goes to failed
// once, and not again before the content changes. It is to be called once, in a goroutine of its own.
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
