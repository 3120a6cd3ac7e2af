package audited

import (
	"fmt"

	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/types/known/durationpb"

	"zitadel-graphql/graph/scalar"
	"zitadel-graphql/internal/policy/settings"
	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
)

// differences returns the settings and lists in which two policies differ, by their names in the schema. Where after is nil, it returns
// all of before; where before is nil, nothing.
func differences(before, after *policyv1.LoginPolicy) (of, to map[string]any) {
	switch {
	case before == nil:
		return nil, nil
	case after == nil:
		return values(before, allNames()), nil
	}
	names := settings.Changed(before, after)
	return values(before, names), values(after, names)
}

func allNames() []string {
	names := []string{settings.IsDefault, settings.SecondFactors, settings.MultiFactors, settings.IdentityProviders}
	for _, field := range settings.Fields() {
		names = append(names, field.JSONName())
	}
	return names
}

func values(policy *policyv1.LoginPolicy, names []string) map[string]any {
	found := make(map[string]any, len(names))
	for _, name := range names {
		found[name] = valueOf(policy, name)
	}
	return found
}

// valueOf returns a setting or list as the schema has it in JSON.
func valueOf(policy *policyv1.LoginPolicy, name string) any {
	switch name {
	case settings.IdentityProviders:
		return append([]string{}, settings.LinkedProviders(policy)...)
	case settings.SecondFactors:
		return texts(policy.GetSecondFactors())
	case settings.MultiFactors:
		return texts(policy.GetMultiFactors())
	}
	field := policy.ProtoReflect().Descriptor().Fields().ByJSONName(name)
	value := policy.ProtoReflect().Get(field)
	switch field.Kind() {
	case protoreflect.EnumKind:
		if known := field.Enum().Values().ByNumber(value.Enum()); known != nil {
			return string(known.Name())
		}
		return int(value.Enum())
	case protoreflect.MessageKind:
		duration, _ := value.Message().Interface().(*durationpb.Duration) // no setting is another message
		return scalar.FormatDuration(duration.AsDuration())
	default:
		return value.Interface()
	}
}

// texts returns factors by their names, and those that this version doesn't know by their numbers.
func texts[Factor fmt.Stringer](factors []Factor) []string {
	names := make([]string, 0, len(factors))
	for _, factor := range factors {
		names = append(names, factor.String())
	}
	return names
}
