package people_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"google.golang.org/grpc/codes"

	"zitadel-graphql/graph/problem"
	"zitadel-graphql/internal/people"
	authv1 "zitadel-graphql/internal/wire/zitadel/auth/v1"
	objectv2 "zitadel-graphql/internal/wire/zitadel/object/v2"
	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
	userv2 "zitadel-graphql/internal/wire/zitadel/user/v2"
)

const (
	totp          = policyv1.SecondFactorType_SECOND_FACTOR_TYPE_OTP
	u2f           = policyv1.SecondFactorType_SECOND_FACTOR_TYPE_U2F
	sms           = policyv1.SecondFactorType_SECOND_FACTOR_TYPE_OTP_SMS
	email         = policyv1.SecondFactorType_SECOND_FACTOR_TYPE_OTP_EMAIL
	recoveryCodes = policyv1.SecondFactorType_SECOND_FACTOR_TYPE_RECOVERY_CODES
)

// meaning is what a removal's failure is in the contract, and whether it may have written. A success has none.
func meaning(t *testing.T, err error) string {
	t.Helper()
	if err == nil {
		return ""
	}
	found, ok := problem.NewClassifier().Classify(err)
	if !ok {
		t.Fatalf("not classified: %v", err)
	}
	if found.MayHaveWritten {
		return string(found.Code) + " " + string(found.Reason) + " UNKNOWN"
	}
	return string(found.Code) + " " + string(found.Reason)
}

// Ensures that every kind of second factor is removed by one write, that the details are the write's, and that the recorder is told who
// removed what from whom.
func TestRemove(t *testing.T) {
	t.Parallel()
	for kind, method := range map[policyv1.SecondFactorType]string{totp: removeTOTP, u2f: removeU2F, sms: removeSMS, email: removeEmail, recoveryCodes: removeCodes} {
		for _, organization := range []string{"200", ""} {
			b := newRemovalBackend()
			client, log := b.client(nil)
			record := &recorder{}
			removal, write, about, end := people.Removal{Type: kind, Recorder: record}, "10 "+method, "%s  of 10 in 200 by 1", " REMOVED"
			switch kind {
			case u2f:
				removal.SecurityKeyID = "a"
				write, about, end = write+" a", "%s a of 10 in 200 by 1", end+" sequence=41"
			case recoveryCodes: // the details' sequence is another event's
			default:
				end += " sequence=41"
			}
			about = fmt.Sprintf(about, kind)
			removed, err := client.Remove(withToken(t), organization, "10", removal)
			details := removed.Details
			if err != nil || details.GetSequence() != 41 || details.GetResourceOwner() != "200" || details.GetChangeDate() == nil {
				t.Errorf("%s: got %v, %v", kind, details, err)
			}
			if writes := b.writes(); !slices.Equal(writes, []string{write}) || len(b.has["10"]) != 4 {
				t.Errorf("%s: wrote %q, and left %q", kind, writes, b.has["10"])
			}
			if !slices.Equal(record.lines, []string{"begins " + about, "ends " + about + end}) || log.String() != "" {
				t.Errorf("%s: told %q and logged\n%s", kind, record.lines, log)
			}
		}
	}
}

// Ensures that what can't be removed is refused before anything is written, with the reason.
func TestRemoveRefuses(t *testing.T) {
	t.Parallel()
	may := []string{"user.read", "user.write", "user.credential.write"}
	for _, c := range []struct {
		name, organization, user string
		removal                  people.Removal
		permissions              []string
		want                     string
	}{
		{"a person of another organization", "200", "30", people.Removal{Type: email}, may, "NOT_FOUND USER_NOT_FOUND"},
		{"nobody", "200", "99", people.Removal{Type: email}, may, "NOT_FOUND USER_NOT_FOUND"},
		{"a home that isn't the person's", "", "30", people.Removal{Type: email}, may, "NOT_FOUND USER_NOT_FOUND"},
		{"one's own", "200", "1", people.Removal{Type: totp}, may, "FAILED_PRECONDITION OWN_FACTOR"},
		{"no permission to read", "200", "10", people.Removal{Type: totp}, may[1:], "FORBIDDEN PERMISSION_MISSING"},
		{"no permission to write", "200", "10", people.Removal{Type: totp}, []string{may[0], may[2]}, "FORBIDDEN PERMISSION_MISSING"},
		{"no permission to write credentials", "200", "10", people.Removal{Type: recoveryCodes}, may[:2], "FORBIDDEN PERMISSION_MISSING"},
		{"a permission in one project", "200", "10", people.Removal{Type: totp}, []string{"user.read:7", "user.write:7"}, "FORBIDDEN PERMISSION_MISSING"},
		{"no type", "200", "10", people.Removal{}, may, "BAD_USER_INPUT SECOND_FACTOR_UNSPECIFIED"},
		{"a type of the future", "200", "10", people.Removal{Type: 99}, may, "BAD_USER_INPUT SECOND_FACTOR_UNSPECIFIED"},
		{"no security key", "200", "10", people.Removal{Type: u2f}, may, "BAD_USER_INPUT SECURITY_KEY_INVALID"},
		{"a security key in a path", "200", "10", people.Removal{Type: u2f, SecurityKeyID: "../totp"}, may, "BAD_USER_INPUT SECURITY_KEY_INVALID"},
		{"a security key of another kind", "200", "10", people.Removal{Type: totp, SecurityKeyID: "a"}, may, "BAD_USER_INPUT SECURITY_KEY_INVALID"},
		{"somebody else's security key", "200", "10", people.Removal{Type: u2f, SecurityKeyID: "b"}, may, "NOT_FOUND USER_FACTOR_NOT_FOUND"},
		{"a passkey", "200", "11", people.Removal{Type: u2f, SecurityKeyID: "p"}, may, "NOT_FOUND USER_FACTOR_NOT_FOUND"},
		{"an empty id", "200", "", people.Removal{Type: totp}, may, "BAD_USER_INPUT USER_INVALID"},
		{"a blank id", "200", " ", people.Removal{Type: totp}, may, "BAD_USER_INPUT USER_INVALID"},
		{"a long id", "200", strings.Repeat("1", 201), people.Removal{Type: totp}, may, "BAD_USER_INPUT USER_INVALID"},
		{"an id that is a path", "200", "10/totp", people.Removal{Type: totp}, may, "BAD_USER_INPUT USER_INVALID"},
		{"an id that a path loses", "200", "..", people.Removal{Type: totp}, may, "BAD_USER_INPUT USER_INVALID"},
	} {
		b := newRemovalBackend()
		b.permissions = c.permissions
		client, _ := b.client(nil)
		removed, err := client.Remove(withToken(t), c.organization, c.user, c.removal)
		if got := meaning(t, err); got != c.want || removed.Details != nil || len(b.writes()) > 0 {
			t.Errorf("%s: got %q, want %q; wrote %q", c.name, got, c.want, b.writes())
		}
	}
}

// Ensures that callers may remove their own factors where they say so, for which ZITADEL demands no permission.
func TestRemoveOwn(t *testing.T) {
	t.Parallel()
	b := newRemovalBackend()
	b.permissions = nil
	client, _ := b.client(nil)
	if _, err := client.Remove(withToken(t), "", "1", people.Removal{Type: totp, AllowOwn: true}); err != nil || len(b.has["1"]) > 0 {
		t.Errorf("got %v, and left %q", err, b.has["1"])
	}
	if _, err := client.Remove(withToken(t), "", "10", people.Removal{Type: totp, AllowOwn: true}); meaning(t, err) != "FORBIDDEN PERMISSION_MISSING" {
		t.Errorf("of somebody else: got %v", err)
	}
}

// Ensures that removing what a person doesn't have is NOT_FOUND. ZITADEL itself says so of all but recovery codes: for those the write
// is sent, and since it may have removed something that wasn't listed yet, nothing is promised.
func TestNothingThere(t *testing.T) {
	t.Parallel()
	for kind, want := range map[policyv1.SecondFactorType]string{totp: "NOT_FOUND USER_FACTOR_NOT_FOUND", sms: "NOT_FOUND USER_FACTOR_NOT_FOUND",
		email: "NOT_FOUND USER_FACTOR_NOT_FOUND", recoveryCodes: "NOT_FOUND USER_FACTOR_NOT_FOUND UNKNOWN"} {
		b := newRemovalBackend()
		client, _ := b.client(nil)
		record := &recorder{}
		_, err := client.Remove(withToken(t), "200", "12", people.Removal{Type: kind, Recorder: record})
		if got := meaning(t, err); got != want || len(b.writes()) != 1 {
			t.Errorf("%s: got %q, want %q; wrote %q", kind, got, want, b.writes())
		}
		if len(record.lines) != 2 || !strings.HasSuffix(record.lines[1], " NOT_THERE NOT_FOUND USER_FACTOR_NOT_FOUND") {
			t.Errorf("%s: told %q", kind, record.lines)
		}
	}
}

// Ensures that recovery codes which aren't listed yet, and whose removal ZITADEL dates after the request, were removed.
func TestRecoveryCodesRemovedBeforeListed(t *testing.T) {
	t.Parallel()
	b := newRemovalBackend()
	details := b.details("12", time.Now().Add(time.Minute))
	client := answering{b, removeCodes, &userv2.RemoveRecoveryCodesResponse{Details: details}}.client()
	if removed, err := client.Remove(withToken(t), "200", "12", people.Removal{Type: recoveryCodes}); err != nil || removed.Details.GetSequence() != 40 {
		t.Errorf("got %v, %v", removed, err)
	}
}

// Ensures that an answer which doesn't say whose the person is, or that it is somebody else's, is no success.
func TestRemoveChecksTheAnswer(t *testing.T) {
	t.Parallel()
	for want, details := range map[string]*objectv2.Details{
		"INTERNAL_SERVER_ERROR WROTE_ELSEWHERE UNKNOWN": {Sequence: 41, ResourceOwner: "300"},
		"BAD_GATEWAY BACKEND_REPLY_INVALID UNKNOWN":     nil,
	} {
		b := newRemovalBackend()
		client := answering{b, removeTOTP, &userv2.RemoveTOTPResponse{Details: details}}.client()
		if _, err := client.Remove(withToken(t), "200", "10", people.Removal{Type: totp}); meaning(t, err) != want {
			t.Errorf("got %v, want %s", err, want)
		}
	}
}

// Ensures that who the caller is, is asked once for a token, and again for another one.
func TestCallerIsAskedOnce(t *testing.T) {
	t.Parallel()
	b := newRemovalBackend()
	client, _ := b.client(nil)
	for i := range 4 {
		ctx := withToken(t)
		if i == 3 {
			ctx = authorizedAs(t, "another")
		}
		if _, err := client.Remove(ctx, "200", "1", people.Removal{Type: totp}); meaning(t, err) != "FAILED_PRECONDITION OWN_FACTOR" {
			t.Fatal(err)
		}
		client = client.WithConfig(people.DefaultConfig()) // as where settings are exchanged while the program runs
	}
	asked := slices.DeleteFunc(b.calls, func(call removalCall) bool { return call.method != authv1.AuthService_GetMyUser_FullMethodName })
	if len(asked) != 2 {
		t.Errorf("asked %d times", len(asked))
	}
}

// Ensures that each call names the organization, and that a backend which takes it for another one is noticed before the write.
func TestRemoveConfirmsTheOrganization(t *testing.T) {
	t.Parallel()
	b := newRemovalBackend()
	client, _ := b.client(nil)
	if _, err := client.Remove(withToken(t), "300", "30", people.Removal{Type: email}); err != nil {
		t.Fatal(err)
	}
	for _, call := range b.calls {
		if call.organization != "300" && call.method != authv1.AuthService_GetMyUser_FullMethodName {
			t.Errorf("%s is about %q", call.method, call.organization)
		}
	}
	_, err := losingHeader{b}.client().Remove(withToken(t), "300", "30", people.Removal{Type: email})
	if meaning(t, err) != "BAD_GATEWAY ORGANIZATION_IGNORED" || len(b.writes()) != 1 {
		t.Errorf("without the header: got %v, wrote %q", err, b.writes())
	}
}

// Ensures that a lost answer is looked for once and that the write is never sent again: a success is told only where the person is
// still there and what was there before isn't.
func TestRemoveLostAnswer(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		change func(*removalBackend)
		want   string
		looks  int
	}{
		{"done", func(b *removalBackend) { b.after = onCall(removeTOTP, loses) }, "", 1},
		{"done, of a factor that was begun and never proved", func(b *removalBackend) {
			b.unready = removeTOTP
			b.after = onCall(removeTOTP, loses)
		}, "", 1},
		{"not done", func(b *removalBackend) { b.before = onCall(removeTOTP, loses) }, "SERVICE_UNAVAILABLE BACKEND_UNREACHABLE UNKNOWN", 1},
		{"the person is deleted", func(b *removalBackend) {
			b.before = onCall(removeTOTP, func(call removalCall) error {
				delete(b.has, "10")
				return loses(call)
			})
		}, "SERVICE_UNAVAILABLE BACKEND_UNREACHABLE UNKNOWN", 0},
		{"the look fails", func(b *removalBackend) {
			b.after = func(call removalCall) error {
				if call.method == removeTOTP || call.method == listFactors && call.n == 2 {
					return lost(call.method)
				}
				return nil
			}
		}, "SERVICE_UNAVAILABLE BACKEND_UNREACHABLE UNKNOWN", 1},
		{"it wasn't listed before", func(b *removalBackend) {
			b.has["10"] = nil
			b.before = onCall(removeTOTP, loses)
		}, "SERVICE_UNAVAILABLE BACKEND_UNREACHABLE UNKNOWN", 0},
		{"the server itself fails", func(b *removalBackend) {
			b.before = onCall(removeTOTP, func(call removalCall) error { return refusedAs(call.method, codes.Internal, "X") })
		}, "INTERNAL_SERVER_ERROR BACKEND_FAILED UNKNOWN", 1},
		{"the request was never sent", func(b *removalBackend) {
			b.before = onCall(removeTOTP, func(call removalCall) error { return unsent(call.method) })
		}, "SERVICE_UNAVAILABLE BACKEND_UNREACHABLE", 0},
	} {
		b := newRemovalBackend()
		c.change(b)
		client, _ := b.client(nil)
		removed, err := client.Remove(withToken(t), "200", "10", people.Removal{Type: totp})
		looks := len(slices.DeleteFunc(slices.Clone(b.calls), func(call removalCall) bool { return call.method != listFactors })) - 1
		if got := meaning(t, err); got != c.want || looks != c.looks || len(b.writes()) != 1 {
			t.Errorf("%s: got %q, want %q, after %d looks; wrote %q", c.name, got, c.want, looks, b.writes())
		}
		if (err == nil) != (removed.Details.GetResourceOwner() == "200") {
			t.Errorf("%s: got %v, %v", c.name, removed, err)
		}
	}
}

// Ensures that the cause of a failure inside is in the log where it isn't in the answer, without the token.
func TestRemovalLogHasTheCause(t *testing.T) {
	t.Parallel()
	b := newRemovalBackend()
	b.before = onCall(removeTOTP, func(call removalCall) error { return refusedAs(call.method, codes.Internal, removersToken) })
	client, log := b.client(nil)
	if _, err := client.RemoveFromMany(withToken(t), "200", []string{"10", "12"}, people.Removal{Type: totp}); err != nil {
		t.Fatal(err)
	}
	if strings.Count(log.String(), `level=ERROR msg=error code=INTERNAL_SERVER_ERROR reason=BACKEND_FAILED error="zitadel.user.v2.UserService/RemoveTOTP: Internal`) != 2 ||
		strings.Contains(log.String(), removersToken) {
		t.Errorf("logged\n%s", log)
	}
}

// Ensures that a removal ends with its request: neither begins when that is over, nor looks afterwards.
func TestRemoveEndsWithTheRequest(t *testing.T) {
	t.Parallel()
	b := newRemovalBackend()
	ctx, cancel := context.WithCancel(withToken(t))
	b.before = onCall(listFactors, func(removalCall) error {
		cancel()
		return unsent(listFactors)
	})
	client, _ := b.client(nil)
	if _, err := client.Remove(ctx, "200", "10", people.Removal{Type: totp}); meaning(t, err) != "CANCELLED CLIENT_CANCELLED" || len(b.writes()) > 0 {
		t.Errorf("got %v, wrote %q", err, b.writes())
	}
}
