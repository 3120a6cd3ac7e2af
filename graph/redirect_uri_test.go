package graph

import (
	"testing"

	"github.com/99designs/gqlgen/graphql"

	"zitadel-graphql/graph/model"
)

// Ensures the backend's own rule for redirect URIs, so that a bad one is refused before anything is read or written.
func TestRedirectURI(t *testing.T) {
	for uri, fine := range map[string]bool{
		"": true, "https://a": true, "http://a/b?c": true, "app://cb": true, "app:cb": true,
		"foo": false, "/x": false, "https://": false, "http:///path": false, "://": false, "https://a\x7f": false,
	} {
		expectRedirectURI(t, uri, fine)
	}
}

// Prevents that whoever may set where a login ends runs a script there, reads the person's files, or shows another host than
// the one that is read first. An application's own scheme stays allowed.
func TestRedirectURIDoesNoHarm(t *testing.T) {
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
		expectRedirectURI(t, uri, fine)
	}
}

// expectRedirectURI asks all that a redirect URI can be set by: the patch of both updates, and the input of the creation.
func expectRedirectURI(t *testing.T, uri string, fine bool) {
	t.Helper()
	_, patched := readPatch(model.LoginPolicyPatch{DefaultRedirectURI: graphql.OmittableOf(&uri)})
	_, created := readPatch(model.CreateLoginPolicyInput{DefaultRedirectURI: graphql.OmittableOf(&uri)})
	if (patched == nil) != fine || (created == nil) != fine {
		t.Errorf("%q: %v, %v", uri, patched, created)
	}
}
