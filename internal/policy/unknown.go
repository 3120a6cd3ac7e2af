package policy

import (
	"slices"

	"google.golang.org/protobuf/reflect/protoreflect"

	"zitadel-graphql/graph/problem"
	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
)

// A newer ZITADEL may have settings and factors that this version doesn't know. A policy with one must not be copied or written
// back: the part would get lost.

// unknownIn names a part of a policy that this version doesn't know. It returns an empty text where there is none.
func unknownIn(found *policyv1.LoginPolicy) string {
	switch {
	case slices.ContainsFunc(found.GetSecondFactors(), isUnknownFactor[policyv1.SecondFactorType]):
		return "second factor"
	case slices.ContainsFunc(found.GetMultiFactors(), isUnknownFactor[policyv1.MultiFactorType]):
		return "multi factor"
	default:
		return unknownSettingIn(found)
	}
}

// unknownSettingIn is unknownIn for settings alone. Whoever writes all settings that this version knows makes every other one
// false or zero.
func unknownSettingIn(found *policyv1.LoginPolicy) string {
	switch {
	case len(found.ProtoReflect().GetUnknown()) > 0:
		return "setting"
	case !isDefined(found.GetPasswordlessType()):
		return "kind of passwordless login"
	}
	return ""
}

// isUnknownFactor reports whether a factor is the unspecified one, as which the REST wire reads a name that it doesn't know, or
// has a number that this version doesn't know.
func isUnknownFactor[Type protoreflect.Enum](factor Type) bool {
	return factor.Number() == 0 || !isDefined(factor)
}

// isDefined reports whether this version has a name for the value of an enum.
func isDefined(value protoreflect.Enum) bool {
	return value.Descriptor().Values().ByNumber(value.Number()) != nil
}

// refuseUnknownPart refuses to write a policy of which this version doesn't know a part.
func refuseUnknownPart(what string) error {
	return &problem.Problem{Code: problem.CodeFailedPrecondition, Reason: problem.ReasonUnknownFactor,
		Message: "The policy can't be copied or written back: it has a " + what + " that this server doesn't know. Ask its operator to upgrade it."}
}
