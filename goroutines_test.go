package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"strings"
	"testing"
)

// recoverElsewhere are the goroutines of requests whose function doesn't recover by itself, by the file, and what does.
func recoverElsewhere() map[string]string {
	return map[string]string{
		"internal/organization/organization.go": "ask, which is all that it calls",
		"graph/endpoint/stream.go":              "resolve, which is all that it calls",
		"graph/subscription/subscription.go":    "call, around all that isn't of the package itself",
	}
}

// Prevents that a panic ends the process in the middle of other people's writes: gqlgen watches over its own goroutines, and
// nobody over one that a resolver, or what it calls, starts. So each of those recovers by itself.
func TestGoroutinesOfRequestsRecover(t *testing.T) {
	started := 0
	for _, room := range []string{"graph", "graph/audited", "graph/calls", "graph/document", "graph/endpoint", "graph/problem", "graph/subscription", "internal/organization", "internal/people", "internal/policy"} {
		files, err := filepath.Glob(room + "/*.go")
		if err != nil || len(files) == 0 {
			t.Fatalf("list the files of %s: %v, found %d", room, err, len(files))
		}
		for _, file := range files {
			if strings.HasSuffix(file, "_test.go") {
				continue
			}
			parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
			if err != nil {
				t.Fatal(err)
			}
			for _, run := range goroutinesIn(parsed) {
				started++
				if !recovers(run) && recoverElsewhere()[filepath.ToSlash(file)] == "" {
					t.Errorf("a goroutine in %s doesn't recover from a panic", file)
				}
			}
		}
	}
	if started < 3 {
		t.Errorf("only %d goroutines were found", started)
	}
}

// goroutinesIn are what a file runs beside: what follows go, and what is handed to a method Go, as sync.WaitGroup has it.
func goroutinesIn(file *ast.File) []ast.Node {
	var found []ast.Node
	ast.Inspect(file, func(node ast.Node) bool {
		switch node := node.(type) {
		case *ast.GoStmt:
			found = append(found, node.Call.Fun)
		case *ast.CallExpr:
			if method, ok := node.Fun.(*ast.SelectorExpr); ok && method.Sel.Name == "Go" {
				found = append(found, node)
			}
		}
		return true
	})
	return found
}

func recovers(run ast.Node) bool {
	found := false
	ast.Inspect(run, func(node ast.Node) bool {
		if call, ok := node.(*ast.CallExpr); ok {
			name, _ := call.Fun.(*ast.Ident)
			found = found || name != nil && name.Name == "recover"
		}
		return !found
	})
	return found
}
