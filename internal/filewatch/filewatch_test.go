package filewatch_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"zitadel-graphql/internal/filewatch"
)

// watched is a file that a test follows, and what was made of it.
type watched struct {
	name string
	file *filewatch.File

	mu     sync.Mutex
	used   []string // contents, and failures in brackets
	refuse string   // a content that can't be used
}

// watch reads a file with the content first and follows it until the test ends. It is for the bubble of a synctest.
func watch(t *testing.T) *watched {
	t.Helper()
	w := &watched{name: filepath.Join(t.TempDir(), "file")}
	w.file = filewatch.New(w.name, 10, w.use)
	w.write(t, "first")
	if err := w.file.Read(t.Context()); err != nil {
		t.Fatal(err)
	}
	go w.file.Follow(t.Context(), func(err error) {
		kind := "other"
		if errors.Is(err, os.ErrNotExist) {
			kind = "gone"
		}
		w.add("(" + kind + ")")
	})
	return w
}

func (w *watched) use(_ context.Context, content []byte) error {
	if w.refuses(string(content)) {
		return errors.New("refused")
	}
	w.add(string(content))
	return nil
}

func (w *watched) add(what string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.used = append(w.used, what)
}

func (w *watched) refuses(content string) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return content == w.refuse
}

// writeBad changes the file to what can't be used.
func (w *watched) writeBad(t *testing.T) {
	t.Helper()
	w.mu.Lock()
	w.refuse = "bad"
	w.mu.Unlock()
	w.write(t, "bad")
}

// write changes the file where it is.
func (w *watched) write(t *testing.T, content string) {
	t.Helper()
	if err := os.WriteFile(w.name, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}

// pass returns when so many looks at the file are done.
func pass(looks int) {
	time.Sleep(time.Duration(looks) * filewatch.Interval)
	synctest.Wait()
}

func (w *watched) expect(t *testing.T, want ...string) {
	t.Helper()
	w.mu.Lock()
	defer w.mu.Unlock()
	if !slices.Equal(w.used, want) {
		t.Errorf("used %q, want %q", w.used, want)
	}
}

// Ensures that other content counts once, when two looks have found the same, and that nothing else is used: neither half of what
// is still written, nor what was used before, nor what is there for a moment only.
func TestFollow(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := watch(t)
		pass(3)
		w.expect(t, "first")
		w.write(t, "sec")
		pass(1)
		w.write(t, "second")
		pass(1)
		w.expect(t, "first")
		pass(1)
		w.expect(t, "first", "second")
		w.write(t, "moment")
		pass(1)
		w.write(t, "second")
		pass(3)
		w.expect(t, "first", "second")
	})
}

// Ensures that a failure is told once, and what comes after it is used: where the file can't be used, is gone or is too large.
func TestFollowTellsFailuresOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := watch(t)
		w.writeBad(t)
		pass(4)
		w.expect(t, "first", "(other)")
		if err := os.Remove(w.name); err != nil {
			t.Fatal(err)
		}
		pass(4)
		w.expect(t, "first", "(other)", "(gone)")
		w.write(t, "12345678901")
		pass(4)
		w.expect(t, "first", "(other)", "(gone)", "(other)")
		w.write(t, "first") // which was used long ago
		pass(2)
		w.expect(t, "first", "(other)", "(gone)", "(other)", "first")
	})
}

// Ensures that a change is noticed however it is made: by an editor or a deployment, which rename another file to this one's name,
// and by Kubernetes, which has a symbolic link lead to another folder. Both files may be of the same time and size.
func TestFollowNoticesAnotherFileOfTheName(t *testing.T) {
	for name, deploy := range map[string]func(t *testing.T, folder, version string){
		"rename": func(t *testing.T, folder, version string) {
			t.Helper()
			rename(t, filepath.Join(folder, version, "file"), filepath.Join(folder, "file"))
		},
		"symbolic links": func(t *testing.T, folder, version string) {
			t.Helper()
			link(t, version, filepath.Join(folder, "..data"))
			link(t, "..data/file", filepath.Join(folder, "file"))
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := watch(t)
				folder, at := filepath.Dir(w.name), time.Unix(1700000000, 0)
				for _, version := range []string{"older", "newer"} {
					file := filepath.Join(folder, version, "file")
					err := errors.Join(os.Mkdir(filepath.Dir(file), 0o700), os.WriteFile(file, []byte(version), 0o600), os.Chtimes(file, at, at))
					if err != nil {
						t.Fatal(err)
					}
					deploy(t, folder, version)
					pass(2)
				}
				w.expect(t, "first", "older", "newer")
			})
		})
	}
}

// Ensures that whoever asks has the file read at once, changed or not, and that it isn't used once more for that.
func TestRead(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := watch(t)
		w.write(t, "second")
		for range 2 {
			if err := w.file.Read(t.Context()); err != nil {
				t.Error(err)
			}
		}
		pass(3)
		w.expect(t, "first", "second", "second")
		w.writeBad(t)
		if err := w.file.Read(t.Context()); err == nil || err.Error() != "refused" {
			t.Errorf("got %v", err)
		}
		pass(3)
		w.expect(t, "first", "second", "second")
	})
}

func rename(t *testing.T, from, to string) {
	t.Helper()
	if err := os.Rename(from, to); err != nil {
		t.Fatal(err)
	}
}

// link puts a symbolic link in the place of whatever has the name.
func link(t *testing.T, to, name string) {
	t.Helper()
	if err := os.Symlink(to, name+"_tmp"); err != nil {
		t.Fatal(err)
	}
	rename(t, name+"_tmp", name)
}
