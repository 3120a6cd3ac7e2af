package policy_test

import (
	"maps"
	"strings"
	"testing"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/durationpb"

	"zitadel-graphql/internal/policy"
	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
	userv1 "zitadel-graphql/internal/wire/zitadel/user/v1"
	zitadelv1 "zitadel-graphql/internal/wire/zitadel/v1"
)

const (
	otp      = policyv1.SecondFactorType_SECOND_FACTOR_TYPE_OTP
	sms      = policyv1.SecondFactorType_SECOND_FACTOR_TYPE_OTP_SMS
	email    = policyv1.SecondFactorType_SECOND_FACTOR_TYPE_OTP_EMAIL
	u2f      = policyv1.SecondFactorType_SECOND_FACTOR_TYPE_U2F
	recovery = policyv1.SecondFactorType_SECOND_FACTOR_TYPE_RECOVERY_CODES
	passkey  = policyv1.MultiFactorType_MULTI_FACTOR_TYPE_U2F_WITH_VERIFICATION
)

func person(home string) *userv1.User {
	return &userv1.User{Id: "1", Details: &zitadelv1.ObjectDetails{ResourceOwner: home}, Type: &userv1.User_Human{Human: &userv1.Human{}}}
}

// Ensures that a change which can't lock anybody out asks for nobody, that a machine is asked for once, and a person only for
// what could lock out.
func TestWhoIsAskedFor(t *testing.T) {
	t.Parallel()
	force := forceMFA("")
	local := apply(set("forceMfaLocalOnly", true)).to("", policy.Options{})
	allowed := apply(set("forceMfa", true)).to("", policy.Options{AllowLockout: true})
	harmless := []operation{apply(set("passwordCheckLifetime", durationpb.New(time.Hour).ProtoReflect())).to("", policy.Options{}),
		apply(policy.RemoveSecondFactor(otp)).to("", policy.Options{}), apply(set("allowRegister", true)).to("", policy.Options{}),
		apply(policy.AddSecondFactor(recovery)).to("", policy.Options{}), apply(policy.AddMultiFactor(passkey)).to("", policy.Options{})}
	own, forced := always(policyAt(7)), policyAt(7, forces)
	failing := func(code codes.Code) func(call) (proto.Message, error) {
		return func(c call) (proto.Message, error) {
			if c.method == readUser {
				return nil, refused(c.method, code, "")
			}
			return nil, nil
		}
	}
	for name, c := range map[string]struct {
		zitadel *zitadel
		ask     []operation
		want    map[string]int
	}{
		"a machine, three times": {&zitadel{shown: own}, []operation{force, force, force}, map[string]int{readUser: 1, updatePolicy: 3}},
		"a person, nothing that demands more": {&zitadel{shown: own, caller: person("200")}, harmless,
			map[string]int{updatePolicy: 2, removeFactor: 1, addFactor: 1}},
		"a person at home": {&zitadel{shown: own, caller: person("200")}, []operation{force},
			map[string]int{readUser: 1, readFactors: 1, readPasskeys: 1}},
		"a person from elsewhere":     {&zitadel{shown: own, caller: person("300")}, []operation{force}, map[string]int{readUser: 1, updatePolicy: 1}},
		"a person where it is forced": {&zitadel{shown: always(forced), caller: person("200")}, []operation{local}, map[string]int{updatePolicy: 1}},
		"who allows it":               {&zitadel{shown: own, caller: person("200")}, []operation{allowed}, map[string]int{updatePolicy: 1}},
		"a backend that doesn't tell": {&zitadel{shown: own, answer: failing(codes.Unimplemented)}, []operation{force}, map[string]int{readUser: 1, updatePolicy: 1}},
		"a backend that fails":        {&zitadel{shown: own, answer: failing(codes.Unavailable)}, []operation{force}, map[string]int{readUser: 1}},
		"a reset by a machine": {&zitadel{shown: own, inherited: forced}, []operation{reset(""), reset("")},
			map[string]int{readUser: 1, resetPolicy: 2}},
		"a reset where it is forced": {&zitadel{shown: always(forced), inherited: forced, caller: person("200")}, []operation{reset("")},
			map[string]int{resetPolicy: 1}},
		"a reset to what demands no more": {&zitadel{shown: own, caller: person("200")}, []operation{reset("")},
			map[string]int{readUser: 1, readDefault: 1, resetPolicy: 1}},
	} {
		client := policy.NewClient(c.zitadel, policy.Config{})
		for _, ask := range c.ask {
			_, _ = ask(asCaller(t.Context()), client)
		}
		got := map[string]int{}
		for _, method := range []string{readUser, readFactors, readPasskeys, readDefault, updatePolicy, addFactor, removeFactor, resetPolicy} {
			if count := c.zitadel.count(method); count > 0 {
				got[method] = count
			}
		}
		if !maps.Equal(got, c.want) {
			t.Errorf("%s: asked %v, want %v", name, got, c.want)
		}
	}
}

// Prevents that everybody is asked for again each time that settings are exchanged while the program runs.
func TestWhoIsAskedForIsKeptForAnotherConfig(t *testing.T) {
	t.Parallel()
	z := &zitadel{shown: always(policyAt(7))}
	client := policy.NewClient(z, policy.Config{})
	for range 3 {
		if _, err := forceMFA("")(asCaller(t.Context()), client); err != nil {
			t.Fatal(err)
		}
		client = client.WithConfig(policy.Config{})
	}
	if got := z.count(readUser); got != 1 {
		t.Errorf("asked %d times, want once", got)
	}
	if _, err := forceMFA("")(asCaller(t.Context()), client.WithConfig(policy.Config{RequireEventLog: true})); err == nil {
		t.Error("the other config doesn't count")
	}
}

// Prevents that a person is locked out by what nobody would expect it of: each kind of change, of the organization's policy and
// of the instance's, is refused before it writes, and made where the person allows it.
func TestEveryKindOfChangeGuardsItsCaller(t *testing.T) {
	t.Parallel()
	smsReady := []*userv1.AuthFactor{{State: userv1.AuthFactorState_AUTH_FACTOR_STATE_READY, Type: &userv1.AuthFactor_OtpSms{OtpSms: &userv1.AuthFactorOTPSMS{}}}}
	passkeyReady := []*userv1.WebAuthNToken{{State: userv1.AuthFactorState_AUTH_FACTOR_STATE_READY}}
	own, inherited := policyAt(7), policyAt(7, inherits)
	both := policyAt(7, forces, forcesLocally) // which spares whoever came through an identity provider
	for name, c := range map[string]struct {
		shown     *policyv1.LoginPolicy
		inherited *policyv1.LoginPolicy
		ask       func(policy.Options) operation
	}{
		"an update":                         {own, nil, apply(set("forceMfa", true)).toOwn},
		"a second factor":                   {own, nil, apply(policy.AddSecondFactor(sms)).toOwn},
		"an update of what spares":          {both, nil, apply(set("forceMfaLocalOnly", false)).toOwn},
		"a second factor, of what spares":   {both, nil, apply(policy.AddSecondFactor(sms)).toOwn},
		"a reset":                           {own, policyAt(7, forces), resetWith},
		"the instance's":                    {inherited, nil, apply(set("forceMfa", true)).toInstance},
		"a second factor of the instance's": {inherited, nil, apply(policy.AddSecondFactor(sms)).toInstance},
		"a reset of what spares":            {both, policyAt(7, forces), resetWith},
	} {
		for _, allow := range []bool{false, true} {
			z := &zitadel{shown: always(c.shown), inherited: c.inherited, caller: person("200"), factors: smsReady, passkeys: passkeyReady}
			_, err := z.do(t, time.Minute, c.ask(policy.Options{AllowLockout: allow}))
			refusal := err != nil && failure(err) == "FAILED_PRECONDITION WOULD_LOCK_YOU_OUT NOT_EXECUTED"
			if refusal == allow || (len(z.writes()) > 0) != allow {
				t.Errorf("%s, allowed %t: %v, wrote %v", name, allow, err, z.writes())
			}
		}
	}
}

// Ensures that what the caller has set up, and only what is ready of it, decides whether a change that forces a second factor is
// refused, and how certain the refusal sounds.
func TestLockoutGoesByWhatTheCallerHas(t *testing.T) {
	t.Parallel()
	ready, begun := userv1.AuthFactorState_AUTH_FACTOR_STATE_READY, userv1.AuthFactorState_AUTH_FACTOR_STATE_NOT_READY
	factor := func(state userv1.AuthFactorState, factor *userv1.AuthFactor) *zitadel {
		factor.State = state
		return &zitadel{factors: always(factor)}
	}
	app := &userv1.AuthFactor_Otp{Otp: &userv1.AuthFactorOTP{}}
	key := &userv1.AuthFactor_U2F{U2F: &userv1.AuthFactorU2F{}}
	codes := &userv1.AuthFactor_OtpEmail{OtpEmail: &userv1.AuthFactorOTPEmail{}}
	for name, c := range map[string]struct {
		zitadel *zitadel
		want    string // what the message begins with
	}{
		"nothing":                        {&zitadel{}, "This would lock you out"},
		"an app, which is allowed":       {factor(ready, &userv1.AuthFactor{Type: app}), ""},
		"an app that was never proved":   {factor(begun, &userv1.AuthFactor{Type: app}), "This would lock you out"},
		"a key, which is allowed":        {factor(ready, &userv1.AuthFactor{Type: key}), ""},
		"e-mail codes, not allowed":      {factor(ready, &userv1.AuthFactor{Type: codes}), "This might lock you out"},
		"a kind that is unknown":         {factor(ready, &userv1.AuthFactor{}), "This would lock you out"},
		"a passkey":                      {&zitadel{passkeys: always(&userv1.WebAuthNToken{State: ready})}, "This might lock you out"},
		"a passkey that wasn't finished": {&zitadel{passkeys: always(&userv1.WebAuthNToken{State: begun})}, "This would lock you out"},
	} {
		c.zitadel.shown, c.zitadel.caller = always(policyAt(7, allows(otp, u2f))), person("200")
		_, err := c.zitadel.do(t, time.Minute, forceMFA(""))
		message := ""
		if err != nil {
			message = classified(err).Message
		}
		if !strings.HasPrefix(message, c.want) || (message == "") != (c.want == "") {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
}
