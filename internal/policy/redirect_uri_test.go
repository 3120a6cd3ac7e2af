package policy

import (
	"slices"
	"strings"
	"testing"
)

// Ensures the backend's own rule for redirect URIs, so that a bad one is refused before anything is read or written.
func TestRedirectURI(t *testing.T) {
	t.Parallel()
	for uri, fine := range map[string]bool{
		"": true, "https://a": true, "http://a/b?c": true, "app://cb": true, "app:cb": true,
		"foo": false, "/x": false, "https://": false, "http:///path": false, "://": false, "https://a\x7f": false,
	} {
		if err := CheckRedirectURI(uri); (err == nil) != fine {
			t.Errorf("%q: %v", uri, err)
		}
	}
}

// Prevents that whoever may set where a login ends runs a script there, reads the person's files, or shows another host than
// the one that is read first. An application's own scheme stays allowed.
func TestRedirectURIDoesNoHarm(t *testing.T) {
	t.Parallel()
	for uri, fine := range map[string]bool{
		"com.example.app:/done": true, "com.example.app://done/javascript:x": true, "myapp+javascript://x": true, "javascripts:x": true,
		"https://a/?next=javascript:alert(1)": true, "https://a/@b": true, "mailto:a@b": true,
		"javascript:alert(1)": false, "JaVaScRiPt:alert(1)": false, "javascript://a.example/%0Aalert(1)": false,
		"\x20javascript:alert(1)": false, "\tjavascript:alert(1)": false, "\x00javascript:alert(1)": false, "\x1fjavascript:alert(1)": false,
		"java\tscript:alert(1)": false, "java\nscript:alert(1)": false, "java\r\nscript:alert(1)": false, "javascript\t:alert(1)": false,
		"\u00a0javascript:alert(1)": false, "\u200bjavascript:alert(1)": false, "\ufeffjavascript:alert(1)": false, "java%73cript:alert(1)": false,
		"data:text/html,<script>": false, "vbscript:msgbox": false, "blob:https://a/1": false, "file:///etc/passwd": false,
		"FILE:c:/x": false, "about:blank": false, "about:srcdoc": false, "view-source:https://a": false, "filesystem:https://a/x": false,
		"feed:javascript:alert(1)": false, "jar:https://a!/x": false, "chrome://settings": false, "resource://gre": false,
		"https://user:pw@host/": false, "https://user@host/": false, "https://@host/": false, "HTTPS://good.example:443@host/": false,
		"https://good.example\\@host/": false, "https:\\\\host/": false, "https:host": false, "https:/host": false, "app://user:pw@x": false,
	} {
		if err := CheckRedirectURI(uri); (err == nil) != fine {
			t.Errorf("%q: %v", uri, err)
		}
	}
}

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
