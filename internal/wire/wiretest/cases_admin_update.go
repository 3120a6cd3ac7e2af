package wiretest

import (
	"math"
	"slices"
	"time"

	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/types/known/durationpb"
)

// adminUpdateCases are about admin's UpdateLoginPolicy.
func adminUpdateCases() []testCase {
	return slices.Concat(instanceUpdateCases(), refusedInstanceUpdateCases())
}

func instanceUpdateCases() []testCase {
	return []testCase{
		{
			name:     "an update replaces all settings of the instance, and leaves factors alone",
			spec:     "a.update a.inherited a.lag",
			instance: true,
			steps: []step{
				updateInstancePolicy(everySetting()).must(changed()),
				getPolicy().must(inheritsAltered(hasSettings(everySetting()), hasSeconds(second(otp, u2f)), hasMultis(passkey))),
				getInstancePolicy().eventually(isDefaultPolicy(upToDate(ofInstance), hasSettings(everySetting()))),
				getDefault().eventually(isDefaultPolicy(upToDate(ofInstance), hasSettings(everySetting()))),
				updateInstancePolicy(&settings{ForceMfa: true}).must(changed()),
				getPolicy().must(inheritsAltered(hasSettings(&settings{ForceMfa: true}), hasSeconds(second(otp, u2f)))),
			},
		},
		{
			name:     "an update of the instance keeps each setting apart",
			spec:     "a.update",
			instance: true,
			steps:    instanceUpdatesOfOneSetting(),
		},
		{
			name:     "an organization with its own policy keeps its settings",
			spec:     "a.own",
			instance: true,
			steps: []step{
				addPolicyLike(newPolicy(freshSettings())).must(added(1)),
				updateInstancePolicy(everySetting()).must(changed()),
				getPolicy().must(ownsPolicy(nil, hasSettings(freshSettings()))),
				updatePolicy(freshSettings()).must(nothingChanged()),
			},
		},
		{
			name:     "lifetimes of the instance have no bounds",
			spec:     "o.lifetimes",
			instance: true,
			steps: over([]time.Duration{-time.Hour, time.Nanosecond, math.MaxInt64}, func(d time.Duration) []step {
				return instanceUpdated(&settings{PasswordCheckLifetime: durationpb.New(d)})
			}),
		},
	}
}

func refusedInstanceUpdateCases() []testCase {
	return []testCase{
		{
			name:     "an update of the instance that changes nothing is refused, and writes nothing",
			spec:     "v28 a.update-nothing",
			instance: true,
			steps: []step{
				updateInstancePolicy(freshSettings()).must(instanceNothingChanged()),
				updateInstancePolicy(everySetting()).must(changed()),
				updateInstancePolicy(everySetting()).must(instanceNothingChanged()),
				sameText(false, updateInstancePolicy(everySetting()).saying("de"), updateInstancePolicy(everySetting()).saying("en")),
				getPolicy().must(inheritsAltered(hasSettings(everySetting()))),
				removeInstanceSecond(otp).must(changed()),
				updateInstancePolicy(everySetting()).must(instanceNothingChanged()),
			},
		},
		{
			name:     "the instance's default redirect URI is checked",
			spec:     "a.uri o.redirect",
			instance: true,
			steps: slices.Concat(
				over(badURIs(), func(uri string) []step {
					return []step{updateInstancePolicy(&settings{DefaultRedirectUri: uri}).must(instanceURIInvalid())}
				}),
				[]step{getPolicy().must(inheritsAltered(hasSettings(freshSettings())))},
				over(goodURIs(), func(uri string) []step { return instanceUpdated(&settings{DefaultRedirectUri: uri}) }),
			),
		},
		{
			name: "a passwordless type that isn't defined is refused before the redirect URI is looked at",
			spec: "o.defined",
			steps: []step{
				updateInstancePolicy(&settings{PasswordlessType: 99, DefaultRedirectUri: "foo"}).must(requestInvalid()),
				updateInstancePolicy(&settings{PasswordlessType: -1}).must(requestInvalid()),
				getPolicy().must(inheritsPolicy()),
			},
		},
	}
}

func instanceUpdatesOfOneSetting() []step {
	return append(
		[]step{updateInstancePolicy(everySetting()).must(changed())},
		over(settingFields(), func(field protoreflect.FieldDescriptor) []step {
			return append(instanceUpdated(without(everySetting(), field)), instanceUpdated(everySetting())...)
		})...,
	)
}

// instanceUpdated changes the instance's settings, and reads them back where they are inherited.
func instanceUpdated(changes *settings) []step {
	return []step{
		updateInstancePolicy(changes).must(changed()),
		getPolicy().must(inheritsAltered(hasSettings(changes))),
	}
}
