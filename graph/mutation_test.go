package graph_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/synctest"

	"google.golang.org/protobuf/proto"

	"zitadel-graphql/graph"
	"zitadel-graphql/internal/wire"
	adminv1 "zitadel-graphql/internal/wire/zitadel/admin/v1"
	changev1 "zitadel-graphql/internal/wire/zitadel/change/v1"
	eventv1 "zitadel-graphql/internal/wire/zitadel/event/v1"
	idpv1 "zitadel-graphql/internal/wire/zitadel/idp/v1"
	managementv1 "zitadel-graphql/internal/wire/zitadel/management/v1"
	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
	zitadelv1 "zitadel-graphql/internal/wire/zitadel/v1"
)

// arguments returns those that a mutation of a login policy needs, so that it changes the policy that listing is.
func arguments(mutation string) string {
	switch {
	case strings.HasSuffix(mutation, "SecondFactor"):
		return "type: SECOND_FACTOR_TYPE_" + map[bool]string{true: "U2F", false: "OTP"}[strings.HasPrefix(mutation, "add")]
	case strings.HasSuffix(mutation, "MultiFactor"):
		return "type: MULTI_FACTOR_TYPE_U2F_WITH_VERIFICATION"
	case mutation == "addLoginPolicyIdentityProvider":
		return `id: "10"`
	case mutation == "removeLoginPolicyIdentityProvider":
		return `id: "9"`
	default:
		return "patch: {forceMfa: true}"
	}
}

// listing is a policy with a second factor and a link, and with the multi factor where a mutation removes one.
func listing(mutation string, isDefault bool) proto.Message {
	p := &policyv1.LoginPolicy{IsDefault: isDefault, Details: &zitadelv1.ObjectDetails{ResourceOwner: map[bool]string{true: "100", false: "200"}[isDefault], Sequence: 7},
		SecondFactors: []policyv1.SecondFactorType{policyv1.SecondFactorType_SECOND_FACTOR_TYPE_OTP}, Idps: []*idpv1.IDPLoginPolicyLink{{IdpId: "9"}}}
	if strings.HasPrefix(mutation, "remove") {
		p.MultiFactors = []policyv1.MultiFactorType{policyv1.MultiFactorType_MULTI_FACTOR_TYPE_U2F_WITH_VERIFICATION}
	}
	return &managementv1.GetLoginPolicyResponse{Policy: p, IsDefault: isDefault}
}

// mutate sends a mutation in a bubble where time passes at once, and returns the reason of its error and the writes.
func mutate(t *testing.T, answer func(string, int) (proto.Message, error), mutation, more string) (reason string, writes []string) {
	t.Helper()
	s := &script{answer: answer}
	synctest.Test(t, func(t *testing.T) {
		got := ask(t, t.Context(), s, fmt.Sprintf("mutation { %s(%s%s) { sequence } }", mutation, arguments(mutation), more))
		if len(got.Errors) > 0 {
			reason = fmt.Sprint(got.Errors[0].Extensions["reason"])
		}
	})
	for _, call := range s.texts {
		if method, _, _ := strings.Cut(call, " "); !wire.ReadOnly(method) {
			writes = append(writes, method[strings.LastIndex(method, "/")+1:])
		}
	}
	return reason, writes
}

// Ensures that whenInherited: CUSTOMIZE of every mutation that has it gives the organization its own policy, and that without it
// an inherited policy is refused.
func TestEveryMutationCustomizesWhenAsked(t *testing.T) {
	tried := 0
	for _, mutation := range graph.Schema(true).Mutation.Fields {
		if mutation.Arguments.ForName("whenInherited") == nil {
			continue
		}
		tried++
		answer := func(method string, _ int) (proto.Message, error) {
			if method == readPolicy {
				return listing(mutation.Name, true), nil
			}
			return nil, nil
		}
		if reason, writes := mutate(t, answer, mutation.Name, ""); !strings.HasSuffix(reason, "_INHERITED") || len(writes) > 0 {
			t.Errorf("%s: %s, wrote %v", mutation.Name, reason, writes)
		}
		if _, writes := mutate(t, answer, mutation.Name, ", whenInherited: CUSTOMIZE"); fmt.Sprint(writes) != "[AddCustomLoginPolicy]" {
			t.Errorf("%s, customize: wrote %v", mutation.Name, writes)
		}
	}
	if tried < 5 {
		t.Errorf("only %d were tried", tried)
	}
}

// Ensures that putInForce of every mutation that has it writes a change although ZITADEL's reads skipped an earlier one, and that
// without it the change is refused.
func TestEveryMutationPutsInForceWhenAsked(t *testing.T) {
	tried := 0
	for _, mutation := range graph.Schema(true).Mutation.Fields {
		if mutation.Arguments.ForName("putInForce") == nil {
			continue
		}
		tried++
		answer := behind(mutation.Name, strings.Contains(mutation.Name, "Default"))
		if reason, writes := mutate(t, answer, mutation.Name, ""); reason != "POLICY_READ_BEHIND" || len(writes) > 0 {
			t.Errorf("%s: %s, wrote %v", mutation.Name, reason, writes)
		}
		if _, writes := mutate(t, answer, mutation.Name, ", putInForce: true"); len(writes) == 0 {
			t.Errorf("%s, put in force: nothing is written", mutation.Name)
		}
	}
	if tried < 5 {
		t.Errorf("only %d were tried", tried)
	}
}

// behind answers for a policy whose log has a change that it doesn't show: the instance's, whose events can be read, or the
// organization's, of which only the changes can.
func behind(mutation string, ofInstance bool) func(string, int) (proto.Message, error) {
	return func(method string, _ int) (proto.Message, error) {
		switch {
		case method == readPolicy:
			return listing(mutation, ofInstance), nil
		case method == listEvents && ofInstance:
			return &adminv1.ListEventsResponse{Events: []*eventv1.Event{{Sequence: 9, Type: &eventv1.EventType{Type: "instance.policy.login.changed"}}}}, nil
		case method == listChanges:
			key := &zitadelv1.LocalizedMessage{Key: "EventTypes.org.policy.login.changed"}
			return &managementv1.ListOrgChangesResponse{Result: []*changev1.Change{{Sequence: 9, ResourceOwnerId: "200", EventType: key}}}, nil
		}
		return nil, nil
	}
}

// Ensures that a mutation which expects a version of the policy is refused for any other.
func TestExpectedVersion(t *testing.T) {
	for mutation, all := range map[string][]string{
		"updateLoginPolicy":        {`, expectedSequence: "6"`, `, expectedResourceOwner: "300"`},
		"updateDefaultLoginPolicy": {`, expectedSequence: "6"`},
	} {
		answer := func(method string, _ int) (proto.Message, error) {
			switch method {
			case readPolicy:
				return listing(mutation, mutation == "updateDefaultLoginPolicy"), nil
			case listEvents:
				return &adminv1.ListEventsResponse{Events: []*eventv1.Event{{Sequence: 7, Type: &eventv1.EventType{Type: "instance.policy.login.changed"}}}}, nil
			}
			return nil, nil
		}
		for _, expected := range all {
			if reason, writes := mutate(t, answer, mutation, expected); reason != "LOGIN_POLICY_CHANGED" || len(writes) > 0 {
				t.Errorf("%s%s: %s, wrote %v", mutation, expected, reason, writes)
			}
		}
		if reason, writes := mutate(t, answer, mutation, `, expectedSequence: "7"`); reason != "" || len(writes) != 1 {
			t.Errorf("%s of the expected version: %s, wrote %v", mutation, reason, writes)
		}
	}
}
