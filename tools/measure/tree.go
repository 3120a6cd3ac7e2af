package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// sourceFile is one file of a programming language below the tree.
type sourceFile struct {
	path        string // below the tree, with slashes
	text        string
	lines       int
	generated   bool
	test        bool
	otherModule bool
	parsed      *ast.File      // of Go code only
	positions   *token.FileSet // of all files of the tree
}

// tableLength is the length up to which a composite literal isn't a table yet.
const tableLength = 20

// languages are the endings of the files that people write as code. A schema, documents and data aren't among them.
var languages = []string{".go", ".js", ".cjs", ".mjs", ".ts", ".tsx", ".css", ".sh"}

// readTree returns the source files below root in the order of their paths.
func readTree(root string) ([]sourceFile, error) {
	var files []sourceFile
	var modules []string
	positions := token.NewFileSet()
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() {
			if path != root && isSkipped(entry.Name()) {
				return fs.SkipDir
			}
			if _, err := os.Stat(filepath.Join(path, "go.mod")); err == nil && path != root {
				modules = append(modules, path+string(filepath.Separator))
			}
			return nil
		}
		if !slices.Contains(languages, filepath.Ext(path)) {
			return nil
		}
		file, err := readFile(positions, root, path)
		file.otherModule = slices.ContainsFunc(modules, func(module string) bool { return strings.HasPrefix(path, module) })
		files = append(files, file)
		return err
	})
	return files, err
}

// isSkipped is true of folders with code that isn't this repository's, or isn't built.
func isSkipped(folder string) bool {
	return folder == "node_modules" || folder == "testdata" || folder == "dist" || strings.HasPrefix(folder, ".")
}

func readFile(positions *token.FileSet, root, path string) (sourceFile, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return sourceFile{}, err
	}
	relative, err := filepath.Rel(root, path)
	if err != nil {
		return sourceFile{}, err
	}
	file := sourceFile{path: filepath.ToSlash(relative), text: string(text), lines: strings.Count(string(text), "\n")}
	if filepath.Ext(path) != ".go" {
		file.generated = strings.Contains(file.path, "/generated/") || strings.Contains(file.path, ".min.")
		file.test = strings.Contains(filepath.Base(path), ".test.")
		return file, nil
	}
	file.positions = positions
	file.parsed, err = parser.ParseFile(positions, file.path, text, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return file, err
	}
	file.generated = ast.IsGenerated(file.parsed)
	file.test = strings.HasSuffix(path, "_test.go")
	return file, nil
}

// span is how many lines a node takes, its first and its last included.
func (f sourceFile) span(node ast.Node) int {
	return f.positions.Position(node.End()).Line - f.positions.Position(node.Pos()).Line + 1
}

// place is the file below the tree, and the line.
func (f sourceFile) place(node ast.Node) string {
	return fmt.Sprintf("%s:%d", f.path, f.positions.Position(node.Pos()).Line)
}

// tableLines returns how many lines of a file of Go code are in composite literals of more than tableLength lines. It tells a
// long table, which nobody has to split, from long code.
func (f sourceFile) tableLines() int {
	if f.parsed == nil {
		return 0
	}
	lines := 0
	ast.Inspect(f.parsed, func(node ast.Node) bool {
		literal, ok := node.(*ast.CompositeLit)
		if !ok {
			return true
		}
		if length := f.span(literal); length > tableLength {
			lines += length
		}
		return false
	})
	return lines
}
