package people

import (
	"context"
	"slices"

	"zitadel-graphql/internal/people/impact"
	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
)

// PolicyChange is a change of a login policy: the policy before, which is in force, and after.
type PolicyChange struct{ Before, After *policyv1.LoginPolicy }

// Effect is something that a change does to people who use one version of the login.
type Effect struct {
	Login    impact.Login
	Category impact.Category
}

// ImpactRequest says what is to be found out about a change. What isn't asked for isn't paid for: people are asked for their
// passwords and links to providers only where one of the effects or guards takes that.
type ImpactRequest struct {
	Effects []Effect
	// Lists ask who the people are to whom an effect happens.
	Lists []ImpactList
	// Guards are those whose figures are wanted too. They count by the login that the instance requires and, where it requires
	// none, by the one under which it is worse.
	Guards []impact.Guard
	// Caller asks whether the caller is among the people.
	Caller bool
	// Needs is what the lists have to tell about each person.
	Needs Needs
}

// ImpactList asks for up to First people, at least 1, behind a position.
type ImpactList struct {
	Effect

	First int
	After *Position // nil for the beginning
}

// Impact is what a change does to people.
type Impact struct {
	Look Look
	// Figures has one for each effect that was asked for, in the same order.
	Figures []ImpactFigure
	// Lists has the people of each list that was asked for, in the same order.
	Lists []ImpactPage
	// Guards has one for each guard that was asked for, in the same order.
	Guards []GuardFigure
}

// ImpactFigure is to how many people an effect happens.
type ImpactFigure struct {
	// Certain people are those to whom it certainly happens, and Possible ones further people to whom it may.
	Certain, Possible int
	// IncludesCaller tells whether the caller is among the certain ones. It is nil where that isn't known.
	IncludesCaller *bool
}

// ImpactPage has people to whom an effect happens, certainly or possibly.
type ImpactPage struct {
	People []Found
	// More is true where others follow.
	More bool
}

// GuardFigure is how many people a guard counts.
type GuardFigure struct {
	impact.Figure

	// Complete is true where everybody was looked at who had to be.
	Complete bool
}

// Digest returns the digest of a change that covers the guards' figures. It returns false where one of them isn't complete.
func (i Impact) Digest(change PolicyChange) (string, bool) {
	var figures []impact.Figure
	for _, figure := range i.Guards {
		if !figure.Complete {
			return "", false
		}
		figures = append(figures, figure.Figure)
	}
	digest, err := impact.Digest(change.Before, change.After, figures)
	return digest, err == nil
}

// Impact looks at all people in scope, and finds out what a change of their login policy does to them. Where the request takes no
// look at people, it makes none. progress may be nil; what it finds are people to whom something happens, if only possibly. ctx
// and the errors are as for Visit.
func (c *Client) Impact(ctx context.Context, scope Scope, change PolicyChange, ask ImpactRequest, progress func(Progress)) (Impact, error) {
	count, err := c.newImpactCount(ctx, scope, change, ask)
	if err != nil {
		return Impact{}, err
	}
	if !count.needsLook() {
		return count.result(Look{}), nil
	}
	r := request{scope: scope, needs: count.needs(), mayUseEvents: true, visit: count.add}
	if !ask.Needs.LoginMethods { // the lists don't tell them
		r.loginMethodsMatter = count.loginMethodsMatter
	}
	if progress != nil {
		r.progress = func(soFar Look) { progress(Progress{soFar.LookedAt, soFar.Total, count.found}) }
	}
	look, err := c.look(ctx, r)
	if err != nil {
		return Impact{}, err
	}
	return count.result(look), nil
}

func (c *Client) newImpactCount(ctx context.Context, scope Scope, change PolicyChange, ask ImpactRequest) (*impactCount, error) {
	count := &impactCount{change: impact.NewChange(change.Before, change.After), ask: ask, answers: map[impact.Person]personAnswers{},
		figures: make([]ImpactFigure, len(ask.Effects)), lists: make([]ImpactPage, len(ask.Lists)), guards: make([]impact.Figure, len(ask.Guards))}
	var err error
	if ask.Caller || slices.Contains(ask.Guards, impact.LocksOutTheCaller) {
		if count.caller, err = c.callerIn(ctx, scope); err != nil {
			return nil, err
		}
	}
	if slices.ContainsFunc(ask.Guards, isOfPeople) {
		count.guardLogins, err = c.guardLogins(ctx)
	}
	return count, err
}

// isOfPeople reports whether a guard counts people.
func isOfPeople(guard impact.Guard) bool { return len(guard.Categories()) > 0 }

// guardLogins returns the versions of the login that count for guards.
func (c *Client) guardLogins(ctx context.Context) ([]impact.Login, error) {
	login, err := c.InstanceLogin(ctx)
	if login == LoginV2 {
		return []impact.Login{impact.V2}, err
	}
	return impact.Logins(), err
}
