package graph

import (
	"testing"

	"github.com/99designs/gqlgen/graphql"

	"zitadel-graphql/graph/model"
)

// Prevents that a harmful redirect URI gets by policy's rule: both inputs that can set one are checked by it.
func TestRedirectURIIsChecked(t *testing.T) {
	for uri, fine := range map[string]bool{"": true, "https://a": true, "app://cb": true, "foo": false, "javascript:alert(1)": false, "https://user:pw@host/": false} {
		_, patched := readPatch(model.LoginPolicyPatch{DefaultRedirectURI: graphql.OmittableOf(&uri)})
		_, created := readPatch(model.CreateLoginPolicyInput{DefaultRedirectURI: graphql.OmittableOf(&uri)})
		if (patched == nil) != fine || (created == nil) != fine {
			t.Errorf("%q: %v, %v", uri, patched, created)
		}
	}
}
