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

// file is the file that a trail is appended to. It can be opened anew while somebody writes. Writes have to come one after the other.
type file struct {
	path    string
	current atomic.Pointer[openedFile]
}

// openedFile is the file as it was opened once.
type openedFile struct {
	*os.File

	// endsWithinLine is true where the file ended without a line feed when it was opened: after a power cut or on a full disk the last
	// line may have been cut off. Only Write changes it.
	endsWithinLine bool
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
func (f *file) open() (*openedFile, error) {
	opened, err := os.OpenFile(f.path, os.O_APPEND|os.O_CREATE|os.O_WRONLY|syscall.O_NONBLOCK, 0o600)
	if err != nil {
		return nil, err
	}
	return &openedFile{opened, endsWithinLine(opened)}, nil
}

// endsWithinLine reports whether a regular file has something behind its last line feed. It is false for a file that may only be
// written to.
func endsWithinLine(file *os.File) bool {
	info, err := file.Stat()
	if err != nil || !info.Mode().IsRegular() || info.Size() == 0 {
		return false
	}
	readable, err := os.Open(file.Name())
	if err != nil {
		return false
	}
	defer readable.Close()
	var last [1]byte
	_, err = readable.ReadAt(last[:], info.Size()-1)
	return err == nil && last[0] != '\n'
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
	written, err := to.write(lines)
	if now := f.current.Load(); now != to && written == 0 && errors.Is(err, os.ErrClosed) { // it was reopened meanwhile
		return now.write(lines)
	}
	return written, err
}

// write appends lines. A line that was cut off before gets its end first, or the first of these would be glued to it, and lost for
// whoever reads the trail.
func (o *openedFile) write(lines []byte) (int, error) {
	if o.endsWithinLine {
		if _, err := o.WriteString("\n"); err != nil {
			return 0, err
		}
		o.endsWithinLine = false
	}
	return o.Write(lines)
}

// Stat tells what kind of file it is.
func (f *file) Stat() (fs.FileInfo, error) { return f.current.Load().Stat() }

// Close implements io.Closer.
func (f *file) Close() error { return f.current.Load().Close() }
