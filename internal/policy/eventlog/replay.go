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

// Replay returns the policy as the log has it: the settings and factors that it would show had no change been skipped. Details,
// IsDefault and the links to identity providers are left empty, since the log doesn't have all of that: the links of a
// provider that is deleted vanish without an event. Nil is an organization that inherits.
//
// It returns false where the log has no payloads, or is no longer kept back to the policy's creation, and where a payload
// can't be understood: a setting that is read wrongly would be written back wrongly.
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

// firstToReplay is the index of a change before which the policy was inherited, or didn't exist; -1 is before nothing. Where two
// creations came at once it is the first, so the oldest of those that follow each other.
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

// apply does what a projection does with a change. While there is no own policy only a creation shows; a second creation
// leaves the first one's settings. It returns false for a change that can't be understood.
func apply(written *policyv1.LoginPolicy, change Change) (*policyv1.LoginPolicy, bool) {
	switch {
	case change.Topic == Removed:
		return nil, true
	case change.Topic == Added && written == nil:
		written = &policyv1.LoginPolicy{}
		return written, setSettings(written, change.Payload)
	case written == nil:
		return nil, true
	case change.Topic == Changed:
		return written, setSettings(written, change.Payload)
	default:
		return written, applyFactor(written, change)
	}
}

func applyFactor(written *policyv1.LoginPolicy, change Change) bool {
	number, ok := enumNumber(change.Payload.GetFields()["mfaType"])
	second, multi := policyv1.SecondFactorType(number), policyv1.MultiFactorType(number)
	switch change.Topic {
	case SecondFactorAdded:
		written.SecondFactors = append(written.GetSecondFactors(), second)
	case SecondFactorRemoved:
		written.SecondFactors = without(written.GetSecondFactors(), second)
	case MultiFactorAdded:
		written.MultiFactors = append(written.GetMultiFactors(), multi)
	case MultiFactorRemoved:
		written.MultiFactors = without(written.GetMultiFactors(), multi)
	default:
		return true
	}
	return ok
}

func without[T comparable](list []T, one T) []T {
	return slices.DeleteFunc(list, func(other T) bool { return other == one })
}

// payloadNames are the settings whose names in a payload aren't their JSON names on the wire.
func payloadNames() map[string]string {
	return map[string]string{
		"forceMfa":           "forceMFA",
		"forceMfaLocalOnly":  "forceMFALocalOnly",
		"defaultRedirectUri": "defaultRedirectURI",
	}
}

// setSettings takes over the settings that a payload names. What is false, empty or zero may be left out of a creation. It returns
// false where there is no payload, or one with a value of another kind than its setting's.
func setSettings(policy *policyv1.LoginPolicy, payload *structpb.Struct) bool {
	message := policy.ProtoReflect()
	for _, field := range settings.Fields() {
		name := field.JSONName()
		if other, ok := payloadNames()[name]; ok {
			name = other
		}
		value, there := payload.GetFields()[name]
		if !there {
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
	default: // the lifetimes are the only messages, and stand there in nanoseconds
		nanoseconds, ok := wholeNumber(value, math.MinInt64, math.MaxInt64)
		return protoreflect.ValueOfMessage(durationpb.New(time.Duration(nanoseconds)).ProtoReflect()), ok
	}
}

// wholeNumber is the number that a value of a payload is. JSON's numbers went through a floating-point one: the greatest of
// 64 bits came out as one more than that, which is taken for it.
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

// enumNumber is the number of an enum's value, which this version may not know.
func enumNumber(value *structpb.Value) (int32, bool) {
	number, ok := wholeNumber(value, math.MinInt32, math.MaxInt32)
	return int32(number), ok //nolint:gosec // it is within these bounds
}
