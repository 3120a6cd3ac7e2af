package main

import (
	"fmt"
	"regexp"
	"strings"
)

// version is one that both package managers sort as it is meant: a prerelease before its release, and what was committed
// after a release behind it.
type version struct {
	full       string // as make build has it: v1.2.3-rc.1
	release    string // 1.2.3
	prerelease string // rc.1
	metadata   string // 5.g0123456789ab, five commits after the tag
}

var (
	versionPattern = regexp.MustCompile(`^v(\d+\.\d+\.\d+)(?:-([0-9A-Za-z.-]+))?$`)
	// describePattern is what git describe adds to the last tag.
	describePattern = regexp.MustCompile(`^(.+)-(\d+)-(g[0-9a-f]+)$`)
)

// parseVersion reads a semantic version with v before it, and what git describe makes of one. A hyphen ends a version for
// both package managers, so what is behind the three numbers has dots in its place.
func parseVersion(text string) (version, error) {
	var metadata []string
	tag, dirty := strings.CutSuffix(text, "-dirty")
	if after := describePattern.FindStringSubmatch(tag); after != nil {
		tag, metadata = after[1], after[2:]
	}
	if dirty {
		metadata = append(metadata, "dirty")
	}
	found := versionPattern.FindStringSubmatch(tag)
	if found == nil {
		return version{}, fmt.Errorf("%q is no version such as v1.2.3", text)
	}
	return version{text, found[1], strings.ReplaceAll(found[2], "-", "."), strings.Join(metadata, ".")}, nil
}
