package graph

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/types/known/durationpb"

	"zitadel-graphql/graph/model"
	"zitadel-graphql/graph/scalar"
	"zitadel-graphql/internal/policy"
	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
)

// notInForce compares a policy with its log. It is nil where the log doesn't tell.
func (r *Resolver) notInForce(ctx context.Context, shown *model.LoginPolicy) ([]model.SkippedSetting, error) {
	ctx, err := outgoingToInstance(ctx)
	if err != nil {
		return nil, err
	}
	log := r.instanceLog(ctx)
	if !shown.IsDefault {
		log = r.organizationLog(ctx, shown.Details.ResourceOwner)
	}
	if !log.events {
		return nil, nil
	}
	written, known, err := log.written(ctx)
	if err != nil || !known {
		return nil, err
	}
	switch {
	case log.olderThan(shown.Shown), written == nil && shown.IsDefault:
		return nil, nil
	case written == nil:
		return []model.SkippedSetting{{Name: "isDefault", InForce: strconv.FormatBool(shown.IsDefault), Written: "true"}}, nil
	}
	skipped := []model.SkippedSetting{}
	for _, name := range policy.Differences(shown.Shown, written) {
		skipped = append(skipped, model.SkippedSetting{Name: name, InForce: literal(shown.Shown, name), Written: literal(written, name)})
	}
	return skipped, nil
}

// literal writes a setting or a list of a policy as GraphQL has it in a document. As in the policy's own fields, a factor that
// stands in a list twice is there once.
func literal(of *policyv1.LoginPolicy, name string) string {
	message := of.ProtoReflect()
	field := message.Descriptor().Fields().ByJSONName(name)
	if !field.IsList() {
		return literalValue(field, message.Get(field))
	}
	var elements []string
	for i := range message.Get(field).List().Len() {
		if element := literalValue(field, message.Get(field).List().Get(i)); !slices.Contains(elements, element) {
			elements = append(elements, element)
		}
	}
	return "[" + strings.Join(elements, ", ") + "]"
}

func literalValue(field protoreflect.FieldDescriptor, value protoreflect.Value) string {
	switch field.Kind() {
	case protoreflect.EnumKind:
		if known := field.Enum().Values().ByNumber(value.Enum()); known != nil {
			return string(known.Name())
		}
		return strconv.Itoa(int(value.Enum()))
	case protoreflect.MessageKind:
		duration, _ := value.Message().Interface().(*durationpb.Duration)
		return scalar.FormatDuration(duration.AsDuration())
	case protoreflect.StringKind:
		return strconv.Quote(value.String())
	default:
		return value.String()
	}
}
