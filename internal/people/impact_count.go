package people

import (
	"slices"
	"sync"

	"zitadel-graphql/internal/people/impact"
	userv2 "zitadel-graphql/internal/wire/zitadel/user/v2"
)

// impactCount counts to how many people a change does what. Of the people it keeps those on the lists alone. What isn't said to be
// shared belongs to one goroutine.
type impactCount struct {
	change      impact.Change
	ask         ImpactRequest
	caller      caller
	guardLogins []impact.Login
	// answers are those that were worked out before, for people who have the same set up.
	answers map[impact.Person]personAnswers
	// methodsMatter has for such people whether their login methods matter. It is shared.
	methodsMatter sync.Map

	figures []ImpactFigure
	lists   []ImpactPage
	guards  []impact.Figure
	// found is how many people had an answer other than no.
	found int
	// ofCaller are the answers for the caller, once seen.
	ofCaller *personAnswers
}

// personAnswers are the answers for one person, by the version of the login.
type personAnswers [2]impact.Answers

// of returns the answer for an effect.
func (a personAnswers) of(effect Effect) impact.Answer { return a[effect.Login][effect.Category] }

// needsLook reports whether people have to be looked at: for an effect, or for a guard that counts people. Where the caller alone
// counts, it takes a caller whom the change concerns.
func (c *impactCount) needsLook() bool {
	return !c.isOfCallerAlone() || c.caller.isConcerned && slices.Contains(c.ask.Guards, impact.LocksOutTheCaller)
}

// isOfCallerAlone reports whether nobody else counts for what was asked.
func (c *impactCount) isOfCallerAlone() bool {
	return len(c.ask.Effects) == 0 && len(c.ask.Lists) == 0 &&
		!slices.ContainsFunc(c.ask.Guards, func(guard impact.Guard) bool { return isOfPeople(guard) && guard != impact.LocksOutTheCaller })
}

// needs returns what has to be found out about each person.
func (c *impactCount) needs() Needs {
	needs := c.ask.Needs
	for _, login := range impact.Logins() {
		needs.LoginMethods = needs.LoginMethods || c.change.DependsOnLoginMethods([]impact.Login{login}, c.categories(login))
	}
	return needs
}

// loginMethodsMatter reports whether it can make a figure more certain to know a person's password and links to providers. It is
// safe for concurrent use.
func (c *impactCount) loginMethodsMatter(person Person) bool {
	asked := impactPerson(person)
	if known, ok := c.methodsMatter.Load(asked); ok {
		return known == true
	}
	matter := slices.ContainsFunc(impact.Logins(), func(login impact.Login) bool {
		return c.change.LoginMethodsMatter(login, c.categories(login), asked)
	})
	c.methodsMatter.Store(asked, matter)
	return matter
}

// categories returns the categories that count under a version of the login.
func (c *impactCount) categories(login impact.Login) []impact.Category {
	var categories []impact.Category
	for _, effect := range c.ask.Effects {
		if effect.Login == login {
			categories = append(categories, effect.Category)
		}
	}
	for _, list := range c.ask.Lists {
		if list.Login == login {
			categories = append(categories, list.Category)
		}
	}
	if slices.Contains(c.guardLogins, login) {
		for _, guard := range c.ask.Guards {
			categories = append(categories, guard.Categories()...)
		}
	}
	return categories
}

// add counts a person, and reports whether others have to be looked at too.
func (c *impactCount) add(found Found) bool {
	answers, happens := c.answersFor(found.Person), false
	isCaller := c.caller.id != "" && found.Person.ID == c.caller.id
	if isCaller {
		c.ofCaller = &answers
	}
	for i, effect := range c.ask.Effects {
		happens = tally(answers.of(effect), &c.figures[i].Certain, &c.figures[i].Possible) || happens
	}
	for i, list := range c.ask.Lists {
		if answers.of(list.Effect) != impact.No {
			c.lists[i].add(list, found)
		}
	}
	for i, guard := range c.ask.Guards {
		if guard != impact.LocksOutTheCaller || isCaller {
			happens = tally(c.guardAnswer(guard, answers), &c.guards[i].Certain, &c.guards[i].Possible) || happens
		}
	}
	if happens {
		c.found++
	}
	return !isCaller || !c.isOfCallerAlone()
}

// tally counts an answer, and reports whether it is another than no.
func tally(answer impact.Answer, certain, possible *int) bool {
	switch answer {
	case impact.Certainly:
		*certain++
	case impact.Possibly:
		*possible++
	default:
		return false
	}
	return true
}

// add puts a person on the page, if there is room.
func (p *ImpactPage) add(list ImpactList, found Found) {
	switch {
	case list.After != nil && found.At.compare(*list.After) <= 0:
	case len(p.People) < list.First:
		p.People = append(p.People, found)
	default:
		p.More = true
	}
}

// guardAnswer returns a guard's answer for a person, by the login under which it is worse.
func (c *impactCount) guardAnswer(guard impact.Guard, answers personAnswers) impact.Answer {
	worst := impact.No
	for _, login := range c.guardLogins {
		worst = max(worst, guard.Of(answers[login]))
	}
	return worst
}

// answersFor returns what the change does to a person.
func (c *impactCount) answersFor(person Person) personAnswers {
	asked := impactPerson(person)
	answers, isKnown := c.answers[asked]
	if !isKnown {
		for _, login := range impact.Logins() {
			answers[login] = c.change.Of(login, asked)
		}
		c.answers[asked] = answers
	}
	return answers
}

// impactPerson returns what of a person decides what a change does.
func impactPerson(person Person) impact.Person {
	return impact.Person{Ready: impact.Methods(person.Ready), MethodsKnown: person.MethodsKnown,
		EmailVerified: person.EmailVerified, PhoneVerified: person.PhoneVerified, State: impactState(person.State)}
}

// impactState returns whether a person can log in.
func impactState(state userv2.UserState) impact.State {
	switch state {
	case userv2.UserState_USER_STATE_ACTIVE:
		return impact.Active
	case userv2.UserState_USER_STATE_INITIAL:
		return impact.Initial
	case userv2.UserState_USER_STATE_INACTIVE, userv2.UserState_USER_STATE_LOCKED:
		return impact.Suspended
	case userv2.UserState_USER_STATE_DELETED:
		return impact.Deleted
	default:
		return impact.Unclear
	}
}

// result returns what was counted by a look.
func (c *impactCount) result(look Look) Impact {
	result := Impact{Look: look, Figures: c.figures, Lists: c.lists}
	for i, effect := range c.ask.Effects {
		result.Figures[i].IncludesCaller = c.includesCaller(effect)
	}
	for i, guard := range c.ask.Guards {
		c.guards[i].Guard = guard
		if guard == impact.LeavesNoFactorWhileForced && c.change.LeavesNoFactor() {
			c.guards[i].Certain = 1
		}
		result.Guards = append(result.Guards, GuardFigure{c.guards[i], c.isComplete(guard, look)})
	}
	return result
}

// isComplete reports whether everybody was looked at who had to be for a guard.
func (c *impactCount) isComplete(guard impact.Guard, look Look) bool {
	switch {
	case !isOfPeople(guard):
		return true
	case guard == impact.LocksOutTheCaller:
		return c.ofCaller != nil || c.caller.isKnown && !c.caller.isConcerned
	default:
		return look.Complete()
	}
}

// includesCaller reports whether an effect certainly happens to the caller. It returns nil where that isn't known.
func (c *impactCount) includesCaller(effect Effect) *bool {
	includes := false
	switch {
	case !c.caller.isKnown:
		return nil
	case !c.caller.isConcerned:
		return &includes
	case c.ofCaller == nil, c.ofCaller.of(effect) == impact.Possibly:
		return nil
	}
	includes = c.ofCaller.of(effect) == impact.Certainly
	return &includes
}
