package problem

import (
	"maps"

	"google.golang.org/grpc/codes"

	adminv1 "zitadel-graphql/internal/wire/zitadel/admin/v1"
	managementv1 "zitadel-graphql/internal/wire/zitadel/management/v1"
)

// Condition identifies one refusal of ZITADEL's. The id alone doesn't: ZITADEL uses one id for several refusals.
type Condition struct {
	// Method is the RPC's full name. Empty stands for every method.
	Method string
	Code   codes.Code
	// ID is that of the zitadel.v1.ErrorDetail. Empty stands for a status without one.
	ID string
}

// Meaning is what a condition is called in the contract.
type Meaning struct {
	Code   Code
	Reason Reason
	// Text takes the place of ZITADEL's text, which may be a raw key, is never localized, or misleads. If it is empty, ZITADEL's
	// is kept.
	Text string
}

// The ids after which code goes on differently: see NotPermitted and StrongerLoginRequired.
const (
	// notAMember is ZITADEL's id for a caller without any role where it asks something. ZITADEL calls that NOT_FOUND.
	notAMember = "AUTHZ-cdgFk"
	// strongerLoginRequired is ZITADEL's id for a token of a login without a second factor, where one is forced.
	strongerLoginRequired = "AUTHZ-Kl3p0"
)

// Conditions returns a new table of all conditions whose meaning is known. docs/errors.md has a row for each, which a test
// compares.
func Conditions() map[Condition]Meaning {
	all := commonConditions()
	maps.Copy(all, organizationConditions())
	maps.Copy(all, instanceConditions())
	maps.Copy(all, personConditions())
	return all
}

// commonConditions has the conditions that any method may answer.
func commonConditions() map[Condition]Meaning {
	return map[Condition]Meaning{
		// ZITADEL says this of a call without a token, and a gateway may of one whose token it doesn't accept.
		{"", codes.Unauthenticated, ""}: {CodeUnauthenticated, "",
			"The call reached ZITADEL without a token, or a gateway in between doesn't accept the token. Log in again; if that " +
				"doesn't help, ask this server's operator to check what is in between."},
		{"", codes.Unauthenticated, "AUTH-toLo1"}: {CodeUnauthenticated, ReasonTokenMalformed,
			"ZITADEL can't read the authorization header. Send authorization: Bearer <token>."},
		{"", codes.Unauthenticated, "AUTH-7fs1e"}: {CodeUnauthenticated, ReasonTokenRejected,
			"ZITADEL doesn't accept the token: it is unknown, expired or revoked, or its user is deactivated. Log in again."},
		{"", codes.PermissionDenied, "AUTHZ-EGDo3"}: {CodeUnauthenticated, ReasonSessionExpired,
			"The session of this token has expired. Log in again."},
		{"", codes.PermissionDenied, "APP-wai8O"}: {CodeForbidden, ReasonTokenNotForAPI,
			"ZITADEL's API doesn't accept this kind of token. Log in as yourself, or use a personal access token."},
		{"", codes.PermissionDenied, "APP-Shi0J"}: {CodeForbidden, ReasonTokenNotForAPI,
			"ZITADEL's API doesn't accept this kind of token. Log in as yourself, or use a personal access token."},
		{"", codes.PermissionDenied, strongerLoginRequired}: {CodeForbidden, ReasonStrongerLoginRequired,
			"The organization requires a second factor, and this token is from a login without one. Log in again with a second factor."},
		{"", codes.PermissionDenied, "AUTH-DZG21"}: {CodeForbidden, ReasonOriginNotAllowed,
			"The application that this token was made for doesn't allow calls from here. Ask its administrator to allow this server's origin."},
		{"", codes.PermissionDenied, "AUTH-Bs7Ds"}: {CodeNotFound, ReasonOrganizationNotFound,
			"This organization doesn't exist. Check its id."},
		{"", codes.NotFound, notAMember}: {CodeForbidden, ReasonNotAMember,
			"You have no role in this organization or instance. Ask one of its owners for a role."},
		{"", codes.PermissionDenied, "AUTH-5mWD2"}: {CodeForbidden, ReasonPermissionMissing,
			"Your roles don't allow this here. Ask an owner for a role that does."},
		{"", codes.PermissionDenied, "AUTH-AWfge"}: {CodeForbidden, ReasonPermissionMissing,
			"Your roles don't allow this to be done to this person. Ask an owner of the organization for a role that does."},
		{"", codes.ResourceExhausted, "QUOTA-vjAy8"}: {CodeRateLimited, ReasonQuotaExhausted,
			"The instance has used up its quota of requests. Ask its operator for a larger one, or wait until it is renewed."},
		{"", codes.ResourceExhausted, "LIMITS-molsj"}: {CodeRateLimited, ReasonInstanceBlocked,
			"The instance is blocked by its operator. Ask the operator to unblock it."},
		{"", codes.NotFound, ""}: {CodeBadGateway, ReasonBackendNotZitadelOrWrongHost,
			notZITADEL},
	}
}

// doubtfulRefusal is the message for a write that was refused for a reason which ZITADEL also gives when its database fails.
// It is empty for other reasons. A read is asked twice before such a refusal is believed, and a write never is.
func doubtfulRefusal(reason Reason) string {
	const again = " It also says so when its database fails: check whether it is true, and send the change again if it isn't."
	switch reason {
	case ReasonTokenRejected:
		return "ZITADEL doesn't accept the token." + again
	case ReasonOrganizationNotFound:
		return "ZITADEL says that the organization doesn't exist." + again
	default:
		return ""
	}
}

// The texts that several conditions share.
const (
	unknownSecondFactor = "ZITADEL doesn't know this type of second factor; its version may be too old. Choose another one, or have ZITADEL upgraded."
	unknownMultiFactor  = "ZITADEL doesn't know this type of multi factor; its version may be too old. Choose another one, or have ZITADEL upgraded."
	noIdentityProvider  = "This identity provider doesn't exist, or isn't one that this login policy can link. Check its id."
	linkedAlready       = "The login policy already links this identity provider. Nothing has to be changed."
	notLinked           = "The login policy doesn't link this identity provider, so there is nothing to remove."
	diverged            = "ZITADEL says that this update changes nothing, but it shows a different policy, as it may after two " +
		"customizations at once. Send it again with putInForce: true."
)

// organizationConditions has the conditions of an organization's settings.
func organizationConditions() map[Condition]Meaning {
	return map[Condition]Meaning{
		{managementv1.ManagementService_AddSecondFactorToLoginPolicy_FullMethodName, codes.AlreadyExists, "Org-2B0ps"}: {
			CodeAlreadyExists, ReasonSecondFactorAlreadyConfigured, ""},
		{managementv1.ManagementService_AddSecondFactorToLoginPolicy_FullMethodName, codes.InvalidArgument, ""}: {
			CodeBadUserInput, ReasonSecondFactorUnknownToBackend, unknownSecondFactor},
		{managementv1.ManagementService_RemoveSecondFactorFromLoginPolicy_FullMethodName, codes.NotFound, "Org-3M9od"}: {
			CodeNotFound, ReasonSecondFactorNotConfigured, ""},
		{managementv1.ManagementService_RemoveSecondFactorFromLoginPolicy_FullMethodName, codes.InvalidArgument, ""}: {
			CodeBadUserInput, ReasonSecondFactorUnknownToBackend, unknownSecondFactor},
		{managementv1.ManagementService_AddMultiFactorToLoginPolicy_FullMethodName, codes.AlreadyExists, "Org-3M9od"}: {
			CodeAlreadyExists, ReasonMultiFactorAlreadyConfigured, ""},
		{managementv1.ManagementService_AddMultiFactorToLoginPolicy_FullMethodName, codes.InvalidArgument, ""}: {
			CodeBadUserInput, ReasonMultiFactorUnknownToBackend, unknownMultiFactor},
		{managementv1.ManagementService_RemoveMultiFactorFromLoginPolicy_FullMethodName, codes.NotFound, "Org-3M9df"}: {
			CodeNotFound, ReasonMultiFactorNotConfigured, ""},
		{managementv1.ManagementService_RemoveMultiFactorFromLoginPolicy_FullMethodName, codes.InvalidArgument, ""}: {
			CodeBadUserInput, ReasonMultiFactorUnknownToBackend, unknownMultiFactor},
		{managementv1.ManagementService_AddCustomLoginPolicy_FullMethodName, codes.InvalidArgument, "Org-WSfdq"}: {
			CodeBadUserInput, ReasonRedirectURIInvalid, ""},
		{managementv1.ManagementService_AddCustomLoginPolicy_FullMethodName, codes.InvalidArgument, "Org-SFeea"}: {
			CodeBadUserInput, ReasonSecondFactorUnknownToBackend, unknownSecondFactor},
		{managementv1.ManagementService_AddCustomLoginPolicy_FullMethodName, codes.InvalidArgument, "Org-WSfrg"}: {
			CodeBadUserInput, ReasonMultiFactorUnknownToBackend, unknownMultiFactor},
		{managementv1.ManagementService_AddCustomLoginPolicy_FullMethodName, codes.AlreadyExists, "Org-Dgfb2"}: {
			CodeConflict, ReasonConcurrentCustomization, "Somebody else gave the organization its own policy at the same time. Read the policy and decide again."},
		{managementv1.ManagementService_AddCustomLoginPolicy_FullMethodName, codes.FailedPrecondition, "Org-FEd32"}: {
			CodeNotFound, ReasonIdentityProviderNotFound, noIdentityProvider},
		{managementv1.ManagementService_UpdateCustomLoginPolicy_FullMethodName, codes.InvalidArgument, "Org-Sfd21"}: {
			CodeBadUserInput, ReasonRedirectURIInvalid, ""},
		{managementv1.ManagementService_UpdateCustomLoginPolicy_FullMethodName, codes.NotFound, "Org-M0sif"}: {
			CodeNotFound, ReasonLoginPolicyNotFound, ""},
		{managementv1.ManagementService_UpdateCustomLoginPolicy_FullMethodName, codes.FailedPrecondition, "Org-5M9vdd"}: {
			CodeConflict, ReasonLoginPolicyDiverged, diverged},
		{managementv1.ManagementService_ResetLoginPolicyToDefault_FullMethodName, codes.NotFound, "Org-GHB37"}: {
			CodeNotFound, ReasonLoginPolicyNotFound, ""},
		{managementv1.ManagementService_AddIDPToLoginPolicy_FullMethodName, codes.NotFound, "Org-Ffgw2"}: {
			CodeNotFound, ReasonLoginPolicyNotFound, ""},
		{managementv1.ManagementService_AddIDPToLoginPolicy_FullMethodName, codes.FailedPrecondition, "Org-3N9fs"}: {
			CodeNotFound, ReasonIdentityProviderNotFound, noIdentityProvider},
		{managementv1.ManagementService_AddIDPToLoginPolicy_FullMethodName, codes.AlreadyExists, "Org-2B0ps"}: {
			CodeAlreadyExists, ReasonIdentityProviderAlreadyLinked, linkedAlready},
		{managementv1.ManagementService_RemoveIDPFromLoginPolicy_FullMethodName, codes.NotFound, "Org-GVDfe"}: {
			CodeNotFound, ReasonLoginPolicyNotFound, ""},
		{managementv1.ManagementService_RemoveIDPFromLoginPolicy_FullMethodName, codes.NotFound, "Org-39fjs"}: {
			CodeNotFound, ReasonIdentityProviderNotLinked, notLinked},
	}
}

// instanceConditions has the conditions of the instance's settings.
func instanceConditions() map[Condition]Meaning {
	return map[Condition]Meaning{
		{adminv1.AdminService_AddSecondFactorToLoginPolicy_FullMethodName, codes.AlreadyExists, "INSTANCE-2B0ps"}: {
			CodeAlreadyExists, ReasonSecondFactorAlreadyConfigured, "The instance's login policy already allows this factor. Nothing has to be changed."},
		{adminv1.AdminService_AddSecondFactorToLoginPolicy_FullMethodName, codes.InvalidArgument, ""}: {
			CodeBadUserInput, ReasonSecondFactorUnknownToBackend, unknownSecondFactor},
		{adminv1.AdminService_RemoveSecondFactorFromLoginPolicy_FullMethodName, codes.NotFound, "INSTANCE-3M9od"}: {
			CodeNotFound, ReasonSecondFactorNotConfigured, ""},
		{adminv1.AdminService_RemoveSecondFactorFromLoginPolicy_FullMethodName, codes.InvalidArgument, ""}: {
			CodeBadUserInput, ReasonSecondFactorUnknownToBackend, unknownSecondFactor},
		{adminv1.AdminService_AddMultiFactorToLoginPolicy_FullMethodName, codes.AlreadyExists, "INSTANCE-3M9od"}: {
			CodeAlreadyExists, ReasonMultiFactorAlreadyConfigured, "The instance's login policy already allows this factor. Nothing has to be changed."},
		{adminv1.AdminService_AddMultiFactorToLoginPolicy_FullMethodName, codes.InvalidArgument, ""}: {
			CodeBadUserInput, ReasonMultiFactorUnknownToBackend, unknownMultiFactor},
		{adminv1.AdminService_RemoveMultiFactorFromLoginPolicy_FullMethodName, codes.NotFound, "INSTANCE-3M9df"}: {
			CodeNotFound, ReasonMultiFactorNotConfigured, ""},
		{adminv1.AdminService_RemoveMultiFactorFromLoginPolicy_FullMethodName, codes.InvalidArgument, ""}: {
			CodeBadUserInput, ReasonMultiFactorUnknownToBackend, unknownMultiFactor},
		{adminv1.AdminService_UpdateLoginPolicy_FullMethodName, codes.InvalidArgument, "INST-SFdqd"}: {
			CodeBadUserInput, ReasonRedirectURIInvalid, ""},
		{adminv1.AdminService_UpdateLoginPolicy_FullMethodName, codes.NotFound, "INSTANCE-M0sif"}: {
			CodeNotFound, ReasonLoginPolicyNotFound, ""},
		{adminv1.AdminService_UpdateLoginPolicy_FullMethodName, codes.FailedPrecondition, "INSTANCE-5M9vdd"}: {
			CodeConflict, ReasonLoginPolicyDiverged, diverged},
		{adminv1.AdminService_SetRestrictions_FullMethodName, codes.InvalidArgument, "LANG-jc8Sq"}: {
			CodeBadUserInput, ReasonLanguageInvalid, ""},
		{adminv1.AdminService_SetRestrictions_FullMethodName, codes.InvalidArgument, "LANG-XHiK5"}: {
			CodeBadUserInput, ReasonLanguageInvalid, ""},
		{adminv1.AdminService_SetRestrictions_FullMethodName, codes.InvalidArgument, "LANG-lg4DP"}: {
			CodeBadUserInput, ReasonLanguageInvalid, ""},
		{adminv1.AdminService_SetRestrictions_FullMethodName, codes.FailedPrecondition, "COMMAND-L0m2u"}: {
			CodeFailedPrecondition, ReasonDefaultLanguageNotAllowed, ""},
		{adminv1.AdminService_AddIDPToLoginPolicy_FullMethodName, codes.FailedPrecondition, "INSTANCE-m8fsd"}: {
			CodeNotFound, ReasonIdentityProviderNotFound, noIdentityProvider},
		{adminv1.AdminService_AddIDPToLoginPolicy_FullMethodName, codes.AlreadyExists, "INSTANCE-2B0ps"}: {
			CodeAlreadyExists, ReasonIdentityProviderAlreadyLinked, linkedAlready},
		{adminv1.AdminService_RemoveIDPFromLoginPolicy_FullMethodName, codes.NotFound, "INSTANCE-39fjs"}: {
			CodeNotFound, ReasonIdentityProviderNotLinked, notLinked},
	}
}
