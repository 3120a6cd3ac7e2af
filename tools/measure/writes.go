package main

import (
	"errors"
	"go/ast"
	"go/token"
	"go/types"
	"maps"
	"strings"
)

// namesOf finds out which declaration each name in a package's files means. Nothing is imported, so that only these files
// have to be read: names from other packages stay unresolved, and those of the package's own variables don't need them.
func namesOf(files []sourceFile) map[*ast.Ident]types.Object {
	var parsed []*ast.File
	for _, file := range files {
		if !strings.HasSuffix(file.parsed.Name.Name, "_test") {
			parsed = append(parsed, file.parsed)
		}
	}
	if len(parsed) == 0 {
		return nil
	}
	info := types.Info{Defs: map[*ast.Ident]types.Object{}, Uses: map[*ast.Ident]types.Object{}}
	lenient := types.Config{Importer: noImports{}, Error: func(error) {}}
	_, _ = lenient.Check("measured", files[0].positions, parsed, &info) // that imports are missing is an error
	maps.Copy(info.Uses, info.Defs)
	return info.Uses
}

type noImports struct{}

func (noImports) Import(string) (*types.Package, error) {
	return nil, errors.New("nothing is imported")
}

// writesTo returns the places where a package's files assign to the variable or to a part of it, or take its address.
func writesTo(declared *ast.Ident, files []sourceFile, names map[*ast.Ident]types.Object) []string {
	var places []string
	for _, file := range files {
		ast.Inspect(file.parsed, func(node ast.Node) bool {
			for _, target := range targetsOf(node) {
				root := rootOf(target)
				if root != nil && names[root] != nil && names[root] == names[declared] {
					places = append(places, file.place(root))
				}
			}
			return true
		})
	}
	return places
}

// targetsOf returns the expressions that a statement or an expression lets change.
func targetsOf(node ast.Node) []ast.Expr {
	switch node := node.(type) {
	case *ast.AssignStmt:
		if node.Tok != token.DEFINE {
			return node.Lhs
		}
	case *ast.IncDecStmt:
		return []ast.Expr{node.X}
	case *ast.RangeStmt:
		if node.Tok == token.ASSIGN {
			return []ast.Expr{node.Key, node.Value}
		}
	case *ast.UnaryExpr:
		if node.Op == token.AND {
			return []ast.Expr{node.X}
		}
	}
	return nil
}
