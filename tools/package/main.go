// Command package makes everything that a release has from the built programs: packages for Debian and for RPM's
// distributions, an OCI image, a list of what is built in (SBOM), and checksums over all of it.
//
//	go -C tools/package run . -tree … -dist … -version v1.2.3 -commit … -date 2026-01-02T03:04:05Z
//
// In dist it expects the programs as zitadel-graphql-linux-amd64 and zitadel-graphql-linux-arm64, which `make packages` builds.
// It needs no network, no root and no container engine, and what it writes depends on its input alone: every time in it is
// the commit's, every owner is root. What goes where is in contents.go, for the image in image.go.
package main

import (
	"errors"
	"flag"
	"fmt"
	"log"
	"path/filepath"
	"time"
)

// name is the program's, its package's, and the service's.
const name = "zitadel-graphql"

// release is what a release is made of.
type release struct {
	tree    string // the repository
	dist    string // where the programs are, and where the rest goes
	version version
	commit  string // empty where it isn't known
	date    time.Time
}

// architectures are Go's names of those that a release has programs for.
func architectures() []string { return []string{"amd64", "arm64"} }

// program is the path of the program for an architecture.
func (r release) program(architecture string) string {
	return filepath.Join(r.dist, name+"-linux-"+architecture)
}

func main() {
	log.SetFlags(0)
	log.SetPrefix("package: ")
	r := release{}
	flag.StringVar(&r.tree, "tree", ".", "the repository's `folder`")
	flag.StringVar(&r.dist, "dist", "dist", "the `folder` of the programs, where everything else goes, too")
	text := flag.String("version", "", "such as v1.2.3, or what git describe makes of it")
	flag.StringVar(&r.commit, "commit", "", "the commit's `hash`, if it is known")
	date := flag.String("date", "", "the commit's `time`, of RFC 3339")
	flag.Parse()
	if err := r.make(*text, *date); err != nil {
		log.Fatal(err)
	}
}

// make checks what was given as text and writes all files, the checksums last.
func (r release) make(text, date string) error {
	var wrong [2]error
	r.version, wrong[0] = parseVersion(text)
	r.date, wrong[1] = time.Parse(time.RFC3339, date)
	if err := errors.Join(wrong[:]...); err != nil {
		return fmt.Errorf("without git, give make VERSION and COMMIT_DATE: %w", err)
	}
	for _, write := range []func() error{r.writePackages, r.writeImage, r.writeBOM, r.writeChecksums} {
		if err := write(); err != nil {
			return err
		}
	}
	return nil
}
