package embedded

import (
	"slices"
	"time"

	"google.golang.org/grpc/codes"

	"zitadel-graphql/internal/embedded/domain"
)

// The roles that a Membership may name, as ZITADEL calls them.
const (
	RoleIAMOwner           = "IAM_OWNER"
	RoleIAMOwnerViewer     = "IAM_OWNER_VIEWER"
	RoleIAMUserManager     = "IAM_USER_MANAGER" // may read organizations, but not their policies
	RoleOrgOwner           = "ORG_OWNER"
	RoleOrgSettingsManager = "ORG_SETTINGS_MANAGER"
	RoleOrgOwnerViewer     = "ORG_OWNER_VIEWER"
	RoleOrgUserManager     = "ORG_USER_MANAGER" // may remove the factors of people, but not their recovery codes
)

// permissionsOf gives the permissions of a role, false where there is no such role. It has those that the methods of this
// server ask for; ZITADEL's roles have more.
func permissionsOf(role string) ([]string, bool) {
	switch role {
	case RoleIAMOwner:
		return []string{
			"events.read", "iam.idp.read", "iam.idp.write", "iam.policy.delete", "iam.policy.read", "iam.policy.write",
			"iam.restrictions.read", "iam.restrictions.write", "org.global.read", "org.idp.read", "org.idp.write", "org.read",
			"policy.delete", "policy.read", "policy.write", "user.credential.write", "user.read", "user.write",
		}, true
	case RoleIAMOwnerViewer:
		return []string{
			"events.read", "iam.idp.read", "iam.policy.read", "iam.restrictions.read", "org.idp.read", "org.read", "policy.read",
			"user.read",
		}, true
	case RoleIAMUserManager:
		return []string{"org.global.read", "org.read", "user.read", "user.write"}, true
	case RoleOrgOwner:
		return []string{
			"org.global.read", "org.idp.read", "org.idp.write", "org.read", "policy.delete", "policy.read", "policy.write",
			"user.credential.write", "user.read", "user.write",
		}, true
	case RoleOrgSettingsManager:
		return []string{"org.idp.read", "org.idp.write", "org.read", "policy.delete", "policy.read", "policy.write"}, true
	case RoleOrgOwnerViewer:
		return []string{"org.idp.read", "org.read", "policy.read", "user.read"}, true
	case RoleOrgUserManager:
		return []string{"org.read", "policy.read", "user.read", "user.write"}, true
	}
	return nil, false
}

// allRoles lists the roles in the order in which a new instance gets them.
func allRoles() []string {
	return []string{RoleIAMOwner, RoleIAMOwnerViewer, RoleIAMUserManager, RoleOrgOwner, RoleOrgSettingsManager, RoleOrgOwnerViewer, RoleOrgUserManager}
}

// permissionEvents gives the events by which an instance got its roles, one for each permission. They stand under the instance's
// id, but have sequences of their own, which soon are higher than the instance's.
func permissionEvents(at time.Time) []domain.Event {
	var pending []domain.PendingEvent
	for _, role := range allRoles() {
		permissions, _ := permissionsOf(role)
		for _, permission := range permissions {
			pending = append(pending, domain.PermissionAdded(role, permission))
		}
	}
	return domain.Aggregate{Type: domain.AggregatePermission, ID: InstanceID}.Stamp(pending, seedEditor, at)
}

// rolesIn gives the roles that the user has in the organization, those in the instance included, and whether the user is a
// member of either.
func (u User) rolesIn(org string) (roles []string, member bool) {
	for _, m := range u.Memberships {
		if m.Resource == org || m.Resource == InstanceID {
			roles, member = append(roles, m.Roles...), true
		}
	}
	return roles, member
}

// mayAccessUsersOf refuses a caller who hasn't the permission in an organization, as ZITADEL's commands and queries do: their
// error ids aren't those of checkPermission.
func (c caller) mayAccessUsersOf(org, permission string) error {
	roles, member := c.user.rolesIn(org)
	if !member {
		return domain.Refuse(codes.NotFound, "AUTHZ-cdgFk", textMembershipMissing)
	}
	if !anyRoleGrants(roles, permission) {
		return domain.Refuse(codes.PermissionDenied, "AUTH-AWfge", textPermissionMissing)
	}
	return nil
}

func (c caller) mayReadOrg(org string) bool {
	roles, _ := c.user.rolesIn(org)
	return anyRoleGrants(roles, "org.read")
}

func anyRoleGrants(roles []string, permission string) bool {
	return slices.Contains(permissionsOfRoles(roles), permission)
}

// permissionsOfRoles lists the permissions of all the roles, each once, sorted.
func permissionsOfRoles(roles []string) []string {
	var all []string
	for _, role := range roles {
		permissions, _ := permissionsOf(role)
		all = append(all, permissions...)
	}
	slices.Sort(all)
	return slices.Compact(all)
}
