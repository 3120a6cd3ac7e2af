// Package licenses holds the licences that the built program has to carry with it: its own, those of the Go modules compiled
// into it, and those of the third-party files of GraphiQL's page.
//
// go.txt is written from the module cache by go generate, so that a new dependency can't be forgotten. graphiql.txt is written
// by the script tools/graphiql-licenses/collect.js when GraphiQL's version changes; a test fails where that was forgotten. The package depends on
// nothing. The subcommand licenses prints the text, and GraphiQL's page links it.
package licenses

import _ "embed"

//go:generate go run ./build

//go:embed go.txt
var modules string

//go:embed graphiql.txt
var page string

// Text returns all licences for a person to read: each text once, below the names of the parts that are under it.
func Text() string { return modules + page }
