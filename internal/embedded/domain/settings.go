package domain

import (
	"time"

	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
)

// Settings are the 17 values of a login policy beside its factors and links. They can be compared with ==. They are also the
// payload of policy.login.added, in which values that are false, zero or empty are left out, and lifetimes are nanoseconds.
type Settings struct {
	AllowUsernamePassword      bool                      `json:"allowUsernamePassword,omitempty"`
	AllowRegister              bool                      `json:"allowRegister,omitempty"`
	AllowExternalIDP           bool                      `json:"allowExternalIdp,omitempty"`
	ForceMFA                   bool                      `json:"forceMFA,omitempty"`
	ForceMFALocalOnly          bool                      `json:"forceMFALocalOnly,omitempty"`
	PasswordlessType           policyv1.PasswordlessType `json:"passwordlessType,omitempty"`
	HidePasswordReset          bool                      `json:"hidePasswordReset,omitempty"`
	IgnoreUnknownUsernames     bool                      `json:"ignoreUnknownUsernames,omitempty"`
	AllowDomainDiscovery       bool                      `json:"allowDomainDiscovery,omitempty"`
	DisableLoginWithEmail      bool                      `json:"disableLoginWithEmail,omitempty"`
	DisableLoginWithPhone      bool                      `json:"disableLoginWithPhone,omitempty"`
	DefaultRedirectURI         string                    `json:"defaultRedirectURI,omitempty"`
	PasswordCheckLifetime      time.Duration             `json:"passwordCheckLifetime,omitempty"`
	ExternalLoginCheckLifetime time.Duration             `json:"externalLoginCheckLifetime,omitempty"`
	MFAInitSkipLifetime        time.Duration             `json:"mfaInitSkipLifetime,omitempty"`
	SecondFactorCheckLifetime  time.Duration             `json:"secondFactorCheckLifetime,omitempty"`
	MultiFactorCheckLifetime   time.Duration             `json:"multiFactorCheckLifetime,omitempty"`
}

func (s *Settings) check() error {
	if !IsPasswordlessType(s.PasswordlessType) {
		return errPayloadPasswordless
	}
	return nil
}

// settingsChange has the settings that are to change; nil leaves one as it is. It is the payload of policy.login.changed.
type settingsChange struct {
	AllowUsernamePassword      *bool                      `json:"allowUsernamePassword,omitempty"`
	AllowRegister              *bool                      `json:"allowRegister,omitempty"`
	AllowExternalIDP           *bool                      `json:"allowExternalIdp,omitempty"`
	ForceMFA                   *bool                      `json:"forceMFA,omitempty"`
	ForceMFALocalOnly          *bool                      `json:"forceMFALocalOnly,omitempty"`
	PasswordlessType           *policyv1.PasswordlessType `json:"passwordlessType,omitempty"`
	HidePasswordReset          *bool                      `json:"hidePasswordReset,omitempty"`
	IgnoreUnknownUsernames     *bool                      `json:"ignoreUnknownUsernames,omitempty"`
	AllowDomainDiscovery       *bool                      `json:"allowDomainDiscovery,omitempty"`
	DisableLoginWithEmail      *bool                      `json:"disableLoginWithEmail,omitempty"`
	DisableLoginWithPhone      *bool                      `json:"disableLoginWithPhone,omitempty"`
	DefaultRedirectURI         *string                    `json:"defaultRedirectURI,omitempty"`
	PasswordCheckLifetime      *time.Duration             `json:"passwordCheckLifetime,omitempty"`
	ExternalLoginCheckLifetime *time.Duration             `json:"externalLoginCheckLifetime,omitempty"`
	MFAInitSkipLifetime        *time.Duration             `json:"mfaInitSkipLifetime,omitempty"`
	SecondFactorCheckLifetime  *time.Duration             `json:"secondFactorCheckLifetime,omitempty"`
	MultiFactorCheckLifetime   *time.Duration             `json:"multiFactorCheckLifetime,omitempty"`
}

func (c *settingsChange) check() error {
	if *c == (settingsChange{}) {
		return errPayloadNoChange
	}
	if c.PasswordlessType != nil && !IsPasswordlessType(*c.PasswordlessType) {
		return errPayloadPasswordless
	}
	return nil
}

// changeFrom gives the values in which s differs from old; all nil if there are none.
func (s *Settings) changeFrom(old Settings) settingsChange {
	return settingsChange{
		AllowUsernamePassword:      differing(old.AllowUsernamePassword, s.AllowUsernamePassword),
		AllowRegister:              differing(old.AllowRegister, s.AllowRegister),
		AllowExternalIDP:           differing(old.AllowExternalIDP, s.AllowExternalIDP),
		ForceMFA:                   differing(old.ForceMFA, s.ForceMFA),
		ForceMFALocalOnly:          differing(old.ForceMFALocalOnly, s.ForceMFALocalOnly),
		PasswordlessType:           differing(old.PasswordlessType, s.PasswordlessType),
		HidePasswordReset:          differing(old.HidePasswordReset, s.HidePasswordReset),
		IgnoreUnknownUsernames:     differing(old.IgnoreUnknownUsernames, s.IgnoreUnknownUsernames),
		AllowDomainDiscovery:       differing(old.AllowDomainDiscovery, s.AllowDomainDiscovery),
		DisableLoginWithEmail:      differing(old.DisableLoginWithEmail, s.DisableLoginWithEmail),
		DisableLoginWithPhone:      differing(old.DisableLoginWithPhone, s.DisableLoginWithPhone),
		DefaultRedirectURI:         differing(old.DefaultRedirectURI, s.DefaultRedirectURI),
		PasswordCheckLifetime:      differing(old.PasswordCheckLifetime, s.PasswordCheckLifetime),
		ExternalLoginCheckLifetime: differing(old.ExternalLoginCheckLifetime, s.ExternalLoginCheckLifetime),
		MFAInitSkipLifetime:        differing(old.MFAInitSkipLifetime, s.MFAInitSkipLifetime),
		SecondFactorCheckLifetime:  differing(old.SecondFactorCheckLifetime, s.SecondFactorCheckLifetime),
		MultiFactorCheckLifetime:   differing(old.MultiFactorCheckLifetime, s.MultiFactorCheckLifetime),
	}
}

// apply sets the values of c and leaves the others.
func (s *Settings) apply(c settingsChange) {
	replace(&s.AllowUsernamePassword, c.AllowUsernamePassword)
	replace(&s.AllowRegister, c.AllowRegister)
	replace(&s.AllowExternalIDP, c.AllowExternalIDP)
	replace(&s.ForceMFA, c.ForceMFA)
	replace(&s.ForceMFALocalOnly, c.ForceMFALocalOnly)
	replace(&s.PasswordlessType, c.PasswordlessType)
	replace(&s.HidePasswordReset, c.HidePasswordReset)
	replace(&s.IgnoreUnknownUsernames, c.IgnoreUnknownUsernames)
	replace(&s.AllowDomainDiscovery, c.AllowDomainDiscovery)
	replace(&s.DisableLoginWithEmail, c.DisableLoginWithEmail)
	replace(&s.DisableLoginWithPhone, c.DisableLoginWithPhone)
	replace(&s.DefaultRedirectURI, c.DefaultRedirectURI)
	replace(&s.PasswordCheckLifetime, c.PasswordCheckLifetime)
	replace(&s.ExternalLoginCheckLifetime, c.ExternalLoginCheckLifetime)
	replace(&s.MFAInitSkipLifetime, c.MFAInitSkipLifetime)
	replace(&s.SecondFactorCheckLifetime, c.SecondFactorCheckLifetime)
	replace(&s.MultiFactorCheckLifetime, c.MultiFactorCheckLifetime)
}

func differing[T comparable](before, after T) *T {
	if before == after {
		return nil
	}
	return &after
}

func replace[T any](value, by *T) {
	if by != nil {
		*value = *by
	}
}
