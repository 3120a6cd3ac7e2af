// Package licenses has the licences of everything that is in the built program, which it has to carry with it: the
// program's own, those of the Go modules that are compiled in, and those of what GraphiQL's page is made of.
//
// go.txt is generated from the module cache by go generate, so that a new dependency can't be forgotten; graphiql.txt is
// written by tools/graphiql-licenses when GraphiQL's version changes. The package knows nothing of how they are shown.
package licenses

import _ "embed"

//go:generate go run ./build

//go:embed go.txt
var modules string

//go:embed graphiql.txt
var page string

// Text is all of them, for a person: each text once, below the names of what it goes for.
func Text() string { return modules + page }
