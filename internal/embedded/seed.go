package embedded

import (
	"iter"
	"slices"
	"strconv"
	"time"

	"zitadel-graphql/internal/embedded/domain"
	idpv1 "zitadel-graphql/internal/wire/zitadel/idp/v1"
	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
)

// The ids of what an empty store starts with. They never change, since tests, the README and other people's clients name them.
// They look like ZITADEL's, 18 digits.
const (
	InstanceID = domain.InstanceID
	// HomeOrgID is "Acme", the home of every development user that is a machine. Its own policy has OTP, U2F and OTP_EMAIL, and
	// links AcmeDirectoryID and CompanyLoginID.
	HomeOrgID = "200000000000000001"
	// InheritingOrgID is "Acme Labs", which has no policy of its own. Its last event is number 5.
	InheritingOrgID = "200000000000000002"
)

// The ids of the identity providers, which never change either.
const (
	CompanyLoginID  = "400000000000000001" // "Company login", OIDC, the instance's
	GitHubID        = "400000000000000002" // "GitHub", the instance's; nobody links it
	AcmeDirectoryID = "400000000000000003" // "Acme directory", SAML, Acme's own
)

// The ids and tokens of the development users that are machines. The tokens are no secrets: whoever reaches the server may use
// them.
const (
	InstanceOwnerID = "300000000000000001"
	OrgOwnerID      = "300000000000000002"
	ViewerID        = "300000000000000003"
	NobodyID        = "300000000000000004"

	InstanceOwnerToken = "dev-instance-owner" //nolint:gosec // no secret, see above
	OrgOwnerToken      = "dev-org-owner"      //nolint:gosec // no secret, see above
	ViewerToken        = "dev-viewer"
	NobodyToken        = "dev-nobody"
)

// seedEditor is the editor of the events from before there was a user, as in ZITADEL.
const seedEditor = "SYSTEM"

// Token is the token of a development user.
type Token struct {
	Token string
	// Description tells whose it is and what it allows. It fits on a line behind the token.
	Description string
}

// DevelopmentTokens lists the tokens that every Server accepts: first those of machines, the mightiest first, then those of
// persons.
func DevelopmentTokens() []Token {
	return append([]Token{
		{InstanceOwnerToken, "owner of the instance: may change every organization"},
		{OrgOwnerToken, "owner of Acme (" + HomeOrgID + "), no member of Acme Labs"},
		{ViewerToken, "may read Acme and Acme Labs (" + InheritingOrgID + "), change neither"},
		{NobodyToken, "a valid token, a member of nothing"},
	}, developmentPersonTokens()...)
}

func developmentUsers() []User {
	return []User{
		{ID: InstanceOwnerID, Token: InstanceOwnerToken, HomeOrg: HomeOrgID, DisplayName: "Instance owner", LoginName: "instance-owner@acme.localhost", Memberships: []Membership{
			{Resource: InstanceID, Roles: []string{RoleIAMOwner}},
		}},
		{ID: OrgOwnerID, Token: OrgOwnerToken, HomeOrg: HomeOrgID, DisplayName: "Organization owner", LoginName: "org-owner@acme.localhost", Memberships: []Membership{
			{Resource: HomeOrgID, Roles: []string{RoleOrgOwner}},
		}},
		{ID: ViewerID, Token: ViewerToken, HomeOrg: HomeOrgID, DisplayName: "Viewer", LoginName: "viewer@acme.localhost", Memberships: []Membership{
			{Resource: HomeOrgID, Roles: []string{RoleOrgOwnerViewer}},
			{Resource: InheritingOrgID, Roles: []string{RoleOrgOwnerViewer}},
		}},
		{ID: NobodyID, Token: NobodyToken, HomeOrg: HomeOrgID, DisplayName: "Nobody", LoginName: "nobody@acme.localhost"},
	}
}

// seed gives the events that an empty store is filled with. Those of people come first: they have dates of their own, which never
// change, and are older than the instance, which is as old as the start.
func (c Config) seed(at time.Time) iter.Seq[domain.Event] {
	return func(yield func(domain.Event) bool) {
		for _, events := range []iter.Seq[domain.Event]{
			seedUsers(c.MoreUsers, at), slices.Values(seedEvents(at)), slices.Values(seedOrganizations(c.Organizations, at)),
		} {
			for e := range events {
				if !yield(e) {
					return
				}
			}
		}
	}
}

// seedEvents gives the events of the instance, Acme and Acme Labs, as if all had been set up at one moment. The editor of Acme's
// policy is Acme's owner, so that its history has a user to name.
func seedEvents(at time.Time) []domain.Event {
	instance := domain.Aggregate{Type: domain.AggregateInstance, ID: InstanceID}
	home := domain.Aggregate{Type: domain.AggregateOrg, ID: HomeOrgID}
	inheriting := domain.Aggregate{Type: domain.AggregateOrg, ID: InheritingOrgID}
	founding := home.Stamp(slices.Concat(domain.OrganizationAdded("Acme", "acme.localhost"), membersAdded(HomeOrgID)), seedEditor, at)

	return slices.Concat(
		instance.Stamp(slices.Concat(newInstance(), membersAdded(InstanceID), instanceProviders()), seedEditor, at),
		founding,
		domain.Apply(home, founding...).Stamp(slices.Concat(domain.PolicyAdded(homePolicy()), homeProviders()), OrgOwnerID, at),
		inheriting.Stamp(slices.Concat(domain.OrganizationAdded("Acme Labs", "acme-labs.localhost"), membersAdded(InheritingOrgID)), seedEditor, at),
	)
}

// OrganizationID gives the id of one of Config.Organizations, counted from 0.
func OrganizationID(n int) string { return strconv.FormatInt(210_000_000_000_000_001+int64(n), 10) }

func seedOrganizations(n int, at time.Time) []domain.Event {
	var events []domain.Event
	for i := range n {
		org := domain.Aggregate{Type: domain.AggregateOrg, ID: OrganizationID(i)}
		number := strconv.Itoa(i + 1)
		events = append(events, org.Stamp(domain.OrganizationAdded("Organization "+number, "org-"+number+".localhost"), seedEditor, at)...)
	}
	return events
}

func membersAdded(resource string) []domain.PendingEvent {
	var events []domain.PendingEvent
	for _, user := range developmentUsers() {
		for _, m := range user.Memberships {
			if m.Resource == resource {
				events = append(events, domain.MemberAdded(user.ID, m.Roles))
			}
		}
	}
	return events
}

func newInstance() []domain.PendingEvent {
	return append([]domain.PendingEvent{domain.InstanceAdded("ZITADEL")}, domain.PolicyAdded(defaultPolicy())...)
}

// defaultPolicy is the policy of a new ZITADEL's instance.
func defaultPolicy() domain.CustomPolicy {
	return domain.CustomPolicy{
		Settings: defaultSettings(),
		SecondFactors: []policyv1.SecondFactorType{
			policyv1.SecondFactorType_SECOND_FACTOR_TYPE_OTP,
			policyv1.SecondFactorType_SECOND_FACTOR_TYPE_U2F,
		},
		MultiFactors: []policyv1.MultiFactorType{policyv1.MultiFactorType_MULTI_FACTOR_TYPE_U2F_WITH_VERIFICATION},
	}
}

// homePolicy differs from the default in a factor and a few switches, so that the two can be told apart.
func homePolicy() domain.CustomPolicy {
	p := defaultPolicy()
	p.Settings.AllowRegister = false
	p.Settings.ForceMFA = true
	p.Settings.IgnoreUnknownUsernames = true
	p.SecondFactors = append(p.SecondFactors, policyv1.SecondFactorType_SECOND_FACTOR_TYPE_OTP_EMAIL)
	return p
}

func instanceProviders() []domain.PendingEvent {
	return []domain.PendingEvent{
		domain.ProviderAdded(idpv1.ProviderType_PROVIDER_TYPE_OIDC, CompanyLoginID, "Company login"),
		domain.ProviderAdded(idpv1.ProviderType_PROVIDER_TYPE_GITHUB, GitHubID, "GitHub"),
	}
}

// homeProviders come after the policy, so that clients meet a policy whose own sequence isn't its organization's last.
func homeProviders() []domain.PendingEvent {
	return []domain.PendingEvent{
		domain.ProviderAdded(idpv1.ProviderType_PROVIDER_TYPE_SAML, AcmeDirectoryID, "Acme directory"),
		domain.ProviderLinkAdded(domain.ProviderLink{ID: AcmeDirectoryID, Owner: domain.OwnerOrg}),
		domain.ProviderLinkAdded(domain.ProviderLink{ID: CompanyLoginID, Owner: domain.OwnerSystem}),
	}
}

func defaultSettings() domain.Settings {
	return domain.Settings{
		AllowUsernamePassword:      true,
		AllowRegister:              true,
		AllowExternalIDP:           true,
		AllowDomainDiscovery:       true,
		PasswordlessType:           policyv1.PasswordlessType_PASSWORDLESS_TYPE_ALLOWED,
		PasswordCheckLifetime:      240 * time.Hour,
		ExternalLoginCheckLifetime: 240 * time.Hour,
		MFAInitSkipLifetime:        720 * time.Hour,
		SecondFactorCheckLifetime:  18 * time.Hour,
		MultiFactorCheckLifetime:   12 * time.Hour,
	}
}
