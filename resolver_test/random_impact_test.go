package resolver_test

import (
	"slices"

	"github.com/google/go-cmp/cmp"
	"google.golang.org/protobuf/proto"

	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
)

// olderLogin simulates how somebody gets in by ZITADEL's Login V1: by a password and then one of the policy's factors that the person
// has, or with a passkey. It asks for no recovery codes.
type olderLogin struct{ policy *policyv1.LoginPolicy }

// usable returns what the login takes beside a password. Zero stands for a passkey.
func (l olderLogin) usable(p factorsOfPerson) []policyv1.SecondFactorType {
	var found []policyv1.SecondFactorType
	for _, factor := range l.policy.GetSecondFactors() {
		if p.has(factor) && factor != policyv1.SecondFactorType_SECOND_FACTOR_TYPE_RECOVERY_CODES {
			found = append(found, factor)
		}
	}
	if p.passkey && l.policy.GetAllowUsernamePassword() && l.policy.GetPasswordlessType() == policyv1.PasswordlessType_PASSWORDLESS_TYPE_ALLOWED {
		found = append(found, 0)
	}
	return found
}

// takesPasswordAlone reports whether somebody with a password gets in with nothing else.
func (l olderLogin) takesPasswordAlone(p factorsOfPerson) bool {
	return l.policy.GetAllowUsernamePassword() && !l.policy.GetForceMfa() && !l.policy.GetForceMfaLocalOnly() && len(l.usable(p)) == 0
}

// figure counts people to whom something happens.
type figure struct{ Certain, Possible int }

// add counts somebody to whom it happens, less certainly where there is a doubt.
func (f *figure) add(happens, isDoubtful bool) {
	switch {
	case happens && isDoubtful:
		f.Possible++
	case happens:
		f.Certain++
	}
}

// olderImpact are the figures of an impact under Login V1 that the simulation tells.
type olderImpact struct{ LosesFactor, LosesOnlyFactor, FallsBackToPassword figure }

func simulate(before, after *policyv1.LoginPolicy, people []factorsOfPerson) olderImpact {
	var found olderImpact
	was, is := olderLogin{before}, olderLogin{after}
	for _, p := range people {
		now := is.usable(p)
		loses := slices.ContainsFunc(was.usable(p), func(factor policyv1.SecondFactorType) bool { return !slices.Contains(now, factor) })
		found.LosesFactor.add(loses, false)
		found.LosesOnlyFactor.add(loses && len(now) == 0, false)
		// Whoever can begin no login may still be invited to set a password.
		mayGetPassword := !p.password && !p.provider && !p.passkey
		falls := is.takesPasswordAlone(p) && !was.takesPasswordAlone(p) && (p.password || mayGetPassword)
		found.FallsBackToPassword.add(falls, mayGetPassword || p.mayNotEnter)
	}
	return found
}

// proposal returns a random change, and what it makes of a policy.
func (r *randomPeople) proposal(before *policyv1.LoginPolicy) (text string, after *policyv1.LoginPolicy) {
	after = proto.CloneOf(before)
	factor := r.factor()
	switch r.random.IntN(4) {
	case 0:
		if !slices.Contains(after.GetSecondFactors(), factor) {
			after.SecondFactors = append(after.SecondFactors, factor)
		}
		return "{addSecondFactors: [" + factor.String() + "]}", after
	case 1:
		after.ForceMfa = r.random.IntN(2) == 0
		after.AllowUsernamePassword = r.random.IntN(2) == 0
		after.PasswordlessType = policyv1.PasswordlessType(r.random.Int32N(2))
		return "{patch: {forceMfa: " + toJSON(after.GetForceMfa()) + ", allowUsernamePassword: " + toJSON(after.GetAllowUsernamePassword()) +
			", passwordlessType: " + after.GetPasswordlessType().String() + "}}", after
	default:
		after.SecondFactors = slices.DeleteFunc(after.GetSecondFactors(), func(other policyv1.SecondFactorType) bool { return other == factor })
		return "{removeSecondFactors: [" + factor.String() + "]}", after
	}
}

// checkImpact compares the figures of a random change.
func (r *randomPeople) checkImpact(people []factorsOfPerson) {
	r.Helper()
	before := readDirectly(r.T, r.program, acme)
	change, after := r.proposal(before)
	for _, token := range []string{"dev-org-owner", instanceOwnerToken} {
		var data struct {
			LoginPolicyImpact struct {
				People struct{ LoginV1 olderImpact }
			}
		}
		const figures = ` { certain possible } `
		r.ask(token, `{ loginPolicyImpact(orgId: "`+acme+`", change: `+change+`) { people { loginV1 { losesFactor`+figures+`losesOnlyFactor`+figures+`fallsBackToPassword`+figures+`} } } }`, &data)
		if diff := cmp.Diff(simulate(before, after, people), data.LoginPolicyImpact.People.LoginV1); diff != "" {
			r.Errorf("%s, %s of\n%v\n(-simulated +told)\n%s", token, change, before, diff)
		}
	}
}
