package embedded

import (
	"time"

	"google.golang.org/protobuf/types/known/durationpb"
	"google.golang.org/protobuf/types/known/timestamppb"

	adminv1 "zitadel-graphql/internal/wire/zitadel/admin/v1"
	managementv1 "zitadel-graphql/internal/wire/zitadel/management/v1"
	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
	zitadelv1 "zitadel-graphql/internal/wire/zitadel/v1"
)

// settingsRequest is what the requests that carry all 17 settings have in common.
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

// settingsOf takes what is left out as false, empty or zero, as the wire does.
func settingsOf(r settingsRequest) settings {
	return settings{
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

func customPolicyOf(r *managementv1.AddCustomLoginPolicyRequest) customPolicy {
	c := customPolicy{settings: settingsOf(r), second: r.GetSecondFactors(), multi: r.GetMultiFactors()}
	for _, idp := range r.GetIdps() {
		c.links = append(c.links, linkPayload{ID: idp.GetIdpId(), Owner: idp.GetOwnerType()})
	}
	return c
}

// loginPolicy always sets the five lifetimes, 0 s included.
func loginPolicy(p effectivePolicy) *policyv1.LoginPolicy {
	set := p.settings
	return &policyv1.LoginPolicy{
		Details:                    readDetails(p),
		IsDefault:                  p.isDefault,
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
		SecondFactors:              p.second,
		MultiFactors:               p.multi,
		Idps:                       wireLinks(p.links),
	}
}

func readDetails(p effectivePolicy) *zitadelv1.ObjectDetails {
	return &zitadelv1.ObjectDetails{
		Sequence:      p.sequence,
		CreationDate:  timestamppb.New(p.creation),
		ChangeDate:    timestamppb.New(p.change),
		ResourceOwner: p.owner,
	}
}

// addDetails has no change date: so answers ZITADEL to an addition.
func addDetails(last event) *zitadelv1.ObjectDetails {
	return &zitadelv1.ObjectDetails{
		Sequence: last.Sequence, CreationDate: timestamppb.New(last.CreatedAt), ResourceOwner: last.owner(),
	}
}

// changeDetails has no creation date: so answers ZITADEL to an update, a removal and a reset.
func changeDetails(last event) *zitadelv1.ObjectDetails {
	return &zitadelv1.ObjectDetails{
		Sequence: last.Sequence, ChangeDate: timestamppb.New(last.CreatedAt), ResourceOwner: last.owner(),
	}
}

// listDetails leaves the processed sequence out: it was never seen.
func listDetails(total int, asOf time.Time) *zitadelv1.ListDetails {
	return &zitadelv1.ListDetails{
		TotalResult:   uint64(total), //nolint:gosec // a length
		ViewTimestamp: timestamppb.New(asOf),
	}
}

// pageDetails leaves the total out where nothing is shown: beyond the end, nobody is told how many there are.
func pageDetails(shown, total int, asOf time.Time) *zitadelv1.ListDetails {
	if shown == 0 {
		total = 0
	}
	return listDetails(total, asOf)
}

// page cuts offset and limit out of the list; a limit of 0 is none. The result shares the list.
func page[T any](list []T, offset uint64, limit uint32) []T {
	list = list[min(offset, uint64(len(list))):]
	if limit == 0 {
		return list
	}
	return list[:min(uint64(limit), uint64(len(list)))]
}
