package settings_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/types/known/durationpb"

	"zitadel-graphql/internal/policy/settings"
	adminv1 "zitadel-graphql/internal/wire/zitadel/admin/v1"
	idpv1 "zitadel-graphql/internal/wire/zitadel/idp/v1"
	managementv1 "zitadel-graphql/internal/wire/zitadel/management/v1"
	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
	zitadelv1 "zitadel-graphql/internal/wire/zitadel/v1"
)

// Ensures that every request knows the settings by the same names and types: one that ZITADEL adds, or that was mistyped here,
// would be zeroed by every update.
func TestSettingsAreTheSameEverywhere(t *testing.T) {
	t.Parallel()
	update := (&managementv1.UpdateCustomLoginPolicyRequest{}).ProtoReflect().Descriptor().Fields()
	if got := len(settings.Fields()); got != 17 || update.Len() != 17 {
		t.Errorf("there are %d settings and %d fields, not 17", got, update.Len())
	}
	for _, message := range []proto.Message{&policyv1.LoginPolicy{}, &managementv1.AddCustomLoginPolicyRequest{}, &adminv1.UpdateLoginPolicyRequest{}} {
		for i := range update.Len() {
			other := message.ProtoReflect().Descriptor().Fields().ByName(update.Get(i).Name())
			if other == nil || other.Kind() != update.Get(i).Kind() {
				t.Errorf("%T has no such field as %s", message, update.Get(i).Name())
			}
		}
		checkCopy(t, message)
	}
}

// checkCopy copies a policy in which every setting is set into a message, and each setting has to arrive.
func checkCopy(t *testing.T, message proto.Message) {
	t.Helper()
	from, to := &policyv1.LoginPolicy{}, proto.Clone(message)
	for _, setting := range settings.Fields() {
		from.ProtoReflect().Set(setting, aValue(setting))
	}
	settings.Copy(to, from)
	for _, setting := range settings.Fields() {
		copied := to.ProtoReflect().Descriptor().Fields().ByName(setting.Name())
		if !to.ProtoReflect().Get(copied).Equal(from.ProtoReflect().Get(setting)) {
			t.Errorf("%T didn't get %s", message, setting.Name())
		}
	}
	if settings.Copy(to, (*policyv1.LoginPolicy)(nil)); to.ProtoReflect().Get(to.ProtoReflect().Descriptor().Fields().ByName("default_redirect_uri")).String() == "" {
		t.Error("a setting that is zero was copied")
	}
}

// aValue returns a value that isn't zero.
func aValue(setting protoreflect.FieldDescriptor) protoreflect.Value {
	switch setting.Kind() {
	case protoreflect.BoolKind:
		return protoreflect.ValueOfBool(true)
	case protoreflect.EnumKind:
		return protoreflect.ValueOfEnum(1)
	case protoreflect.StringKind:
		return protoreflect.ValueOfString("https://example.com")
	default:
		return protoreflect.ValueOfMessage(durationpb.New(time.Hour).ProtoReflect())
	}
}

// Ensures that a difference is named wherever there is one, and only there: the order and the repetitions of factors, a lifetime
// that is missing instead of zero, and what a floating-point number can't hold are none.
func TestDifferences(t *testing.T) {
	t.Parallel()
	hours := func(n int) *durationpb.Duration { return durationpb.New(time.Duration(n) * time.Hour) }
	for name, c := range map[string]struct {
		shown, written *policyv1.LoginPolicy
		want           []string
	}{
		"a bool":             {&policyv1.LoginPolicy{}, &policyv1.LoginPolicy{ForceMfa: true}, []string{"forceMfa"}},
		"a lifetime":         {&policyv1.LoginPolicy{PasswordCheckLifetime: hours(1)}, &policyv1.LoginPolicy{PasswordCheckLifetime: hours(2)}, []string{"passwordCheckLifetime"}},
		"a lifetime of zero": {&policyv1.LoginPolicy{PasswordCheckLifetime: hours(0)}, &policyv1.LoginPolicy{}, nil},
		"the longest lifetime": {&policyv1.LoginPolicy{PasswordCheckLifetime: durationpb.New(1<<63 - 1)},
			&policyv1.LoginPolicy{PasswordCheckLifetime: durationpb.New(1<<63 - 2)}, nil},
		"factors":       {&policyv1.LoginPolicy{SecondFactors: []policyv1.SecondFactorType{1}}, &policyv1.LoginPolicy{SecondFactors: []policyv1.SecondFactorType{1, 2}}, []string{"secondFactors"}},
		"multi factors": {&policyv1.LoginPolicy{MultiFactors: []policyv1.MultiFactorType{1}}, &policyv1.LoginPolicy{}, []string{"multiFactors"}},
		"the order of factors": {&policyv1.LoginPolicy{SecondFactors: []policyv1.SecondFactorType{1, 2, 1}},
			&policyv1.LoginPolicy{SecondFactors: []policyv1.SecondFactorType{2, 1}}, nil},
		"whether it is inherited": {&policyv1.LoginPolicy{IsDefault: true}, &policyv1.LoginPolicy{}, nil},
	} {
		if got := settings.Differences(c.shown, c.written); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
		overlaid := settings.Overlay(c.shown, c.written)
		if left := settings.Differences(overlaid, c.written); len(left) > 0 || overlaid.GetIsDefault() != c.shown.GetIsDefault() {
			t.Errorf("%s: overlaid it still differs in %v, or is inherited: %t", name, left, overlaid.GetIsDefault())
		}
	}
}

// Ensures that policies with the same settings are the same, to the nanosecond, whatever else they have; and that the request which
// writes them has every lifetime, since ZITADEL takes one that is missing for zero.
func TestSame(t *testing.T) {
	t.Parallel()
	hour, more := durationpb.New(time.Hour), durationpb.New(time.Hour+1)
	for name, c := range map[string]struct {
		a, b *policyv1.LoginPolicy
		want bool
	}{
		"nothing":         {&policyv1.LoginPolicy{}, &policyv1.LoginPolicy{}, true},
		"a zero lifetime": {&policyv1.LoginPolicy{PasswordCheckLifetime: durationpb.New(0)}, &policyv1.LoginPolicy{}, true},
		"a nanosecond":    {&policyv1.LoginPolicy{PasswordCheckLifetime: hour}, &policyv1.LoginPolicy{PasswordCheckLifetime: more}, false},
		"a bool":          {&policyv1.LoginPolicy{ForceMfa: true}, &policyv1.LoginPolicy{}, false},
		"no setting":      {&policyv1.LoginPolicy{IsDefault: true, SecondFactors: []policyv1.SecondFactorType{1}}, &policyv1.LoginPolicy{}, true},
	} {
		if got := settings.Same(c.a, c.b); got != c.want {
			t.Errorf("%s: %t", name, got)
		}
		if request := settings.Request(c.a); request.GetPasswordCheckLifetime() == nil || request.GetMultiFactorCheckLifetime() == nil {
			t.Errorf("%s: a lifetime is missing: %v", name, request)
		}
	}
}

// Ensures that everything is named by which two policies differ, and that order and repetition don't count.
func TestChanged(t *testing.T) {
	t.Parallel()
	links := func(ids ...string) (links []*idpv1.IDPLoginPolicyLink) {
		for _, id := range ids {
			links = append(links, &idpv1.IDPLoginPolicyLink{IdpId: id})
		}
		return links
	}
	before := &policyv1.LoginPolicy{IsDefault: true, ForceMfa: true, SecondFactors: []policyv1.SecondFactorType{1, 2}, Idps: links("1", "2")}
	after := &policyv1.LoginPolicy{ForceMfa: true, AllowRegister: true, SecondFactors: []policyv1.SecondFactorType{2, 1, 1}, Idps: links("2", "3")}
	if got := strings.Join(settings.Changed(before, after), " "); got != "isDefault allowRegister identityProviders" {
		t.Errorf("changed: %s", got)
	}
	reordered := proto.CloneOf(before)
	reordered.Idps = links("2", "1", "2")
	if got := settings.Changed(before, reordered); len(got) != 0 {
		t.Errorf("changed: %v", got)
	}
}

// Ensures that an overlay keeps what a log doesn't have, and takes no repeated or reordered list for a difference.
func TestOverlay(t *testing.T) {
	t.Parallel()
	shown := &policyv1.LoginPolicy{Details: &zitadelv1.ObjectDetails{Sequence: 5}}
	shown.SecondFactors = []policyv1.SecondFactorType{2, 1, 2}
	shown.DefaultRedirectUri = "https://example.com"
	shown.PasswordCheckLifetime = durationpb.New(240*time.Hour + 1)
	written := &policyv1.LoginPolicy{SecondFactors: []policyv1.SecondFactorType{1, 2}, ForceMfa: true,
		PasswordCheckLifetime: durationpb.New(time.Duration(float64(240*time.Hour + 1))), MultiFactorCheckLifetime: durationpb.New(0)}
	if got := strings.Join(settings.Differences(shown, written), " "); got != "forceMfa defaultRedirectUri" {
		t.Errorf("differ: %s", got)
	}
	overlaid := settings.Overlay(shown, written)
	if !overlaid.GetForceMfa() || overlaid.GetDefaultRedirectUri() != "" || overlaid.GetDetails().GetSequence() != 5 || len(overlaid.GetSecondFactors()) != 3 {
		t.Errorf("overlaid: %v", overlaid)
	}
	written.SecondFactors = nil
	if got := settings.Overlay(shown, written).GetSecondFactors(); len(got) != 0 {
		t.Errorf("second factors: %v", got)
	}
	if shown.GetForceMfa() || len(shown.GetSecondFactors()) != 3 {
		t.Error("what was shown has changed")
	}
}

// filled returns a policy with the settings that most have.
func filled() *policyv1.LoginPolicy {
	hours := func(n int) *durationpb.Duration { return durationpb.New(time.Duration(n) * time.Hour) }
	return &policyv1.LoginPolicy{AllowUsernamePassword: true, AllowRegister: true, AllowExternalIdp: true, ForceMfa: true, PasswordlessType: 1,
		DefaultRedirectUri: "https://example.com", PasswordCheckLifetime: hours(240), ExternalLoginCheckLifetime: hours(240), MfaInitSkipLifetime: hours(720),
		SecondFactorCheckLifetime: hours(18), MultiFactorCheckLifetime: hours(12), AllowDomainDiscovery: true}
}

// BenchmarkChange is what it costs to copy a policy's settings into a request and back, and to compare the two policies.
func BenchmarkChange(b *testing.B) {
	policy := filled()
	b.ReportAllocs()
	for b.Loop() {
		request, copied := &managementv1.AddCustomLoginPolicyRequest{}, &policyv1.LoginPolicy{}
		settings.Copy(request, policy)
		settings.Copy(copied, request)
		if len(settings.Changed(policy, copied)) > 0 {
			b.Fatal("the copy differs")
		}
	}
}

// BenchmarkSame is what it costs to find out that two policies have the same settings.
func BenchmarkSame(b *testing.B) {
	one, other := filled(), filled()
	b.ReportAllocs()
	for b.Loop() {
		if !settings.Same(one, other) {
			b.Fatal("they differ")
		}
	}
}
