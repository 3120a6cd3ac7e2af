package embedded

import (
	"cmp"
	"context"
	"fmt"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/reflect/protoregistry"

	"zitadel-graphql/internal/embedded/domain"
	optionsv2 "zitadel-graphql/internal/wire/zitadel/protoc_gen_zitadel/v2"
	zitadelv1 "zitadel-graphql/internal/wire/zitadel/v1"
)

// permissionAuthenticated is the contract's name for: a valid token, and nothing else.
const permissionAuthenticated = "authenticated"

// methodPermissions reads the permission that each registered method needs from the contract. It is empty for a method that
// needs no token.
func methodPermissions(services map[string]grpc.ServiceInfo) (map[string]string, error) {
	permissions := map[string]string{}
	for name := range services {
		d, err := protoregistry.GlobalFiles.FindDescriptorByName(protoreflect.FullName(name))
		if err != nil {
			return nil, fmt.Errorf("find service %s: %w", name, err)
		}
		service, ok := d.(protoreflect.ServiceDescriptor)
		if !ok {
			return nil, fmt.Errorf("find service %s: it is a %T", name, d)
		}
		addPermissions(permissions, service)
	}
	return permissions, nil
}

func addPermissions(permissions map[string]string, service protoreflect.ServiceDescriptor) {
	methods := service.Methods()
	for i := range methods.Len() {
		m := methods.Get(i)
		permissions[fmt.Sprintf("/%s/%s", service.FullName(), m.Name())] = permissionOf(m.Options())
	}
}

// permissionOf looks for both options: the services of v1 and those of v2 each have one of their own.
func permissionOf(method proto.Message) string {
	v1, _ := proto.GetExtension(method, zitadelv1.E_AuthOption).(*zitadelv1.AuthOption)
	v2, _ := proto.GetExtension(method, optionsv2.E_Options).(*optionsv2.Options)
	return cmp.Or(v1.GetPermission(), v2.GetAuthOption().GetPermission())
}

// authorize checks the token, then the strength of the login, the organization, the membership and the roles. The first check
// that fails decides the answer.
func (s *Server) authorize(ctx context.Context, req any, info *grpc.UnaryServerInfo, handler grpc.UnaryHandler) (any, error) {
	permission, known := s.permissions[info.FullMethod]
	if !known {
		return nil, status.Errorf(codes.Unimplemented, "%s is not in the contract", info.FullMethod)
	}
	if permission == "" {
		return handler(ctx, req)
	}
	c, err := s.identify(ctx)
	if err != nil {
		return nil, err
	}
	if err := c.checkPermission(permission); err != nil {
		return nil, err
	}
	s.store.CallArrived()
	return handler(context.WithValue(ctx, callerKey{}, c), req)
}

// identify finds the user by the token, and then the organization: the first value of x-zitadel-orgid, even if more follow, or
// the user's home where that is missing or empty. A blank value names no organization. Over HTTP/1.1 it arrives empty, and
// means the home.
func (s *Server) identify(ctx context.Context) (caller, error) {
	token, err := bearerToken(ctx)
	if err != nil {
		return caller{}, err
	}
	user, known := s.users[token]
	if !known {
		return caller{}, domain.Refuse(codes.Unauthenticated, "AUTH-7fs1e", textTokenInvalid)
	}
	if err := s.requireStrongerLogin(user); err != nil {
		return caller{}, err
	}
	org := firstValue(ctx, keyOrg)
	if org == "" {
		org = user.HomeOrg
	}
	if !s.store.OrgExists(org) {
		return caller{}, domain.Refuse(codes.PermissionDenied, "AUTH-Bs7Ds", textOrgMissing)
	}
	return caller{user: user, org: org}, nil
}

// checkPermission refuses somebody who is no member with NOT_FOUND, as ZITADEL does.
func (c caller) checkPermission(permission string) error {
	if permission == permissionAuthenticated {
		return nil
	}
	roles, member := c.user.rolesIn(c.org)
	if !member {
		return domain.Refuse(codes.NotFound, "AUTHZ-cdgFk", textMembershipMissing)
	}
	if !anyRoleGrants(roles, permission) {
		return domain.Refuse(codes.PermissionDenied, "AUTH-5mWD2", textPermissionMissing)
	}
	return nil
}
