package wiretest

import (
	"math"
	"slices"
	"time"

	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/types/known/durationpb"
)

// updateCases are about UpdateCustomLoginPolicy.
func updateCases() []testCase {
	return slices.Concat(replacingCases(), refusedUpdateCases())
}

func replacingCases() []testCase {
	return []testCase{
		{
			name: "an update replaces all settings, what it omits becomes zero, and the factors stay",
			spec: "v16 s.update-keeps-factors s.change-details",
			steps: []step{
				addPolicyLike(newPolicy(everySetting(), sms, otp)).must(added(3)),
				addMulti(passkey).must(added(1)),
				updatePolicy(&settings{ForceMfa: true}).must(changed()),
				getPolicy().must(ownsPolicy(second(sms, otp), hasMultis(passkey), hasSettings(&settings{ForceMfa: true}))),
				updatePolicy(everySetting()).must(changed()),
				getPolicy().must(ownsPolicy(second(sms, otp), hasMultis(passkey), hasSettings(everySetting()))),
			},
		},
		{
			name:  "an update keeps each setting apart",
			spec:  "v16",
			steps: updatesOfOneSetting(),
		},
		{
			name:  "lifetimes have no bounds",
			spec:  "o.lifetimes",
			steps: updatesOfLifetimes(),
		},
		{
			name:  "the default redirect URI is checked",
			spec:  "v17 o.redirect",
			steps: updatesOfURI(),
		},
	}
}

func refusedUpdateCases() []testCase {
	return []testCase{
		{
			name: "an update that changes nothing is refused, and writes nothing",
			spec: "v15 e.update-nothing",
			steps: []step{
				addPolicyLike(newPolicy(everySetting(), otp)).must(added(2)),
				updatePolicy(everySetting()).must(nothingChanged()),
				getPolicy().must(ownsPolicy(second(otp), hasSettings(everySetting()))),
				removeSecond(otp).must(changed()),
				updatePolicy(everySetting()).must(nothingChanged()),
			},
		},
		{
			name: "an absent lifetime and one of zero are the same",
			spec: "v15 e.update-nothing",
			steps: []step{
				addPolicyLike(&creation{}).must(added(1)),
				updatePolicy(&settings{}).must(nothingChanged()),
				updatePolicy(&settings{PasswordCheckLifetime: durationpb.New(0)}).must(nothingChanged()),
			},
		},
		{
			name: "without an own policy there is nothing to update, with a phantom or not",
			spec: "v6 e.update-no-policy",
			steps: []step{
				updatePolicy(&settings{}).must(policyNotThere()),
				updatePolicy(everySetting()).must(policyNotThere()),
				addSecond(otp).must(added(1)),
				updatePolicy(everySetting()).must(policyNotThere()),
				getPolicy().must(inheritsPolicy()),
			},
		},
		{
			name: "after a reset there is nothing to update",
			spec: "e.update-no-policy",
			steps: []step{
				addPolicy(nil).must(added(1)),
				resetPolicy().must(changed()),
				updatePolicy(&settings{ForceMfa: true}).must(policyNotThere()),
			},
		},
	}
}

func updatesOfOneSetting() []step {
	return slices.Concat(
		[]step{addPolicyLike(newPolicy(everySetting())).must(added(1))},
		over(settingFields(), func(field protoreflect.FieldDescriptor) []step {
			return append(updated(without(everySetting(), field)), updated(everySetting())...)
		}),
	)
}

func updatesOfLifetimes() []step {
	lifetimes := []time.Duration{-time.Hour, time.Nanosecond, 1500 * time.Millisecond, math.MaxInt64}
	return slices.Concat(
		[]step{addPolicyLike(&creation{}).must(added(1))},
		over(lifetimes, func(d time.Duration) []step { return updated(&settings{MfaInitSkipLifetime: durationpb.New(d)}) }),
	)
}

// updated changes the settings of a policy without factors, and reads them back.
func updated(changes *settings) []step {
	return []step{
		updatePolicy(changes).must(changed()),
		getPolicy().must(ownsPolicy(nil, hasSettings(changes))),
	}
}

// updatesOfURI start without an own policy: that the URI is looked at first shows there.
func updatesOfURI() []step {
	refused := over(badURIs(), func(uri string) []step {
		return []step{updatePolicy(&settings{DefaultRedirectUri: uri}).must(uriInvalid())}
	})
	return slices.Concat(
		refused,
		[]step{addPolicyLike(&creation{}).must(added(1))},
		refused,
		over(goodURIs(), func(uri string) []step { return updated(&settings{DefaultRedirectUri: uri}) }),
	)
}
