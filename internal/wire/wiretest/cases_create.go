package wiretest

import (
	"slices"
	"strings"

	"google.golang.org/protobuf/reflect/protoreflect"

	idpv1 "zitadel-graphql/internal/wire/zitadel/idp/v1"
	managementv1 "zitadel-graphql/internal/wire/zitadel/management/v1"
	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
)

type creation = managementv1.AddCustomLoginPolicyRequest

// createCases are about AddCustomLoginPolicy.
func createCases() []testCase {
	return slices.Concat(createdCases(), refusedCreationCases(), []testCase{
		{
			name:  "the default redirect URI is checked",
			spec:  "v17 o.redirect",
			steps: append(creationsWithBadURI(), creationsWithGoodURI()...),
		},
	})
}

func createdCases() []testCase {
	return []testCase{
		{
			name: "an empty creation is accepted: everything is false, empty or zero, and no factor is copied",
			spec: "s.add-empty s.add-copies-nothing s.add-details s.empty-lists",
			steps: []step{
				addPolicyLike(&creation{}).must(added(1)),
				getPolicy().must(ownsPolicy(nil, hasMultis(), hasSettings(&settings{}))),
			},
		},
		{
			name: "a creation advances the sequence by one and one for each factor, and answers the last",
			spec: "v7 s.sequence",
			steps: []step{
				addPolicy(everySecond(), passkey).must(added(7)),
				getPolicy().must(ownsPolicy(everySecond(), hasMultis(passkey))),
				removeSecond(recovery).must(changed()),
			},
		},
		{
			name: "a creation keeps every setting",
			spec: "v7 v8",
			steps: []step{
				addPolicyLike(newPolicy(everySetting(), u2f)).must(added(2)),
				getPolicy().must(ownsPolicy(second(u2f), hasSettings(everySetting()))),
			},
		},
		{
			name:  "a creation keeps each setting apart",
			spec:  "v7 v8",
			steps: creationsWithOneSetting(),
		},
		{
			name: "a policy that is created again doesn't have its former factors",
			spec: "s.reset-details",
			steps: []step{
				addPolicy(second(otp, u2f), passkey).must(added(4)),
				resetPolicy().must(changed()),
				addPolicy(nil).must(added(1)),
				getPolicy().must(ownsPolicy(nil, hasMultis())),
				addSecond(otp).must(added(1)),
				addMulti(passkey).must(added(1)),
			},
		},
	}
}

func refusedCreationCases() []testCase {
	return []testCase{
		{
			name: "a second policy can't be created, and the attempt writes nothing",
			spec: "v14 e.policy-exists",
			steps: []step{
				addPolicy(second(otp)).must(added(2)),
				addPolicy(second(u2f)).must(policyExists()),
				getPolicy().must(ownsPolicy(second(otp))),
				addSecond(u2f).must(added(1)),
			},
		},
		{
			name:  "a creation with a factor that doesn't exist is refused, and writes nothing",
			spec:  "v18 e.policy-bad-factor",
			steps: creationsWithBadFactors(),
		},
		{
			name: "a creation is checked in order: redirect URI, second factors, multi factors, existence, providers",
			spec: "v18 o.create-order",
			steps: append(
				creationsWithSeveralFaults(newProviderAbsent()),
				append([]step{addPolicy(nil).must(added(1))}, creationsWithSeveralFaults(policyExists())...)...,
			),
		},
		{
			name: "a creation with an identity provider that doesn't exist leaves nothing behind",
			spec: "o.provider",
			steps: []step{
				addPolicyLike(&creation{SecondFactors: second(otp), Idps: absentProvider()}).must(newProviderAbsent()),
				getPolicy().must(inheritsPolicy()),
				removeSecond(otp).must(secondNotThere()),
				addPolicy(second(otp)).must(added(2)),
			},
		},
	}
}

func creationsWithOneSetting() []step {
	return over(settingFields(), func(field protoreflect.FieldDescriptor) []step {
		var one settings
		one.ProtoReflect().Set(field, everySetting().ProtoReflect().Get(field))
		return createdAndReset(&one)
	})
}

// createdAndReset creates a policy with these settings, reads it back, and makes way for the next.
func createdAndReset(s *settings) []step {
	return []step{
		addPolicyLike(newPolicy(s)).must(added(1)),
		getPolicy().must(ownsPolicy(nil, hasSettings(s))),
		resetPolicy().must(changed()),
	}
}

func creationsWithBadFactors() []step {
	return slices.Concat(
		over(badSeconds(), func(f policyv1.SecondFactorType) []step {
			return []step{addPolicy(second(otp, f)).must(newSecondInvalid())}
		}),
		over(badMultis(), func(f policyv1.MultiFactorType) []step {
			return []step{addPolicy(second(otp), f).must(newMultiInvalid())}
		}),
		[]step{
			getPolicy().must(inheritsPolicy()),
			removeSecond(otp).must(secondNotThere()),
			addPolicy(nil).must(added(1)),
		},
	)
}

// creationsWithSeveralFaults have one fault less each time; last is the failure of the one in which only the provider is wrong.
func creationsWithSeveralFaults(last want) []step {
	badMulti := []policyv1.MultiFactorType{99}
	return []step{
		addPolicyLike(&creation{DefaultRedirectUri: "foo", SecondFactors: second(99), MultiFactors: badMulti, Idps: absentProvider()}).must(newURIInvalid()),
		addPolicyLike(&creation{SecondFactors: second(99), MultiFactors: badMulti, Idps: absentProvider()}).must(newSecondInvalid()),
		addPolicyLike(&creation{MultiFactors: badMulti, Idps: absentProvider()}).must(newMultiInvalid()),
		addPolicyLike(&creation{Idps: absentProvider()}).must(last),
	}
}

func absentProvider() []*managementv1.AddCustomLoginPolicyRequest_IDP {
	return provider("no-such-provider", idpv1.IDPOwnerType_IDP_OWNER_TYPE_SYSTEM)
}

func provider(id string, owner idpv1.IDPOwnerType) []*managementv1.AddCustomLoginPolicyRequest_IDP {
	return []*managementv1.AddCustomLoginPolicyRequest_IDP{{IdpId: id, OwnerType: owner}}
}

// badURIs lack a scheme, lack the host that http needs, or are no URL.
func badURIs() []string {
	return []string{"foo", "/x", "//host/x", "https://", "http://", "http:///x", "://x", "https://a/%zz"}
}

// goodURIs include none at all, and any scheme that isn't http's with or without a host.
func goodURIs() []string {
	return []string{"app://cb", "https://a", "http://localhost:3000/x?y=z", "com.example.app:/done", "urn:x:y", ""}
}

func creationsWithBadURI() []step {
	return over(badURIs(), func(uri string) []step {
		return []step{addPolicyLike(&creation{DefaultRedirectUri: uri}).must(newURIInvalid())}
	})
}

func creationsWithGoodURI() []step {
	return over(goodURIs(), func(uri string) []step { return createdAndReset(&settings{DefaultRedirectUri: uri}) })
}

// invalidCreations are refused before any handler sees them.
func invalidCreations() []*creation {
	return []*creation{
		{PasswordlessType: 99},
		{PasswordlessType: -1},
		{Idps: provider("", ownedByInstance)},
		{Idps: provider(strings.Repeat("é", 201), ownedByInstance)},
		{Idps: provider("some-provider", 0)},
		{Idps: provider("some-provider", 99)},
		{DefaultRedirectUri: "foo", SecondFactors: second(99), PasswordlessType: 99},
	}
}

func invalidCreationSteps() []step {
	refused := over(invalidCreations(), func(request *creation) []step {
		return []step{addPolicyLike(request).must(requestInvalid())}
	})
	longest := provider(strings.Repeat("é", 200), ownedByInstance)
	return append(refused, addPolicyLike(&creation{Idps: longest}).must(newProviderAbsent()))
}
