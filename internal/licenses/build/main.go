// Command build writes internal/licenses/go.txt from the sources that the program is compiled from; `go generate` runs it
// there.
package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// program is package main, as seen from internal/licenses.
const program = "../.."

func main() {
	if err := run(context.Background(), "go.txt"); err != nil {
		fmt.Fprintln(os.Stderr, "write down the licences:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, path string) error {
	sources, err := compiledIn(ctx)
	if err != nil {
		return err
	}
	out := bytes.NewBufferString("What is in this program, and under which licences. The source of a Go module is at its name.\n\n")
	for _, group := range groupByText(sources) {
		fmt.Fprintf(out, "%s\n%s\n%s\n%s\n\n", strings.Repeat("=", 80), strings.Join(group.names, "\n"), strings.Repeat("-", 80), group.text)
	}
	if err := os.WriteFile(path, out.Bytes(), 0o644); err != nil {
		return fmt.Errorf("write: %w", err)
	}
	return nil
}

// source is a part of the program that comes with a licence of its own: a module, or Go itself.
type source struct{ name, text string }

// compiledIn lists the program itself, Go and the modules of which a package is compiled in, with their licences. The
// modules' versions are left out: the texts hardly ever change with them.
func compiledIn(ctx context.Context) ([]source, error) {
	root, err := goCommand(ctx, "env", "GOROOT")
	if err != nil {
		return nil, err
	}
	modules, err := goCommand(ctx, "list", "-deps", "-f", "{{with .Module}}{{.Path}}\t{{.Dir}}{{end}}", program)
	if err != nil {
		return nil, err
	}
	lines := strings.Split(modules, "\n")
	slices.Sort(lines)
	var sources []source
	for _, line := range append([]string{"Go, its runtime and its standard library\t" + root}, slices.Compact(lines)...) {
		name, dir, found := strings.Cut(line, "\t")
		if !found {
			continue // a package of the standard library
		}
		text, err := licence(dir)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		sources = append(sources, source{name, text})
	}
	return sources, nil
}

// licence joins the files in dir that licences demand to go along, told by their names. Without one it fails.
func licence(dir string) (string, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return "", fmt.Errorf("look for a licence: %w", err)
	}
	isLicence := regexp.MustCompile(`(?i)^(licen[cs]e|copying|notice|patents)`)
	var texts []string
	for _, entry := range entries {
		if entry.IsDir() || !isLicence.MatchString(entry.Name()) {
			continue
		}
		text, err := os.ReadFile(filepath.Join(dir, entry.Name()))
		if err != nil {
			return "", fmt.Errorf("read a licence: %w", err)
		}
		texts = append(texts, strings.TrimSpace(strings.ReplaceAll(string(text), "\r\n", "\n")))
	}
	if len(texts) == 0 {
		return "", fmt.Errorf("no licence in %s", dir)
	}
	return strings.Join(texts, "\n\n"), nil
}

// group is one licence's text, and the names of the parts that are under it.
type group struct {
	text  string
	names []string
}

// groupByText returns each text once, in the order of first appearance.
func groupByText(sources []source) []group {
	var groups []group
	for _, s := range sources {
		at := slices.IndexFunc(groups, func(g group) bool { return g.text == s.text })
		if at < 0 {
			groups = append(groups, group{text: s.text})
			at = len(groups) - 1
		}
		groups[at].names = append(groups[at].names, s.name)
	}
	return groups
}

// goCommand runs the go command for Linux, whichever system it runs on, so that the file is the same everywhere.
func goCommand(ctx context.Context, args ...string) (string, error) {
	command := exec.CommandContext(ctx, "go", args...)
	command.Env = append(os.Environ(), "GOOS=linux")
	var problems bytes.Buffer
	command.Stderr = &problems
	out, err := command.Output()
	if err != nil {
		return "", fmt.Errorf("go %s: %w\n%s", args[0], err, problems.Bytes())
	}
	return strings.TrimSpace(string(out)), nil
}
