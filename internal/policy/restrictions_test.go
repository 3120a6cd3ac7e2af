package policy_test

import (
	"context"
	"testing"

	"google.golang.org/grpc/codes"
	"google.golang.org/protobuf/proto"

	"zitadel-graphql/internal/policy"
	adminv1 "zitadel-graphql/internal/wire/zitadel/admin/v1"
	zitadelv1 "zitadel-graphql/internal/wire/zitadel/v1"
)

// Ensures that a change of the restrictions is looked for where the operator wants that, that it is warned of where it doesn't
// show, and that a caller who may not look isn't warned.
func TestSetRestrictions(t *testing.T) {
	t.Parallel()
	const method = adminv1.AdminService_GetRestrictions_FullMethodName
	at := func(sequence uint64) proto.Message {
		return &adminv1.GetRestrictionsResponse{Details: &zitadelv1.ObjectDetails{ResourceOwner: "100", Sequence: sequence}}
	}
	for name, c := range map[string]struct {
		config policy.Config
		reads  []proto.Message
		err    error
		want   string
		asked  int
	}{
		"not looked for":   {policy.Config{}, []proto.Message{at(7)}, nil, "ok", 0},
		"shown at once":    {policy.Config{ConfirmWrites: true}, []proto.Message{at(8)}, nil, "ok", 1},
		"shown later":      {policy.Config{ConfirmWrites: true}, []proto.Message{at(7), at(7), at(8)}, nil, "ok", 3},
		"not shown":        {policy.Config{ConfirmWrites: true}, []proto.Message{at(7)}, nil, "ok WRITTEN_NOT_IN_FORCE", 0},
		"not to be looked": {policy.Config{ConfirmWrites: true}, nil, refused(method, codes.PermissionDenied, "AUTH-5mWD2"), "ok", 1},
		"unread":           {policy.Config{ConfirmWrites: true}, nil, unreachable(method), "ok POLICY_NOT_CONFIRMED", 1},
	} {
		z := &zitadel{config: c.config, answer: func(made call) (proto.Message, error) {
			if made.method == method {
				return nth(c.reads, made.n), c.err
			}
			return nil, nil
		}}
		got := z.outcome(t, func(ctx context.Context, client *policy.Client) (policy.Result, error) {
			return client.SetRestrictions(ctx, &adminv1.SetRestrictionsRequest{AllowedLanguages: &adminv1.SelectLanguages{List: []string{"de"}}}, policy.Options{})
		})
		if got != c.want || len(z.writes()) != 1 || c.asked > 0 && z.count(method) != c.asked {
			t.Errorf("%s: %s after %v", name, got, z.order())
		}
	}
}
