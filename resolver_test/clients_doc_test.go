// What docs/clients.md shows is tried without the race detector only: it is about clients, and the program does the same either
// way.

package resolver_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// docBlock is a block of code of docs/clients.md whose first line is a comment with the name of a file.
type docBlock struct {
	// section is the heading above it.
	section  string
	language string
	name     string
	text     string
}

var (
	blockFence = regexp.MustCompile("^```(\\w+)$")
	blockName  = regexp.MustCompile(`^(?://|#) ([\w./-]+)$`)
)

// docBlocks reads the blocks of docs/clients.md, each of which has to have a name.
func docBlocks(t *testing.T) []docBlock {
	t.Helper()
	text, err := os.ReadFile("../docs/clients.md")
	if err != nil {
		t.Fatal(err)
	}
	var blocks []docBlock
	section, within := "", false
	for line := range strings.Lines(string(text)) {
		last := len(blocks) - 1
		switch fence := blockFence.FindStringSubmatch(strings.TrimSuffix(line, "\n")); {
		case within && line == "```\n":
			within = false
		case within:
			blocks[last].text += line
		case fence != nil:
			within = true
			blocks = append(blocks, docBlock{section: section, language: fence[1]})
		case strings.HasPrefix(line, "## "):
			section = strings.TrimSpace(line[3:])
		}
	}
	for i := range blocks {
		first, rest, _ := strings.Cut(blocks[i].text, "\n")
		name := blockName.FindStringSubmatch(first)
		if name == nil {
			t.Fatalf("docs/clients.md, %s: a block begins with %q, and not with the name of a file", blocks[i].section, first)
		}
		blocks[i].name = name[1]
		if blocks[i].language == "json" { // which has no comments
			blocks[i].text = rest
		}
	}
	return blocks
}

// clientsProject is a folder with the blocks as files, and beside them what the tools of the page make of them.
type clientsProject struct {
	folder string
	blocks []docBlock
}

// newClientsProject writes the blocks, runs those that are commands in their order, and has TypeScript's compiler check and
// translate all that are TypeScript, into out.
func newClientsProject(t *testing.T) *clientsProject {
	t.Helper()
	p := &clientsProject{folder: t.TempDir(), blocks: docBlocks(t)}
	packages, err := filepath.Abs(clientsTool + "/node_modules")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(packages, filepath.Join(p.folder, "node_modules")); err != nil {
		t.Fatal(err)
	}
	for _, file := range []string{"go.mod", "go.sum"} {
		text, err := os.ReadFile("../tools/genqlient/" + file)
		if err != nil {
			t.Fatal(err)
		}
		p.write(t, file, string(text))
	}
	for _, block := range p.blocks {
		p.write(t, block.name, block.text)
	}
	for _, block := range p.blocks {
		if block.language == "sh" && !startsProgram(block) {
			p.run(t, "sh", "-e", block.name)
		}
	}
	p.run(t, "node_modules/.bin/tsc", "--outDir", "out", "--project", ".")
	return p
}

// startsProgram reports whether a block of shell starts the program, rather than a command that ends.
func startsProgram(block docBlock) bool { return strings.Contains(block.text, "zitadel-graphql --") }

func (p *clientsProject) write(t *testing.T, name, text string) {
	t.Helper()
	path := filepath.Join(p.folder, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// run runs a command in the folder, with the program on the path as zitadel-graphql, and returns what it prints.
func (p *clientsProject) run(t *testing.T, name string, args ...string) string {
	t.Helper()
	command := exec.CommandContext(t.Context(), name, args...)
	command.Dir = p.folder
	command.Env = append(cleanEnvironment(), "PATH="+filepath.Dir(binary)+":"+os.Getenv("PATH"))
	out, err := command.CombinedOutput()
	if err != nil {
		t.Fatalf("%s %s: %v\n%.8000s", name, strings.Join(args, " "), err, out)
	}
	return string(out)
}

// block returns a block by its name.
func (p *clientsProject) block(t *testing.T, name string) docBlock {
	t.Helper()
	i := slices.IndexFunc(p.blocks, func(block docBlock) bool { return block.name == name })
	if i < 0 {
		t.Fatalf("docs/clients.md has no block %s", name)
	}
	return p.blocks[i]
}

// programArgs are those that a block of shell starts the program with.
func (p *clientsProject) programArgs(t *testing.T, name string) []string {
	t.Helper()
	_, args, _ := strings.Cut(p.block(t, name).text, "zitadel-graphql ")
	return strings.Fields(strings.ReplaceAll(args, "\\\n", " "))
}

// promised are the lines that a block says it prints, in comments behind the calls that do.
func (b docBlock) promised() []string {
	var lines []string
	for _, found := range regexp.MustCompile(`(?m)^\s*(?:console\.log|fmt\.Println)\(.*\) // (.*)$`).FindAllStringSubmatch(b.text, -1) {
		lines = append(lines, found[1])
	}
	return lines
}
