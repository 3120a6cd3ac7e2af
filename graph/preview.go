package graph

import (
	"zitadel-graphql/graph/model"
	"zitadel-graphql/internal/policy"
	"zitadel-graphql/internal/policy/settings"
	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
)

// previewFromWire converts a policy as it is, or as it would be.
func previewFromWire(policy *policyv1.LoginPolicy, providers *providerList) model.LoginPolicyPreview {
	converted := loginPolicyFromWire(policy, providers)
	return model.LoginPolicyPreview{
		IsDefault:                  converted.IsDefault,
		SecondFactors:              converted.SecondFactors,
		MultiFactors:               converted.MultiFactors,
		ForceMfa:                   converted.ForceMfa,
		ForceMfaLocalOnly:          converted.ForceMfaLocalOnly,
		PasswordlessType:           converted.PasswordlessType,
		PasswordCheckLifetime:      converted.PasswordCheckLifetime,
		ExternalLoginCheckLifetime: converted.ExternalLoginCheckLifetime,
		MfaInitSkipLifetime:        converted.MfaInitSkipLifetime,
		SecondFactorCheckLifetime:  converted.SecondFactorCheckLifetime,
		MultiFactorCheckLifetime:   converted.MultiFactorCheckLifetime,
		AllowUsernamePassword:      converted.AllowUsernamePassword,
		AllowRegister:              converted.AllowRegister,
		AllowExternalIdp:           converted.AllowExternalIdp,
		AllowDomainDiscovery:       converted.AllowDomainDiscovery,
		HidePasswordReset:          converted.HidePasswordReset,
		IgnoreUnknownUsernames:     converted.IgnoreUnknownUsernames,
		DisableLoginWithEmail:      converted.DisableLoginWithEmail,
		DisableLoginWithPhone:      converted.DisableLoginWithPhone,
		DefaultRedirectURI:         converted.DefaultRedirectURI,
		IdentityProviders:          converted.Links,
	}
}

// settingChanges returns the settings and lists that a change gives other values.
func settingChanges(preview policy.Preview) []model.LoginPolicySettingChange {
	return convertAll(settings.Changed(preview.Before, preview.After), func(name string) model.LoginPolicySettingChange {
		return model.LoginPolicySettingChange{Name: name, Before: graphQLLiteral(preview.Before, name), After: graphQLLiteral(preview.After, name)}
	})
}
