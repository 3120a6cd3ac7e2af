package embedded

import (
	"cmp"
	"context"
	"fmt"
	"strings"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/reflect/protoregistry"

	optionsv2 "zitadel-graphql/internal/wire/zitadel/protoc_gen_zitadel/v2"
	zitadelv1 "zitadel-graphql/internal/wire/zitadel/v1"
)

// Metadata keys that a caller sends.
const (
	keyAuthority      = ":authority"
	keyAuthorization  = "authorization"
	keyOrg            = "x-zitadel-orgid"
	keyLanguage       = "accept-language"
	keyLanguageFacade = "grpcgateway-accept-language" // how a REST gateway passes it on
)

// permissionAuthenticated is asked for by methods that need a valid token and nothing else.
const permissionAuthenticated = "authenticated"

// caller is who makes a call, and the organization that the call is about.
type caller struct {
	user User
	org  string
}

type callerKey struct{}

func callerOf(ctx context.Context) caller {
	c, _ := ctx.Value(callerKey{}).(caller)
	return c
}

// methodPermissions reads from the contract what each registered method asks for: empty where it needs no token.
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

// permissionOf reads either of two options: the services of v1 and of v2 each have their own.
func permissionOf(method proto.Message) string {
	v1, _ := proto.GetExtension(method, zitadelv1.E_AuthOption).(*zitadelv1.AuthOption)
	v2, _ := proto.GetExtension(method, optionsv2.E_Options).(*optionsv2.Options)
	return cmp.Or(v1.GetPermission(), v2.GetAuthOption().GetPermission())
}

// authorize lets a call through if its token, organization, membership and roles allow the method, in this order.
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
	if err := c.may(permission); err != nil {
		return nil, err
	}
	s.store.arrivals.Add(1)
	return handler(context.WithValue(ctx, callerKey{}, c), req)
}

// identify finds the user by the token, and the organization: the first value of x-zitadel-orgid, even if more follow;
// the user's home if that is missing or empty. A blank one is no organization's: only HTTP/1.1 makes it empty on the way.
func (s *Server) identify(ctx context.Context) (caller, error) {
	token, err := bearerToken(ctx)
	if err != nil {
		return caller{}, err
	}
	user, known := s.users[token]
	if !known {
		return caller{}, refuse(codes.Unauthenticated, "AUTH-7fs1e", textTokenInvalid)
	}
	if err := s.demandFactor(user); err != nil {
		return caller{}, err
	}
	org := firstValue(ctx, keyOrg)
	if org == "" {
		org = user.HomeOrg
	}
	if !s.store.orgExists(org) {
		return caller{}, refuse(codes.PermissionDenied, "AUTH-Bs7Ds", textOrgMissing)
	}
	return caller{user: user, org: org}, nil
}

// bearerToken takes no token at all for one that nobody has.
func bearerToken(ctx context.Context) (string, error) {
	header := firstValue(ctx, keyAuthorization)
	if header == "" {
		return "", status.Error(codes.Unauthenticated, "authorization is missing")
	}
	parts := strings.Split(header, "Bearer ")
	if len(parts) != 2 {
		return "", refuse(codes.Unauthenticated, "AUTH-toLo1", textAuthMalformed)
	}
	return parts[1], nil
}

// may answers NOT_FOUND to somebody who is no member, as ZITADEL does.
func (c caller) may(permission string) error {
	if permission == permissionAuthenticated {
		return nil
	}
	roles, member := c.user.rolesIn(c.org)
	if !member {
		return refuse(codes.NotFound, "AUTHZ-cdgFk", textMembershipMissing)
	}
	if !anyGrants(roles, permission) {
		return refuse(codes.PermissionDenied, "AUTH-5mWD2", textPermissionMissing)
	}
	return nil
}

// languages lists the caller's preferences, the strongest first.
func (c caller) languages(ctx context.Context) []string {
	var preferences []string
	if c.user.Language != "" && c.user.Language != "und" {
		preferences = append(preferences, c.user.Language)
	}
	accepted := firstValue(ctx, keyLanguage)
	if accepted == "" {
		accepted = firstValue(ctx, keyLanguageFacade)
	}
	return append(preferences, accepted)
}

func firstValue(ctx context.Context, key string) string {
	values := metadata.ValueFromIncomingContext(ctx, key)
	if len(values) == 0 {
		return ""
	}
	return values[0]
}
