package policy

import (
	"math"
	"slices"
	"time"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/types/known/durationpb"
	"google.golang.org/protobuf/types/known/structpb"

	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
)

// Written replays the log: the settings and factors that the policy would show had no change been skipped. Details,
// IsDefault and the links to identity providers are left empty, since the log doesn't have all of that: the links of a
// provider that is deleted vanish without an event. Nil is an organization that inherits.
//
// It returns false where the log has no payloads, or is no longer kept back to the policy's creation, and where a payload
// can't be understood: a setting that is read wrongly would be written back wrongly.
func (l *Log) Written() (*policyv1.LoginPolicy, bool) {
	start, known := l.start()
	if !l.Payloads || !known {
		return nil, false
	}
	var written *policyv1.LoginPolicy
	for i := start; i >= 0; i-- {
		var ok bool
		if written, ok = replay(written, l.Changes[i]); !ok {
			return nil, false
		}
	}
	return written, true
}

// start is the index of a change before which the policy was inherited, or didn't exist; -1 is before nothing. Where two
// creations came at once it is the first, so the oldest of those that follow each other.
func (l *Log) start() (int, bool) {
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
	if start < 0 && l.From <= 1 {
		return len(l.Changes) - 1, true // nothing but additions that an inheriting organization doesn't show, if anything
	}
	return start, start >= 0
}

// replay is what a projection makes of a change. While there is no own policy only a creation shows; a second creation
// leaves the first one's settings. It returns false for a change that can't be understood.
func replay(written *policyv1.LoginPolicy, change Change) (*policyv1.LoginPolicy, bool) {
	switch {
	case change.Topic == Removed:
		return nil, true
	case change.Topic == Added && written == nil:
		written = &policyv1.LoginPolicy{}
		return written, set(written, change.Payload)
	case written == nil:
		return nil, true
	case change.Topic == Changed:
		return written, set(written, change.Payload)
	default:
		return written, replayFactor(written, change)
	}
}

func replayFactor(written *policyv1.LoginPolicy, change Change) bool {
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

// set takes over the settings that a payload names. What is false, empty or zero may be left out of a creation. It returns
// false where there is no payload, or one with a value of another kind than its setting's.
func set(policy *policyv1.LoginPolicy, payload *structpb.Struct) bool {
	message := policy.ProtoReflect()
	for _, field := range settings() {
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

// settings are the fields of a login policy that one update writes: all but its details, its factors, its links and
// whether it is inherited.
func settings() []protoreflect.FieldDescriptor {
	var found []protoreflect.FieldDescriptor
	fields := (&policyv1.LoginPolicy{}).ProtoReflect().Descriptor().Fields()
	for i := range fields.Len() {
		field := fields.Get(i)
		if !field.IsList() && field.Name() != "details" && field.Name() != "is_default" {
			found = append(found, field)
		}
	}
	return found
}

// Overlay returns the policy that is shown with the settings and factors that are written, and everything else as shown.
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

// Differences names the settings and the lists of factors, by their JSON names, in which the policy that is shown isn't as
// it is written. The order of a list, and a factor that stands there twice, don't count.
func Differences(shown, written *policyv1.LoginPolicy) []string {
	var names []string
	for _, field := range settings() {
		if !sameSetting(field, shown.ProtoReflect().Get(field), written.ProtoReflect().Get(field)) {
			names = append(names, field.JSONName())
		}
	}
	if !sameSet(shown.GetSecondFactors(), written.GetSecondFactors()) {
		names = append(names, "secondFactors")
	}
	if !sameSet(shown.GetMultiFactors(), written.GetMultiFactors()) {
		names = append(names, "multiFactors")
	}
	return names
}

// sameSetting compares two values. A lifetime in a payload went through a floating-point number, so it is compared as one;
// one that is missing is zero.
func sameSetting(field protoreflect.FieldDescriptor, a, b protoreflect.Value) bool {
	if field.Message() == nil {
		return a.Equal(b)
	}
	return lifetime(a) == lifetime(b)
}

func lifetime(value protoreflect.Value) float64 {
	duration, ok := value.Message().Interface().(*durationpb.Duration)
	if !ok {
		return 0
	}
	return float64(duration.AsDuration())
}

func sameSet[T comparable](a, b []T) bool {
	missingIn := func(list []T) func(T) bool { return func(t T) bool { return !slices.Contains(list, t) } }
	return !slices.ContainsFunc(a, missingIn(b)) && !slices.ContainsFunc(b, missingIn(a))
}
