package graph

import (
	"reflect"
	"strings"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/types/known/durationpb"

	"zitadel-graphql/graph/model"
	"zitadel-graphql/graph/problem"
	managementv1 "zitadel-graphql/internal/wire/zitadel/management/v1"
	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
)

// The settings of a policy are the fields of the request that replaces them all, UpdateCustomLoginPolicyRequest. They have
// the same names in LoginPolicy and in every other request, and their JSON names are the schema's.

// copySettings sets the settings of to, which is a policy or a request, to those of from.
func copySettings(to, from proto.Message) {
	fields := (&managementv1.UpdateCustomLoginPolicyRequest{}).ProtoReflect().Descriptor().Fields()
	for i := range fields.Len() {
		name := fields.Get(i).Name()
		source, target := from.ProtoReflect(), to.ProtoReflect()
		field := source.Descriptor().Fields().ByName(name)
		if source.Has(field) {
			target.Set(target.Descriptor().Fields().ByName(name), source.Get(field))
		}
	}
}

// sameSettings compares all settings of two policies. ZITADEL takes a missing lifetime for zero.
func sameSettings(a, b *policyv1.LoginPolicy) bool {
	return proto.Equal(settingsOf(a), settingsOf(b))
}

func settingsOf(policy *policyv1.LoginPolicy) *managementv1.UpdateCustomLoginPolicyRequest {
	settings := &managementv1.UpdateCustomLoginPolicyRequest{}
	copySettings(settings, policy)
	message := settings.ProtoReflect()
	fields := message.Descriptor().Fields()
	for i := range fields.Len() {
		if field := fields.Get(i); field.Message() != nil && !message.Has(field) {
			message.Set(field, protoreflect.ValueOfMessage((&durationpb.Duration{}).ProtoReflect()))
		}
	}
	return settings
}

// patch is the settings that somebody wants to change, by their JSON names.
type patch map[string]protoreflect.Value

// readPatch takes the settings out of an input, which is a struct of gqlgen's with the settings as omittable fields. What
// is absent stays absent; null is refused.
func readPatch(input any) (patch, error) {
	p := patch{}
	fields := (&policyv1.LoginPolicy{}).ProtoReflect().Descriptor().Fields()
	value := reflect.ValueOf(input)
	for i := range value.NumField() {
		name, _, _ := strings.Cut(value.Type().Field(i).Tag.Get("json"), ",")
		if field := fields.ByJSONName(name); field == nil || field.IsList() {
			continue // factors and providers are no settings
		}
		set, isNull, protoValue := settingValue(value.Field(i).Interface())
		if isNull {
			return nil, nullNotAllowed(name)
		}
		if set {
			p[name] = protoValue
		}
	}
	if uri, ok := p["defaultRedirectUri"]; ok {
		return p, checkRedirectURI(uri.String())
	}
	return p, nil
}

// settingValue returns the wire's value of an omittable field.
func settingValue(field any) (set, isNull bool, value protoreflect.Value) {
	switch field := field.(type) {
	case graphql.Omittable[*bool]:
		return convertSetting(field, protoreflect.ValueOfBool)
	case graphql.Omittable[*string]:
		return convertSetting(field, protoreflect.ValueOfString)
	case graphql.Omittable[*time.Duration]:
		return convertSetting(field, func(d time.Duration) protoreflect.Value {
			return protoreflect.ValueOfMessage(durationpb.New(d).ProtoReflect())
		})
	case graphql.Omittable[*model.PasswordlessType]:
		return convertSetting(field, func(kind model.PasswordlessType) protoreflect.Value {
			return protoreflect.ValueOfEnum(protoreflect.EnumNumber(policyv1.PasswordlessType_value[string(kind)]))
		})
	default:
		return false, false, protoreflect.Value{}
	}
}

func convertSetting[T any](field graphql.Omittable[*T], convert func(T) protoreflect.Value) (set, isNull bool, value protoreflect.Value) {
	if !field.IsSet() {
		return false, false, value
	}
	if field.Value() == nil {
		return true, true, value
	}
	return true, false, convert(*field.Value())
}

// apply changes the named settings of a policy or a request, and no others.
func (p patch) apply(message proto.Message) {
	target := message.ProtoReflect()
	for name, value := range p {
		target.Set(target.Descriptor().Fields().ByJSONName(name), value)
	}
}

// to returns a copy of the policy with the patch applied.
func (p patch) to(policy *policyv1.LoginPolicy) *policyv1.LoginPolicy {
	patched := proto.CloneOf(policy)
	p.apply(patched)
	return patched
}

// shows says that a policy has the wanted settings.
func (p patch) shows(policy *policyv1.LoginPolicy) bool { return sameSettings(policy, p.to(policy)) }

func nullNotAllowed(name string) error {
	return &problem.Problem{Code: problem.CodeBadUserInput, Reason: problem.ReasonNullNotAllowed,
		Message: name + " can't be null. Leave it out to keep its present value."}
}
