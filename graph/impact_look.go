package graph

import (
	"context"

	"zitadel-graphql/graph/model"
	"zitadel-graphql/internal/parallel"
	"zitadel-graphql/internal/people"
	"zitadel-graphql/internal/people/impact"
	"zitadel-graphql/internal/policy"
)

// impactLook looks at the people whom a change concerns, once for all fields that need them. It implements model.ImpactLook.
type impactLook struct {
	selected impactSelection
	change   people.PolicyChange
	// find looks, and figures returns the guards' figures that the digest covers.
	find, figures func() (people.Impact, error)
}

var (
	_ model.ImpactLook  = impactLook{}
	_ model.ImpactPages = impactPages{}
)

// newImpactLook returns the look of a preview. progress may be nil.
func (r *Resolver) newImpactLook(ctx context.Context, id string, q impactQuestion, preview policy.Preview, progress func(people.Progress)) impactLook {
	change := people.PolicyChange{Before: preview.Before, After: preview.After}
	find := parallel.OnceValues(func() (people.Impact, error) {
		scope := people.Scope{Instance: q.instance}
		if !q.instance && q.wanted.needsLook() {
			var err error
			if scope.Organization, err = r.people.Organization(ctx, id); err != nil {
				return people.Impact{}, err
			}
		}
		return r.people.Impact(ctx, scope, change, q.wanted.request, progress)
	})
	figures := find
	if !q.wanted.figuresNeedLook() { // a look that fails is no reason not to tell them
		figures = func() (people.Impact, error) {
			return r.people.Impact(ctx, people.Scope{}, change, people.ImpactRequest{Guards: q.wanted.request.Guards}, nil)
		}
	}
	return impactLook{selected: q.wanted, change: change, find: find, figures: figures}
}

// People implements model.ImpactLook.
func (l impactLook) People() (*model.ImpactOnPeople, error) {
	found, err := l.find()
	if err != nil {
		return nil, err
	}
	return &model.ImpactOnPeople{
		Look:    lookFromPeople(found.Look),
		LoginV1: l.underLogin(found, impact.V1),
		LoginV2: l.underLogin(found, impact.V2),
	}, nil
}

// Digest implements model.ImpactLook.
func (l impactLook) Digest() (*string, error) {
	found, err := l.figures()
	if err != nil {
		return nil, err
	}
	digest, complete := found.Digest(l.change)
	if !complete {
		return nil, nil
	}
	return &digest, nil
}

func (l impactLook) underLogin(found people.Impact, login impact.Login) model.ImpactUnderLogin {
	figure := func(category impact.Category) model.ImpactFigure {
		return l.figure(found, people.Effect{Login: login, Category: category})
	}
	return model.ImpactUnderLogin{
		LosesFactor:         figure(impact.LosesFactor),
		LosesOnlyFactor:     figure(impact.LosesOnlyFactor),
		FallsBackToPassword: figure(impact.FallsBackToPassword),
		MustSetUp:           figure(impact.MustSetUp),
		LockedOut:           figure(impact.LockedOut),
		LosesSessions:       figure(impact.LosesSessions),
	}
}

// figure returns what was found of an effect. It is empty for one that isn't selected, of which nobody will see it.
func (l impactLook) figure(found people.Impact, effect people.Effect) model.ImpactFigure {
	i, ok := l.selected.effects[effect]
	if !ok {
		return model.ImpactFigure{}
	}
	figure := found.Figures[i]
	return model.ImpactFigure{Certain: figure.Certain, Possible: figure.Possible, IncludesCaller: figure.IncludesCaller,
		Pages: impactPages{found: found, pages: l.selected.pages, effect: effect}}
}

// impactPages has the pages of the people to whom an effect happens. It implements model.ImpactPages.
type impactPages struct {
	found  people.Impact
	pages  map[pageKey]int
	effect people.Effect
}

// Page implements model.ImpactPages. The page was found by the look that has found all figures.
func (p impactPages) Page(first int, after *string) (*model.UserConnection, error) {
	if _, err := readPersonPage(first, after); err != nil {
		return nil, err
	}
	list := p.found.Lists[p.pages[newPageKey(p.effect, first, after)]]
	page := people.Page{People: list.People, More: list.More, Look: p.found.Look}
	if last := len(list.People) - 1; last >= 0 {
		page.End = &list.People[last].At
	}
	return userConnection(page, after != nil), nil
}
