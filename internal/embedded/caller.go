package embedded

import (
	"context"
	"strings"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"

	"zitadel-graphql/internal/embedded/domain"
)

// Metadata keys that a caller sends.
const (
	keyAuthority       = ":authority"
	keyAuthorization   = "authorization"
	keyOrg             = "x-zitadel-orgid"
	keyLanguage        = "accept-language"
	keyGatewayLanguage = "grpcgateway-accept-language" // the same, behind a REST gateway
)

// caller says who makes a call, and which organization the call is about.
type caller struct {
	user User
	org  string
}

type callerKey struct{}

// callerOf gives the caller that authorize found; the zero caller where the method needs no token.
func callerOf(ctx context.Context) caller {
	c, _ := ctx.Value(callerKey{}).(caller)
	return c
}

// bearerToken gives everything behind "Bearer ", even if that is empty: then it is a token that nobody has.
func bearerToken(ctx context.Context) (string, error) {
	header := firstValue(ctx, keyAuthorization)
	if header == "" {
		return "", status.Error(codes.Unauthenticated, "authorization is missing")
	}
	parts := strings.Split(header, "Bearer ")
	if len(parts) != 2 {
		return "", domain.Refuse(codes.Unauthenticated, "AUTH-toLo1", textAuthMalformed)
	}
	return parts[1], nil
}

// languages lists the languages that the caller prefers, as tags or Accept-Language values, the strongest first.
func (c caller) languages(ctx context.Context) []string {
	var preferences []string
	if c.user.Language != "" && c.user.Language != "und" {
		preferences = append(preferences, c.user.Language)
	}
	accepted := firstValue(ctx, keyLanguage)
	if accepted == "" {
		accepted = firstValue(ctx, keyGatewayLanguage)
	}
	return append(preferences, accepted)
}

// firstValue gives the first value of a key of the call's metadata, empty where there is none.
func firstValue(ctx context.Context, key string) string {
	values := metadata.ValueFromIncomingContext(ctx, key)
	if len(values) == 0 {
		return ""
	}
	return values[0]
}
