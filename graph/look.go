package graph

import (
	"zitadel-graphql/graph/model"
	"zitadel-graphql/internal/people"
)

// lookFromPeople converts what is said of a look at people.
func lookFromPeople(look people.Look) model.PeopleLook {
	return model.PeopleLook{
		Source:      sourceFromPeople(look.Source),
		Complete:    look.Complete(),
		Incomplete:  incompleteFromPeople(look.Incomplete),
		LookedAt:    look.LookedAt,
		Total:       look.Total,
		AsOf:        look.AsOf,
		NotListed:   look.NotListed,
		Disagreeing: look.Disagreeing,
	}
}

func sourceFromPeople(source people.Source) model.PeopleSource {
	if source == people.Events {
		return model.PeopleSourceEvents
	}
	return model.PeopleSourcePersonByPerson
}

// incompleteFromPeople returns why a look isn't complete, and nil where it is.
func incompleteFromPeople(why people.Incomplete) *model.IncompleteLook {
	var reason model.IncompleteLook
	switch why {
	case people.Whole:
		return nil
	case people.Deadline:
		reason = model.IncompleteLookDeadline
	case people.CallLimit:
		reason = model.IncompleteLookCallLimit
	case people.BackendFailed:
		reason = model.IncompleteLookBackendFailed
	case people.PermissionLost:
		reason = model.IncompleteLookPermissionLost
	case people.TokenRejected:
		reason = model.IncompleteLookTokenRejected
	case people.PeopleChanged:
		reason = model.IncompleteLookPeopleChanged
	}
	return &reason
}
