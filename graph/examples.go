package graph

import (
	"embed"
	"io/fs"
)

//go:embed examples
var examples embed.FS

// Examples are operations that a person who sees the API for the first time may want to run, in the order of their
// files' names: NAME.graphql, and NAME.json with its variables where there are some. Each is complete, and works with the
// embedded backend's first data for the instance's owner.
func Examples() fs.FS {
	folder, err := fs.Sub(examples, "examples")
	if err != nil {
		return examples // can't be: the name is one that fs.ValidPath takes
	}
	return folder
}
