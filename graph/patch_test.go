package graph

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/types/known/durationpb"

	"zitadel-graphql/graph/model"
	"zitadel-graphql/graph/problem"
	"zitadel-graphql/internal/policy"
	"zitadel-graphql/internal/policy/settings"
	adminv1 "zitadel-graphql/internal/wire/zitadel/admin/v1"
	managementv1 "zitadel-graphql/internal/wire/zitadel/management/v1"
	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
)

// settingNames are the JSON names of the settings, from the request that replaces them all.
func settingNames() []string {
	var names []string
	fields := (&managementv1.UpdateCustomLoginPolicyRequest{}).ProtoReflect().Descriptor().Fields()
	for i := range fields.Len() {
		names = append(names, fields.Get(i).JSONName())
	}
	return names
}

// The schema's inputs have exactly the settings, and every request knows them by the same names and types: a setting that
// ZITADEL adds, or that was mistyped here, would be zeroed by every update.
func TestSettingsAreTheSameEverywhere(t *testing.T) {
	if got := len(settingNames()); got != 17 {
		t.Errorf("there are %d settings, not 17", got)
	}
	update := (&managementv1.UpdateCustomLoginPolicyRequest{}).ProtoReflect().Descriptor().Fields()
	for _, message := range []proto.Message{&policyv1.LoginPolicy{}, &managementv1.AddCustomLoginPolicyRequest{}, &adminv1.UpdateLoginPolicyRequest{}} {
		for i := range update.Len() {
			other := message.ProtoReflect().Descriptor().Fields().ByName(update.Get(i).Name())
			if other == nil || other.Kind() != update.Get(i).Kind() {
				t.Errorf("%T has no such field as %s", message, update.Get(i).Name())
			}
		}
	}
	for _, input := range []any{model.LoginPolicyPatch{}, model.CreateLoginPolicyInput{}} {
		var got []string
		for field := range reflect.TypeOf(input).Fields() {
			name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
			if update.ByJSONName(name) != nil {
				got = append(got, name)
			}
		}
		if len(got) != 17 {
			t.Errorf("%T has %d of the 17 settings: %v", input, len(got), got)
		}
	}
}

// value returns one of the few values that a setting of this kind takes in the tests, so that equal ones occur.
func value(random *rand.Rand, field protoreflect.FieldDescriptor) protoreflect.Value {
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

func randomPolicy(random *rand.Rand) *policyv1.LoginPolicy {
	policy := &policyv1.LoginPolicy{
		SecondFactors: []policyv1.SecondFactorType{policyv1.SecondFactorType(1 + random.IntN(5))},
		MultiFactors:  []policyv1.MultiFactorType{1},
	}
	message := policy.ProtoReflect()
	for _, name := range settingNames() {
		if field := message.Descriptor().Fields().ByJSONName(name); random.IntN(4) > 0 { // sometimes left out, as zeros are
			message.Set(field, value(random, field))
		}
	}
	return policy
}

// randomInput sets random fields of a patch, and returns what they were set to.
func randomInput(random *rand.Rand) (model.LoginPolicyPatch, map[string]protoreflect.Value) {
	var input model.LoginPolicyPatch
	set := map[string]protoreflect.Value{}
	target := reflect.ValueOf(&input).Elem()
	fields := (&policyv1.LoginPolicy{}).ProtoReflect().Descriptor().Fields()
	for i := range target.NumField() {
		name, _, _ := strings.Cut(target.Type().Field(i).Tag.Get("json"), ",")
		if random.IntN(3) > 0 {
			continue
		}
		v := value(random, fields.ByJSONName(name))
		set[name] = v
		target.Field(i).Set(reflect.ValueOf(omittable(v)))
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

func text(message proto.Message, name string) string {
	field := message.ProtoReflect().Descriptor().Fields().ByJSONName(name)
	v := message.ProtoReflect().Get(field)
	if d, ok := v.Interface().(protoreflect.Message); ok {
		return d.Interface().(*durationpb.Duration).AsDuration().String()
	}
	return fmt.Sprint(v.Interface())
}

// For any policy and any patch, exactly the named settings change, and nothing else of the policy does.
func TestPatchChangesExactlyWhatItNames(t *testing.T) {
	for seed := range uint64(2000) {
		random := rand.New(rand.NewPCG(seed, 0))
		found := randomPolicy(random)
		before := proto.CloneOf(found)
		input, named := randomInput(random)
		p, err := readPatch(input)
		if err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		patched := p.Applied(found)
		if !proto.Equal(found, before) {
			t.Fatalf("seed %d: the patch changed the policy itself", seed)
		}
		request := settings.Request(patched)
		for _, name := range settingNames() {
			want := text(found, name)
			if v, ok := named[name]; ok {
				want = text(policy.Patch{name: v}.Applied(&policyv1.LoginPolicy{}), name)
			}
			if got := text(patched, name); got != want {
				t.Errorf("seed %d: %s is %s, want %s", seed, name, got, want)
			}
			if got := text(request, name); got != want {
				t.Errorf("seed %d: %s is written as %s, want %s", seed, name, got, want)
			}
		}
		if !settings.Same(patched, p.Applied(patched)) {
			t.Errorf("seed %d: the patch changes what it has made", seed)
		}
		if fmt.Sprint(patched.GetSecondFactors()) != fmt.Sprint(found.GetSecondFactors()) {
			t.Errorf("seed %d: the factors changed", seed)
		}
	}
}

// Null is no way to zero a setting, and the error names the one that it was tried with.
func TestPatchRefusesNull(t *testing.T) {
	_, err := readPatch(model.LoginPolicyPatch{HidePasswordReset: graphql.OmittableOf[*bool](nil)})
	if p, ok := errors.AsType[*problem.Problem](err); !ok || p.Reason != problem.ReasonNullNotAllowed || !strings.Contains(p.Message, "hidePasswordReset") {
		t.Errorf("got %v", err)
	}
}
