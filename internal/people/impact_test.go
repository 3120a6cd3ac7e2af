package people_test

import (
	"context"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"zitadel-graphql/internal/people"
	"zitadel-graphql/internal/people/impact"
	authv1 "zitadel-graphql/internal/wire/zitadel/auth/v1"
	featurev2 "zitadel-graphql/internal/wire/zitadel/feature/v2"
	idpv1 "zitadel-graphql/internal/wire/zitadel/idp/v1"
	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
	userv1 "zitadel-graphql/internal/wire/zitadel/user/v1"
	userv2 "zitadel-graphql/internal/wire/zitadel/user/v2"
	zitadelv1 "zitadel-graphql/internal/wire/zitadel/v1"
)

const (
	getUser     = authv1.AuthService_GetMyUser_FullMethodName
	getFeatures = featurev2.FeatureService_GetInstanceFeatures_FullMethodName
)

func (w auth) GetMyUser(context.Context, *authv1.GetMyUserRequest) (*authv1.GetMyUserResponse, error) {
	return &authv1.GetMyUserResponse{User: w.caller}, nil
}

func (w feature) GetInstanceFeatures(context.Context, *featurev2.GetInstanceFeaturesRequest) (*featurev2.GetInstanceFeaturesResponse, error) {
	if w.requiresV2 == nil {
		return &featurev2.GetInstanceFeaturesResponse{}, nil
	}
	return &featurev2.GetInstanceFeaturesResponse{LoginV2: &featurev2.LoginV2FeatureFlag{Required: *w.requiresV2}}, nil
}

// logInAs has a resident be the caller.
func (w *world) logInAs(r *resident) *world {
	w.caller = &userv1.User{Id: r.id, Details: &zitadelv1.ObjectDetails{ResourceOwner: r.organization}, Type: &userv1.User_Human{Human: &userv1.Human{}}}
	return w
}

// requires has the instance require Login V2, or leave it to each application.
func (w *world) requires(loginV2 bool) *world {
	w.requiresV2 = &loginV2
	return w
}

// allows is a policy with passwords and passkeys that lists these second factors.
func allows(factors ...policyv1.SecondFactorType) *policyv1.LoginPolicy {
	return &policyv1.LoginPolicy{AllowUsernamePassword: true, SecondFactors: factors,
		PasswordlessType: policyv1.PasswordlessType_PASSWORDLESS_TYPE_ALLOWED}
}

func forces(factors ...policyv1.SecondFactorType) *policyv1.LoginPolicy {
	p := allows(factors...)
	p.ForceMfa = true
	return p
}

// allEffects are all that there are.
func allEffects() []people.Effect {
	var all []people.Effect
	for _, login := range impact.Logins() {
		for _, category := range impact.Categories() {
			all = append(all, people.Effect{Login: login, Category: category})
		}
	}
	return all
}

// anyPolicy is a random policy.
func anyPolicy(random *rand.Rand) *policyv1.LoginPolicy {
	sometimes := func() bool { return random.IntN(2) == 0 }
	p := &policyv1.LoginPolicy{AllowUsernamePassword: random.IntN(4) > 0, AllowExternalIdp: sometimes(), ForceMfa: sometimes(), ForceMfaLocalOnly: sometimes()}
	for _, factor := range []policyv1.SecondFactorType{1, 2, 3, 4, 5} {
		if sometimes() {
			p.SecondFactors = append(p.SecondFactors, factor)
		}
	}
	if sometimes() {
		p.PasswordlessType = policyv1.PasswordlessType_PASSWORDLESS_TYPE_ALLOWED
	}
	if sometimes() {
		p.Idps = []*idpv1.IDPLoginPolicyLink{{IdpId: "1"}}
	}
	return p
}

// answerFor is what a change does to a resident, of whom everything is known.
func answerFor(change people.PolicyChange, effect people.Effect, r *resident) impact.Answer {
	person := impact.Person{Ready: impact.Methods(r.methods()), MethodsKnown: true, EmailVerified: r.verified, PhoneVerified: r.verified}
	return impact.NewChange(change.Before, change.After).Of(effect.Login, person)[effect.Category]
}

// Ensures that the figures are those of a count by brute force, on random worlds and changes, that the lists have those people and
// nobody else, and that both ways of looking agree.
func TestImpactOnRandomWorlds(t *testing.T) {
	for seed := range uint64(30) {
		random := rand.New(rand.NewPCG(seed, 11))
		w := randomWorld(random)
		for i, r := range w.residents {
			r.verified = i%3 == 0
		}
		for _, way := range []*world{w, w.withoutEvents()} {
			change := people.PolicyChange{Before: anyPolicy(random), After: anyPolicy(random)}
			ask := people.ImpactRequest{Effects: allEffects()}
			for _, effect := range ask.Effects {
				ask.Lists = append(ask.Lists, people.ImpactList{Effect: effect, First: 1000})
			}
			found, err := way.client(t, people.DefaultConfig()).Impact(asCaller(t), people.Scope{Organization: acme}, change, ask, nil)
			if err != nil || !found.Look.Complete() {
				t.Fatalf("%+v, %v", found.Look, err)
			}
			for i, effect := range ask.Effects {
				var want people.ImpactFigure
				var listed, ids []string
				for _, r := range w.people() {
					switch answerFor(change, effect, r) {
					case impact.Certainly:
						want.Certain++
					case impact.Possibly:
						want.Possible++
					default:
						continue
					}
					listed = append(listed, r.id)
				}
				for _, one := range found.Lists[i].People {
					ids = append(ids, one.Person.ID)
				}
				if diff := cmp.Diff(want, found.Figures[i]); diff != "" || !slices.Equal(ids, listed) || found.Lists[i].More {
					t.Fatalf("world %d, %+v: %s listed %v, want %v", seed, effect, diff, ids, listed)
				}
			}
		}
	}
}

// Ensures that going through pages of those to whom an effect happens finds each of them once, whatever the figures.
func TestImpactPages(t *testing.T) {
	w := newWorld()
	var want []string
	for i := range 23 {
		r := w.setUp(w.add(acme), people.Password)
		if i%2 == 0 {
			w.setUp(r, people.TOTP)
			want = append(want, r.id)
		}
	}
	client, list := w.client(t, people.DefaultConfig()), people.ImpactList{Effect: people.Effect{Login: impact.V1, Category: impact.LosesFactor}, First: 5}
	var got []string
	for range 100 {
		found, err := client.Impact(asCaller(t), people.Scope{Organization: acme}, people.PolicyChange{Before: allows(totp), After: allows()},
			people.ImpactRequest{Effects: []people.Effect{list.Effect}, Lists: []people.ImpactList{list}}, nil)
		if err != nil || found.Figures[0].Certain != len(want) {
			t.Fatalf("%+v, %v", found, err)
		}
		for i, one := range found.Lists[0].People {
			got, list.After = append(got, one.Person.ID), &found.Lists[0].People[i].At
		}
		if !found.Lists[0].More {
			break
		}
	}
	if !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}

// Ensures that people are asked one by one for their passwords only where a figure takes that, and that nobody is looked at where
// nothing is asked of people.
func TestImpactCosts(t *testing.T) {
	w := newWorld()
	for i := range 10 { // two of them have a passkey, and can't fall back to a password alone
		w.setUp(w.add(acme), people.Password|[]people.Methods{people.TOTP, people.TOTP, people.TOTP, people.Passkey}[i%4])
	}
	removal := people.PolicyChange{Before: allows(totp), After: allows()}
	v1 := func(category impact.Category) []people.Effect {
		return []people.Effect{{Login: impact.V1, Category: category}}
	}
	for name, c := range map[string]struct {
		ask             people.ImpactRequest
		lists, types    int
		callers, logins int
	}{
		"nothing":               {people.ImpactRequest{}, 0, 0, 0, 0},
		"a factor lost":         {people.ImpactRequest{Effects: v1(impact.LosesFactor)}, 2, 0, 0, 0},
		"a password alone":      {people.ImpactRequest{Effects: v1(impact.FallsBackToPassword)}, 2, 8, 0, 0},
		"lists with passwords":  {people.ImpactRequest{Effects: v1(impact.LosesFactor), Needs: people.Needs{LoginMethods: true}}, 2, 10, 0, 0},
		"the caller":            {people.ImpactRequest{Effects: v1(impact.LosesFactor), Caller: true}, 2, 0, 1, 0},
		"a guard of the policy": {people.ImpactRequest{Guards: []impact.Guard{impact.LeavesNoFactorWhileForced}}, 0, 0, 0, 0},
		"a guard":               {people.ImpactRequest{Guards: []impact.Guard{impact.TakesFactorInUse}}, 2, 0, 0, 1},
		"a guard of the caller, who lives elsewhere": {people.ImpactRequest{Guards: []impact.Guard{impact.LocksOutTheCaller}}, 0, 0, 1, 1},
	} {
		clear(w.counts)
		w.caller = &userv1.User{Id: "1", Details: &zitadelv1.ObjectDetails{ResourceOwner: other}, Type: &userv1.User_Human{}}
		if _, err := w.client(t, people.DefaultConfig()).Impact(asCaller(t), people.Scope{Organization: acme}, removal, c.ask, nil); err != nil {
			t.Fatal(err)
		}
		got := []int{w.counts[listUsers], w.counts[listTypes], w.counts[getUser], w.counts[getFeatures]}
		if !slices.Equal(got, []int{c.lists, c.types, c.callers, c.logins}) {
			t.Errorf("%s: asked %v, want %v", name, got, c)
		}
	}
}

// Ensures when the caller is among those to whom something happens: by the caller's own answer, not at all for machines and people
// who live elsewhere, and not known where the caller isn't listed or may be.
func TestImpactOnTheCaller(t *testing.T) {
	yes, no := true, false
	force, forceLocal := people.PolicyChange{Before: allows(totp), After: forces(totp)}, people.PolicyChange{Before: allows(), After: allows(sms)}
	mustSetUp := people.Effect{Login: impact.V2, Category: impact.MustSetUp}
	sessions := people.Effect{Login: impact.V2, Category: impact.LosesSessions}
	for name, c := range map[string]struct {
		methods people.Methods
		home    string
		hidden  bool
		change  people.PolicyChange
		effect  people.Effect
		want    *bool
	}{
		"who has nothing":      {people.Password, acme, false, force, mustSetUp, &yes},
		"who has a factor":     {people.Password | people.TOTP, acme, false, force, mustSetUp, &no},
		"who may have used it": {people.Password | people.OTPSMS, acme, false, forceLocal, sessions, nil},
		"from elsewhere":       {people.Password, other, false, force, mustSetUp, &no},
		"who isn't listed":     {people.Password, acme, true, force, mustSetUp, nil},
	} {
		w := newWorld()
		r := w.setUp(w.add(c.home), c.methods)
		r.isHidden = c.hidden
		found, err := w.logInAs(r).client(t, people.DefaultConfig()).Impact(asCaller(t), people.Scope{Organization: acme}, c.change,
			people.ImpactRequest{Effects: []people.Effect{c.effect}, Caller: true}, nil)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(c.want, found.Figures[0].IncludesCaller); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

// Ensures that a change of the instance's policy is one for the people of the organizations that inherit it, and for no others.
func TestImpactOnTheInstance(t *testing.T) {
	w := newWorld()
	w.ownPolicies[other] = true
	for _, home := range []string{acme, acme, other, "400"} {
		w.setUp(w.add(home), people.Password)
	}
	for i, want := range []*bool{new(true), nil, new(false), new(true)} {
		if want == nil {
			continue
		}
		found, err := w.logInAs(w.residents[i]).client(t, people.DefaultConfig()).Impact(asCaller(t), people.Scope{Instance: true},
			people.PolicyChange{Before: allows(totp), After: forces(totp)},
			people.ImpactRequest{Effects: []people.Effect{{Login: impact.V2, Category: impact.MustSetUp}}, Caller: true}, nil)
		if err != nil || !found.Look.Complete() || found.Figures[0].Certain != 3 {
			t.Fatalf("%+v, %v", found, err)
		}
		if diff := cmp.Diff(want, found.Figures[0].IncludesCaller); diff != "" {
			t.Errorf("resident %d: %s", i, diff)
		}
	}
}

// Ensures that the answers are those of a person's state.
func TestImpactByState(t *testing.T) {
	w := newWorld()
	for _, state := range []userv2.UserState{userv2.UserState_USER_STATE_ACTIVE, userv2.UserState_USER_STATE_INACTIVE, userv2.UserState_USER_STATE_LOCKED, userv2.UserState_USER_STATE_DELETED} {
		w.setUp(w.add(acme), people.Password|people.TOTP).state = state
	}
	found, err := w.client(t, people.DefaultConfig()).Impact(asCaller(t), people.Scope{Organization: acme}, people.PolicyChange{Before: allows(totp), After: allows()},
		people.ImpactRequest{Effects: []people.Effect{{Login: impact.V1, Category: impact.FallsBackToPassword}}}, nil)
	if err != nil || found.Figures[0].Certain != 1 || found.Figures[0].Possible != 2 {
		t.Errorf("%+v, %v", found, err)
	}
}

// Ensures that both packages mean the same bits by the methods.
func TestMethodsAreImpacts(t *testing.T) {
	t.Parallel()
	ours := []people.Methods{people.TOTP, people.U2F, people.OTPSMS, people.OTPEmail, people.RecoveryCodes, people.Passkey, people.Password, people.IdentityProvider}
	theirs := []impact.Methods{impact.TOTP, impact.U2F, impact.OTPSMS, impact.OTPEmail, impact.RecoveryCodes, impact.Passkey, impact.Password, impact.IdentityProvider}
	for i := range ours {
		if uint16(ours[i]) != uint16(theirs[i]) {
			t.Errorf("method %d: %b and %b", i, ours[i], theirs[i])
		}
	}
}
