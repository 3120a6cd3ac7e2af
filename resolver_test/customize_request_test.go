package resolver_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	managementv1 "zitadel-graphql/internal/wire/zitadel/management/v1"
)

// TestCustomizationIsOneWrite prevents that a customization is made by two calls, of which the second may fail. Each
// kind is one AddCustomLoginPolicy with everything in it, between two reads of the policy. An entry that a list has
// twice is sent once, and inherited links to identity providers are sent as links to the instance's.
func TestCustomizationIsOneWrite(t *testing.T) {
	t.Parallel()
	for field, want := range customizingRequests() {
		t.Run(strings.SplitN(field, "(", 2)[0], func(t *testing.T) {
			t.Parallel()
			backend := startScripted(t)
			p := start(t, "--backend", backend.url())
			token := "read=inherited.second-1-1-2.multi-1-1.idp-7.idp-8~" + want.then
			if got := mustPost(t, p, as(token), operation("mutation { "+field+" { sequence } }", nil)); !isData(got) {
				t.Errorf("got %s", got.body)
			}
			const read, write = "GetLoginPolicy", "AddCustomLoginPolicy"
			calls := backend.methods()
			if strings.ReplaceAll(calls, "ListProviders ", "") != strings.Join([]string{read, write, read}, " ") { // which tells whose a linked provider is
				t.Fatalf("the calls were %s", calls)
			}
			at := slices.Index(strings.Fields(calls), write)
			request, ok := backend.orderedCalls()[at].request.(*managementv1.AddCustomLoginPolicyRequest)
			if !ok {
				t.Fatalf("the request is %T", backend.orderedCalls()[at].request)
			}
			if got := listsOf(request); got != want.lists {
				t.Errorf("the request has %s, want %s", got, want.lists)
			}
		})
	}
}

// customizingRequest is what a mutation should send, and the policy that it should find afterwards.
type customizingRequest struct {
	then  string // the order for the policy after the write
	lists string
}

func customizingRequests() map[string]customizingRequest {
	const instances, both = "8:IDP_OWNER_TYPE_SYSTEM", "7:IDP_OWNER_TYPE_SYSTEM 8:IDP_OWNER_TYPE_SYSTEM"
	return map[string]customizingRequest{
		"addSecondFactor(type: SECOND_FACTOR_TYPE_OTP_SMS, whenInherited: CUSTOMIZE)":                                 {"second-1-2-4", "[1 2 4] [1] [" + both + "]"},
		"removeSecondFactor(type: SECOND_FACTOR_TYPE_OTP, whenInherited: CUSTOMIZE)":                                  {"second-2", "[2] [1] [" + both + "]"},
		"removeMultiFactor(type: MULTI_FACTOR_TYPE_U2F_WITH_VERIFICATION, whenInherited: CUSTOMIZE)":                  {"own", "[1 2] [] [" + both + "]"},
		"updateLoginPolicy(patch: {forceMfa: true}, whenInherited: CUSTOMIZE)":                                        {"force", "[1 2] [1] [" + both + "]"},
		`addLoginPolicyIdentityProvider(id: "9", whenInherited: CUSTOMIZE)`:                                           {"idp-9", "[1 2] [1] [" + both + " 9:IDP_OWNER_TYPE_ORG]"},
		`removeLoginPolicyIdentityProvider(id: "7", whenInherited: CUSTOMIZE)`:                                        {"idp-8", "[1 2] [1] [" + instances + "]"},
		`createLoginPolicy(input: {forceMfa: true, secondFactors: [SECOND_FACTOR_TYPE_OTP, SECOND_FACTOR_TYPE_OTP]})`: {"force.second-1.multi-1.idp-7.idp-8", "[1] [1] [" + both + "]"},
	}
}

// listsOf returns a request's lists as text: second factors and multi factors by their numbers, links as ID:OWNER.
func listsOf(request *managementv1.AddCustomLoginPolicyRequest) string {
	second, multi, links := []int32{}, []int32{}, []string{}
	for _, factor := range request.GetSecondFactors() {
		second = append(second, int32(factor))
	}
	for _, factor := range request.GetMultiFactors() {
		multi = append(multi, int32(factor))
	}
	for _, link := range request.GetIdps() {
		links = append(links, fmt.Sprint(link.GetIdpId(), ":", link.GetOwnerType()))
	}
	return fmt.Sprint(second, multi, links)
}
