package graph_test

import (
	"fmt"
	"strings"
	"testing"

	"google.golang.org/grpc/codes"
	"google.golang.org/protobuf/proto"

	managementv1 "zitadel-graphql/internal/wire/zitadel/management/v1"
	orgv1 "zitadel-graphql/internal/wire/zitadel/org/v1"
	zitadelv1 "zitadel-graphql/internal/wire/zitadel/v1"
)

// told is what a client learns of a mutation's only field: the sequence, or the code, the reason and the outcome.
func told(t *testing.T, got answer) string {
	t.Helper()
	if len(got.Errors) == 0 {
		_, after, _ := strings.Cut(got.body, `"sequence":`)
		return "sequence " + strings.Trim(after, "}\n")
	}
	e := extensions(t, got)
	return strings.Join(strings.Fields(strings.ReplaceAll(fmt.Sprint(e["code"], " ", e["reason"], " ", e["outcome"]), "<nil>", "")), " ")
}

// A repair that has removed the unseen factor has written: no refusal of what follows may be told as "nothing was done".
func TestRepairOwnsUpToItsRemoval(t *testing.T) {
	answerOf := func(owner string) *zitadelv1.ObjectDetails {
		return &zitadelv1.ObjectDetails{ResourceOwner: owner, Sequence: 8}
	}
	there := refused(addFactor, codes.AlreadyExists, "Org-2B0ps")
	for name, c := range map[string]struct {
		removal     error  // nil for a success
		removedFrom string // which organization
		again       error  // what the second addition comes to
		last        proto.Message
		want        string
		wantWrites  string
	}{
		"somebody else adds it after the removal": {nil, "200", there, own(1), `sequence "7"`, "2 additions, 1 removal"},
		"and resets the policy":                   {nil, "200", there, shared(), "CONFLICT UNKNOWN", "2 additions, 1 removal"},
		"somebody else removes and adds it": {refused(removeFactor, codes.NotFound, "Org-3M9od"), "", there, own(1),
			"ALREADY_EXISTS SECOND_FACTOR_ALREADY_CONFIGURED NOT_EXECUTED", "2 additions, 1 removal"},
		"somebody else removes it, and takes the caller's rights": {refused(removeFactor, codes.NotFound, "Org-3M9od"), "",
			refused(addFactor, codes.PermissionDenied, "AUTH-5mWD2"), own(), "FORBIDDEN PERMISSION_MISSING NOT_EXECUTED", "2 additions, 1 removal"},
		"the removal goes elsewhere, and a read shows what was wanted": {nil, "300", nil, own(1), "INTERNAL_SERVER_ERROR WROTE_ELSEWHERE UNKNOWN", "1 additions, 1 removal"},
		"the removal doesn't say where it went": {nil, "", nil, own(), "BAD_GATEWAY BACKEND_REPLY_INVALID UNKNOWN",
			"1 additions, 1 removal"},
	} {
		s := &script{answer: func(method string, n int) (proto.Message, error) {
			switch {
			case method == addFactor && n == 1:
				return nil, there
			case method == addFactor:
				return &managementv1.AddSecondFactorToLoginPolicyResponse{Details: answerOf("200")}, c.again
			case method == removeFactor:
				return &managementv1.RemoveSecondFactorFromLoginPolicyResponse{Details: answerOf(c.removedFrom)}, c.removal
			case n < 3:
				return own(), nil
			}
			return c.last, nil
		}}
		if got := told(t, asked(t, s, addition)); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
		if got := fmt.Sprintf("%d additions, %d removal", s.calls[addFactor], s.calls[removeFactor]); got != c.wantWrites {
			t.Errorf("%s: %s, want %s", name, got, c.wantWrites)
		}
	}
}

// What the instance has must not be told as the organization's own, though it may look like what was wanted.
func TestResetBesideAnUpdate(t *testing.T) {
	s := &script{answer: func(method string, n int) (proto.Message, error) {
		switch {
		case method == updatePolicy:
			return nil, refused(method, codes.FailedPrecondition, "Org-5M9vdd")
		case n == 1:
			return own(), nil
		}
		reply := &managementv1.GetLoginPolicyResponse{}
		proto.Merge(reply, shared())
		reply.Policy.ForceMfa = true
		return reply, nil
	}}
	got := told(t, asked(t, s, `mutation { updateLoginPolicy(patch: {forceMfa: true}) { sequence } }`))
	if got != "FAILED_PRECONDITION LOGIN_POLICY_INHERITED NOT_EXECUTED" {
		t.Errorf("got %s", got)
	}
}

// A proxy that takes the organization out after the first read makes ZITADEL refuse the reset of another organization's
// policy, which has none: that isn't "somebody else has reset it already".
func TestResetRefusedElsewhere(t *testing.T) {
	s := &script{answer: func(method string, n int) (proto.Message, error) {
		switch {
		case method == resetPolicy:
			return nil, refused(method, codes.NotFound, "Org-GHB37")
		case method == readOrg:
			return &managementv1.GetMyOrgResponse{Org: &orgv1.Org{Id: "300"}}, nil
		case n == 1:
			return own(), nil
		}
		return shared(), nil
	}}
	got := told(t, asked(t, s, `mutation { resetLoginPolicy { sequence } }`))
	if got != "BAD_GATEWAY ORGANIZATION_IGNORED NOT_EXECUTED" {
		t.Errorf("got %s", got)
	}
}
