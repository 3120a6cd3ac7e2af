package graph

import (
	"reflect"
	"strings"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/types/known/durationpb"

	"zitadel-graphql/graph/model"
	"zitadel-graphql/graph/problem"
	"zitadel-graphql/internal/policy"
	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
)

// readPatch reads the settings of an input: one of gqlgen's structs that have them as omittable fields. An absent setting is
// absent in the patch, too. It refuses null, and values that no policy can have.
func readPatch(input any) (policy.Patch, error) {
	patch := policy.Patch{}
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
			patch[name] = protoValue
		}
	}
	return patch, patch.Check()
}

// settingValue returns the wire's value of an omittable field. Of a field that isn't set, and of null, there is none.
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

func nullNotAllowed(name string) error {
	return &problem.Problem{Code: problem.CodeBadUserInput, Reason: problem.ReasonNullNotAllowed,
		Message: name + " can't be null. Leave it out to keep its present value."}
}
