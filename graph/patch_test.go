package graph

import (
	"errors"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/types/known/durationpb"

	"zitadel-graphql/graph/model"
	"zitadel-graphql/graph/problem"
	"zitadel-graphql/internal/policy"
	"zitadel-graphql/internal/policy/settings"
	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
)

// Ensures that the schema's inputs have exactly the settings that ZITADEL's update replaces: one that an input lacks, or that was
// mistyped there, couldn't be changed by anybody.
func TestInputsHaveEverySetting(t *testing.T) {
	var want []string
	for _, field := range settings.Fields() {
		want = append(want, field.JSONName())
	}
	slices.Sort(want)
	for _, input := range []any{model.LoginPolicyPatch{}, model.CreateLoginPolicyInput{}} {
		var got []string
		for field := range reflect.TypeOf(input).Fields() {
			name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
			if slices.Contains(want, name) {
				got = append(got, name)
			}
		}
		if slices.Sort(got); len(got) != 17 || !slices.Equal(got, want) {
			t.Errorf("%T has %d of the 17 settings: %v", input, len(got), got)
		}
	}
}

// randomValue is one of the few values that a setting of this kind takes in the test, zero among them.
func randomValue(random *rand.Rand, field protoreflect.FieldDescriptor) protoreflect.Value {
	switch field.Kind() {
	case protoreflect.BoolKind:
		return protoreflect.ValueOfBool(random.IntN(2) == 1)
	case protoreflect.StringKind:
		return protoreflect.ValueOfString([]string{"", "https://a.example", "app://b"}[random.IntN(3)])
	case protoreflect.EnumKind:
		return protoreflect.ValueOfEnum(protoreflect.EnumNumber(random.IntN(2)))
	default:
		return protoreflect.ValueOfMessage(durationpb.New(time.Duration(random.IntN(3)) * time.Hour).ProtoReflect())
	}
}

// randomInput sets random fields of a patch, and returns what they were set to.
func randomInput(random *rand.Rand) (model.LoginPolicyPatch, policy.Patch) {
	var input model.LoginPolicyPatch
	set := policy.Patch{}
	target := reflect.ValueOf(&input).Elem()
	fields := (&policyv1.LoginPolicy{}).ProtoReflect().Descriptor().Fields()
	for i := range target.NumField() {
		name, _, _ := strings.Cut(target.Type().Field(i).Tag.Get("json"), ",")
		if random.IntN(3) > 0 {
			continue
		}
		set[name] = randomValue(random, fields.ByJSONName(name))
		target.Field(i).Set(reflect.ValueOf(omittable(set[name])))
	}
	return input, set
}

func omittable(v protoreflect.Value) any {
	switch v := v.Interface().(type) {
	case bool:
		return graphql.OmittableOf(&v)
	case string:
		return graphql.OmittableOf(&v)
	case protoreflect.EnumNumber:
		kind := model.PasswordlessType(policyv1.PasswordlessType(v).String())
		return graphql.OmittableOf(&kind)
	case protoreflect.Message:
		d := v.Interface().(*durationpb.Duration).AsDuration()
		return graphql.OmittableOf(&d)
	default:
		return nil
	}
}

// Ensures that a patch has exactly the fields of an input that are set, with their values: the seventeen settings by the names
// and types of the wire. What policy makes of a patch is tested there.
func TestReadPatch(t *testing.T) {
	for seed := range uint64(2000) {
		input, want := randomInput(rand.New(rand.NewPCG(seed, 0)))
		got, err := readPatch(input)
		if err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		for name, value := range want {
			if found, ok := got[name]; !ok || !found.Equal(value) {
				t.Errorf("seed %d: %s is %v, want %v", seed, name, found, value)
			}
		}
		if len(got) != len(want) {
			t.Errorf("seed %d: got %v, want %v", seed, got, want)
		}
	}
}

// Prevents that null zeroes a setting: it is refused, and the error names the setting.
func TestPatchRefusesNull(t *testing.T) {
	_, err := readPatch(model.LoginPolicyPatch{HidePasswordReset: graphql.OmittableOf[*bool](nil)})
	if p, ok := errors.AsType[*problem.Problem](err); !ok || p.Reason != problem.ReasonNullNotAllowed || !strings.Contains(p.Message, "hidePasswordReset") {
		t.Errorf("got %v", err)
	}
}
