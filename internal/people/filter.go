package people

import "zitadel-graphql/graph/problem"

// Filter chooses people by what they have set up. All that is set has to hold; the zero value chooses everybody.
type Filter struct {
	// Has chooses people who have at least one of these second factors.
	Has Methods
	// HasNone chooses people without any second factor where it is true, and people with at least one where it is false.
	HasNone *bool
	// OnlyHas chooses people whose one and only second factor this is. It is a single one.
	OnlyHas Methods
}

// Check refuses a filter that chooses nobody by itself, or that is about something else than second factors, with the reason
// FILTER_INVALID.
func (f Filter) Check() error {
	wantsNone := f.HasNone != nil && *f.HasNone
	switch {
	case (f.Has|f.OnlyHas)&^SecondFactors != 0, f.OnlyHas.Count() > 1:
		return filterInvalid("The arguments has and onlyHas take second factors, and onlyHas a single one. Name those that you look for.")
	case wantsNone && f.Has|f.OnlyHas != 0:
		return filterInvalid("The argument hasNone: true contradicts has and onlyHas: nobody has a second factor and none. Leave one of them out.")
	case f.Has != 0 && f.OnlyHas != 0 && !f.Has.Has(f.OnlyHas):
		return filterInvalid("The argument onlyHas contradicts has: whoever has one second factor alone has no other. Leave one of them out.")
	default:
		return nil
	}
}

func filterInvalid(message string) error {
	return &problem.Problem{Code: problem.CodeBadUserInput, Reason: problem.ReasonFilterInvalid, Message: message}
}

// Matches reports whether the filter chooses a person.
func (f Filter) Matches(p Person) bool {
	factors := p.Ready & SecondFactors
	return (f.Has == 0 || factors&f.Has != 0) &&
		(f.HasNone == nil || *f.HasNone == (factors == 0)) &&
		(f.OnlyHas == 0 || factors == f.OnlyHas)
}

// isEmpty reports whether the filter chooses everybody.
func (f Filter) isEmpty() bool { return f == Filter{} }
