// Package settings handles the settings of a login policy by their names, so that copying its seventeen settings can't forget
// one.
//
// The settings are the fields of the request that replaces them all, UpdateCustomLoginPolicyRequest. They have the same names
// in LoginPolicy and in every other request, and their JSON names are the schema's. What else a policy has isn't a setting:
// its lists of factors and links, its details, and whether it is inherited.
//
// The package only computes. It depends on internal/wire alone.
package settings

import (
	"slices"
	"sync"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/types/known/durationpb"

	idpv1 "zitadel-graphql/internal/wire/zitadel/idp/v1"
	managementv1 "zitadel-graphql/internal/wire/zitadel/management/v1"
	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
)

// The JSON names of what a policy has besides its settings.
const (
	SecondFactors     = "secondFactors"
	MultiFactors      = "multiFactors"
	IdentityProviders = "identityProviders"
	IsDefault         = "isDefault"
)

// Fields returns the settings as fields of a LoginPolicy, in the request's order. All callers share the list, and mustn't change it.
func Fields() []protoreflect.FieldDescriptor { return fieldsOnce() }

var fieldsOnce = sync.OnceValue(findFields)

func findFields() []protoreflect.FieldDescriptor {
	var found []protoreflect.FieldDescriptor
	fields := (&policyv1.LoginPolicy{}).ProtoReflect().Descriptor().Fields()
	requested := (&managementv1.UpdateCustomLoginPolicyRequest{}).ProtoReflect().Descriptor().Fields()
	for i := range requested.Len() {
		found = append(found, fields.ByName(requested.Get(i).Name()))
	}
	return found
}

// Copy sets those settings of to that from has; each is a policy or a request with all settings. A setting that is zero in from
// stays as it is in to, so that to has to be empty to become equal.
func Copy(to, from proto.Message) {
	source, target := valuesOf(from), valuesOf(to)
	for i := range Fields() {
		if value := source.of(i); !value.IsZero() {
			target.of(i).Set(value)
		}
	}
}

// Request returns the request that writes all settings as a policy has them. It has a lifetime of zero for one that is missing,
// which means the same to ZITADEL.
func Request(policy *policyv1.LoginPolicy) *managementv1.UpdateCustomLoginPolicyRequest {
	request := &managementv1.UpdateCustomLoginPolicyRequest{}
	Copy(request, policy)
	message := request.ProtoReflect()
	fields := message.Descriptor().Fields()
	for i := range fields.Len() {
		if field := fields.Get(i); field.Message() != nil && !message.Has(field) {
			message.Set(field, protoreflect.ValueOfMessage((&durationpb.Duration{}).ProtoReflect()))
		}
	}
	return request
}

// Same reports whether two policies have the same settings, lifetimes to the nanosecond. What isn't a setting doesn't count.
func Same(a, b *policyv1.LoginPolicy) bool {
	toTheNanosecond := func(a, b *durationpb.Duration) bool {
		return a.GetSeconds() == b.GetSeconds() && a.GetNanos() == b.GetNanos()
	}
	one, other := valuesOf(a), valuesOf(b)
	for i := range Fields() {
		if !sameValue(one.of(i), other.of(i), toTheNanosecond) {
			return false
		}
	}
	return true
}

// SameSet reports whether two lists have the same elements. Their order and repetitions don't count.
func SameSet[T comparable](a, b []T) bool {
	missingIn := func(list []T) func(T) bool { return func(t T) bool { return !slices.Contains(list, t) } }
	return !slices.ContainsFunc(a, missingIn(b)) && !slices.ContainsFunc(b, missingIn(a))
}

// Differences returns the JSON names of the settings and lists of factors in which a policy as it is shown differs from the same
// policy as its log has it. Lifetimes are compared as floating-point numbers of nanoseconds, as which they went through the log.
func Differences(shown, written *policyv1.LoginPolicy) []string {
	var names []string
	asInTheLog := func(a, b *durationpb.Duration) bool { return float64(a.AsDuration()) == float64(b.AsDuration()) }
	one, other := valuesOf(shown), valuesOf(written)
	for i, field := range Fields() {
		if !sameValue(one.of(i), other.of(i), asInTheLog) {
			names = append(names, field.JSONName())
		}
	}
	if !SameSet(shown.GetSecondFactors(), written.GetSecondFactors()) {
		names = append(names, SecondFactors)
	}
	if !SameSet(shown.GetMultiFactors(), written.GetMultiFactors()) {
		names = append(names, MultiFactors)
	}
	return names
}

// Changed returns the JSON names of what differs between a policy before and after a change: whether it is inherited, its settings
// and its lists, links to identity providers included.
func Changed(before, after *policyv1.LoginPolicy) []string {
	names := Differences(before, after)
	if before.GetIsDefault() != after.GetIsDefault() {
		names = slices.Insert(names, 0, IsDefault)
	}
	if !sameProviders(before, after) {
		names = append(names, IdentityProviders)
	}
	return names
}

// LinkedProviders returns the ids of the identity providers that a policy links.
func LinkedProviders(policy *policyv1.LoginPolicy) []string {
	var ids []string
	for _, link := range policy.GetIdps() {
		ids = append(ids, link.GetIdpId())
	}
	return ids
}

// sameProviders reports whether two policies link the same identity providers.
func sameProviders(a, b *policyv1.LoginPolicy) bool {
	sameID := func(a, b *idpv1.IDPLoginPolicyLink) bool { return a.GetIdpId() == b.GetIdpId() }
	return slices.EqualFunc(a.GetIdps(), b.GetIdps(), sameID) || SameSet(LinkedProviders(a), LinkedProviders(b))
}

// Overlay returns a copy of the policy that is shown, with the settings and factors that Differences names taken from the written
// one.
func Overlay(shown, written *policyv1.LoginPolicy) *policyv1.LoginPolicy {
	overlaid, source := proto.CloneOf(shown), proto.CloneOf(written).ProtoReflect()
	for _, name := range Differences(shown, written) {
		field := source.Descriptor().Fields().ByJSONName(name)
		if source.Has(field) {
			overlaid.ProtoReflect().Set(field, source.Get(field))
		} else {
			overlaid.ProtoReflect().Clear(field)
		}
	}
	return overlaid
}
