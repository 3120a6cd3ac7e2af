package main

import (
	"go/ast"
	"go/token"
)

// function is one function or method that has a body; literals inside of it count as its lines.
type function struct {
	name  string
	lines int
}

// measureDeclarations counts the functions and the exported names of a file. The exported names are those of constants,
// variables, types, functions and methods of exported types; fields and the methods of interfaces aren't counted. A name is
// documented by a comment of its own or by that of its group.
func (r *room) measureDeclarations(file sourceFile) {
	for _, declaration := range file.parsed.Decls {
		switch declaration := declaration.(type) {
		case *ast.FuncDecl:
			name := methodName(declaration)
			r.functions = append(r.functions, function{file.path + " " + name, file.span(declaration)})
			if declaration.Name.IsExported() && ast.IsExported(receiverName(declaration, name)) {
				r.addExported(file, name, declaration.Doc != nil)
			}
		case *ast.GenDecl:
			for _, spec := range declaration.Specs {
				r.measureSpec(file, spec, declaration.Doc != nil)
			}
		}
	}
}

func (r *room) measureSpec(file sourceFile, spec ast.Spec, groupHasDoc bool) {
	switch spec := spec.(type) {
	case *ast.TypeSpec:
		if spec.Name.IsExported() {
			r.addExported(file, spec.Name.Name, groupHasDoc || spec.Doc != nil || spec.Comment != nil)
		}
	case *ast.ValueSpec:
		for _, name := range spec.Names {
			if name.IsExported() {
				r.addExported(file, name.Name, groupHasDoc || spec.Doc != nil || spec.Comment != nil)
			}
		}
	}
}

func (r *room) addExported(file sourceFile, name string, documented bool) {
	r.exported++
	if !documented {
		r.undocumented = append(r.undocumented, file.path+" "+name)
	}
}

// methodName is the name of a function, or that of a method behind its receiver's type.
func methodName(declaration *ast.FuncDecl) string {
	if receiver := receiverName(declaration, ""); receiver != "" {
		return receiver + "." + declaration.Name.Name
	}
	return declaration.Name.Name
}

// receiverName is the name of a method's type, and otherwise of a function.
func receiverName(declaration *ast.FuncDecl, otherwise string) string {
	if declaration.Recv == nil || len(declaration.Recv.List) == 0 {
		return otherwise
	}
	if name := rootOf(declaration.Recv.List[0].Type); name != nil {
		return name.Name
	}
	return otherwise
}

// rootOf is the name that an expression starts with: x of x.y, x[i], *x, (x) and &x. It is nil where there is none.
func rootOf(expression ast.Expr) *ast.Ident {
	switch expression := expression.(type) {
	case *ast.Ident:
		return expression
	case *ast.SelectorExpr:
		return rootOf(expression.X)
	case *ast.IndexExpr:
		return rootOf(expression.X)
	case *ast.IndexListExpr:
		return rootOf(expression.X)
	case *ast.SliceExpr:
		return rootOf(expression.X)
	case *ast.StarExpr:
		return rootOf(expression.X)
	case *ast.ParenExpr:
		return rootOf(expression.X)
	case *ast.UnaryExpr:
		if expression.Op == token.AND {
			return rootOf(expression.X)
		}
	}
	return nil
}
