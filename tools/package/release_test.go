package main

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// What the release under test is told about itself, as a packager without git would tell it.
const (
	testVersion = "v1.2.3-rc.1"
	testCommit  = "0123456789abcdef0123456789abcdef01234567"
	testDate    = "2026-01-02T03:04:05Z"
)

// Ensures that two builds of the same files in two folders are the same byte for byte: each program, package, image and list.
// Who builds a release anew can compare it with what is distributed.
func TestReproducible(t *testing.T) {
	first, _ := built(t)
	second := filepath.Join(t.TempDir(), "dist")
	makeRelease(t, copyOfTree(t), second)
	if want, got := read(t, filepath.Join(first, checksumsFile)), read(t, filepath.Join(second, checksumsFile)); got != want {
		t.Errorf("from one folder\n%s\nfrom another\n%s", want, got)
	}
}

// Ensures that the checksums are what sha256sum wants, and of every file.
func TestChecksums(t *testing.T) {
	dist, _ := built(t)
	checked := run(t, dist, "sha256sum", "--check", "--strict", checksumsFile)
	if files, err := os.ReadDir(dist); err != nil || strings.Count(checked, ": OK\n") != len(files)-1 {
		t.Errorf("%d files, %v; checked were\n%s", len(files), err, checked)
	}
}

// builtOnce makes the release that the tests look at.
var builtOnce = sync.OnceValues(func() ([]byte, error) { return makeCommand("../..", sharedDist()).CombinedOutput() })

// sharedDist is a folder of this run of the tests.
func sharedDist() string {
	return filepath.Join(os.TempDir(), fmt.Sprintf("%s-dist-%d", name, os.Getpid()))
}

func TestMain(m *testing.M) {
	status := m.Run()
	os.RemoveAll(sharedDist())
	os.Exit(status)
}

// built is the folder of a release of this tree, which all tests share, and the release's version as the packages have it.
func built(t *testing.T) (dist, version string) {
	t.Helper()
	if out, err := builtOnce(); err != nil {
		t.Fatalf("make packages: %v\n%s", err, out)
	}
	return sharedDist(), "1.2.3~rc.1"
}

// makeCommand makes a release, but not GraphiQL's files: they are built in where they are there.
func makeCommand(tree, dist string) *exec.Cmd {
	return exec.Command("make", "-C", tree, "--old-file=graphiql", "packages", "DIST="+dist,
		"VERSION="+testVersion, "COMMIT="+testCommit, "COMMIT_DATE="+testDate)
}

func makeRelease(t *testing.T, tree, dist string) {
	t.Helper()
	if out, err := makeCommand(tree, dist).CombinedOutput(); err != nil {
		t.Fatalf("make packages: %v\n%s", err, out)
	}
}

// copyOfTree copies what a program is made of, without git.
func copyOfTree(t *testing.T) string {
	t.Helper()
	to := t.TempDir()
	skipped := map[string]bool{".git": true, "node_modules": true, "dist": true, "zitadel-graphql": true, "resolver_test": true}
	err := filepath.WalkDir("../..", func(path string, at fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case skipped[at.Name()] && at.IsDir():
			return filepath.SkipDir
		case skipped[at.Name()] || at.IsDir():
			return nil
		}
		relative, err := filepath.Rel("../..", path)
		if err != nil {
			return err
		}
		write(t, filepath.Join(to, relative), read(t, path))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return to
}

// run returns what a command prints. It skips the test where there is no such command, unless CI wants all of them.
func run(t *testing.T, folder string, command ...string) string {
	t.Helper()
	needs(t, command[0])
	var problems bytes.Buffer
	cmd := exec.CommandContext(t.Context(), command[0], command[1:]...)
	cmd.Dir, cmd.Stderr = folder, &problems
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s: %v\n%s%s", strings.Join(command, " "), err, out, problems.String())
	}
	return string(out)
}

func needs(t *testing.T, tool string) {
	t.Helper()
	if _, err := exec.LookPath(tool); err == nil {
		return
	}
	if os.Getenv("ZGTEST_REQUIRE_TOOLS") == "1" {
		t.Fatalf("there is no %s, and ZGTEST_REQUIRE_TOOLS is set", tool)
	}
	t.Skip("needs " + tool)
}

func read(t *testing.T, path string) string {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}
