package backend

import (
	"math"
	"testing"

	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/types/known/durationpb"

	"zitadel-graphql/internal/backend/backendtest"
	managementv1 "zitadel-graphql/internal/wire/zitadel/management/v1"
	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
)

// A lifetime is shown as it is, or not at all; each field is looked at.
func TestLifetimesFit(t *testing.T) {
	const most = math.MaxInt64 / 1_000_000_000 // seconds
	for seconds, fine := range map[int64]bool{0: true, 864_000: true, most: true, -most: true, most + 1: false, -most - 2: false, 315_576_000_000: false, math.MaxInt64: false} {
		fields := (&policyv1.LoginPolicy{}).ProtoReflect().Descriptor().Fields()
		for i := range fields.Len() {
			if !isDuration(fields.Get(i)) {
				continue
			}
			policy := &policyv1.LoginPolicy{}
			policy.ProtoReflect().Set(fields.Get(i), protoreflect.ValueOfMessage((&durationpb.Duration{Seconds: seconds}).ProtoReflect()))
			for _, reply := range []any{&managementv1.GetLoginPolicyResponse{Policy: policy}, &managementv1.GetDefaultLoginPolicyResponse{Policy: policy}} {
				if err := checkLifetimes(reply); (err == nil) != fine {
					t.Errorf("%s of %d seconds: %v", fields.Get(i).Name(), seconds, err)
				}
			}
		}
	}
}

func isDuration(field protoreflect.FieldDescriptor) bool {
	return field.Message() != nil && field.Message().FullName() == "google.protobuf.Duration"
}

// A reply that gets a lifetime elsewhere than in its policy must be looked at too.
func TestLifetimesAreWhereTheyAreLookedFor(t *testing.T) {
	policies := (&policyv1.LoginPolicy{}).ProtoReflect().Descriptor().FullName()
	for _, file := range backendtest.ServiceFiles() {
		methods := file.Services().Get(0).Methods()
		for i := range methods.Len() {
			reply := methods.Get(i).Output()
			for _, path := range durationsIn(reply, map[protoreflect.FullName]bool{policies: true}) {
				t.Errorf("%s has a duration at %s, which isn't looked at", reply.FullName(), path)
			}
			if policy := reply.Fields().ByName("policy"); policy == nil && len(durationsIn(reply, map[protoreflect.FullName]bool{})) > 0 {
				t.Errorf("%s has a policy elsewhere than in its field policy", reply.FullName())
			}
		}
	}
}

func durationsIn(message protoreflect.MessageDescriptor, seen map[protoreflect.FullName]bool) []string {
	if seen[message.FullName()] {
		return nil
	}
	seen[message.FullName()] = true
	var found []string
	for i := range message.Fields().Len() {
		field := message.Fields().Get(i)
		switch {
		case isDuration(field):
			found = append(found, string(field.Name()))
		case field.Message() != nil:
			for _, path := range durationsIn(field.Message(), seen) {
				found = append(found, string(field.Name())+"."+path)
			}
		}
	}
	return found
}
