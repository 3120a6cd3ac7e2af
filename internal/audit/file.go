package audit

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"sync/atomic"
	"syscall"
)

// file is the file that a trail is appended to. It can be opened anew while somebody writes.
type file struct {
	path    string
	current atomic.Pointer[os.File]
}

var _ io.WriteCloser = (*file)(nil)

func openFile(path string) (*file, error) {
	f := &file{path: path}
	opened, err := f.open()
	if err != nil {
		return nil, err
	}
	f.current.Store(opened)
	return f, nil
}

// open opens the file. Where that is a named pipe without a reader it fails, instead of waiting for one.
func (f *file) open() (*os.File, error) {
	return os.OpenFile(f.path, os.O_APPEND|os.O_CREATE|os.O_WRONLY|syscall.O_NONBLOCK, 0o600)
}

// reopen opens the file of this path anew and closes the one before. Where it fails, that one stays.
func (f *file) reopen() error {
	opened, err := f.open()
	if err != nil {
		return fmt.Errorf("open the audit log anew: %w", err)
	}
	return f.current.Swap(opened).Close()
}

// Write implements io.Writer.
func (f *file) Write(lines []byte) (int, error) {
	to := f.current.Load()
	written, err := to.Write(lines)
	if now := f.current.Load(); now != to && written == 0 && errors.Is(err, os.ErrClosed) { // it was reopened meanwhile
		return now.Write(lines)
	}
	return written, err
}

// Stat tells what kind of file it is.
func (f *file) Stat() (fs.FileInfo, error) { return f.current.Load().Stat() }

// Close implements io.Closer.
func (f *file) Close() error { return f.current.Load().Close() }
