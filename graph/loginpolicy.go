package graph

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/types/known/durationpb"

	"zitadel-graphql/graph/model"
	"zitadel-graphql/graph/problem"
	"zitadel-graphql/graph/scalar"
	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
)

// loginPolicy reads the policy in force for the organization that orgID, or else the request, names.
func (r *Resolver) loginPolicy(ctx context.Context, orgID *string) (*model.LoginPolicy, error) {
	ctx, id, err := outgoingTo(ctx, orgID)
	if err != nil {
		return nil, err
	}
	found, warnings, err := r.policies.Read(ctx, id)
	if err != nil {
		return nil, err
	}
	for _, warning := range warnings {
		warn(ctx, warning)
	}
	return loginPolicy(found), nil
}

// defaultLoginPolicy reads the instance's policy.
func (r *Resolver) defaultLoginPolicy(ctx context.Context) (*model.LoginPolicy, error) {
	ctx, _, err := outgoingTo(ctx, nil)
	if err != nil {
		return nil, err
	}
	found, err := r.policies.ReadDefault(ctx)
	if err != nil {
		return nil, err
	}
	return loginPolicy(found), nil
}

// confirmAnswer makes sure that the backend answers for the organization with this id, where the answer itself doesn't say
// whose it is. It warns where nothing can tell.
func (r *Resolver) confirmAnswer(ctx context.Context, id string) error {
	confirmed, err := r.asker.Confirm(ctx, id)
	if err == nil && !confirmed {
		warn(ctx, problem.OrganizationNotConfirmed())
	}
	return err
}

// notInForce compares a policy with its log. It is nil where the log doesn't tell.
func (r *Resolver) notInForce(ctx context.Context, shown *model.LoginPolicy) ([]model.SkippedSetting, error) {
	ctx, err := outgoing(ctx)
	if err != nil {
		return nil, err
	}
	skipped, known, err := r.policies.NotInForce(ctx, shown.Shown)
	switch {
	case err != nil, !known:
		return nil, err
	case skipped.Written == nil:
		return []model.SkippedSetting{{Name: "isDefault", InForce: strconv.FormatBool(shown.IsDefault), Written: "true"}}, nil
	}
	settings := []model.SkippedSetting{}
	for _, name := range skipped.Names {
		settings = append(settings, model.SkippedSetting{Name: name, InForce: literal(shown.Shown, name), Written: literal(skipped.Written, name)})
	}
	return settings, nil
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
		if named := field.Enum().Values().ByNumber(value.Enum()); named != nil {
			return string(named.Name())
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
