package graph

import (
	"embed"
	"io/fs"
)

//go:embed examples
var examples embed.FS

// Examples returns a folder of operations that a person who sees the API for the first time may want to run, in the order of
// their files' names: NAME.graphql, and NAME.json with its variables where it has some. Each works as it is for the instance's
// owner, with the data that the embedded backend starts with.
func Examples() fs.FS {
	folder, err := fs.Sub(examples, "examples")
	if err != nil {
		return examples // never: Sub fails only for a name that fs.ValidPath refuses
	}
	return folder
}
