package domain

import (
	"slices"
	"testing"
	"time"

	"google.golang.org/grpc/codes"

	idpv1 "zitadel-graphql/internal/wire/zitadel/idp/v1"
	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
)

// withDirectory gives the organization a provider of its own, "directory".
func withDirectory(t *testing.T) *organization {
	t.Helper()
	o := newOrganization(t)
	o.do(recorded(ProviderAdded(idpv1.ProviderType_PROVIDER_TYPE_SAML, "directory", "Directory")))
	return o
}

// The first check that fails decides the id, and a provider counts as missing where the other owner has it.
func TestLinkChecksInOrder(t *testing.T) {
	o := withDirectory(t)
	o.wantRefused(codes.NotFound, "Org-Ffgw2", AddProviderLink(ProviderLink{"unknown", OwnerOrg}))
	o.wantRefused(codes.NotFound, "Org-GVDfe", RemoveProviderLink("unknown"))
	o.do(AddCustomPolicy(CustomPolicy{Links: []ProviderLink{{systemProvider, OwnerSystem}}}))
	for _, link := range []ProviderLink{{"unknown", OwnerOrg}, {"directory", OwnerSystem}, {systemProvider, OwnerOrg}} {
		o.wantRefused(codes.FailedPrecondition, "Org-3N9fs", AddProviderLink(link))
	}
	o.wantRefused(codes.AlreadyExists, "Org-2B0ps", AddProviderLink(ProviderLink{systemProvider, OwnerSystem}))
	o.wantRefused(codes.NotFound, "Org-39fjs", RemoveProviderLink("directory"))
	o.do(AddProviderLink(ProviderLink{"directory", OwnerOrg}))
	o.do(RemoveProviderLink(systemProvider))
	o.wantRefused(codes.NotFound, "Org-39fjs", RemoveProviderLink(systemProvider))
	if want := []string{"directory"}; !slices.Equal(o.policy.links, want) {
		t.Errorf("got %v, want %v", o.policy.links, want)
	}
}

// Neither linking nor unlinking moves the policy's own sequence and date: a client that compares versions by them has to know
// that they don't cover links.
func TestLinksLeaveThePolicyAlone(t *testing.T) {
	o := withDirectory(t)
	o.do(AddCustomPolicy(CustomPolicy{
		SecondFactors: []policyv1.SecondFactorType{otp}, Links: []ProviderLink{{systemProvider, OwnerSystem}, {otherSystemProvider, OwnerSystem}},
	}))
	before := *o.policy.projected
	if before.Sequence != o.Sequence-2 {
		t.Errorf("the policy is at %d of %d, want the factor to be its last change", before.Sequence, o.Sequence)
	}
	o.do(AddProviderLink(ProviderLink{"directory", OwnerOrg}))
	o.do(RemoveProviderLink(otherSystemProvider))
	if row := o.policy.projected; row.Sequence != before.Sequence || !row.ChangeDate.Equal(before.ChangeDate) {
		t.Errorf("got %d at %s, want %d at %s", row.Sequence, row.ChangeDate, before.Sequence, before.ChangeDate)
	}
	if want := []string{systemProvider, "directory"}; !slices.Equal(o.policy.links, want) {
		t.Errorf("got %v, want %v, in the order of their addition", o.policy.links, want)
	}
}

// A provider has to exist, but its owner may be the wrong one, and a provider that is named twice is linked once.
func TestCustomPolicyTakesAnyProvider(t *testing.T) {
	o := withDirectory(t)
	o.wantRefused(codes.FailedPrecondition, "Org-FEd32", AddCustomPolicy(CustomPolicy{
		Links: []ProviderLink{{"directory", OwnerSystem}, {"unknown", OwnerOrg}},
	}))
	o.do(AddCustomPolicy(CustomPolicy{
		Links: []ProviderLink{{"directory", OwnerSystem}, {systemProvider, OwnerOrg}, {"directory", OwnerOrg}},
	}))
	if want := []string{"directory", systemProvider}; !slices.Equal(o.policy.links, want) {
		t.Errorf("got %v, want %v", o.policy.links, want)
	}
}

// The links go with the policy and don't come back with a new one.
func TestResetDropsLinks(t *testing.T) {
	o := newOrganization(t)
	o.do(AddCustomPolicy(CustomPolicy{Links: []ProviderLink{{systemProvider, OwnerSystem}}}))
	o.do(ResetPolicy())
	o.do(AddCustomPolicy(CustomPolicy{}))
	if len(o.policy.links) != 0 {
		t.Errorf("got %v", o.policy.links)
	}
	o.do(AddProviderLink(ProviderLink{systemProvider, OwnerSystem}))
}

// Readers hold a state without a lock, so no later event may change its links and providers.
func TestApplyLeavesTheOldLinks(t *testing.T) {
	o := withDirectory(t)
	o.do(AddCustomPolicy(CustomPolicy{Links: []ProviderLink{{systemProvider, OwnerSystem}, {otherSystemProvider, OwnerSystem}}}))
	before := o.Aggregate
	for _, changes := range [][]PendingEvent{
		{{TopicLinkRemoved, &linkRemovedPayload{systemProvider}}},
		{{TopicLinkAdded, &ProviderLink{"directory", OwnerOrg}}},
		{{TopicOIDCAdded, &providerAddedPayload{"another", "Another"}}, {TopicOIDCAdded, &providerAddedPayload{"third", "Third"}}},
	} {
		Apply(before, before.Stamp(changes, "tester", time.Time{})...)
		if want := []string{systemProvider, otherSystemProvider}; !slices.Equal(before.policy.links, want) || len(before.Providers) != 1 {
			t.Errorf("after %v: got %v and %v", changes[0].Topic, before.policy.links, before.Providers)
		}
	}
}
