package embedded

import (
	"context"
	"strings"
	"testing"

	"google.golang.org/grpc"
	"google.golang.org/grpc/metadata"

	managementv1 "zitadel-graphql/internal/wire/zitadel/management/v1"
)

// A call that belongs to a request is found in the log by the request's id; a caller can't write anything else into the log by it.
func TestRequestIDs(t *testing.T) {
	t.Parallel()
	client := connect(t, open(t, Config{}), "localhost")
	for sent, kept := range map[string]bool{"request-1": true, "": false, "two\" words": false, strings.Repeat("x", 65): false} {
		ctx := metadata.AppendToOutgoingContext(t.Context(), "authorization", "Bearer dev-org-owner")
		ctx = RequestIDs(func(context.Context) string { return sent }).CallBegins(ctx, "")
		var header metadata.MD
		if _, err := client.GetLoginPolicy(ctx, &managementv1.GetLoginPolicyRequest{}, grpc.Header(&header)); err != nil {
			t.Fatal(err)
		}
		if got := header.Get("x-request-id"); len(got) != 1 || got[0] == "" || (got[0] == sent) != kept {
			t.Errorf("%q was sent, and the call's id is %q", sent, got)
		}
	}
}
