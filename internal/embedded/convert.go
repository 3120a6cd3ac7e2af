package embedded

import (
	"time"

	"google.golang.org/protobuf/types/known/durationpb"
	"google.golang.org/protobuf/types/known/timestamppb"

	"zitadel-graphql/internal/embedded/domain"
	"zitadel-graphql/internal/embedded/eventstore"
	adminv1 "zitadel-graphql/internal/wire/zitadel/admin/v1"
	managementv1 "zitadel-graphql/internal/wire/zitadel/management/v1"
	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
	zitadelv1 "zitadel-graphql/internal/wire/zitadel/v1"
)

// settingsRequest is implemented by the three requests that carry all 17 settings.
type settingsRequest interface { //nolint:interfacebloat // as many as there are settings
	GetAllowUsernamePassword() bool
	GetAllowRegister() bool
	GetAllowExternalIdp() bool
	GetForceMfa() bool
	GetForceMfaLocalOnly() bool
	GetPasswordlessType() policyv1.PasswordlessType
	GetHidePasswordReset() bool
	GetIgnoreUnknownUsernames() bool
	GetAllowDomainDiscovery() bool
	GetDisableLoginWithEmail() bool
	GetDisableLoginWithPhone() bool
	GetDefaultRedirectUri() string
	GetPasswordCheckLifetime() *durationpb.Duration
	GetExternalLoginCheckLifetime() *durationpb.Duration
	GetMfaInitSkipLifetime() *durationpb.Duration
	GetSecondFactorCheckLifetime() *durationpb.Duration
	GetMultiFactorCheckLifetime() *durationpb.Duration
}

var (
	_ settingsRequest = (*managementv1.AddCustomLoginPolicyRequest)(nil)
	_ settingsRequest = (*managementv1.UpdateCustomLoginPolicyRequest)(nil)
	_ settingsRequest = (*adminv1.UpdateLoginPolicyRequest)(nil)
)

// settingsOf reads the settings of a request. What the request leaves out is false, empty or zero.
func settingsOf(r settingsRequest) domain.Settings {
	return domain.Settings{
		AllowUsernamePassword:      r.GetAllowUsernamePassword(),
		AllowRegister:              r.GetAllowRegister(),
		AllowExternalIDP:           r.GetAllowExternalIdp(),
		ForceMFA:                   r.GetForceMfa(),
		ForceMFALocalOnly:          r.GetForceMfaLocalOnly(),
		PasswordlessType:           r.GetPasswordlessType(),
		HidePasswordReset:          r.GetHidePasswordReset(),
		IgnoreUnknownUsernames:     r.GetIgnoreUnknownUsernames(),
		AllowDomainDiscovery:       r.GetAllowDomainDiscovery(),
		DisableLoginWithEmail:      r.GetDisableLoginWithEmail(),
		DisableLoginWithPhone:      r.GetDisableLoginWithPhone(),
		DefaultRedirectURI:         r.GetDefaultRedirectUri(),
		PasswordCheckLifetime:      r.GetPasswordCheckLifetime().AsDuration(),
		ExternalLoginCheckLifetime: r.GetExternalLoginCheckLifetime().AsDuration(),
		MFAInitSkipLifetime:        r.GetMfaInitSkipLifetime().AsDuration(),
		SecondFactorCheckLifetime:  r.GetSecondFactorCheckLifetime().AsDuration(),
		MultiFactorCheckLifetime:   r.GetMultiFactorCheckLifetime().AsDuration(),
	}
}

func customPolicyOf(r *managementv1.AddCustomLoginPolicyRequest) domain.CustomPolicy {
	c := domain.CustomPolicy{Settings: settingsOf(r), SecondFactors: r.GetSecondFactors(), MultiFactors: r.GetMultiFactors()}
	for _, idp := range r.GetIdps() {
		c.Links = append(c.Links, domain.ProviderLink{ID: idp.GetIdpId(), Owner: idp.GetOwnerType()})
	}
	return c
}

// policyMessage sets all five lifetimes, also those of 0 s, as ZITADEL does.
func policyMessage(p eventstore.PolicyInForce) *policyv1.LoginPolicy {
	set := p.Settings
	return &policyv1.LoginPolicy{
		Details:                    policyDetails(p),
		IsDefault:                  p.IsDefault,
		AllowUsernamePassword:      set.AllowUsernamePassword,
		AllowRegister:              set.AllowRegister,
		AllowExternalIdp:           set.AllowExternalIDP,
		ForceMfa:                   set.ForceMFA,
		ForceMfaLocalOnly:          set.ForceMFALocalOnly,
		PasswordlessType:           set.PasswordlessType,
		HidePasswordReset:          set.HidePasswordReset,
		IgnoreUnknownUsernames:     set.IgnoreUnknownUsernames,
		AllowDomainDiscovery:       set.AllowDomainDiscovery,
		DisableLoginWithEmail:      set.DisableLoginWithEmail,
		DisableLoginWithPhone:      set.DisableLoginWithPhone,
		DefaultRedirectUri:         set.DefaultRedirectURI,
		PasswordCheckLifetime:      durationpb.New(set.PasswordCheckLifetime),
		ExternalLoginCheckLifetime: durationpb.New(set.ExternalLoginCheckLifetime),
		MfaInitSkipLifetime:        durationpb.New(set.MFAInitSkipLifetime),
		SecondFactorCheckLifetime:  durationpb.New(set.SecondFactorCheckLifetime),
		MultiFactorCheckLifetime:   durationpb.New(set.MultiFactorCheckLifetime),
		SecondFactors:              p.SecondFactors,
		MultiFactors:               p.MultiFactors,
		Idps:                       linkMessages(p.Links),
	}
}

func policyDetails(p eventstore.PolicyInForce) *zitadelv1.ObjectDetails {
	return &zitadelv1.ObjectDetails{
		Sequence:      p.Sequence,
		CreationDate:  timestamppb.New(p.CreationDate),
		ChangeDate:    timestamppb.New(p.ChangeDate),
		ResourceOwner: p.Owner,
	}
}

// additionDetails gives the details of the answer to an addition, which have no change date in ZITADEL.
func additionDetails(last domain.Event) *zitadelv1.ObjectDetails {
	return &zitadelv1.ObjectDetails{
		Sequence: last.Sequence, CreationDate: timestamppb.New(last.CreatedAt), ResourceOwner: last.Owner(),
	}
}

// changeDetails gives the details of the answer to an update, a removal or a reset, which have no creation date in ZITADEL.
func changeDetails(last domain.Event) *zitadelv1.ObjectDetails {
	return &zitadelv1.ObjectDetails{
		Sequence: last.Sequence, ChangeDate: timestamppb.New(last.CreatedAt), ResourceOwner: last.Owner(),
	}
}

// listDetails leaves the processed sequence out, which no answer of a real ZITADEL was seen to have.
func listDetails(total int, asOf time.Time) *zitadelv1.ListDetails {
	return &zitadelv1.ListDetails{
		TotalResult:   uint64(total), //nolint:gosec // a length
		ViewTimestamp: timestamppb.New(asOf),
	}
}

// pageDetails leaves the total out where nothing is shown, as ZITADEL does beyond the end of a list.
func pageDetails(shown, total int, asOf time.Time) *zitadelv1.ListDetails {
	if shown == 0 {
		total = 0
	}
	return listDetails(total, asOf)
}

// page gives the part of the list from offset on, at most limit long unless limit is 0. The result shares the list's memory.
func page[T any](list []T, offset uint64, limit uint32) []T {
	list = list[min(offset, uint64(len(list))):]
	if limit == 0 {
		return list
	}
	return list[:min(uint64(limit), uint64(len(list)))]
}

func restrictionsOf(req *adminv1.SetRestrictionsRequest) domain.RestrictionsChange {
	p := domain.RestrictionsChange{DisallowPublicOrgRegistration: req.DisallowPublicOrgRegistration}
	if req.GetAllowedLanguages() != nil {
		list := req.GetAllowedLanguages().GetList()
		p.AllowedLanguages = &list
	}
	return p
}

// restrictionsDetails have no dates while nobody has set a restriction.
func restrictionsDetails(r domain.Restrictions) *zitadelv1.ObjectDetails {
	d := &zitadelv1.ObjectDetails{Sequence: r.Sequence, ResourceOwner: InstanceID}
	if r.Sequence > 0 {
		d.CreationDate, d.ChangeDate = timestamppb.New(r.CreationDate), timestamppb.New(r.ChangeDate)
	}
	return d
}
