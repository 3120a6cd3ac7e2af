package embedded

import (
	"context"
	"slices"
	"time"

	authv1 "zitadel-graphql/internal/wire/zitadel/auth/v1"
)

// The roles that a Membership may name, as ZITADEL calls them.
const (
	RoleIAMOwner           = "IAM_OWNER"
	RoleIAMOwnerViewer     = "IAM_OWNER_VIEWER"
	RoleIAMUserManager     = "IAM_USER_MANAGER" // may read organizations, but not their policies
	RoleOrgOwner           = "ORG_OWNER"
	RoleOrgSettingsManager = "ORG_SETTINGS_MANAGER"
	RoleOrgOwnerViewer     = "ORG_OWNER_VIEWER"
)

// permissionsOf gives those permissions of a role that have to do with the methods of this server; ZITADEL's roles have
// more.
func permissionsOf(role string) ([]string, bool) {
	switch role {
	case RoleIAMOwner:
		return []string{
			"events.read", "iam.idp.read", "iam.idp.write", "iam.policy.delete", "iam.policy.read", "iam.policy.write",
			"iam.restrictions.read", "iam.restrictions.write", "org.global.read", "org.idp.read", "org.idp.write", "org.read",
			"policy.delete", "policy.read", "policy.write", "user.read", "user.write",
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
			"user.read", "user.write",
		}, true
	case RoleOrgSettingsManager:
		return []string{"org.idp.read", "org.idp.write", "org.read", "policy.delete", "policy.read", "policy.write"}, true
	case RoleOrgOwnerViewer:
		return []string{"org.idp.read", "org.read", "policy.read", "user.read"}, true
	}
	return nil, false
}

// roles are all of them, in the order in which a ZITADEL's instance gets them.
func roles() []string {
	return []string{RoleIAMOwner, RoleIAMOwnerViewer, RoleIAMUserManager, RoleOrgOwner, RoleOrgSettingsManager, RoleOrgOwnerViewer}
}

// permissionPayload goes with the event that lets a role do something.
type permissionPayload struct {
	Role       string `json:"role"`
	Permission string `json:"permission"`
}

func (p *permissionPayload) check() error { return notEmpty(p.Role, p.Permission) }

// permissionEvents is how an instance remembers what its roles allow: as many events as there are, under the instance's
// id and with sequences of their own, which soon are higher than the instance's.
func permissionEvents(at time.Time) []event {
	var changes []change
	for _, role := range roles() {
		permissions, _ := permissionsOf(role)
		for _, permission := range permissions {
			changes = append(changes, change{topicAdded, &permissionPayload{role, permission}})
		}
	}
	return aggregate{kind: kindPermission, id: InstanceID}.stamp(changes, seedEditor, at)
}

// rolesIn gives the user's roles that count in the organization, and whether the user is a member there at all.
func (u User) rolesIn(org string) (roles []string, member bool) {
	for _, m := range u.Memberships {
		if m.Resource == org || m.Resource == InstanceID {
			roles, member = append(roles, m.Roles...), true
		}
	}
	return roles, member
}

func anyGrants(roles []string, permission string) bool {
	return slices.Contains(granted(roles), permission)
}

// granted lists what the roles allow, each permission once, in the order of the alphabet.
func granted(roles []string) []string {
	var all []string
	for _, role := range roles {
		permissions, _ := permissionsOf(role)
		all = append(all, permissions...)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// authentication is the AuthService: what callers may ask about themselves.
type authentication struct {
	authv1.UnimplementedAuthServiceServer
	service
}

var _ authv1.AuthServiceServer = (*authentication)(nil)

// ListMyZitadelPermissions gives an empty list to somebody who is a member of nothing.
func (*authentication) ListMyZitadelPermissions(ctx context.Context, _ *authv1.ListMyZitadelPermissionsRequest) (*authv1.ListMyZitadelPermissionsResponse, error) {
	c := callerOf(ctx)
	roles, _ := c.user.rolesIn(c.org)
	return &authv1.ListMyZitadelPermissionsResponse{Result: granted(roles)}, nil
}
