package impact_test

import (
	"slices"

	"zitadel-graphql/internal/people/impact"
	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
)

// The oracle goes through ZITADEL's pages one after the other, as a person would, and through every way that the person could
// choose. It knows no rules and no sets of methods: what it knows was written down from ZITADEL's source a second time.

// human is a person with nothing unknown.
type human struct {
	password, passkey            bool
	factors                      []policyv1.SecondFactorType // set up and ready
	links                        []string                    // the providers that the person is linked to
	autoLinked                   []string                    // the providers that would link the person by themselves
	emailVerified, phoneVerified bool
	neverActivated               bool
}

// page is what the person sees.
type page int

const (
	loginName page = iota
	passwordPage
	passkeyPage
	providerPage
	afterFirst
	verifyFactor
	setUpFactor
	done
)

// visit is a page, with what led there.
type visit struct {
	page   page
	first  string // password, passkey or provider
	factor bool   // a second factor was verified
	setUp  bool   // one was set up
}

// next returns the pages that a person can go on to.
func (h human) next(v visit, login impact.Login, p *policyv1.LoginPolicy) []visit {
	switch v.page {
	case loginName:
		return h.fromLoginName(login, p)
	case passwordPage, passkeyPage, providerPage:
		first := map[page]string{passwordPage: "password", passkeyPage: "passkey", providerPage: "provider"}[v.page]
		return []visit{{page: afterFirst, first: first}}
	case afterFirst:
		return h.afterFirst(v, login, p)
	case verifyFactor:
		return []visit{{page: done, first: v.first, factor: true}}
	case setUpFactor:
		return []visit{{page: done, first: v.first, setUp: true}}
	default:
		return nil
	}
}

func (h human) fromLoginName(login impact.Login, p *policyv1.LoginPolicy) []visit {
	if h.neverActivated && login == impact.V2 {
		return nil
	}
	var choices []visit
	if h.password && p.GetAllowUsernamePassword() {
		choices = append(choices, visit{page: passwordPage})
	}
	if h.passkey && p.GetAllowUsernamePassword() && p.GetPasswordlessType() == policyv1.PasswordlessType_PASSWORDLESS_TYPE_ALLOWED {
		choices = append(choices, visit{page: passkeyPage})
	}
	if h.hasProvider(login, p) {
		choices = append(choices, visit{page: providerPage})
	}
	return choices
}

func (h human) hasProvider(login impact.Login, p *policyv1.LoginPolicy) bool {
	if login == impact.V2 && len(h.links) == 1 {
		return true
	}
	if !p.GetAllowExternalIdp() {
		return false
	}
	for _, link := range p.GetIdps() {
		if slices.Contains(h.links, link.GetIdpId()) || slices.Contains(h.autoLinked, link.GetIdpId()) {
			return true
		}
	}
	return false
}

func (h human) afterFirst(v visit, login impact.Login, p *policyv1.LoginPolicy) []visit {
	if v.first == "passkey" {
		return []visit{{page: done, first: v.first}}
	}
	for _, factor := range h.factors {
		if takesFactor(login, p, factor) {
			return []visit{{page: verifyFactor, first: v.first}}
		}
	}
	if !demandsFactor(v.first, login, p) {
		return []visit{{page: done, first: v.first}}
	}
	for _, factor := range p.GetSecondFactors() {
		if h.isOffered(login, factor) {
			return []visit{{page: setUpFactor, first: v.first}}
		}
	}
	return nil
}

// takesFactor reports whether a login has the person verify a factor that is set up.
func takesFactor(login impact.Login, p *policyv1.LoginPolicy, factor policyv1.SecondFactorType) bool {
	return factor != recovery && (login == impact.V2 || slices.Contains(p.GetSecondFactors(), factor))
}

func demandsFactor(first string, login impact.Login, p *policyv1.LoginPolicy) bool {
	switch {
	case first == "password":
		return p.GetForceMfa() || p.GetForceMfaLocalOnly()
	case login == impact.V1 && p.GetForceMfaLocalOnly():
		return false
	default:
		return p.GetForceMfa()
	}
}

func (h human) isOffered(login impact.Login, factor policyv1.SecondFactorType) bool {
	switch {
	case factor == recovery, factor == policyv1.SecondFactorType_SECOND_FACTOR_TYPE_UNSPECIFIED:
		return false
	case login == impact.V2 && factor == email:
		return h.emailVerified
	case login == impact.V2 && factor == sms:
		return h.phoneVerified
	default:
		return true
	}
}

// logins returns every way in which the person can get in.
func (h human) logins(login impact.Login, p *policyv1.LoginPolicy) []visit {
	var ways []visit
	pages := []visit{{page: loginName}}
	for len(pages) > 0 {
		v := pages[0]
		pages = append(pages[1:], h.next(v, login, p)...)
		if v.page == done {
			ways = append(ways, v)
		}
	}
	return ways
}

// sessions returns every session that the person can have, as what was checked for it.
func (h human) sessions() [][]string {
	var found [][]string
	for _, first := range []struct {
		name string
		has  bool
	}{{"password", h.password}, {"provider", len(h.links) > 0}, {"passkey", h.passkey}} {
		if !first.has || h.neverActivated {
			continue
		}
		found = append(found, []string{first.name})
		for _, factor := range h.factors {
			found = append(found, []string{first.name, factor.String()})
		}
	}
	return found
}

// accepts reports whether ZITADEL accepts such a session of the person's.
func (h human) accepts(session []string, p *policyv1.LoginPolicy) bool {
	if len(session) > 1 || session[0] == "passkey" {
		return true
	}
	for _, factor := range h.factors {
		if factor != recovery && slices.Contains(p.GetSecondFactors(), factor) {
			return false
		}
	}
	if session[0] == "password" {
		return !p.GetForceMfa() && !p.GetForceMfaLocalOnly()
	}
	return !p.GetForceMfa() || p.GetForceMfaLocalOnly()
}

// expected returns what the change does to one human, by what the pages show before and after.
func (h human) expected(before, after *policyv1.LoginPolicy, login impact.Login) impact.Answers {
	was, is := h.logins(login, before), h.logins(login, after)
	lost, left := false, false
	for _, factor := range h.factors {
		taken := takesFactor(login, after, factor)
		lost, left = lost || takesFactor(login, before, factor) && !taken, left || taken
	}
	wasPasskey, isPasskey := slices.ContainsFunc(was, byPasskey), slices.ContainsFunc(is, byPasskey)
	lost, left = lost || wasPasskey && !isPasskey, left || isPasskey
	return impact.Answers{
		impact.LosesFactor:         answer(lost),
		impact.LosesOnlyFactor:     answer(lost && !left),
		impact.FallsBackToPassword: answer(passwordAlone(is) && !passwordAlone(was)),
		impact.MustSetUp:           answer(mustSetUp(is) && !mustSetUp(was)),
		impact.LockedOut:           answer(len(was) > 0 && len(is) == 0),
		impact.LosesSessions:       h.endedSessions(before, after),
	}
}

func byPasskey(v visit) bool { return v.first == "passkey" }

func mustSetUp(ways []visit) bool {
	return len(ways) > 0 && !slices.ContainsFunc(ways, func(v visit) bool { return !v.setUp })
}

func passwordAlone(ways []visit) bool {
	return !slices.ContainsFunc(ways, byPasskey) &&
		slices.ContainsFunc(ways, func(v visit) bool { return v.first == "password" && !v.factor && !v.setUp })
}

func (h human) endedSessions(before, after *policyv1.LoginPolicy) impact.Answer {
	worked, ended := 0, 0
	for _, session := range h.sessions() {
		if h.accepts(session, before) {
			worked++
			if !h.accepts(session, after) {
				ended++
			}
		}
	}
	switch ended {
	case 0:
		return impact.No
	case worked:
		return impact.Certainly
	default:
		return impact.Possibly
	}
}

func answer(holds bool) impact.Answer {
	if holds {
		return impact.Certainly
	}
	return impact.No
}
