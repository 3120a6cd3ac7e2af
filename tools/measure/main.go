// Command measure prints how large a tree of this repository is and how it is built, as Markdown: lines by room, lengths of
// functions, long files, exported names, package-level variables, and what the black-box cases expect. Two trees are
// compared by running the same version of it on both:
//
//	go -C tools/measure run . /path/to/the/tree
//
// It reads files and compiles nothing. Go code counts as generated where the compiler's tools say so (a line
// "// Code generated … DO NOT EDIT."), and as a test where its file's name ends in _test.go. Of other languages what is
// minified or in a folder named generated counts as generated. A folder that has a go.mod of
// its own is another module and isn't measured, except for the length of its files.
package main

import (
	"fmt"
	"io"
	"log"
	"os"
)

func main() {
	log.SetFlags(0)
	if len(os.Args) != 2 {
		log.Fatal("usage: measure TREE")
	}
	if err := run(os.Stdout, os.Args[1]); err != nil {
		log.Fatal("measure: ", err)
	}
}

func run(out io.Writer, tree string) error {
	files, err := readTree(tree)
	if err != nil {
		return fmt.Errorf("read %s: %w", tree, err)
	}
	rooms := readRooms(files)
	expected, err := readExpectations(tree)
	if err != nil {
		return fmt.Errorf("read the cases of %s: %w", tree, err)
	}
	printRooms(out, rooms)
	printFunctions(out, rooms)
	printLongFiles(out, files)
	printExported(out, rooms)
	printVariables(out, rooms)
	printExpectations(out, expected)
	return nil
}
