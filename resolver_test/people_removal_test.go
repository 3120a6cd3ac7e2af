package resolver_test

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"google.golang.org/grpc/metadata"

	"zitadel-graphql/internal/embedded"
	userv2 "zitadel-graphql/internal/wire/zitadel/user/v2"
)

// removal is a second factor that somebody in the embedded backend's Acme has, the arguments that name it, and the call by which it is
// removed.
type removal struct{ user, kind, more, method string }

// removals has one of each kind.
func removals() []removal {
	return []removal{
		{embedded.MemberID(0), "OTP", "", "RemoveTOTP"},
		{embedded.MemberID(2), "OTP_SMS", "", "RemoveOTPSMS"},
		{embedded.MemberID(6), "OTP_EMAIL", "", "RemoveOTPEmail"},
		{embedded.MemberID(20), "RECOVERY_CODES", "", "RemoveRecoveryCodes"},
		{embedded.MemberID(3), "U2F", `, securityKeyId: "600000000000000041"`, "RemoveU2F"},
	}
}

// one is the mutation that removes it from the person, and many that which removes it from a list with nobody else.
func (r removal) one() string {
	return fmt.Sprintf(`mutation { removeUserSecondFactor(userId: %q, type: SECOND_FACTOR_TYPE_%s%s) { sequence resourceOwner } }`, r.user, r.kind, r.more)
}

func (r removal) many() string {
	return fmt.Sprintf(`mutation { removeSecondFactorFromUsers(userIds: [%q], type: SECOND_FACTOR_TYPE_%s) { results { result reason } } }`, r.user, r.kind)
}

// TestLostRemovalAnswers prevents both lies about a removal whose connection breaks: that one which was made is reported as a failure
// although the lists show it, and that one which wasn't made is reported as a success. Each removal is sent once.
func TestLostRemovalAnswers(t *testing.T) {
	t.Parallel()
	for _, many := range []bool{false, true} {
		var plan cutPlan
		p, backend, r := startRelayed(t, nil, plan.before, plan.after)
		for _, factor := range removals() {
			for _, after := range []bool{false, true} {
				r.forget()
				plan.set(cutStep{factor.method, 1, after})
				got := removeOnce(t, p, factor, many)
				plan.set(cutStep{})
				if want := map[bool]string{false: "UNKNOWN BACKEND_UNREACHABLE", true: "REMOVED "}[after]; got != want {
					t.Errorf("%s, many: %t, cut after the work: %t: got %s, want %s", factor.kind, many, after, got, want)
				}
				if has := hasFactor(t, backend, factor); has == after {
					t.Errorf("%s, many: %t, cut after the work: %t: it is there: %t", factor.kind, many, after, has)
				}
				if writes := slices.DeleteFunc(r.methods(), func(call string) bool { return !strings.HasPrefix(call, "Remove") }); len(writes) != 1 {
					t.Errorf("%s, many: %t: the writes were %q, want one", factor.kind, many, writes)
				}
			}
		}
	}
}

// removeOnce sends a removal, and returns its outcome and reason as a list of many has them.
func removeOnce(t *testing.T, p *program, factor removal, many bool) string {
	t.Helper()
	if many {
		results := removalResults(t, mustPost(t, p, as(instanceOwnerToken), operation(factor.many(), nil)))
		return results[0].Result + " " + results[0].Reason
	}
	failure := errorOf(mustPost(t, p, as(instanceOwnerToken), operation(factor.one(), nil)))
	if failure == (outcome{}) {
		return "REMOVED "
	}
	return failure.Outcome + " " + failure.Reason
}

// removalResult is one of the results of removeSecondFactorFromUsers.
type removalResult struct{ UserID, Result, Code, Reason string }

func removalResults(t *testing.T, got reply) []removalResult {
	t.Helper()
	var body struct {
		Data struct {
			RemoveSecondFactorFromUsers struct{ Results []removalResult }
		}
	}
	if err := json.Unmarshal([]byte(got.body), &body); err != nil || len(body.Data.RemoveSecondFactorFromUsers.Results) == 0 {
		t.Fatalf("no results: %v in %.500s", err, got.body)
	}
	return body.Data.RemoveSecondFactorFromUsers.Results
}

// hasFactor reports whether the embedded backend itself has the person's factor.
func hasFactor(t *testing.T, backend *program, factor removal) bool {
	t.Helper()
	ctx, cancel := context.WithTimeout(metadata.AppendToOutgoingContext(t.Context(), "authorization", "Bearer "+instanceOwnerToken, "x-zitadel-orgid", acme), patience)
	defer cancel()
	reply, err := userv2.NewUserServiceClient(dial(t, backend.embeddedAddress)).ListAuthenticationMethodTypes(ctx, &userv2.ListAuthenticationMethodTypesRequest{UserId: factor.user})
	if err != nil {
		t.Fatal(err)
	}
	name := map[string]string{"OTP": "TOTP", "RECOVERY_CODES": "RECOVERY_CODE"}[factor.kind]
	if name == "" {
		name = factor.kind
	}
	return slices.ContainsFunc(reply.GetAuthMethodTypes(), func(kind userv2.AuthenticationMethodType) bool {
		return kind.String() == "AUTHENTICATION_METHOD_TYPE_"+name
	})
}

// TestRefusedRemovalWritesNothing prevents a write by a removal that is refused after a read: because it failed, was incomplete, or
// shows that the person is another organization's or nobody, or that the caller may not.
func TestRefusedRemovalWritesNothing(t *testing.T) {
	t.Parallel()
	for _, orders := range []string{
		"ListUsers=owner-200000000000000009", "ListUsers=none", "ListUsers=no-details", "ListUsers=UNAVAILABLE", "ListUsers=cut",
		"GetMyUser=UNAVAILABLE", "GetMyUser=UNAUTHENTICATED/AUTH-7fs1e", "GetMyOrg=owner-200000000000000009", "GetMyOrg=INTERNAL/Test-1", "GetMyOrg=no-details+ListUsers=none",
		"ListMyZitadelPermissions=without-user-read", "ListMyZitadelPermissions=without-user-write", "ListMyZitadelPermissions=UNAVAILABLE",
		"ListAuthenticationFactors=INTERNAL/Test-1", "ListAuthenticationFactors=cut", "ListAuthenticationFactors=NOT_FOUND/AUTHZ-cdgFk",
	} {
		backend := startScripted(t)
		p := start(t, "--backend", backend.url())
		headers := as(orders)
		headers.Set("X-Zitadel-Orgid", "200000000000000002")
		factor := removal{"5", "OTP", "", "RemoveTOTP"}
		if got := errorOf(mustPost(t, p, headers, operation(factor.one(), nil))); got.Code == "" || got.Outcome != "NOT_EXECUTED" {
			t.Errorf("%s: got %+v, want an error with outcome NOT_EXECUTED", orders, got)
		}
		many := mustPost(t, p, headers, operation(factor.many(), nil))
		if errorOf(many).Outcome != "NOT_EXECUTED" && removalResults(t, many)[0].Result != "FAILED" {
			t.Errorf("%s: got %.500s, want it to have failed", orders, many.body)
		}
		if writes := backend.writesWith(orders); len(writes) > 0 || len(backend.receivedCalls()) < 2 {
			t.Errorf("%s: wrote %q", orders, writes)
		}
	}
}
