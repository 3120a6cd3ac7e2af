package graph

import (
	"slices"
	"time"

	"google.golang.org/protobuf/types/known/timestamppb"

	"zitadel-graphql/graph/model"
	idpv1 "zitadel-graphql/internal/wire/zitadel/idp/v1"
	orgv1 "zitadel-graphql/internal/wire/zitadel/org/v1"
	orgv2 "zitadel-graphql/internal/wire/zitadel/org/v2"
	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
	zitadelv1 "zitadel-graphql/internal/wire/zitadel/v1"
)

func loginPolicy(policy *policyv1.LoginPolicy) *model.LoginPolicy {
	return &model.LoginPolicy{
		Details:                    *objectDetails(policy.GetDetails()),
		IsDefault:                  policy.GetIsDefault(),
		SecondFactors:              once(policy.GetSecondFactors(), secondFactorType),
		MultiFactors:               once(policy.GetMultiFactors(), multiFactorType),
		ForceMfa:                   policy.GetForceMfa(),
		ForceMfaLocalOnly:          policy.GetForceMfaLocalOnly(),
		PasswordlessType:           passwordlessType(policy.GetPasswordlessType()),
		PasswordCheckLifetime:      policy.GetPasswordCheckLifetime().AsDuration(),
		ExternalLoginCheckLifetime: policy.GetExternalLoginCheckLifetime().AsDuration(),
		MfaInitSkipLifetime:        policy.GetMfaInitSkipLifetime().AsDuration(),
		SecondFactorCheckLifetime:  policy.GetSecondFactorCheckLifetime().AsDuration(),
		MultiFactorCheckLifetime:   policy.GetMultiFactorCheckLifetime().AsDuration(),
		AllowUsernamePassword:      policy.GetAllowUsernamePassword(),
		AllowRegister:              policy.GetAllowRegister(),
		AllowExternalIdp:           policy.GetAllowExternalIdp(),
		AllowDomainDiscovery:       policy.GetAllowDomainDiscovery(),
		HidePasswordReset:          policy.GetHidePasswordReset(),
		IgnoreUnknownUsernames:     policy.GetIgnoreUnknownUsernames(),
		DisableLoginWithEmail:      policy.GetDisableLoginWithEmail(),
		DisableLoginWithPhone:      policy.GetDisableLoginWithPhone(),
		DefaultRedirectURI:         policy.GetDefaultRedirectUri(),
		Links:                      convertAll(policy.GetIdps(), loginPolicyIdentityProvider),
		Shown:                      policy,
	}
}

func objectDetails(details *zitadelv1.ObjectDetails) *model.ObjectDetails {
	return &model.ObjectDetails{
		Sequence:      details.GetSequence(),
		CreationDate:  date(details.GetCreationDate()),
		ChangeDate:    date(details.GetChangeDate()),
		ResourceOwner: details.GetResourceOwner(),
	}
}

// date keeps an absent date absent.
func date(t *timestamppb.Timestamp) *time.Time {
	if t == nil {
		return nil
	}
	moment := t.AsTime()
	return &moment
}

// once converts a list in its order and leaves out repetitions: concurrent additions can make ZITADEL list a factor
// twice, and several factors that are unknown here look the same.
func once[Wire any, Model comparable](list []Wire, convert func(Wire) Model) []Model {
	converted := make([]Model, 0, len(list))
	for _, element := range list {
		if c := convert(element); !slices.Contains(converted, c) {
			converted = append(converted, c)
		}
	}
	return converted
}

// The schema's names are the wire's. A number that a newer server invented has none, and is unspecified.

func secondFactorType(factor policyv1.SecondFactorType) model.SecondFactorType {
	if name := model.SecondFactorType(factor.String()); name.IsValid() {
		return name
	}
	return model.SecondFactorTypeSecondFactorTypeUnspecified
}

func multiFactorType(factor policyv1.MultiFactorType) model.MultiFactorType {
	if name := model.MultiFactorType(factor.String()); name.IsValid() {
		return name
	}
	return model.MultiFactorTypeMultiFactorTypeUnspecified
}

func secondFactorNumber(factor model.SecondFactorType) policyv1.SecondFactorType {
	return policyv1.SecondFactorType(policyv1.SecondFactorType_value[string(factor)])
}

func multiFactorNumber(factor model.MultiFactorType) policyv1.MultiFactorType {
	return policyv1.MultiFactorType(policyv1.MultiFactorType_value[string(factor)])
}

// passwordlessType returns nil for an unknown number: the enum has no value for it.
func passwordlessType(kind policyv1.PasswordlessType) *model.PasswordlessType {
	name := model.PasswordlessType(kind.String())
	if !name.IsValid() {
		return nil
	}
	return &name
}

func organizationState(state orgv1.OrgState) model.OrganizationState {
	if name := model.OrganizationState(state.String()); name.IsValid() {
		return name
	}
	return model.OrganizationStateOrgStateUnspecified
}

// organizationStateV2 has the same states under longer names.
func organizationStateV2(state orgv2.OrganizationState) model.OrganizationState {
	return organizationState(orgv1.OrgState(state))
}

// loginPolicyIdentityProvider knows two kinds of link: a link has an enum of its own for them.
func loginPolicyIdentityProvider(link *idpv1.IDPLoginPolicyLink) model.LoginPolicyIdentityProvider {
	kind := model.IdentityProviderTypeProviderTypeUnspecified
	switch link.GetIdpType() {
	case idpv1.IDPType_IDP_TYPE_OIDC:
		kind = model.IdentityProviderTypeProviderTypeOidc
	case idpv1.IDPType_IDP_TYPE_JWT:
		kind = model.IdentityProviderTypeProviderTypeJwt
	case idpv1.IDPType_IDP_TYPE_UNSPECIFIED:
	}
	return model.LoginPolicyIdentityProvider{ID: link.GetIdpId(), Name: link.GetIdpName(), Type: kind}
}

func identityProviderOf(provider *idpv1.Provider) model.IdentityProvider {
	converted := model.IdentityProvider{
		ID:    provider.GetId(),
		Name:  provider.GetName(),
		Type:  model.IdentityProviderType(provider.GetType().String()),
		State: model.IdentityProviderState(provider.GetState().String()),
		Owner: model.IdentityProviderOwner(provider.GetOwner().String()),
	}
	if !converted.Type.IsValid() {
		converted.Type = model.IdentityProviderTypeProviderTypeUnspecified
	}
	if !converted.State.IsValid() {
		converted.State = model.IdentityProviderStateIDPStateUnspecified
	}
	if !converted.Owner.IsValid() {
		converted.Owner = model.IdentityProviderOwnerIDPOwnerTypeUnspecified
	}
	return converted
}
