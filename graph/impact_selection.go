package graph

import (
	"slices"

	"zitadel-graphql/graph/model"
	"zitadel-graphql/internal/people"
	"zitadel-graphql/internal/people/impact"
)

// impactSelection is what is selected of a LoginPolicyImpact.
type impactSelection struct {
	// people is true where something of the field people is selected, and login where the field login is.
	people, login bool
	request       people.ImpactRequest
	// effects and pages have the index in request.Effects of each figure, and in request.Lists of each page of people.
	effects map[people.Effect]int
	pages   map[pageKey]int
}

// pageKey is a page of the people to whom an effect happens. after is empty for the first page.
type pageKey struct {
	effect people.Effect
	first  int
	after  string
}

func newPageKey(effect people.Effect, first int, after *string) pageKey {
	key := pageKey{effect: effect, first: first}
	if after != nil {
		key.after = *after
	}
	return key
}

// selectImpact reads what is selected of a LoginPolicyImpact, by the selected fields that are of this type. figures are the guards
// whose figures the digest covers, if that is selected.
func selectImpact(figures []model.ImpactGuard, answers []selection) impactSelection {
	s := impactSelection{effects: map[people.Effect]int{}, pages: map[pageKey]int{}}
	for _, answer := range answers {
		s.login = s.login || answer.has("login")
		if answer.has("digest") {
			s.request.Guards = convertAll(figures, guardToImpact)
		}
		for _, onPeople := range answer.at("people") {
			s.people = true
			s.addLogin(impact.V1, onPeople.at("loginV1"))
			s.addLogin(impact.V2, onPeople.at("loginV2"))
		}
	}
	if s.people && len(s.request.Effects) == 0 { // people.look alone has to be about a look, too
		s.request.Effects = []people.Effect{{Login: impact.V2, Category: impact.LosesFactor}}
	}
	return s
}

// addLogin adds what is selected of the fields, each of which is an ImpactUnderLogin.
func (s *impactSelection) addLogin(login impact.Login, fields []selection) {
	for _, category := range impact.Categories() {
		effect := people.Effect{Login: login, Category: category}
		for _, field := range fields {
			for _, figure := range field.at(fieldOf(category)) {
				s.addFigure(effect, figure)
			}
		}
	}
}

// addFigure adds what is selected of an ImpactFigure.
func (s *impactSelection) addFigure(effect people.Effect, figure selection) {
	if _, ok := s.effects[effect]; !ok {
		s.effects[effect] = len(s.request.Effects)
		s.request.Effects = append(s.request.Effects, effect)
	}
	s.request.Caller = s.request.Caller || figure.has("includesCaller")
	for _, users := range figure.at("users") {
		s.addPage(effect, users)
	}
}

// addPage adds a page of people. One whose arguments can't be read is left out: its own field refuses them.
func (s *impactSelection) addPage(effect people.Effect, users selection) {
	first, after := users.page()
	position, err := readPersonPage(first, after)
	if err != nil {
		return
	}
	key := newPageKey(effect, first, after)
	if _, ok := s.pages[key]; !ok {
		s.pages[key] = len(s.request.Lists)
		s.request.Lists = append(s.request.Lists, people.ImpactList{Effect: effect, First: first, After: position})
	}
	s.request.Needs = union(s.request.Needs, users.personNeeds())
}

// needsLook reports whether people have to be looked at.
func (s *impactSelection) needsLook() bool { return s.people || s.figuresNeedLook() }

// figuresNeedLook reports whether people have to be looked at for the guards' figures.
func (s *impactSelection) figuresNeedLook() bool {
	return slices.ContainsFunc(s.request.Guards, func(guard impact.Guard) bool { return len(guard.Categories()) > 0 })
}

// fieldOf returns the name of the field of ImpactUnderLogin that has a category.
func fieldOf(category impact.Category) string {
	switch category {
	case impact.LosesFactor:
		return "losesFactor"
	case impact.LosesOnlyFactor:
		return "losesOnlyFactor"
	case impact.FallsBackToPassword:
		return "fallsBackToPassword"
	case impact.MustSetUp:
		return "mustSetUp"
	case impact.LockedOut:
		return "lockedOut"
	default:
		return "losesSessions"
	}
}
