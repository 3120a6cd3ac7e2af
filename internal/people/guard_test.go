package people_test

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"zitadel-graphql/graph/problem"
	"zitadel-graphql/internal/people"
	"zitadel-graphql/internal/people/impact"
	"zitadel-graphql/internal/wire"
	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
)

// refusalOf returns what a guard answers: the code and the reason, or "ok".
func refusalOf(err error) (string, *problem.Problem) {
	var refused *problem.Problem
	switch {
	case err == nil:
		return "ok", nil
	case errors.As(err, &refused):
		return string(refused.Code) + " " + string(refused.Reason), refused
	}
	return err.Error(), nil
}

func unless(guards ...impact.Guard) people.Guards { return people.Guards{Unless: guards} }

// guardedWorld has four people: with an app, with an app and codes by SMS, with a password alone, and one of another organization.
func guardedWorld() *world {
	w := newWorld().requires(false)
	w.setUp(w.add(acme), people.Password|people.TOTP)
	w.setUp(w.add(acme), people.Password|people.TOTP|people.OTPSMS)
	w.setUp(w.add(acme), people.Password)
	w.setUp(w.add(other), people.Password|people.TOTP)
	return w.logInAs(w.residents[2])
}

// halfSeen is a guarded world with a hundred people more, in which looks break off before the last of them.
func halfSeen() *world {
	w := guardedWorld().withoutEvents()
	for range 100 {
		w.setUp(w.add(acme), people.Password|people.TOTP)
	}
	w.before = failing(listTypes, 80, codes.Internal)
	return w
}

// Ensures what each guard refuses and lets pass, under the login that the instance requires, and the figures in the refusal.
func TestGuards(t *testing.T) {
	removal, lastWhileForced := [2]*policyv1.LoginPolicy{allows(totp, sms), allows(sms)}, [2]*policyv1.LoginPolicy{forces(totp), forces()}
	force, noPasswords := [2]*policyv1.LoginPolicy{allows(totp, sms), forces(totp, sms)}, allows(totp, sms)
	noPasswords.AllowUsernamePassword = false
	locked := [2]*policyv1.LoginPolicy{allows(totp, sms), noPasswords}
	for name, c := range map[string]struct {
		change  [2]*policyv1.LoginPolicy
		guard   impact.Guard
		v1, v2  string
		certain int
	}{
		"a factor":              {removal, impact.TakesFactorInUse, "FAILED_PRECONDITION WOULD_TAKE_FACTOR", "ok", 2},
		"the only factor":       {removal, impact.TakesOnlyFactor, "FAILED_PRECONDITION WOULD_TAKE_ONLY_FACTOR", "ok", 1},
		"a password alone":      {removal, impact.LeavesPasswordAlone, "FAILED_PRECONDITION WOULD_LEAVE_PASSWORD_ALONE", "ok", 1},
		"set-up":                {force, impact.RequiresSetUp, "FAILED_PRECONDITION WOULD_REQUIRE_SET_UP", "FAILED_PRECONDITION WOULD_REQUIRE_SET_UP", 1},
		"sessions":              {force, impact.EndsSessions, "FAILED_PRECONDITION WOULD_END_SESSIONS", "FAILED_PRECONDITION WOULD_END_SESSIONS", 1},
		"the caller's sessions": {force, impact.LocksOutTheCaller, "FAILED_PRECONDITION WOULD_LOCK_YOU_OUT", "FAILED_PRECONDITION WOULD_LOCK_YOU_OUT", 1},
		"the caller isn't hit":  {removal, impact.LocksOutTheCaller, "ok", "ok", 0},
		"everybody":             {locked, impact.LocksOutSomebody, "FAILED_PRECONDITION WOULD_LOCK_OUT_SOMEBODY", "FAILED_PRECONDITION WOULD_LOCK_OUT_SOMEBODY", 3},
		"nobody":                {removal, impact.LocksOutSomebody, "ok", "ok", 0},
		"no factor left":        {lastWhileForced, impact.LeavesNoFactorWhileForced, "FAILED_PRECONDITION WOULD_LEAVE_NO_FACTOR", "FAILED_PRECONDITION WOULD_LEAVE_NO_FACTOR", 1},
		"a factor left":         {removal, impact.LeavesNoFactorWhileForced, "ok", "ok", 0},
	} {
		for loginV2, want := range map[bool]string{false: c.v1, true: c.v2} {
			client := guardedWorld().requires(loginV2).client(t, people.DefaultConfig())
			got, refused := refusalOf(client.GuardFunc(people.Scope{Organization: acme}, unless(c.guard))(asCaller(t), c.change[0], c.change[1]))
			if got != want {
				t.Errorf("%s, login V2 %t: %s, want %s", name, loginV2, got, want)
			}
			if refused == nil {
				continue
			}
			if figure := refused.Impact; len(figure) != 1 || figure[0].Guard != c.guard.String() || figure[0].Certain != c.certain || !figure[0].Complete {
				t.Errorf("%s, login V2 %t: %+v, want %d of %s", name, loginV2, figure, c.certain, c.guard)
			}
		}
	}
}

// failing has a method answer nothing but a failure, from the n-th call on.
func failing(method string, from int, code codes.Code) func(string, int) error {
	return func(called string, n int) error {
		if called == method && n >= from {
			return status.Error(code, "planted")
		}
		return nil
	}
}

// Prevents that a change slips past a guard because people couldn't be looked at: each failure refuses it, and the figures say that
// they aren't whole.
func TestGuardsThatCannotLook(t *testing.T) {
	for name, c := range map[string]struct {
		alter func(*world)
		scope people.Scope
	}{
		"no permission":             {func(w *world) { w.permissions[""] = nil }, people.Scope{Organization: acme}},
		"the list fails":            {func(w *world) { w.before = failing(listUsers, 1, codes.Unavailable) }, people.Scope{Organization: acme}},
		"a person fails":            {func(w *world) { w.withoutEvents().before = failing(listTypes, 3, codes.Internal) }, people.Scope{Organization: acme}},
		"the token ends":            {func(w *world) { w.withoutEvents().before = failing(listTypes, 3, codes.Unauthenticated) }, people.Scope{Organization: acme}},
		"another organization":      {func(w *world) { w.answersFor = other }, people.Scope{Organization: acme}},
		"the instance's, no events": {func(w *world) { w.withoutEvents() }, people.Scope{Instance: true}},
	} {
		w := guardedWorld()
		c.alter(w)
		guard := w.client(t, people.DefaultConfig()).GuardFunc(c.scope, unless(impact.LocksOutSomebody))
		got, refused := refusalOf(guard(asCaller(t), allows(totp), allows()))
		if got != "FAILED_PRECONDITION IMPACT_NOT_KNOWN" {
			t.Errorf("%s: %s", name, got)
			continue
		}
		if slices.ContainsFunc(refused.Impact, func(f problem.GuardFigure) bool { return f.Complete }) {
			t.Errorf("%s: %+v", name, refused.Impact)
		}
	}
}

// Ensures that what is found before a look is broken off refuses with the guard's own reason, and that nothing found isn't taken for
// nobody.
func TestGuardsOfALookThatEndsEarly(t *testing.T) {
	w := halfSeen()
	guard := w.client(t, people.DefaultConfig()).GuardFunc(people.Scope{Organization: acme}, unless(impact.TakesFactorInUse))
	got, refused := refusalOf(guard(asCaller(t), allows(totp), allows()))
	if got != "FAILED_PRECONDITION WOULD_TAKE_FACTOR" || refused.Impact[0].Complete || refused.Impact[0].Certain == 0 {
		t.Errorf("%s, %+v", got, refused)
	}
	guard = halfSeen().client(t, people.DefaultConfig()).GuardFunc(people.Scope{Organization: acme}, unless(impact.LocksOutSomebody))
	got, refused = refusalOf(guard(asCaller(t), allows(totp), allows()))
	if got != "FAILED_PRECONDITION IMPACT_NOT_KNOWN" || refused.Impact[0].Complete || refused.Impact[0].LookedAt == 0 {
		t.Errorf("%s, %+v", got, refused)
	}
}

// Ensures that a change is refused where the time of the request ends before everybody was looked at.
func TestGuardsOfALookWithoutTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := halfSeen()
		w.before, w.wait = nil, 500*time.Millisecond // of the test's own clock
		ctx, cancel := context.WithTimeout(asCaller(t), 10*time.Second)
		defer cancel()
		guard := w.client(t, people.DefaultConfig()).GuardFunc(people.Scope{Organization: acme}, unless(impact.LocksOutSomebody))
		got, refused := refusalOf(guard(ctx, allows(totp), allows()))
		if got != "FAILED_PRECONDITION IMPACT_NOT_KNOWN" || refused.Impact[0].LookedAt == 0 || refused.Impact[0].Complete {
			t.Errorf("%s, %+v", got, refused)
		}
	})
}

// unreachable is a backend that can't be reached. It keeps until when its calls may take at most.
type unreachable struct {
	grpc.ClientConnInterface

	latest time.Time
}

// Invoke implements grpc.ClientConnInterface.
func (u *unreachable) Invoke(ctx context.Context, method string, _, _ any, _ ...grpc.CallOption) error {
	if deadline, _ := ctx.Deadline(); deadline.After(u.latest) {
		u.latest = deadline
	}
	return &wire.CallError{Method: method, Status: status.New(codes.Unavailable, "planted")}
}

// Prevents that a look which takes all of a request's time leaves the write too little to be answered, so that nobody knows whether
// it was made.
func TestGuardsLeaveTimeForTheWrite(t *testing.T) {
	t.Parallel()
	for whole, want := range map[time.Duration]time.Duration{30 * time.Second: 5 * time.Second, 2 * time.Second: time.Second} {
		synctest.Test(t, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(asCaller(t), whole)
			defer cancel()
			conn := &unreachable{}
			guard := people.NewClient(conn, people.DefaultConfig(), slog.New(slog.DiscardHandler)).
				GuardFunc(people.Scope{Organization: acme}, unless(impact.LocksOutSomebody))
			got, _ := refusalOf(guard(ctx, allows(totp), allows()))
			deadline, _ := ctx.Deadline()
			if left := deadline.Sub(conn.latest); got != "FAILED_PRECONDITION IMPACT_NOT_KNOWN" || left != want {
				t.Errorf("of %s: %s, and %s left", whole, got, left)
			}
		})
	}
}

// Ensures that an expected digest lets through the change that was looked at and no other, by the policy and by the figures that it
// covers, and by no figures that it doesn't.
func TestExpectedDigest(t *testing.T) {
	change := people.PolicyChange{Before: allows(totp, sms), After: allows(sms)}
	scope, ctx := people.Scope{Organization: acme}, asCaller(t)
	for name, c := range map[string]struct {
		figures []impact.Guard
		alter   func(*world)
		after   *policyv1.LoginPolicy
		want    string
	}{
		"the same":                   {[]impact.Guard{impact.TakesFactorInUse}, nil, allows(sms), "ok"},
		"no figures":                 {nil, nil, allows(sms), "ok"},
		"another change":             {nil, nil, allows(), "CONFLICT IMPACT_CHANGED"},
		"another change, figures":    {[]impact.Guard{impact.TakesFactorInUse}, nil, allows(), "CONFLICT IMPACT_CHANGED"},
		"somebody more":              {[]impact.Guard{impact.TakesFactorInUse}, func(w *world) { w.setUp(w.add(acme), people.TOTP) }, allows(sms), "CONFLICT IMPACT_CHANGED"},
		"somebody more, not covered": {nil, func(w *world) { w.setUp(w.add(acme), people.TOTP) }, allows(sms), "ok"},
		"not to be looked at":        {[]impact.Guard{impact.TakesFactorInUse}, func(w *world) { w.permissions[""] = nil }, allows(sms), "FAILED_PRECONDITION IMPACT_NOT_KNOWN"},
	} {
		w := guardedWorld()
		client := w.client(t, people.DefaultConfig())
		found, err := client.Impact(ctx, scope, change, people.ImpactRequest{Guards: c.figures}, nil)
		digest, ok := found.Digest(change)
		if err != nil || !ok {
			t.Fatal(err, ok)
		}
		if c.alter != nil {
			w.change(c.alter)
		}
		guard := client.GuardFunc(scope, people.Guards{ExpectedDigest: digest})
		if got, _ := refusalOf(guard(ctx, change.Before, c.after)); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
	guard := guardedWorld().client(t, people.DefaultConfig()).GuardFunc(scope, people.Guards{ExpectedDigest: "1.00.nonsense"})
	if got, _ := refusalOf(guard(ctx, change.Before, change.After)); got != "CONFLICT IMPACT_CHANGED" {
		t.Error("nonsense: " + got)
	}
}

// Ensures that a preview's digest is missing where a figure that it has to cover isn't whole.
func TestNoDigestOfHalfALook(t *testing.T) {
	change := people.PolicyChange{Before: allows(totp), After: allows()}
	found, err := halfSeen().client(t, people.DefaultConfig()).Impact(asCaller(t), people.Scope{Organization: acme}, change,
		people.ImpactRequest{Guards: []impact.Guard{impact.TakesFactorInUse}}, nil)
	if digest, ok := found.Digest(change); err != nil || found.Look.Complete() || ok {
		t.Errorf("%q, %+v, %v", digest, found.Look, err)
	}
}

// Ensures that the instance's login is asked for once a request, and what becomes of every answer.
func TestInstanceLogin(t *testing.T) {
	for name, c := range map[string]struct {
		alter func(*world)
		want  people.InstanceLogin
	}{
		"required": {func(w *world) { w.requires(true) }, people.LoginV2},
		"each":     {func(w *world) { w.requires(false) }, people.LoginOfEachApplication},
		"unset":    {func(w *world) { w.requiresV2 = nil }, people.LoginNotKnown},
		"unknown": {func(w *world) {
			w.before = func(string, int) error { return status.Error(codes.Unimplemented, "unknown") }
		}, people.LoginNotKnown},
	} {
		w := guardedWorld()
		c.alter(w)
		client, ctx := w.client(t, people.DefaultConfig()), people.ForRequest(asCaller(t), 100, people.LookCallsSetting)
		for range 2 {
			if got, err := client.InstanceLogin(ctx); got != c.want || err != nil {
				t.Errorf("%s: %d, %v", name, got, err)
			}
		}
		if w.counts[getFeatures] != 1 {
			t.Errorf("%s: asked %d times", name, w.counts[getFeatures])
		}
	}
}

// Ensures that a change without guards costs nothing.
func TestNoGuards(t *testing.T) {
	t.Parallel()
	if newWorld().client(t, people.DefaultConfig()).GuardFunc(people.Scope{}, people.Guards{}) != nil {
		t.Error("there is a guard")
	}
}
