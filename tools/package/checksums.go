package main

import (
	"crypto/sha256"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// checksumsFile is in the format of sha256sum, which checks it: sha256sum -c SHA256SUMS.
const checksumsFile = "SHA256SUMS"

// writeChecksums writes a line for each other file in dist.
func (r release) writeChecksums() error {
	var lines strings.Builder
	err := walk(os.DirFS(r.dist), func(path string, data []byte) {
		if path != checksumsFile {
			fmt.Fprintf(&lines, "%x  %s\n", sha256.Sum256(data), path)
		}
	})
	if err != nil {
		return fmt.Errorf("sum up what is in %s: %w", r.dist, err)
	}
	return os.WriteFile(filepath.Join(r.dist, checksumsFile), []byte(lines.String()), 0o644)
}

// walk calls visit with each file below root, in the order of their names.
func walk(root fs.FS, visit func(path string, data []byte)) error {
	return fs.WalkDir(root, ".", func(path string, at fs.DirEntry, err error) error {
		if err != nil || at.IsDir() {
			return err
		}
		data, err := fs.ReadFile(root, path)
		if err != nil {
			return err
		}
		visit(path, data)
		return nil
	})
}
