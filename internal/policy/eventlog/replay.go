package eventlog

import (
	"math"
	"slices"
	"time"

	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/types/known/durationpb"
	"google.golang.org/protobuf/types/known/structpb"

	"zitadel-graphql/internal/policy/settings"
	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
)

// Replay returns the policy that the log's changes add up to: the settings and factors that ZITADEL would show if it had skipped
// none of them. The policy is nil where the organization inherits. Its details, IsDefault and links to identity providers are
// empty, since the log doesn't have all of that: the links of a provider that is deleted vanish without an event.
//
// It returns false where the log has no payloads or doesn't reach back to the policy's creation, and where a payload can't be
// understood: a setting that is read wrongly would be written back wrongly.
func (l *Log) Replay() (*policyv1.LoginPolicy, bool) {
	start, known := l.firstToReplay()
	if !l.Payloads || !known {
		return nil, false
	}
	var written *policyv1.LoginPolicy
	for i := start; i >= 0; i-- {
		var ok bool
		if written, ok = apply(written, l.Changes[i]); !ok {
			return nil, false
		}
	}
	return written, true
}

// firstToReplay returns the index of a change before which the policy was inherited, or didn't exist, and -1 where there are no
// changes. Of two creations at the same time it is the first. It returns false where the log doesn't reach back that far.
func (l *Log) firstToReplay() (int, bool) {
	start := -1
	for i, change := range l.Changes {
		switch {
		case change.Topic == Added:
			start = i
		case change.Topic == Removed && start < 0:
			return i, true
		case change.Topic == Removed:
			return start, true
		}
	}
	if start < 0 && l.Oldest <= 1 {
		return len(l.Changes) - 1, true // nothing but additions that an inheriting organization doesn't show, if anything
	}
	return start, start >= 0
}

// apply returns the policy after a change, as ZITADEL's projection makes it. While the organization inherits, a creation alone has
// an effect; a second creation leaves the settings of the first. It returns false for a change that can't be understood.
func apply(written *policyv1.LoginPolicy, change Change) (*policyv1.LoginPolicy, bool) {
	switch {
	case change.Topic == Removed:
		return nil, true
	case change.Topic == Added && written == nil:
		written = &policyv1.LoginPolicy{}
		return written, applySettings(written, change.Payload)
	case written == nil:
		return nil, true
	case change.Topic == Changed:
		return written, applySettings(written, change.Payload)
	default:
		return written, applyFactor(written, change)
	}
}

// applyFactor is apply for a change of a factor. It leaves a policy alone for any other change.
func applyFactor(written *policyv1.LoginPolicy, change Change) bool {
	number, ok := enumNumber(change.Payload.GetFields()["mfaType"])
	second, multi := policyv1.SecondFactorType(number), policyv1.MultiFactorType(number)
	switch change.Topic {
	case SecondFactorAdded:
		written.SecondFactors = append(written.GetSecondFactors(), second)
	case SecondFactorRemoved:
		written.SecondFactors = removeAll(written.GetSecondFactors(), second)
	case MultiFactorAdded:
		written.MultiFactors = append(written.GetMultiFactors(), multi)
	case MultiFactorRemoved:
		written.MultiFactors = removeAll(written.GetMultiFactors(), multi)
	default:
		return true
	}
	return ok
}

// removeAll removes every repetition of an element.
func removeAll[T comparable](list []T, element T) []T {
	return slices.DeleteFunc(list, func(other T) bool { return other == element })
}

// payloadName returns the name of a setting in a payload, which is its JSON name but for three of them.
func payloadName(setting protoreflect.FieldDescriptor) string {
	switch name := setting.JSONName(); name {
	case "forceMfa":
		return "forceMFA"
	case "forceMfaLocalOnly":
		return "forceMFALocalOnly"
	case "defaultRedirectUri":
		return "defaultRedirectURI"
	default:
		return name
	}
}

// applySettings sets the settings that a payload names. A creation may leave out those that are false, empty or zero. It returns
// false where there is no payload, and where a value is of another kind than its setting.
func applySettings(policy *policyv1.LoginPolicy, payload *structpb.Struct) bool {
	message := policy.ProtoReflect()
	for _, field := range settings.Fields() {
		value, isNamed := payload.GetFields()[payloadName(field)]
		if !isNamed {
			continue
		}
		setting, ok := settingValue(field, value)
		if !ok {
			return false
		}
		message.Set(field, setting)
	}
	return payload != nil
}

// settingValue returns the value of a payload as a field of LoginPolicy has it, and false where it is of another kind.
func settingValue(field protoreflect.FieldDescriptor, value *structpb.Value) (protoreflect.Value, bool) {
	switch field.Kind() {
	case protoreflect.BoolKind:
		_, ok := value.GetKind().(*structpb.Value_BoolValue)
		return protoreflect.ValueOfBool(value.GetBoolValue()), ok
	case protoreflect.StringKind:
		_, ok := value.GetKind().(*structpb.Value_StringValue)
		return protoreflect.ValueOfString(value.GetStringValue()), ok
	case protoreflect.EnumKind:
		number, ok := enumNumber(value)
		return protoreflect.ValueOfEnum(protoreflect.EnumNumber(number)), ok
	default: // a lifetime: only those are messages. A payload has them in nanoseconds
		nanoseconds, ok := wholeNumber(value, math.MinInt64, math.MaxInt64)
		return protoreflect.ValueOfMessage(durationpb.New(time.Duration(nanoseconds)).ProtoReflect()), ok
	}
}

// wholeNumber returns a value of a payload that is a whole number between least and greatest, and false for any other value.
// Numbers in JSON have become floating-point ones, in which the greatest of 64 bits is one more: that is taken for the greatest.
func wholeNumber(value *structpb.Value, least, greatest int64) (int64, bool) {
	_, ok := value.GetKind().(*structpb.Value_NumberValue)
	number := value.GetNumberValue()
	switch {
	case !ok, number != math.Trunc(number), number < float64(least), number > float64(greatest):
		return 0, false
	case number == float64(greatest):
		return greatest, true
	default:
		return int64(number), true
	}
}

// enumNumber returns a value of a payload as the number of an enum's value, which this version may have no name for.
func enumNumber(value *structpb.Value) (int32, bool) {
	number, ok := wholeNumber(value, math.MinInt32, math.MaxInt32)
	return int32(number), ok //nolint:gosec // it is within these bounds
}
