package build

import (
	"runtime/debug"
	"strings"
	"testing"
)

// Ensures that what the linker was told wins, that the toolchain's stamps fill the gaps, and that the date of one commit is never
// shown beside the hash of another.
func TestFrom(t *testing.T) {
	t.Parallel()
	stamped := debug.BuildInfo{Main: debug.Module{Version: "v1.2.4-0.20260102030405-0123456789ab"}, Settings: []debug.BuildSetting{
		{Key: "vcs.revision", Value: "0123"}, {Key: "vcs.time", Value: "2026-01-02T03:04:05Z"}, {Key: "vcs.modified", Value: "true"},
	}}
	for name, c := range map[string]struct {
		linked  Info
		stamped debug.BuildInfo
		want    Info
	}{
		"nothing is known":         {want: Info{Version: "(devel)"}},
		"the toolchain's alone":    {stamped: stamped, want: Info{stamped.Main.Version, "0123+dirty", "2026-01-02T03:04:05Z", ""}},
		"the linker's over it":     {Info{"v2.0.0", "4567", "2026-06-07T08:09:10Z", ""}, stamped, Info{"v2.0.0", "4567", "2026-06-07T08:09:10Z", ""}},
		"a version alone":          {Info{Version: "v2.0.0"}, stamped, Info{"v2.0.0", "0123+dirty", "2026-01-02T03:04:05Z", ""}},
		"a commit without a date":  {Info{Version: "v2.0.0", Commit: "4567"}, stamped, Info{"v2.0.0", "4567", "", ""}},
		"a source without history": {Info{Version: "v2.0.0"}, debug.BuildInfo{}, Info{Version: "v2.0.0"}},
	} {
		got := from(c.linked, &c.stamped)
		if !strings.HasPrefix(got.Go, "go") && !strings.HasPrefix(got.Go, "devel") {
			t.Errorf("%s: Go's version is %q", name, got.Go)
		}
		got.Go = ""
		if got != c.want {
			t.Errorf("%s: got %+v, want %+v", name, got, c.want)
		}
	}
}

// Ensures that the first line alone tells the version, which scripts read, and that what isn't known takes no line.
func TestString(t *testing.T) {
	t.Parallel()
	for want, info := range map[string]Info{
		"zitadel-graphql (devel)\nbuilt with go1.26.0 linux/amd64\n": {Version: "(devel)", Go: "go1.26.0 linux/amd64"},
		"zitadel-graphql v1.0.0\ncommit 0123\ncommitted 2026-01-02T03:04:05Z\nbuilt with go1.26.0 linux/amd64\n": {
			"v1.0.0", "0123", "2026-01-02T03:04:05Z", "go1.26.0 linux/amd64",
		},
	} {
		if got := info.String(); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}
