package embedded

import (
	"bytes"
	"context"
	"log/slog"
	"slices"
	"strings"
	"testing"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"

	"zitadel-graphql/internal/embedded/domain"
	idpv1 "zitadel-graphql/internal/wire/zitadel/idp/v1"
	managementv1 "zitadel-graphql/internal/wire/zitadel/management/v1"
	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
)

// A name that isn't loopback reaches no instance, or a web page could rebind its own name to this server. The refusal
// has no detail: by that a client tells it from every other NOT_FOUND.
func TestAuthority(t *testing.T) {
	closed, anyName := open(t, Config{}), open(t, Config{AnyAuthority: true})
	tests := map[string]bool{
		"localhost": true, "LocalHost:4001": true, "localhost.": true, "zitadel.localhost:4001": true, "127.0.0.1": true, "127.8.9.10:443": true, "[::1]": true, "[::1]:1": true,
		"evil.example": false, "localhost.evil.example": false, "127.0.0.1.evil.example": false, "10.0.0.1": false,
		"0.0.0.0": false, "[::]:1": false, "2130706433": false,
	}
	for authority, allowed := range tests {
		_, err := connect(t, closed, authority).Healthz(t.Context(), &managementv1.HealthzRequest{})
		if got := err == nil; got != allowed {
			t.Errorf("%s: got %v", authority, err)
		}
		if id, _ := detailOf(t, err); err != nil && (status.Code(err) != codes.NotFound || id != "") {
			t.Errorf("%s: got %v, want a plain NOT_FOUND", authority, err)
		}
		if _, err := connect(t, anyName, authority).Healthz(t.Context(), &managementv1.HealthzRequest{}); err != nil {
			t.Errorf("%s with any authority: %v", authority, err)
		}
	}
}

// Of several things that are wrong, the first in ZITADEL's order is reported, so that no caller learns more than it may.
func TestRefusalsInOrder(t *testing.T) {
	client := connect(t, open(t, Config{}), "localhost")
	header := func(pairs ...string) context.Context {
		return metadata.AppendToOutgoingContext(t.Context(), pairs...)
	}
	const key, org = "authorization", "x-zitadel-orgid"
	tests := []struct {
		name string
		ctx  context.Context
		code codes.Code
		id   string
	}{
		{"no token", header(org, "unknown"), codes.Unauthenticated, ""},
		{"empty token", header(key, ""), codes.Unauthenticated, ""},
		{"garbage", header(key, "garbage"), codes.Unauthenticated, "AUTH-toLo1"},
		{"lower case", header(key, "bearer "+OrgOwnerToken), codes.Unauthenticated, "AUTH-toLo1"},
		{"twice", header(key, "Bearer a Bearer "+OrgOwnerToken), codes.Unauthenticated, "AUTH-toLo1"},
		{"nothing after it", header(key, "Bearer "), codes.Unauthenticated, "AUTH-7fs1e"},
		{"unknown token", header(key, "Bearer nobody's", org, "unknown"), codes.Unauthenticated, "AUTH-7fs1e"},
		{"unknown organization", as(t, NobodyToken, org, "unknown"), codes.PermissionDenied, "AUTH-Bs7Ds"},
		{"a list of organizations", as(t, OrgOwnerToken, org, HomeOrgID+","+InheritingOrgID), codes.PermissionDenied, "AUTH-Bs7Ds"},
		{"no member", as(t, NobodyToken), codes.NotFound, "AUTHZ-cdgFk"},
		{"no member of the first", as(t, OrgOwnerToken, org, InheritingOrgID, org, HomeOrgID), codes.NotFound, "AUTHZ-cdgFk"},
		{"no permission", as(t, ViewerToken), codes.PermissionDenied, "AUTH-5mWD2"},
		{"invalid request", as(t, OrgOwnerToken), codes.InvalidArgument, ""},
		{"blank is none", as(t, OrgOwnerToken, org, "  "), codes.PermissionDenied, "AUTH-Bs7Ds"},
		{"padded is none", as(t, OrgOwnerToken, org, " "+HomeOrgID+" "), codes.PermissionDenied, "AUTH-Bs7Ds"},
		{"empty is home", as(t, OrgOwnerToken, org, "", org, InheritingOrgID), codes.InvalidArgument, ""},
	}
	for _, test := range tests {
		_, err := client.RemoveSecondFactorFromLoginPolicy(test.ctx, &managementv1.RemoveSecondFactorFromLoginPolicyRequest{})
		id, text := detailOf(t, err)
		if status.Code(err) != test.code || id != test.id {
			t.Errorf("%s: got %v %q, want %s %q", test.name, err, id, test.code, test.id)
		}
		if message := status.Convert(err).Message(); id != "" && message != text+" ("+id+")" {
			t.Errorf("%s: got %q for %q and %q", test.name, message, text, id)
		}
	}
}

// A request that breaks a rule is refused in the validator's words, which clients have been seen to show, and so is a list that
// would make a huge write.
func TestValidation(t *testing.T) {
	client := connect(t, open(t, Config{}), "localhost")
	ctx := as(t, InstanceOwnerToken, "x-zitadel-orgid", InheritingOrgID)
	add := func(r *managementv1.AddCustomLoginPolicyRequest) error {
		_, err := client.AddCustomLoginPolicy(ctx, r)
		return err
	}
	idp := func(id string, owner idpv1.IDPOwnerType) error {
		return add(&managementv1.AddCustomLoginPolicyRequest{
			Idps: []*managementv1.AddCustomLoginPolicyRequest_IDP{{IdpId: id, OwnerType: owner}},
		})
	}
	const nested = "invalid AddCustomLoginPolicyRequest.Idps[0]: embedded message failed validation | caused by: invalid AddCustomLoginPolicyRequest_IDP."
	_, unspecified := client.AddMultiFactorToLoginPolicy(ctx, &managementv1.AddMultiFactorToLoginPolicyRequest{})
	_, unknown := client.RemoveMultiFactorFromLoginPolicy(ctx, &managementv1.RemoveMultiFactorFromLoginPolicyRequest{Type: -1})
	_, passwordless := client.UpdateCustomLoginPolicy(ctx, &managementv1.UpdateCustomLoginPolicyRequest{PasswordlessType: 2})
	_, noLink := client.AddIDPToLoginPolicy(ctx, &managementv1.AddIDPToLoginPolicyRequest{OwnerType: domain.OwnerOrg})
	_, noOwner := client.AddIDPToLoginPolicy(ctx, &managementv1.AddIDPToLoginPolicyRequest{IdpId: "1"})
	_, noUnlink := client.RemoveIDPFromLoginPolicy(ctx, &managementv1.RemoveIDPFromLoginPolicyRequest{})
	many := make([]*managementv1.AddCustomLoginPolicyRequest_IDP, maxListed+1)
	tests := []struct {
		err  error
		want string
	}{
		{noLink, "invalid AddIDPToLoginPolicyRequest.IdpId: value length must be between 1 and 200 runes, inclusive"},
		{noOwner, "invalid AddIDPToLoginPolicyRequest.OwnerType: value must not be in list [IDP_OWNER_TYPE_UNSPECIFIED]"},
		{noUnlink, "invalid RemoveIDPFromLoginPolicyRequest.IdpId: value length must be between 1 and 200 runes, inclusive"},
		{add(&managementv1.AddCustomLoginPolicyRequest{Idps: many}), "invalid AddCustomLoginPolicyRequest.Idps: value must contain no more than 500 item(s)"},
		{unspecified, "invalid AddMultiFactorToLoginPolicyRequest.Type: value must not be in list [MULTI_FACTOR_TYPE_UNSPECIFIED]"},
		{unknown, "invalid RemoveMultiFactorFromLoginPolicyRequest.Type: value must be one of the defined enum values"},
		{passwordless, "invalid UpdateCustomLoginPolicyRequest.PasswordlessType: value must be one of the defined enum values"},
		{add(&managementv1.AddCustomLoginPolicyRequest{PasswordlessType: 2}), "invalid AddCustomLoginPolicyRequest.PasswordlessType: value must be one of the defined enum values"},
		{idp("", 1), nested + "IdpId: value length must be between 1 and 200 runes, inclusive"},
		{idp(strings.Repeat("ä", 201), 1), nested + "IdpId: value length must be between 1 and 200 runes, inclusive"},
		{idp("1", 0), nested + "OwnerType: value must not be in list [IDP_OWNER_TYPE_UNSPECIFIED]"},
		{idp("1", 9), nested + "OwnerType: value must be one of the defined enum values"},
		{add(&managementv1.AddCustomLoginPolicyRequest{SecondFactors: slices.Repeat([]policyv1.SecondFactorType{otp}, maxListed+1)}), "invalid AddCustomLoginPolicyRequest.SecondFactors: value must contain no more than 500 item(s)"},
		{add(&managementv1.AddCustomLoginPolicyRequest{MultiFactors: slices.Repeat([]policyv1.MultiFactorType{mfa}, maxListed+1)}), "invalid AddCustomLoginPolicyRequest.MultiFactors: value must contain no more than 500 item(s)"},
	}
	for _, test := range tests {
		id, _ := detailOf(t, test.err)
		if s := status.Convert(test.err); s.Code() != codes.InvalidArgument || s.Message() != test.want || id != "" {
			t.Errorf("got %v, want %s", test.err, test.want)
		}
	}
	if id, _ := detailOf(t, idp(strings.Repeat("ä", 200), 2)); id != "Org-FEd32" {
		t.Errorf("a provider that doesn't exist: got %q", id)
	}
	if err := add(&managementv1.AddCustomLoginPolicyRequest{SecondFactors: slices.Repeat([]policyv1.SecondFactorType{otp}, maxListed)}); err != nil {
		t.Errorf("a list at the limit: %v", err)
	}
}

// No cache may keep an answer, and each answer, a refusal too, has a request id of its own for the log.
func TestAnswersCarryMetadata(t *testing.T) {
	client := connect(t, open(t, Config{}), "localhost")
	seen := map[string]bool{}
	for name, ctx := range map[string]context.Context{"success": as(t, OrgOwnerToken), "refusal": t.Context()} {
		var header metadata.MD
		_, _ = client.GetLoginPolicy(ctx, &managementv1.GetLoginPolicyRequest{}, grpc.Header(&header))
		want := map[string]string{"cache-control": "no-store", "pragma": "no-cache", "expires": "Mon, 23 Nov 2026 11:21:35 GMT"}
		for key, value := range want {
			if got := header.Get(key); !slices.Equal(got, []string{value}) {
				t.Errorf("%s: %s is %q, want %q", name, key, got, value)
			}
		}
		id := header.Get("x-request-id")
		if len(id) != 1 || id[0] == "" || seen[id[0]] {
			t.Fatalf("%s: request id %q", name, id)
		}
		seen[id[0]] = true
	}
}

// What a method refuses is in the caller's language, in the status and in its detail. What is refused before the method is not.
func TestErrorsAreLocalized(t *testing.T) {
	s := open(t, Config{Users: []User{{
		ID: "300000000000000009", Token: "human", HomeOrg: HomeOrgID, Language: "en",
		Memberships: []Membership{{HomeOrgID, []string{RoleOrgOwner}}},
	}}})
	client := connect(t, s, "localhost")
	remove := func(ctx context.Context) string {
		t.Helper()
		_, err := client.RemoveSecondFactorFromLoginPolicy(ctx, &managementv1.RemoveSecondFactorFromLoginPolicyRequest{Type: sms})
		id, text := detailOf(t, err)
		if status.Convert(err).Message() != text+" ("+id+")" {
			t.Errorf("message and detail differ: %v", err)
		}
		return text
	}
	english, german := s.catalogue.texts[domain.TextFactorMissing][0], s.catalogue.texts[domain.TextFactorMissing][1]
	tests := []struct {
		name string
		ctx  context.Context
		want string
	}{
		{"German", as(t, OrgOwnerToken, "accept-language", "de-CH, en;q=0.5"), german},
		{"through a gateway", as(t, OrgOwnerToken, "grpcgateway-accept-language", "de"), german},
		{"nothing asked for", as(t, OrgOwnerToken), english},
		{"the profile wins", as(t, "human", "accept-language", "de"), english},
		{"before the method", as(t, "unknown", "accept-language", "de"), string(textTokenInvalid)},
	}
	for _, test := range tests {
		if got := remove(test.ctx); got != test.want {
			t.Errorf("%s: got %q, want %q", test.name, got, test.want)
		}
	}
}

// A bug ends one call, with nothing of the panic in the answer, and the log has what is needed to find it.
func TestPanicIsAnAnswer(t *testing.T) {
	var log bytes.Buffer
	s := openWith(t, Config{}, slog.New(slog.NewTextHandler(&log, nil)), newClock().now)
	_, err := callRecovering(t.Context(), nil, func(context.Context, any) (any, error) { panic("secret") }, s.logger)
	wire, _ := statusOf(err)
	if id, text := detailOf(t, wire); status.Code(wire) != codes.Internal || id != "RECOVER" || strings.Contains(text, "secret") {
		t.Errorf("got %v", wire)
	}
	if !strings.Contains(log.String(), "secret") || !strings.Contains(log.String(), "TestPanicIsAnAnswer") {
		t.Errorf("the log says %q", log.String())
	}
}

// A write that fails is INTERNAL with a fixed text. The file's path is for the log alone, under the answer's request id.
func TestFailureIsMasked(t *testing.T) {
	var log bytes.Buffer
	file := logFile(t)
	s := openWith(t, Config{File: file}, slog.New(slog.NewTextHandler(&log, nil)), newClock().now)
	if err := s.store.Close(); err != nil {
		t.Fatal(err)
	}
	var header metadata.MD
	_, err := connect(t, s, "localhost").ResetLoginPolicyToDefault(as(t, OrgOwnerToken), &managementv1.ResetLoginPolicyToDefaultRequest{}, grpc.Header(&header))
	if status.Code(err) != codes.Internal || strings.Contains(err.Error(), file) {
		t.Errorf("got %v", err)
	}
	if id := header.Get("x-request-id"); len(id) != 1 || !strings.Contains(log.String(), id[0]) || !strings.Contains(log.String(), file) {
		t.Errorf("the log says %q, the answer's id is %q", log.String(), id)
	}
	if strings.Contains(log.String(), OrgOwnerToken) {
		t.Error("a token is in the log")
	}
}
