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
	"zitadel-graphql/internal/policy/settings"
	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
)

// loginPolicy reads the policy in force for the organization that orgID, or else the request, names.
func (r *Resolver) loginPolicy(ctx context.Context, orgID *string) (*model.LoginPolicy, error) {
	ctx, id, err := callerAndOrganization(ctx, orgID)
	if err != nil {
		return nil, err
	}
	found, warnings, err := r.policies.Read(ctx, id)
	if err != nil {
		return nil, err
	}
	warn(ctx, warnings...)
	return loginPolicyFromWire(found, r.newProviderList(id)), nil
}

// defaultLoginPolicy reads the instance's policy.
func (r *Resolver) defaultLoginPolicy(ctx context.Context) (*model.LoginPolicy, error) {
	ctx, id, err := callerAndOrganization(ctx, nil)
	if err != nil {
		return nil, err
	}
	found, err := r.policies.ReadDefault(ctx)
	if err != nil {
		return nil, err
	}
	return loginPolicyFromWire(found, r.newProviderList(id)), nil
}

// confirmOrganization fails where the backend answers for another organization than the one with this id. It is for answers that
// don't name the organization that they are about. It warns where nothing tells.
func (r *Resolver) confirmOrganization(ctx context.Context, id string) error {
	confirmed, err := r.asker.Confirm(ctx, id)
	if err == nil && !confirmed {
		warn(ctx, problem.OrganizationNotConfirmed())
	}
	return err
}

// notInForce returns where a policy differs from what its event log says is written. It is nil, instead of empty, where the log
// doesn't tell.
func (r *Resolver) notInForce(ctx context.Context, shown *model.LoginPolicy) ([]model.SkippedSetting, error) {
	ctx, err := callerContext(ctx)
	if err != nil {
		return nil, err
	}
	skipped, logged, err := r.policies.NotInForce(ctx, shown.Shown)
	switch {
	case err != nil, !logged:
		return nil, err
	case skipped.Written == nil:
		return []model.SkippedSetting{{Name: "isDefault", InForce: strconv.FormatBool(shown.IsDefault), Written: "true"}}, nil
	}
	differing := []model.SkippedSetting{}
	for _, name := range skipped.Names {
		differing = append(differing, model.SkippedSetting{Name: name, InForce: graphQLLiteral(shown.Shown, name), Written: graphQLLiteral(skipped.Written, name)})
	}
	return differing, nil
}

// graphQLLiteral writes a setting or a list of a policy, by its JSON name, as it would be written in a GraphQL document. As in
// the policy's own fields, a factor that stands in a list twice is written once. Links are written as their providers' ids.
func graphQLLiteral(of *policyv1.LoginPolicy, name string) string {
	if name == settings.IdentityProviders {
		return quotedList(settings.LinkedProviders(of))
	}
	message := of.ProtoReflect()
	field := message.Descriptor().Fields().ByJSONName(name)
	if !field.IsList() {
		return graphQLValue(field, message.Get(field))
	}
	var elements []string
	for i := range message.Get(field).List().Len() {
		if element := graphQLValue(field, message.Get(field).List().Get(i)); !slices.Contains(elements, element) {
			elements = append(elements, element)
		}
	}
	return "[" + strings.Join(elements, ", ") + "]"
}

func quotedList(texts []string) string {
	var elements []string
	for _, text := range texts {
		elements = append(elements, strconv.Quote(text))
	}
	return "[" + strings.Join(elements, ", ") + "]"
}

func graphQLValue(field protoreflect.FieldDescriptor, value protoreflect.Value) string {
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
