// Package build tells how this program was built: from which version and commit of the source, and with which Go.
//
// `make build` writes version and commit into the program by the linker's -X, which a packager without the repository can do
// as well (docs/install.md). What was left out comes from what the Go toolchain stamps of its own accord. The package depends
// on the standard library alone; the version subcommand prints what it knows, and requests to the backend carry the version
// in their user agent.
package build

import (
	"cmp"
	"runtime"
	"runtime/debug"
	"strings"
)

// unknownVersion is what the Go toolchain calls a build of which it knows no version.
const unknownVersion = "(devel)"

// The linker's -X overwrites these; nothing else does. commitDate is of RFC 3339, in UTC.
var version, commit, commitDate string

// Info is how a program was built. A field whose value nobody knows is empty, apart from Version.
type Info struct {
	// Version is such as v1.2.3, or (devel) where it isn't known.
	Version string
	// Commit is the whole hash, and ends in +dirty where the Go toolchain saw changes that weren't committed.
	Commit string
	// CommitDate is the time of the commit, not of the build, so that two builds of one commit are the same program.
	CommitDate string
	// Go is the toolchain's version, with platform: go1.26.0 linux/amd64.
	Go string
}

// Read returns how the running program was built.
func Read() Info {
	stamped, ok := debug.ReadBuildInfo()
	if !ok {
		stamped = &debug.BuildInfo{}
	}
	return from(Info{Version: version, Commit: commit, CommitDate: commitDate}, stamped)
}

// from fills in what the linker wasn't told from what the toolchain stamped.
func from(linked Info, stamped *debug.BuildInfo) Info {
	settings := make(map[string]string, len(stamped.Settings))
	for _, setting := range stamped.Settings {
		settings[setting.Key] = setting.Value
	}
	revision := settings["vcs.revision"]
	if revision != "" && settings["vcs.modified"] == "true" {
		revision += "+dirty"
	}
	info := Info{
		Version:    cmp.Or(linked.Version, stamped.Main.Version, unknownVersion),
		Commit:     linked.Commit,
		CommitDate: linked.CommitDate,
		Go:         runtime.Version() + " " + runtime.GOOS + "/" + runtime.GOARCH,
	}
	if info.Commit == "" { // of two sources, a commit and its date come from the same
		info.Commit, info.CommitDate = revision, settings["vcs.time"]
	}
	return info
}

// String is a text of several lines for a person: the version first, then what else is known.
func (i Info) String() string {
	var b strings.Builder
	b.WriteString("zitadel-graphql " + i.Version + "\n")
	for _, line := range []struct{ name, value string }{
		{"commit", i.Commit},
		{"committed", i.CommitDate},
		{"built with", i.Go},
	} {
		if line.value != "" {
			b.WriteString(line.name + " " + line.value + "\n")
		}
	}
	return b.String()
}
