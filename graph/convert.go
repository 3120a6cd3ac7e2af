package graph

import (
	"slices"
	"time"

	"google.golang.org/protobuf/types/known/timestamppb"

	"zitadel-graphql/graph/model"
	orgv1 "zitadel-graphql/internal/wire/zitadel/org/v1"
	orgv2 "zitadel-graphql/internal/wire/zitadel/org/v2"
	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
	zitadelv1 "zitadel-graphql/internal/wire/zitadel/v1"
)

// loginPolicyFromWire converts a login policy. What it doesn't tell of the providers that it links is looked up in providers.
func loginPolicyFromWire(policy *policyv1.LoginPolicy, providers *providerList) *model.LoginPolicy {
	id := loginPolicyIDOf(policy.GetDetails())
	return &model.LoginPolicy{
		ID:                         id,
		Details:                    detailsFromWire(id, policy.GetDetails()),
		IsDefault:                  policy.GetIsDefault(),
		SecondFactors:              convertDistinct(policy.GetSecondFactors(), secondFactorFromWire),
		MultiFactors:               convertDistinct(policy.GetMultiFactors(), multiFactorFromWire),
		ForceMfa:                   policy.GetForceMfa(),
		ForceMfaLocalOnly:          policy.GetForceMfaLocalOnly(),
		PasswordlessType:           enumFromWire[model.PasswordlessType](policy.GetPasswordlessType(), policyv1.PasswordlessType_name),
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
		Links:                      convertAll(policy.GetIdps(), providers.link),
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

// enum is one of the schema's.
type enum interface {
	~string
	IsValid() bool
}

// enumFromWire returns the schema's value for a number of the wire. Both have the same names, which names has by their number: a
// number's String would look them up by reflection. It is nil where the schema has no such value: for the unspecified one, and for a
// number that a newer server has invented.
func enumFromWire[Value enum, Number ~int32](number Number, names map[int32]string) *Value {
	if value, known := knownEnum[Value](number, names); known {
		return &value
	}
	return nil
}

// knownEnum is enumFromWire without a pointer, which takes an allocation: known is false where that is nil.
func knownEnum[Value enum, Number ~int32](number Number, names map[int32]string) (value Value, known bool) {
	value = Value(names[int32(number)])
	return value, value.IsValid()
}

// secondFactorFromWire makes the unspecified factor of one that the schema doesn't have, since a list of factors can't have nil; so
// does multiFactorFromWire.
func secondFactorFromWire(factor policyv1.SecondFactorType) model.SecondFactorType {
	if value, known := knownEnum[model.SecondFactorType](factor, policyv1.SecondFactorType_name); known {
		return value
	}
	return model.SecondFactorTypeSecondFactorTypeUnspecified
}

func multiFactorFromWire(factor policyv1.MultiFactorType) model.MultiFactorType {
	if value, known := knownEnum[model.MultiFactorType](factor, policyv1.MultiFactorType_name); known {
		return value
	}
	return model.MultiFactorTypeMultiFactorTypeUnspecified
}

func secondFactorToWire(factor model.SecondFactorType) policyv1.SecondFactorType {
	return policyv1.SecondFactorType(policyv1.SecondFactorType_value[string(factor)])
}

func multiFactorToWire(factor model.MultiFactorType) policyv1.MultiFactorType {
	return policyv1.MultiFactorType(policyv1.MultiFactorType_value[string(factor)])
}

func organizationStateFromWire(state orgv1.OrgState) *model.OrganizationState {
	return enumFromWire[model.OrganizationState](state, orgv1.OrgState_name)
}

// organizationStateFromWireV2 converts the states of ZITADEL's newer API: the same numbers, under longer names.
func organizationStateFromWireV2(state orgv2.OrganizationState) *model.OrganizationState {
	return organizationStateFromWire(orgv1.OrgState(state))
}
