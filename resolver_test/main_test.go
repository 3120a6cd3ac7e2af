package resolver_test

import (
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/rs/zerolog"

	"zitadel-graphql/internal/racetest"
)

// binary is the path of the program under test. TestMain sets it before any test runs, and nothing changes it
// afterwards: the folder above it has a random name.
var binary string

func TestMain(m *testing.M) {
	flag.Parse()
	if flag.Lookup("test.fuzz").Value.String() != "" { // a fuzzer starts no program, and TestMain runs in each of its processes
		os.Exit(m.Run())
	}
	code, err := buildAndRun(m)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		code = 1
	}
	os.Exit(code)
}

// buildAndRun builds the program, with the race detector if the tests have it too, and runs the tests.
func buildAndRun(m *testing.M) (code int, err error) {
	zerolog.SetGlobalLevel(zerolog.Disabled) // toxiproxy logs each write with the global logger
	folder, err := os.MkdirTemp("", "zitadel-graphql-")
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()
	binary = filepath.Join(folder, "zitadel-graphql")
	build := exec.Command("go", "build", "-o", binary, fmt.Sprintf("-race=%t", racetest.Enabled), ".")
	build.Dir = ".."
	if out, err := build.CombinedOutput(); err != nil {
		return 0, fmt.Errorf("build the program: %w\n%s", err, out)
	}
	return m.Run(), nil
}

// readSources prevents that go test takes a result from its cache after the program has changed. Go knows that a test
// depends on the packages that it imports and on the files that it looks at, and this package imports hardly any of the
// program's.
var readSources = sync.OnceValue(func() error {
	return walkRepository(func(string, fs.DirEntry) error { return nil })
})

// walkRepository calls visit for each file of the repository, but for those of hidden folders and of npm packages.
func walkRepository(visit func(path string, entry fs.DirEntry) error) error {
	return filepath.WalkDir("..", func(path string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case !entry.IsDir():
			return visit(path, entry)
		case path != ".." && strings.HasPrefix(entry.Name(), "."), entry.Name() == "node_modules":
			return filepath.SkipDir
		}
		return nil
	})
}
