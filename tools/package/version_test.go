package main

import (
	"testing"
)

// Ensures that every version that make build can find sorts in package managers as it is meant, and has no hyphen, at which
// both end it.
func TestParseVersion(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]version{
		"v1.2.3":                         {release: "1.2.3"},
		"v1.2.3-rc.1":                    {release: "1.2.3", prerelease: "rc.1"},
		"v1.2.3-5-g0123456789ab":         {release: "1.2.3", metadata: "5.g0123456789ab"},
		"v1.2.3-rc.1-5-g0123456789ab":    {release: "1.2.3", prerelease: "rc.1", metadata: "5.g0123456789ab"},
		"v1.2.3-dirty":                   {release: "1.2.3", metadata: "dirty"},
		"v1.2.3-5-g0123456789ab-dirty":   {release: "1.2.3", metadata: "5.g0123456789ab.dirty"},
		"v0.0.0-20260102030405-01234567": {release: "0.0.0", prerelease: "20260102030405.01234567"},
	} {
		want.full = text
		if got, err := parseVersion(text); err != nil || got != want {
			t.Errorf("%s: got %+v, %v; want %+v", text, got, err, want)
		}
	}
	for _, text := range []string{"", "1.2.3", "v1.2", "v1.2.3 ", "v1.2.3-", "(devel)"} {
		if got, err := parseVersion(text); err == nil {
			t.Errorf("%q: got %+v, want an error", text, got)
		}
	}
}
