package policy_test

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/types/known/durationpb"

	"zitadel-graphql/internal/policy"
	"zitadel-graphql/internal/policy/settings"
	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
)

// randomValue is one of the few values that a setting of this kind takes in the test, so that equal ones occur.
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

func randomPolicy(random *rand.Rand) *policyv1.LoginPolicy {
	made := &policyv1.LoginPolicy{
		SecondFactors: []policyv1.SecondFactorType{policyv1.SecondFactorType(1 + random.IntN(5))},
		MultiFactors:  []policyv1.MultiFactorType{passkey},
	}
	for _, field := range settings.Fields() {
		if random.IntN(4) > 0 { // sometimes left out, as zeros are
			made.ProtoReflect().Set(field, randomValue(random, field))
		}
	}
	return made
}

func randomPatch(random *rand.Rand) policy.Patch {
	patch := policy.Patch{}
	for _, field := range settings.Fields() {
		if random.IntN(3) == 0 {
			patch[field.JSONName()] = randomValue(random, field)
		}
	}
	return patch
}

// text is a setting of a policy or a request, by its JSON name.
func text(message proto.Message, name string) string {
	field := message.ProtoReflect().Descriptor().Fields().ByJSONName(name)
	return valueText(message.ProtoReflect().Get(field))
}

func valueText(value protoreflect.Value) string {
	if message, ok := value.Interface().(protoreflect.Message); ok {
		return message.Interface().(*durationpb.Duration).AsDuration().String()
	}
	return fmt.Sprint(value.Interface())
}

// Ensures for any policy and any patch that exactly the named settings change, in the policy and in the request that writes it,
// and that nothing else of the policy does.
func TestPatchChangesExactlyWhatItNames(t *testing.T) {
	t.Parallel()
	for seed := range uint64(2000) {
		random := rand.New(rand.NewPCG(seed, 0))
		found := randomPolicy(random)
		before := proto.CloneOf(found)
		patch := randomPatch(random)
		patched := patch.Applied(found)
		if !proto.Equal(found, before) {
			t.Fatalf("seed %d: the patch changed the policy itself", seed)
		}
		request := settings.Request(patched)
		for _, field := range settings.Fields() {
			name := field.JSONName()
			want := text(found, name)
			if value, ok := patch[name]; ok {
				want = valueText(value)
			}
			if text(patched, name) != want || text(request, name) != want {
				t.Errorf("seed %d: %s is %s, and written as %s; want %s", seed, name, text(patched, name), text(request, name), want)
			}
		}
		if !settings.Same(patched, patch.Applied(patched)) {
			t.Errorf("seed %d: the patch changes what it has made", seed)
		}
		if fmt.Sprint(patched.GetSecondFactors(), patched.GetMultiFactors()) != fmt.Sprint(found.GetSecondFactors(), found.GetMultiFactors()) {
			t.Errorf("seed %d: the factors changed", seed)
		}
	}
}
