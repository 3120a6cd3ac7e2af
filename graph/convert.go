package graph

import (
	"fmt"
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

func loginPolicyFromWire(policy *policyv1.LoginPolicy) *model.LoginPolicy {
	return &model.LoginPolicy{
		ID:                         loginPolicyIDOf(policy.GetDetails()),
		Details:                    detailsFromWire(loginPolicyIDOf(policy.GetDetails()), policy.GetDetails()),
		IsDefault:                  policy.GetIsDefault(),
		SecondFactors:              convertDistinct(policy.GetSecondFactors(), secondFactorFromWire),
		MultiFactors:               convertDistinct(policy.GetMultiFactors(), multiFactorFromWire),
		ForceMfa:                   policy.GetForceMfa(),
		ForceMfaLocalOnly:          policy.GetForceMfaLocalOnly(),
		PasswordlessType:           passwordlessTypeFromWire(policy.GetPasswordlessType()),
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
		Links:                      convertAll(policy.GetIdps(), linkFromWire),
		Shown:                      policy,
	}
}

// detailsFromWire converts the details of an object that was read. id is the object's own.
func detailsFromWire(id string, details *zitadelv1.ObjectDetails) model.Details {
	return model.Details{
		ID:            detailsID + id,
		Sequence:      details.GetSequence(),
		CreationDate:  timeFromWire(details.GetCreationDate()),
		ChangeDate:    timeFromWire(details.GetChangeDate()),
		ResourceOwner: details.GetResourceOwner(),
	}
}

// objectDetailsFromWire converts the details that a mutation answers, which lead to what it changed.
func objectDetailsFromWire(changed model.Changed, details *zitadelv1.ObjectDetails) *model.ObjectDetails {
	return &model.ObjectDetails{
		ID:            answerIDOf(changed, details),
		Changed:       changed,
		Sequence:      details.GetSequence(),
		CreationDate:  timeFromWire(details.GetCreationDate()),
		ChangeDate:    timeFromWire(details.GetChangeDate()),
		ResourceOwner: details.GetResourceOwner(),
	}
}

// timeFromWire returns nil for a time that is absent.
func timeFromWire(t *timestamppb.Timestamp) *time.Time {
	if t == nil {
		return nil
	}
	moment := t.AsTime()
	return &moment
}

// convertAll converts a list in its order. It returns an empty list, and never nil, where there is nothing to convert.
func convertAll[From, To any](list []From, convert func(From) To) []To {
	converted := make([]To, 0, len(list))
	for _, element := range list {
		converted = append(converted, convert(element))
	}
	return converted
}

// convertDistinct is convertAll without repetitions: concurrent additions can make ZITADEL list a factor twice, and several
// factors that this version doesn't know look the same.
func convertDistinct[From any, To comparable](list []From, convert func(From) To) []To {
	converted := make([]To, 0, len(list))
	for _, element := range list {
		if c := convert(element); !slices.Contains(converted, c) {
			converted = append(converted, c)
		}
	}
	return converted
}

// enumFromWire returns the schema's value for a number of the wire. Both have the same names; a number that a newer server has
// invented is unspecified.
func enumFromWire[Value interface {
	~string
	IsValid() bool
}](number fmt.Stringer, unspecified Value) Value {
	if value := Value(number.String()); value.IsValid() {
		return value
	}
	return unspecified
}

func secondFactorFromWire(factor policyv1.SecondFactorType) model.SecondFactorType {
	return enumFromWire(factor, model.SecondFactorTypeSecondFactorTypeUnspecified)
}

func multiFactorFromWire(factor policyv1.MultiFactorType) model.MultiFactorType {
	return enumFromWire(factor, model.MultiFactorTypeMultiFactorTypeUnspecified)
}

func secondFactorToWire(factor model.SecondFactorType) policyv1.SecondFactorType {
	return policyv1.SecondFactorType(policyv1.SecondFactorType_value[string(factor)])
}

func multiFactorToWire(factor model.MultiFactorType) policyv1.MultiFactorType {
	return policyv1.MultiFactorType(policyv1.MultiFactorType_value[string(factor)])
}

func ownerToWire(owner model.IdentityProviderOwner) idpv1.IDPOwnerType {
	return idpv1.IDPOwnerType(idpv1.IDPOwnerType_value[string(owner)])
}

// passwordlessTypeFromWire returns nil for an unknown number, since the schema's enum has no unspecified value.
func passwordlessTypeFromWire(kind policyv1.PasswordlessType) *model.PasswordlessType {
	name := model.PasswordlessType(kind.String())
	if !name.IsValid() {
		return nil
	}
	return &name
}

func organizationStateFromWire(state orgv1.OrgState) model.OrganizationState {
	return enumFromWire(state, model.OrganizationStateOrgStateUnspecified)
}

// organizationStateFromWireV2 converts the states of ZITADEL's newer API: the same numbers, under longer names.
func organizationStateFromWireV2(state orgv2.OrganizationState) model.OrganizationState {
	return organizationStateFromWire(orgv1.OrgState(state))
}

// linkFromWire converts a login policy's link to an identity provider. A link has an enum of its own, which tells two kinds of
// provider apart and no more.
func linkFromWire(link *idpv1.IDPLoginPolicyLink) model.LoginPolicyIdentityProvider {
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

func identityProviderFromWire(provider *idpv1.Provider) model.IdentityProvider {
	return model.IdentityProvider{
		ID:    provider.GetId(),
		Name:  provider.GetName(),
		Type:  enumFromWire(provider.GetType(), model.IdentityProviderTypeProviderTypeUnspecified),
		State: enumFromWire(provider.GetState(), model.IdentityProviderStateIDPStateUnspecified),
		Owner: enumFromWire(provider.GetOwner(), model.IdentityProviderOwnerIDPOwnerTypeUnspecified),
	}
}
