package main

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"
)

// variable is one package-level variable of hand-written code, tests apart.
type variable struct {
	name   string
	place  string // the file below the tree, and the line
	kind   variableKind
	writes []string // where its package assigns to it or to a part of it, or takes its address; tests included
}

type variableKind int

// The rule by which package-level variables are told apart. Those of the last kind can change while the program runs, unless
// their type and everybody who uses them keep from it.
const (
	assertion     variableKind = iota // its name is _
	embeddedFile                      // it has a //go:embed line
	errorSentinel                     // its value is a call of errors.New or fmt.Errorf
	otherVariable
)

// variablesOf returns the variables of a package. What other packages write to isn't seen.
func variablesOf(files []sourceFile) []variable {
	names := namesOf(files)
	var found []variable
	for _, file := range files {
		if file.generated || file.test {
			continue
		}
		for _, declaration := range file.parsed.Decls {
			group, ok := declaration.(*ast.GenDecl)
			if !ok || group.Tok != token.VAR {
				continue
			}
			for _, spec := range group.Specs {
				spec := spec.(*ast.ValueSpec)
				for at, name := range spec.Names {
					found = append(found, variable{
						name: name.Name, place: file.place(name), kind: kindOf(group, spec, at), writes: writesTo(name, files, names),
					})
				}
			}
		}
	}
	return found
}

func kindOf(group *ast.GenDecl, spec *ast.ValueSpec, at int) variableKind {
	switch {
	case spec.Names[at].Name == "_":
		return assertion
	case hasEmbed(group.Doc) || hasEmbed(spec.Doc):
		return embeddedFile
	case at < len(spec.Values) && makesError(spec.Values[at]):
		return errorSentinel
	}
	return otherVariable
}

func hasEmbed(doc *ast.CommentGroup) bool {
	return doc != nil && slices.ContainsFunc(doc.List, func(line *ast.Comment) bool {
		return strings.HasPrefix(line.Text, "//go:embed ")
	})
}

func makesError(value ast.Expr) bool {
	call, ok := value.(*ast.CallExpr)
	if !ok {
		return false
	}
	name := types.ExprString(call.Fun)
	return name == "errors.New" || name == "fmt.Errorf"
}
