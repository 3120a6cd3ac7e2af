package policy

import (
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
// It returns false where the log has no payloads, or is no longer kept back to the policy's creation.
func (l *Log) Written() (*policyv1.LoginPolicy, bool) {
	start := l.start()
	if !l.Payloads || start < 0 {
		return nil, false
	}
	var written *policyv1.LoginPolicy
	for i := start; i >= 0; i-- {
		written = replay(written, l.Changes[i])
	}
	return written, true
}

// start is the index of a change before which the policy was inherited, or didn't exist. Where two creations came at once
// it is the first, so the oldest of those that follow each other.
func (l *Log) start() int {
	start := -1
	for i, change := range l.Changes {
		switch {
		case change.Topic == Added:
			start = i
		case change.Topic == Removed && start < 0:
			return i
		case change.Topic == Removed:
			return start
		}
	}
	if start < 0 && l.From <= 1 {
		return len(l.Changes) - 1 // nothing but additions that an inheriting organization doesn't show, if anything
	}
	return start
}

// replay is what a projection makes of a change. While there is no own policy only a creation shows; a second creation
// leaves the first one's settings.
func replay(written *policyv1.LoginPolicy, change Change) *policyv1.LoginPolicy {
	switch {
	case change.Topic == Removed:
		return nil
	case change.Topic == Added && written == nil:
		written = &policyv1.LoginPolicy{}
		set(written, change.Payload)
		return written
	case written == nil:
		return nil
	}
	switch change.Topic { //nolint:exhaustive // a creation and a reset are done, and a link isn't replayed
	case Changed:
		set(written, change.Payload)
	case SecondFactorAdded:
		written.SecondFactors = append(written.GetSecondFactors(), policyv1.SecondFactorType(factor(change)))
	case SecondFactorRemoved:
		written.SecondFactors = without(written.GetSecondFactors(), policyv1.SecondFactorType(factor(change)))
	case MultiFactorAdded:
		written.MultiFactors = append(written.GetMultiFactors(), policyv1.MultiFactorType(factor(change)))
	case MultiFactorRemoved:
		written.MultiFactors = without(written.GetMultiFactors(), policyv1.MultiFactorType(factor(change)))
	}
	return written
}

// factor is the number of the factor that a change is about: the wire's.
func factor(change Change) int32 {
	return int32(change.Payload.GetFields()["mfaType"].GetNumberValue())
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

// set takes over the settings that a payload names. A lifetime stands there in nanoseconds; what is false, empty or zero
// may be left out of a creation.
func set(policy *policyv1.LoginPolicy, payload *structpb.Struct) {
	values := payload.GetFields()
	message := policy.ProtoReflect()
	for _, field := range settings() {
		name := field.JSONName()
		if other, ok := payloadNames()[name]; ok {
			name = other
		}
		if value, ok := values[name]; ok {
			message.Set(field, settingValue(field, value))
		}
	}
}

func settingValue(field protoreflect.FieldDescriptor, value *structpb.Value) protoreflect.Value {
	switch field.Kind() {
	case protoreflect.BoolKind:
		return protoreflect.ValueOfBool(value.GetBoolValue())
	case protoreflect.StringKind:
		return protoreflect.ValueOfString(value.GetStringValue())
	case protoreflect.EnumKind:
		return protoreflect.ValueOfEnum(protoreflect.EnumNumber(int32(value.GetNumberValue())))
	default: // the lifetimes are the only messages
		return protoreflect.ValueOfMessage(durationpb.New(time.Duration(value.GetNumberValue())).ProtoReflect())
	}
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
