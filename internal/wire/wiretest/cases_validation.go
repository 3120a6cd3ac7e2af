package wiretest

import (
	"slices"

	"google.golang.org/protobuf/reflect/protoreflect"

	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
)

// validationCases are about what is refused before any handler sees it: no detail, and nothing written.
func validationCases() []testCase {
	return []testCase{
		{
			name:  "the four factor methods refuse the unspecified type and types that aren't defined",
			spec:  "v21 e.factor-unspecified e.factor-undefined",
			steps: append(badFactorSteps(), getPolicy().must(inheritsPolicy()), addSecond(otp).must(added(1))),
		},
		{
			name: "the same with an own policy",
			spec: "v21 e.factor-unspecified e.factor-undefined",
			steps: append(
				append([]step{addPolicy(second(otp), passkey).must(added(3))}, badFactorSteps()...),
				getPolicy().must(ownsPolicy(second(otp), hasMultis(passkey))),
			),
		},
		{
			name: "an update with a passwordless type that isn't defined is refused, before the redirect URI is looked at",
			spec: "o.defined",
			steps: []step{
				updatePolicy(&settings{PasswordlessType: 99, DefaultRedirectUri: "foo"}).must(requestInvalid()),
				addPolicy(nil).must(added(1)),
				updatePolicy(&settings{PasswordlessType: 99}).must(requestInvalid()),
				updatePolicy(&settings{PasswordlessType: -1}).must(requestInvalid()),
				getPolicy().must(ownsPolicy(nil)),
			},
		},
		{
			name:  "a creation with an undefined type or a malformed provider is refused, before anything else is looked at",
			spec:  "o.defined o.provider",
			steps: append(invalidCreationSteps(), getPolicy().must(inheritsPolicy())),
		},
	}
}

func badFactorSteps() []step { return badFactorsAfter(call.unaltered, requestInvalid()) }

// orOfThePath is for a call that has a factor's type in its path, where the target looks at that first.
func (w want) orOfThePath(factor protoreflect.Enum) want {
	defined := factor.Descriptor().Values().ByNumber(factor.Number()) != nil
	return func(s *suite, r reply) error {
		if s.target.ChecksPathFirst && !defined {
			return requestInvalid()(s, r)
		}
		return w(s, r)
	}
}

func (c call) unaltered() call { return c }

// badFactorsAfter sends the four factor methods with each type that validation refuses, altered so that first refuses
// them.
func badFactorsAfter(alter func(call) call, first want) []step {
	return slices.Concat(
		over(badSeconds(), func(f policyv1.SecondFactorType) []step {
			return []step{alter(addSecond(f)).must(first), alter(removeSecond(f)).must(first.orOfThePath(f))}
		}),
		over(badMultis(), func(f policyv1.MultiFactorType) []step {
			return []step{alter(addMulti(f)).must(first), alter(removeMulti(f)).must(first.orOfThePath(f))}
		}),
	)
}
