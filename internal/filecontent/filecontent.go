// Package filecontent reads the files that settings name: whole, of bounded size, and without waiting for ever. A named pipe into
// which nobody writes would hold up the program's start, or whatever reads the file anew later; a device may have no end.
//
// It depends on the standard library alone. What the content means is its users' business; internal/filewatch reads a file again
// when it changes.
package filecontent

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"syscall"
	"time"
)

// Patience is how long whoever writes into a pipe may take.
const Patience = 10 * time.Second

// Read returns the content of a file of at most maxBytes. Of a pipe, such as a shell's <(…), it is what is written into it until its
// other end is closed: so a pipe has it once, and nothing when it is read again. Each failure is an *fs.PathError.
func Read(path string, maxBytes int64) ([]byte, error) { return read(path, maxBytes, Patience) }

// IsPipe reports whether the path leads to a pipe.
func IsPipe(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode()&fs.ModeNamedPipe != 0
}

func read(path string, maxBytes int64, patience time.Duration) ([]byte, error) {
	opened, err := os.OpenFile(path, os.O_RDONLY|syscall.O_NONBLOCK, 0) //nolint:gosec // whoever starts the program names the file
	if err != nil {
		return nil, err
	}
	defer opened.Close()
	info, err := opened.Stat()
	if err != nil {
		return nil, err
	}
	isPipe := info.Mode()&fs.ModeNamedPipe != 0
	fail := func(err error) ([]byte, error) { return nil, &fs.PathError{Op: "read", Path: path, Err: err} }
	switch {
	case isPipe:
		_ = opened.SetReadDeadline(time.Now().Add(patience)) // without one, whoever writes decides
	case !info.Mode().IsRegular() && !info.IsDir(): // of which the system has its own words
		return fail(errors.New("it is neither a file nor a pipe"))
	}
	content, err := io.ReadAll(io.LimitReader(opened, maxBytes+1))
	switch {
	case errors.Is(err, os.ErrDeadlineExceeded):
		return fail(fmt.Errorf("it is a pipe whose other end wasn't closed within %v", patience))
	case err != nil:
		return nil, err
	case int64(len(content)) > maxBytes:
		return fail(fmt.Errorf("it has more than %d bytes", maxBytes))
	case isPipe && len(content) == 0:
		return fail(errors.New("it is a pipe into which nobody writes"))
	}
	return content, nil
}
