package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

// expectations are what the black-box cases want: the sections "-- N want --" of the .txtar files.
type expectations struct {
	cases    int
	wants    int
	lines    int // of the wants alone, without the blank ones at their ends
	distinct map[string]bool
}

// casesFolder is where the cases are, below the tree.
const casesFolder = "resolver_test/cases"

func readExpectations(tree string) (expectations, error) {
	read := expectations{distinct: map[string]bool{}}
	sectionTitle := regexp.MustCompile(`(?m)^-- (.+) --$`)
	err := filepath.WalkDir(filepath.Join(tree, casesFolder), func(path string, _ fs.DirEntry, err error) error {
		if err != nil || filepath.Ext(path) != ".txtar" {
			return err
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		read.cases++
		titles := sectionTitle.FindAllSubmatchIndex(text, -1)
		for at, title := range titles {
			end := len(text)
			if at+1 < len(titles) {
				end = titles[at+1][0]
			}
			if fields := strings.Fields(string(text[title[2]:title[3]])); fields[len(fields)-1] == "want" {
				read.add(strings.TrimSpace(string(text[title[1]:end])))
			}
		}
		return nil
	})
	return read, err
}

func (e *expectations) add(text string) {
	e.wants++
	e.lines += strings.Count(text, "\n") + 1
	e.distinct[text] = true
}
