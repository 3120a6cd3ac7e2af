package graphiql

import (
	"crypto/sha512"
	"encoding/base64"
	"io/fs"
	"path"
)

// Package is one npm package that the page is built from, at the version that it was tried with.
type Package struct {
	Name, Version string
	// ForLogin is true for what a page without a login does without.
	ForLogin bool
	// Files are in the order in which the page has to load them.
	Files []File
}

// File is one file of a package.
type File struct {
	// Path is relative to the package's root.
	Path string
	// Integrity is the file's hash as HTML's integrity attribute has it. The command build, this package and the browser each
	// refuse a file with another hash.
	Integrity string
}

// Pinned returns the third-party files of the page in loading order: GraphiQL's bundle expects React and ReactDOM as globals,
// and 18 is the last React that ships as such. To use another version, change it here: TestPinnedHashes prints the hashes of
// npm's packages.
func Pinned() []Package {
	return []Package{
		{Name: "react", Version: "18.3.1", Files: []File{
			{"umd/react.production.min.js", "sha384-DGyLxAyjq0f9SPpVevD6IgztCFlnMF6oW/XQGmfe+IsZ8TqEiDrcHkMLKI6fiB/Z"},
		}},
		{Name: "react-dom", Version: "18.3.1", Files: []File{
			{"umd/react-dom.production.min.js", "sha384-gTGxhz21lVGYNMcdJOyq01Edg0jhn/c22nsx0kyqP0TxaV5WVdsSH1fSDUf5YJj1"},
		}},
		{Name: "graphiql", Version: "4.1.2", Files: []File{
			{"graphiql.min.js", "sha384-9XdHu7ajgGJziD4J1zNBKQ842Q/+zZfDv+ib1eMhZWBH6hPAs806x+Jbcf0yNO6B"},
			{"graphiql.min.css", "sha384-1el1QShFBnnXTx9x/Cprg82hZWKt0ry29OAYIXt05swbi0KcZDFoj0CWguMpopJr"},
		}},
		{Name: "oidc-client-ts", Version: "3.5.0", ForLogin: true, Files: []File{
			{"dist/browser/oidc-client-ts.min.js", "sha384-PTRVZ+Irwhdd38ou1In8Amo5/CLZci9zRlwSiS7/OUYo6TbYw8QYTCkn6rKod6Tb"},
		}},
	}
}

// Name is the file's name in assets/.
func (f File) Name() string { return path.Base(f.Path) }

// Integrity returns content's hash in the notation of File.Integrity.
func Integrity(content []byte) string {
	sum := sha512.Sum384(content)
	return "sha384-" + base64.StdEncoding.EncodeToString(sum[:])
}

// Complete reports whether dir has every pinned file with its pinned hash. Some of them, or those of another version, don't
// count.
func Complete(dir fs.FS) bool {
	for _, pkg := range Pinned() {
		for _, file := range pkg.Files {
			content, err := fs.ReadFile(dir, file.Name())
			if err != nil || Integrity(content) != file.Integrity {
				return false
			}
		}
	}
	return true
}
