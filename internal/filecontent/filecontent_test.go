package filecontent

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

func write(t *testing.T, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func namedPipe(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(path, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// Ensures that nothing that a setting may name holds the program up, and that what is wrong is said in words.
func TestUnreadable(t *testing.T) {
	t.Parallel()
	silent := namedPipe(t)
	writer, err := os.OpenFile(silent, os.O_RDWR, 0) // which needs no reader
	if err != nil {
		t.Fatal(err)
	}
	defer writer.Close()
	for path, want := range map[string]string{
		namedPipe(t):                     "it is a pipe into which nobody writes",
		silent:                           "it is a pipe whose other end wasn't closed within 1ms",
		"/dev/zero":                      "it is neither a file nor a pipe",
		t.TempDir():                      "is a directory",
		write(t, "12345678901"):          "it has more than 10 bytes",
		filepath.Join(t.TempDir(), "no"): "no such file or directory",
	} {
		_, err := read(path, 10, time.Millisecond)
		located, ok := errors.AsType[*fs.PathError](err)
		if !ok || located.Path != path || !strings.Contains(located.Err.Error(), want) {
			t.Errorf("%s: %v, want %s", path, err, want)
		}
	}
}

// Ensures that a pipe is read to its end, however it is written, and that it is empty afterwards.
func TestPipe(t *testing.T) {
	t.Parallel()
	reader, writer, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer reader.Close()
	path := "/dev/fd/" + strconv.Itoa(int(reader.Fd()))
	if !IsPipe(path) || IsPipe(write(t, "")) {
		t.Error("a pipe isn't told from a file")
	}
	if _, err := writer.WriteString("12345"); err != nil {
		t.Fatal(err)
	}
	go func() {
		_, _ = writer.WriteString("67890")
		writer.Close()
	}()
	if content, err := Read(path, 10); err != nil || string(content) != "1234567890" {
		t.Errorf("got %q, %v", content, err)
	}
	if content, err := Read(path, 10); err == nil {
		t.Errorf("read again, it has %q", content)
	}
}

// Ensures that an ordinary file is read whole, up to its limit, and an empty one too.
func TestFile(t *testing.T) {
	t.Parallel()
	for _, want := range []string{"", "1234567890"} {
		if content, err := Read(write(t, want), 10); err != nil || string(content) != want {
			t.Errorf("got %q, %v, want %q", content, err, want)
		}
	}
}
