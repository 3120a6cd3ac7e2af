package graph

import (
	"context"

	"zitadel-graphql/graph/model"
	"zitadel-graphql/graph/problem"
	"zitadel-graphql/internal/parallel"
	"zitadel-graphql/internal/people"
	managementv1 "zitadel-graphql/internal/wire/zitadel/management/v1"
)

// personRead reads what there is of users beyond their names. It implements model.PersonRead.
type personRead struct {
	read func() (map[string]people.PersonByID, error)
}

var _ model.PersonRead = personRead{}

// newPersonRead returns a read of these people, on behalf of the caller that ctx has. Where they belong to no organization that is
// named, it is the one that the calls of ctx are about, as the backend says.
func (r *Resolver) newPersonRead(ctx context.Context, wanted people.ByID) personRead {
	return personRead{parallel.OnceValues(func() (map[string]people.PersonByID, error) {
		if wanted.Organization == "" {
			reply, err := r.management.GetMyOrg(ctx, &managementv1.GetMyOrgRequest{})
			if problem.Unavailable(err) {
				return nil, nil
			}
			if err != nil {
				return nil, err
			}
			wanted.Organization = reply.GetOrg().GetId()
		}
		return r.people.ReadByID(ctx, wanted)
	})}
}

// Person implements model.PersonRead. It warns at the user where what was removed from it is still listed.
func (p personRead) Person(ctx context.Context, id string) (*model.Person, error) {
	all, err := p.read()
	one, isThere := all[id]
	switch {
	case err != nil:
		return nil, err
	case one.Err != nil:
		return nil, one.Err
	case !isThere:
		return nil, nil
	case one.StillListed:
		warnOfObject(ctx, removedStillListed())
	}
	return personFromPeople(one.Person), nil
}

func removedStillListed() problem.Warning {
	return problem.Warning{Code: problem.WarningWrittenNotInForce, Message: "The second factor is removed, but ZITADEL still lists it a second later, " +
		"so that logins may still ask for it. Read the person again; where it stays so, the list has skipped the removal for good."}
}

// fieldOfPerson returns a field of a user that only a person has, and nil for every other user.
func fieldOfPerson[Value any](ctx context.Context, user *model.User, field func(*model.Person) *Value) (*Value, error) {
	person, err := user.Person.Person(ctx, user.ID)
	if err != nil || person == nil {
		return nil, err
	}
	return field(person), nil
}

// secondFactors returns the second factors of a person, the unfinished ones only where they are wanted. It is nil for every other
// user.
func secondFactors(ctx context.Context, user *model.User, unfinished bool) ([]model.UserSecondFactor, error) {
	person, err := user.Person.Person(ctx, user.ID)
	if err != nil || person == nil {
		return nil, err
	}
	shown := []model.UserSecondFactor{}
	for _, factor := range person.Factors {
		if unfinished || factor.State != nil && *factor.State == model.AuthFactorStateAuthFactorStateReady {
			shown = append(shown, factor)
		}
	}
	return shown, nil
}
