package baseline

import (
	"fmt"
	"strconv"
	"time"

	"google.golang.org/protobuf/types/known/durationpb"
	"google.golang.org/protobuf/types/known/timestamppb"

	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
	zitadelv1 "zitadel-graphql/internal/wire/zitadel/v1"
)

// settings is the data of the page.
type settings struct {
	Organization *organization `json:"organization"`
	LoginPolicy  *loginPolicy  `json:"loginPolicy"`
	Viewer       *viewer       `json:"viewer"`
}

type organization struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

type viewer struct {
	CanWriteLoginPolicy bool `json:"canWriteLoginPolicy"`
	CanResetLoginPolicy bool `json:"canResetLoginPolicy"`
}

type details struct {
	Sequence string `json:"sequence"`
	// CreationDate is left out where it isn't asked for.
	CreationDate  string `json:"creationDate,omitempty"`
	ChangeDate    string `json:"changeDate"`
	ResourceOwner string `json:"resourceOwner"`
}

func detailsOf(d *zitadelv1.ObjectDetails) *details {
	return &details{
		Sequence:      strconv.FormatUint(d.GetSequence(), 10),
		CreationDate:  dateOf(d.GetCreationDate()),
		ChangeDate:    dateOf(d.GetChangeDate()),
		ResourceOwner: d.GetResourceOwner(),
	}
}

func dateOf(t *timestamppb.Timestamp) string {
	return t.AsTime().Format("2006-01-02T15:04:05.000000Z07:00")
}

// smallPolicy is a policy of which little is asked for.
type smallPolicy struct {
	AllowUsernamePassword bool         `json:"allowUsernamePassword"`
	ForceMfa              bool         `json:"forceMfa"`
	Details               smallDetails `json:"details"`
}

type smallDetails struct {
	Sequence      string `json:"sequence"`
	ResourceOwner string `json:"resourceOwner"`
}

func smallPolicyOf(p *policyv1.LoginPolicy) *smallPolicy {
	return &smallPolicy{p.GetAllowUsernamePassword(), p.GetForceMfa(),
		smallDetails{strconv.FormatUint(p.GetDetails().GetSequence(), 10), p.GetDetails().GetResourceOwner()}}
}

// loginPolicy is a policy with every setting, and for the page with ID and Version.
type loginPolicy struct {
	ID                         string   `json:"id,omitempty"`
	Version                    string   `json:"version,omitempty"`
	Details                    details  `json:"details"`
	IsDefault                  bool     `json:"isDefault"`
	SecondFactors              []string `json:"secondFactors"`
	MultiFactors               []string `json:"multiFactors"`
	ForceMfa                   bool     `json:"forceMfa"`
	ForceMfaLocalOnly          bool     `json:"forceMfaLocalOnly"`
	PasswordlessType           string   `json:"passwordlessType"`
	PasswordCheckLifetime      string   `json:"passwordCheckLifetime"`
	ExternalLoginCheckLifetime string   `json:"externalLoginCheckLifetime"`
	MfaInitSkipLifetime        string   `json:"mfaInitSkipLifetime"`
	SecondFactorCheckLifetime  string   `json:"secondFactorCheckLifetime"`
	MultiFactorCheckLifetime   string   `json:"multiFactorCheckLifetime"`
	AllowUsernamePassword      bool     `json:"allowUsernamePassword"`
	AllowRegister              bool     `json:"allowRegister"`
	AllowExternalIdp           bool     `json:"allowExternalIdp"`
	AllowDomainDiscovery       bool     `json:"allowDomainDiscovery"`
	HidePasswordReset          bool     `json:"hidePasswordReset"`
	IgnoreUnknownUsernames     bool     `json:"ignoreUnknownUsernames"`
	DisableLoginWithEmail      bool     `json:"disableLoginWithEmail"`
	DisableLoginWithPhone      bool     `json:"disableLoginWithPhone"`
	DefaultRedirectURI         string   `json:"defaultRedirectUri"`
}

// loginPolicyOf leaves out the date of creation, which the page doesn't ask for.
func loginPolicyOf(p *policyv1.LoginPolicy) *loginPolicy {
	return &loginPolicy{
		Details: details{
			Sequence:      strconv.FormatUint(p.GetDetails().GetSequence(), 10),
			ChangeDate:    dateOf(p.GetDetails().GetChangeDate()),
			ResourceOwner: p.GetDetails().GetResourceOwner(),
		},
		IsDefault:                  p.GetIsDefault(),
		SecondFactors:              names(p.GetSecondFactors()),
		MultiFactors:               names(p.GetMultiFactors()),
		ForceMfa:                   p.GetForceMfa(),
		ForceMfaLocalOnly:          p.GetForceMfaLocalOnly(),
		PasswordlessType:           p.GetPasswordlessType().String(),
		PasswordCheckLifetime:      lifetime(p.GetPasswordCheckLifetime()),
		ExternalLoginCheckLifetime: lifetime(p.GetExternalLoginCheckLifetime()),
		MfaInitSkipLifetime:        lifetime(p.GetMfaInitSkipLifetime()),
		SecondFactorCheckLifetime:  lifetime(p.GetSecondFactorCheckLifetime()),
		MultiFactorCheckLifetime:   lifetime(p.GetMultiFactorCheckLifetime()),
		AllowUsernamePassword:      p.GetAllowUsernamePassword(),
		AllowRegister:              p.GetAllowRegister(),
		AllowExternalIdp:           p.GetAllowExternalIdp(),
		AllowDomainDiscovery:       p.GetAllowDomainDiscovery(),
		HidePasswordReset:          p.GetHidePasswordReset(),
		IgnoreUnknownUsernames:     p.GetIgnoreUnknownUsernames(),
		DisableLoginWithEmail:      p.GetDisableLoginWithEmail(),
		DisableLoginWithPhone:      p.GetDisableLoginWithPhone(),
		DefaultRedirectURI:         p.GetDefaultRedirectUri(),
	}
}

func names[T fmt.Stringer](factors []T) []string {
	names := make([]string, len(factors))
	for i, factor := range factors {
		names[i] = factor.String()
	}
	return names
}

// lifetime formats whole hours only: what the benchmark's backends have is nothing else.
func lifetime(d *durationpb.Duration) string {
	return "PT" + strconv.FormatInt(int64(d.AsDuration()/time.Hour), 10) + "H"
}
