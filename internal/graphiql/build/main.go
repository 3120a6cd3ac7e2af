// Command build fills internal/graphiql/assets from npm. `go generate` runs it in internal/graphiql. It leaves a complete folder
// alone, so that a second run needs no network, and it writes nothing before every file is there and has its pinned hash.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"

	"zitadel-graphql/internal/graphiql"
	"zitadel-graphql/internal/graphiql/npm"
)

func main() {
	ctx, _ := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM) // for as long as the program runs
	if err := run(ctx, "assets"); err != nil {
		fmt.Fprintln(os.Stderr, "build GraphiQL's assets:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, dir string) error {
	if graphiql.Complete(os.DirFS(dir)) {
		return nil
	}
	files := map[string][]byte{}
	for _, pkg := range graphiql.Pinned() {
		if err := fetch(ctx, pkg, files); err != nil {
			return err
		}
	}
	return replace(dir, files)
}

// fetch adds the package's pinned files to files.
func fetch(ctx context.Context, pkg graphiql.Package, files map[string][]byte) error {
	published, err := npm.Fetch(ctx, pkg.Name, pkg.Version)
	if err != nil {
		return err
	}
	for _, file := range pkg.Files {
		content := published[file.Path]
		if got := graphiql.Integrity(content); got != file.Integrity {
			return fmt.Errorf("%s@%s: %s has hash %s, pinned is %s", pkg.Name, pkg.Version, file.Path, got, file.Integrity)
		}
		files[file.Name()] = content
	}
	return nil
}

// replace removes everything from dir but its .gitignore, and puts files there, each by a rename. A run that is killed in the
// middle leaves an incomplete set, which the program treats like none.
func replace(dir string, files map[string][]byte) error {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return fmt.Errorf("look for old assets: %w", err)
	}
	for _, entry := range entries {
		if entry.Name() == ".gitignore" {
			continue
		}
		if err := os.RemoveAll(filepath.Join(dir, entry.Name())); err != nil {
			return fmt.Errorf("remove an old asset: %w", err)
		}
	}
	for name, content := range files {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path+".new", content, 0o644); err != nil {
			return fmt.Errorf("write an asset: %w", err)
		}
		if err := os.Rename(path+".new", path); err != nil {
			return fmt.Errorf("put an asset in place: %w", err)
		}
	}
	return nil
}
