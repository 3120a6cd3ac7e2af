package main

import (
	"cmp"
	"path"
	"slices"
)

// room is one package folder of the main module.
type room struct {
	folder       string
	files        []sourceFile
	lines        int // by hand, tests apart
	tests        int // by hand
	generated    int
	functions    []function
	exported     int
	undocumented []string
	variables    []variable
}

// readRooms sorts the Go files of the main module by their folders, and measures each folder.
func readRooms(files []sourceFile) []*room {
	byFolder := map[string]*room{}
	var rooms []*room
	for _, file := range files {
		if file.parsed == nil || file.otherModule {
			continue
		}
		folder := path.Dir(file.path)
		if byFolder[folder] == nil {
			byFolder[folder] = &room{folder: folder}
			rooms = append(rooms, byFolder[folder])
		}
		byFolder[folder].files = append(byFolder[folder].files, file)
	}
	slices.SortFunc(rooms, func(a, b *room) int { return cmp.Compare(a.folder, b.folder) })
	for _, r := range rooms {
		r.measure()
	}
	return rooms
}

func (r *room) measure() {
	for _, file := range r.files {
		switch {
		case file.generated:
			r.generated += file.lines
		case file.test:
			r.tests += file.lines
		default:
			r.lines += file.lines
			r.measureDeclarations(file)
		}
	}
	r.variables = variablesOf(r.files)
}
