package wiretest

import (
	"fmt"
	"time"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/types/known/durationpb"

	idpv1 "zitadel-graphql/internal/wire/zitadel/idp/v1"
	managementv1 "zitadel-graphql/internal/wire/zitadel/management/v1"
	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
)

// settings are the 17 fields that an update replaces. The request to create a policy and the policy that is read have
// them under the same names and other numbers.
type settings = managementv1.UpdateCustomLoginPolicyRequest

// everySetting has a value in each field that differs from the zero value, and from the other lifetimes.
func everySetting() *settings {
	return &settings{
		AllowUsernamePassword:      true,
		AllowRegister:              true,
		AllowExternalIdp:           true,
		ForceMfa:                   true,
		PasswordlessType:           policyv1.PasswordlessType_PASSWORDLESS_TYPE_ALLOWED,
		HidePasswordReset:          true,
		IgnoreUnknownUsernames:     true,
		DefaultRedirectUri:         "https://app.example/done",
		PasswordCheckLifetime:      durationpb.New(11 * time.Hour),
		ExternalLoginCheckLifetime: durationpb.New(12 * time.Hour),
		MfaInitSkipLifetime:        durationpb.New(13 * time.Hour),
		SecondFactorCheckLifetime:  durationpb.New(14 * time.Hour),
		MultiFactorCheckLifetime:   durationpb.New(15 * time.Hour),
		AllowDomainDiscovery:       true,
		DisableLoginWithEmail:      true,
		DisableLoginWithPhone:      true,
		ForceMfaLocalOnly:          true,
	}
}

// freshSettings are those that the setup of an instance gives its default policy.
func freshSettings() *settings {
	return &settings{
		AllowUsernamePassword:      true,
		AllowRegister:              true,
		AllowExternalIdp:           true,
		AllowDomainDiscovery:       true,
		PasswordlessType:           policyv1.PasswordlessType_PASSWORDLESS_TYPE_ALLOWED,
		PasswordCheckLifetime:      durationpb.New(240 * time.Hour),
		ExternalLoginCheckLifetime: durationpb.New(240 * time.Hour),
		MfaInitSkipLifetime:        durationpb.New(720 * time.Hour),
		SecondFactorCheckLifetime:  durationpb.New(18 * time.Hour),
		MultiFactorCheckLifetime:   durationpb.New(12 * time.Hour),
	}
}

// without returns a copy in which one field has its zero value.
func without(from *settings, field protoreflect.FieldDescriptor) *settings {
	copied := proto.Clone(from).(*settings)
	copied.ProtoReflect().Clear(field)
	return copied
}

func settingFields() []protoreflect.FieldDescriptor {
	all := (*settings)(nil).ProtoReflect().Descriptor().Fields()
	fields := make([]protoreflect.FieldDescriptor, all.Len())
	for i := range fields {
		fields[i] = all.Get(i)
	}
	return fields
}

// assign copies the settings between two messages that have them, by name.
func assign(to, from protoreflect.Message) {
	for _, field := range settingFields() {
		source := from.Descriptor().Fields().ByName(field.Name())
		if from.Has(source) {
			to.Set(to.Descriptor().Fields().ByName(field.Name()), from.Get(source))
		}
	}
}

// newPolicy is the request to create a policy with these settings and second factors.
func newPolicy(from *settings, factors ...policyv1.SecondFactorType) *managementv1.AddCustomLoginPolicyRequest {
	request := &managementv1.AddCustomLoginPolicyRequest{SecondFactors: factors}
	assign(request.ProtoReflect(), from.ProtoReflect())
	return request
}

// copyOf is the request to create a policy that was read. A link doesn't tell who owns its provider; the creation
// doesn't compare that.
func copyOf(policy *policyv1.LoginPolicy) *managementv1.AddCustomLoginPolicyRequest {
	request := &managementv1.AddCustomLoginPolicyRequest{
		SecondFactors: policy.GetSecondFactors(),
		MultiFactors:  policy.GetMultiFactors(),
	}
	assign(request.ProtoReflect(), policy.ProtoReflect())
	for _, link := range policy.GetIdps() {
		request.Idps = append(request.Idps, &managementv1.AddCustomLoginPolicyRequest_IDP{
			IdpId: link.GetIdpId(), OwnerType: idpv1.IDPOwnerType_IDP_OWNER_TYPE_SYSTEM,
		})
	}
	return request
}

// hasSettings demands all 17 of a policy; an absent lifetime counts as zero.
func hasSettings(expected *settings) policyCheck {
	return func(_ *suite, policy *policyv1.LoginPolicy) error {
		var got settings
		assign(got.ProtoReflect(), policy.ProtoReflect())
		if wanted := withLifetimes(expected); !proto.Equal(withLifetimes(&got), wanted) {
			return fmt.Errorf("the settings are %v, want %v", &got, wanted)
		}
		return nil
	}
}

func withLifetimes(from *settings) *settings {
	copied := proto.Clone(from).(*settings)
	for _, lifetime := range []**durationpb.Duration{
		&copied.PasswordCheckLifetime, &copied.ExternalLoginCheckLifetime, &copied.MfaInitSkipLifetime,
		&copied.SecondFactorCheckLifetime, &copied.MultiFactorCheckLifetime,
	} {
		if *lifetime == nil {
			*lifetime = durationpb.New(0)
		}
	}
	return copied
}
