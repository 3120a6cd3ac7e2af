package people

import (
	"context"
	"slices"

	"google.golang.org/grpc/codes"

	"zitadel-graphql/graph/problem"
	userv2 "zitadel-graphql/internal/wire/zitadel/user/v2"
)

// questions are the calls to make about one person.
type questions struct {
	inScope bool // whether the person's organization inherits the instance's policy
	types   bool // ListAuthenticationMethodTypes
	factors bool // ListAuthenticationFactors
}

// calls returns how many calls it takes at least to ask everything about a person in scope.
func (q questions) calls() int {
	calls := 0
	for _, isAsked := range []bool{q.types, q.factors} {
		if isAsked {
			calls++
		}
	}
	return calls
}

// asked is what came of the calls about one person.
type asked struct {
	questions

	// outside is true where the person isn't in scope, and gone where the person isn't there any more. Then nothing else is set.
	outside, gone bool
	// methods are what the person has by ListAuthenticationMethodTypes.
	methods Methods
	// ready and unfinished are second factors by ListAuthenticationFactors, which doesn't know recovery codes, and keys those that
	// have names.
	ready, unfinished Methods
	keys              []SecurityKey
}

// inFactorList are the methods that ListAuthenticationFactors knows.
const inFactorList = TOTP | U2F | OTPSMS | OTPEmail

// goesByEvents reports whether the events tell what the person has.
func (l *look) goesByEvents(person Person) bool { return l.log != nil && l.log.covers(person) }

// questionsAbout returns what has to be asked about a person. Where the events tell who has security keys, the others aren't asked
// for the names of theirs.
func (l *look) questionsAbout(person Person) questions {
	wanted := questions{inScope: l.policies != nil, types: true, factors: l.needs.Factors}
	if l.goesByEvents(person) {
		ready, unfinished := l.log.methods(person.ID)
		person.Ready = ready
		wanted.types = l.needs.LoginMethods && (l.loginMethodsMatter == nil || l.loginMethodsMatter(person))
		wanted.factors = l.needs.Factors && (ready | unfinished).Has(U2F)
	}
	return wanted
}

// ask makes the calls about a person.
func (l *look) ask(ctx context.Context, person Person, wanted questions) (asked, error) {
	got := asked{questions: wanted}
	if wanted.inScope {
		inherits, err := l.policies.inherits(ctx, person.Organization)
		if err != nil || !inherits {
			return asked{outside: true}, err
		}
	}
	if wanted.types {
		methods, isThere, err := l.askTypes(ctx, person)
		if err != nil || !isThere {
			return asked{gone: true}, err
		}
		got.methods = methods
	}
	if wanted.factors {
		if err := l.askFactors(ctx, person, &got); err != nil {
			return asked{}, err
		}
	}
	return got, nil
}

// askTypes returns everything that a person can log in with. ZITADEL says of somebody who isn't there the same as of somebody who
// has nothing, so the list tells these apart.
func (l *look) askTypes(ctx context.Context, person Person) (methods Methods, isThere bool, err error) {
	reply, err := l.users.ListAuthenticationMethodTypes(ctx, &userv2.ListAuthenticationMethodTypesRequest{UserId: person.ID})
	if err != nil && !problem.Refused(err, codes.NotFound) {
		return 0, false, err
	}
	if len(reply.GetAuthMethodTypes()) > 0 {
		return methodsOf(reply.GetAuthMethodTypes()), true, nil
	}
	isThere, err = l.list.has(ctx, person.ID)
	return 0, isThere, err
}

// askFactors sets what ListAuthenticationFactors tells of a person.
func (l *look) askFactors(ctx context.Context, person Person, got *asked) error {
	reply, err := l.users.ListAuthenticationFactors(ctx, &userv2.ListAuthenticationFactorsRequest{UserId: person.ID,
		States: []userv2.AuthFactorState{userv2.AuthFactorState_AUTH_FACTOR_STATE_READY, userv2.AuthFactorState_AUTH_FACTOR_STATE_NOT_READY}})
	if err != nil {
		return err
	}
	got.keys = []SecurityKey{}
	for _, factor := range reply.GetResult() {
		isReady := factor.GetState() == userv2.AuthFactorState_AUTH_FACTOR_STATE_READY
		if isReady {
			got.ready |= methodOfFactor(factor)
		} else {
			got.unfinished |= methodOfFactor(factor)
		}
		if key := factor.GetU2F(); key != nil {
			got.keys = append(got.keys, SecurityKey{key.GetId(), key.GetName(), isReady})
		}
	}
	got.unfinished &^= got.ready
	return nil
}

func methodOfFactor(factor *userv2.AuthFactor) Methods {
	switch factor.GetType().(type) {
	case *userv2.AuthFactor_Otp:
		return TOTP
	case *userv2.AuthFactor_U2F:
		return U2F
	case *userv2.AuthFactor_OtpSms:
		return OTPSMS
	case *userv2.AuthFactor_OtpEmail:
		return OTPEmail
	default:
		return 0
	}
}

// conclude makes up what is known of a person. Where two sources say different things, both are read once more, since one of them
// was read earlier. counts is false where the person isn't in scope, or isn't there any more.
func (l *look) conclude(ctx context.Context, next *answer) (person Person, counts bool, err error) {
	got := next.asked
	if l.isOut(got) {
		return Person{}, false, nil
	}
	person, agree := l.combine(next.listed.Person, got)
	if agree {
		return person, true, nil
	}
	if got, err = l.askAgain(ctx, next.listed.Person); err != nil || l.isOut(got) {
		return Person{}, false, err
	}
	person, _ = l.combine(next.listed.Person, got)
	return person, true, nil
}

// isOut reports whether a person doesn't count, and remembers that somebody has gone.
func (l *look) isOut(got asked) bool {
	l.someoneLeft = l.someoneLeft || got.gone
	return got.outside || got.gone
}

func (l *look) askAgain(ctx context.Context, person Person) (asked, error) {
	if l.log != nil {
		if err := l.log.readOn(ctx, l.conn, func() {}); err != nil {
			return asked{}, err
		}
	}
	return l.ask(ctx, person, l.questionsAbout(person))
}

// combine adds to a person what was asked and what the events tell, and reports whether the sources agree.
func (l *look) combine(person Person, got asked) (combined Person, agree bool) {
	byEvents := l.goesByEvents(person)
	person.Source, person.Ready, person.Unfinished = PersonByPerson, got.methods&(SecondFactors|Passkey), got.unfinished
	if byEvents {
		person.Source = Events
		person.Ready, person.Unfinished = l.log.methods(person.ID)
	}
	agree = got.agrees(person.Ready)
	if byEvents && (got.types || got.factors) {
		disagree := !agree
		person.SourcesDisagree = &disagree
	}
	if l.needs.LoginMethods {
		person.MethodsKnown = got.types
		person.Ready |= got.methods & (Password | IdentityProvider)
	}
	if l.needs.Factors {
		person.SecurityKeys, agree = l.keysOf(person, got, agree)
	}
	person.Unfinished &^= person.Ready
	return person, agree
}

// agrees reports whether the lists say the same as ready, as far as they were asked.
func (a asked) agrees(ready Methods) bool {
	return (!a.types || a.methods&(SecondFactors|Passkey) == ready&(SecondFactors|Passkey)) &&
		(!a.factors || a.ready == ready&inFactorList)
}

// keysOf returns a person's security keys: none where the events tell that there are none, and nil where the list of keys doesn't
// fit what else is known of them.
func (l *look) keysOf(person Person, got asked, agree bool) ([]SecurityKey, bool) {
	hasKeys := (person.Ready | person.Unfinished).Has(U2F)
	switch {
	case !got.factors && !hasKeys:
		return []SecurityKey{}, agree
	case !got.factors, person.Ready.Has(U2F) != got.ready.Has(U2F):
		return nil, false
	default:
		return slices.Clip(got.keys), agree
	}
}
