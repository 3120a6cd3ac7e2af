package embedded

import (
	"slices"
	"strconv"
	"time"

	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
)

// The ids of the world that an empty log is seeded with. They never change: tests, the README and the clients of other
// people name them. They look like ZITADEL's, 18 digits.
const (
	InstanceID = "100000000000000001"
	// HomeOrgID is "Acme": its own policy has OTP, U2F and OTP_EMAIL and links AcmeDirectoryID and CompanyLoginID. Every
	// development machine's home.
	HomeOrgID = "200000000000000001"
	// InheritingOrgID is "Acme Labs": it has no policy of its own and starts at sequence 5.
	InheritingOrgID = "200000000000000002"
)

// restrictionsID is the aggregate of the instance's restrictions.
const restrictionsID = "110000000000000001"

// The ids of the identity providers, which never change either.
const (
	CompanyLoginID  = "400000000000000001" // "Company login", OIDC, the instance's
	GitHubID        = "400000000000000002" // "GitHub", the instance's; nobody links it
	AcmeDirectoryID = "400000000000000003" // "Acme directory", SAML, Acme's own
)

// The ids and tokens of the development users. The tokens are no secrets: whoever reaches the server may use them.
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

// seedEditor made the events that were there before any user, as in ZITADEL.
const seedEditor = "SYSTEM"

// Token is a development token, for the banner at the start and for the README.
type Token struct {
	Token string
	// Description says whose it is and what it may do, as the end of a line.
	Description string
}

// DevelopmentTokens lists the tokens that every Server accepts, the mightiest first.
func DevelopmentTokens() []Token {
	return append([]Token{
		{InstanceOwnerToken, "owner of the instance: may change every organization"},
		{OrgOwnerToken, "owner of Acme (" + HomeOrgID + "), no member of Acme Labs"},
		{ViewerToken, "may read Acme and Acme Labs (" + InheritingOrgID + "), change neither"},
		{NobodyToken, "a valid token, a member of nothing"},
	}, developmentPeopleTokens()...)
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

// worldEvents is the history of a world that was set up at one moment. Acme's settings were its owner's doing, so that its
// history has somebody to name.
func worldEvents(at time.Time) []event {
	instance := aggregate{kind: kindInstance, id: InstanceID}
	home := aggregate{kind: kindOrg, id: HomeOrgID}
	inheriting := aggregate{kind: kindOrg, id: InheritingOrgID}
	founding := home.stamp(slices.Concat(newOrg("Acme", "acme.localhost"), members(HomeOrgID)), seedEditor, at)

	return slices.Concat(
		instance.stamp(slices.Concat(newInstance(), members(InstanceID), instanceProviders()), seedEditor, at),
		founding,
		apply(home, founding...).stamp(slices.Concat(homePolicy(), homeProviders()), OrgOwnerID, at),
		inheriting.stamp(slices.Concat(newOrg("Acme Labs", "acme-labs.localhost"), members(InheritingOrgID)), seedEditor, at),
	)
}

// OrganizationID is the id of one of Config.Organizations, which count from 0.
func OrganizationID(n int) string { return strconv.FormatInt(210_000_000_000_000_001+int64(n), 10) }

// furtherOrganizations have no members but the instance's, and inherit.
func furtherOrganizations(n int, at time.Time) []event {
	var events []event
	for i := range n {
		org := aggregate{kind: kindOrg, id: OrganizationID(i)}
		number := strconv.Itoa(i + 1)
		events = append(events, org.stamp(newOrg("Organization "+number, "org-"+number+".localhost"), seedEditor, at)...)
	}
	return events
}

// newOrg is what ZITADEL records when an organization is created, its members apart.
func newOrg(name, domain string) []change {
	return []change{
		{topicAdded, &namePayload{name}},
		{topicDomainAdded, &domainPayload{domain}},
		{topicDomainVerified, &domainPayload{domain}},
		{topicDomainPrimarySet, &domainPayload{domain}},
	}
}

func members(resource string) []change {
	var changes []change
	for _, user := range developmentUsers() {
		for _, m := range user.Memberships {
			if m.Resource == resource {
				changes = append(changes, change{topicMemberAdded, &memberPayload{user.ID, m.Roles}})
			}
		}
	}
	return changes
}

// newInstance has the default policy of a fresh ZITADEL.
func newInstance() []change {
	set := freshSettings()
	return []change{
		{topicAdded, &namePayload{"ZITADEL"}},
		{topicPolicyAdded, &set},
		secondFactorAdded(policyv1.SecondFactorType_SECOND_FACTOR_TYPE_OTP),
		secondFactorAdded(policyv1.SecondFactorType_SECOND_FACTOR_TYPE_U2F),
		multiFactorAdded(policyv1.MultiFactorType_MULTI_FACTOR_TYPE_U2F_WITH_VERIFICATION),
	}
}

// homePolicy differs from the default in its factors and a few switches, so that a reader can see whose it is.
func homePolicy() []change {
	set := freshSettings()
	set.AllowRegister = false
	set.ForceMFA = true
	set.IgnoreUnknownUsernames = true
	return []change{
		{topicPolicyAdded, &set},
		secondFactorAdded(policyv1.SecondFactorType_SECOND_FACTOR_TYPE_OTP),
		secondFactorAdded(policyv1.SecondFactorType_SECOND_FACTOR_TYPE_U2F),
		secondFactorAdded(policyv1.SecondFactorType_SECOND_FACTOR_TYPE_OTP_EMAIL),
		multiFactorAdded(policyv1.MultiFactorType_MULTI_FACTOR_TYPE_U2F_WITH_VERIFICATION),
	}
}

func instanceProviders() []change {
	return []change{
		{topicOIDCAdded, &providerPayload{CompanyLoginID, "Company login"}},
		{topicGitHubAdded, &providerPayload{GitHubID, "GitHub"}},
	}
}

// homeProviders come after the policy: the links must not be its last change.
func homeProviders() []change {
	return []change{
		{topicSAMLAdded, &providerPayload{AcmeDirectoryID, "Acme directory"}},
		{topicLinkAdded, &linkPayload{AcmeDirectoryID, ownerOrg}},
		{topicLinkAdded, &linkPayload{CompanyLoginID, ownerSystem}},
	}
}

func freshSettings() settings {
	return settings{
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
