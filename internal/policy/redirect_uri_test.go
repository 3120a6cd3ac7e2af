package policy

import (
	"slices"
	"strings"
	"testing"
)

// FuzzRedirectURI prevents that a URI is let through which a browser reads as one of its own schemes: it leaves out blanks and
// control characters at the ends, and tabs and line breaks anywhere.
func FuzzRedirectURI(f *testing.F) {
	for _, seed := range []string{"https://a", "javascript:x", " \tjava\nscript:x", "com.example.app:/done", "\x00data:,", "HTTPS://u@h", "view-source:x", "a b:c", "%6aavascript:x"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, uri string) {
		if CheckRedirectURI(uri) != nil {
			return
		}
		read := strings.TrimFunc(uri, func(r rune) bool { return r <= ' ' })
		read = strings.NewReplacer("\t", "", "\n", "", "\r", "").Replace(read)
		scheme, rest, _ := strings.Cut(read, ":")
		if slices.Contains(schemesOfBrowsers(), strings.ToLower(scheme)) {
			t.Errorf("%q is let through", uri)
		}
		authority, _, _ := strings.Cut(strings.TrimLeft(strings.ReplaceAll(rest, "\\", "/"), "/"), "/")
		authority, _, _ = strings.Cut(authority, "?")
		authority, _, _ = strings.Cut(authority, "#")
		if web := strings.ToLower(scheme); (web == "http" || web == "https") && strings.Contains(authority, "@") {
			t.Errorf("%q is let through, with a user", uri)
		}
	})
}
