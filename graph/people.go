package graph

import (
	"context"

	"zitadel-graphql/graph/model"
	"zitadel-graphql/graph/problem"
	"zitadel-graphql/internal/people"
	userv2 "zitadel-graphql/internal/wire/zitadel/user/v2"
)

// userFilter has the arguments of userFactors that choose people.
type userFilter struct {
	has     []model.SecondFactorType
	hasNone *bool
	onlyHas *model.SecondFactorType
}

// userFactors lists the people of the organization that orgID, or else the request, names.
func (r *Resolver) userFactors(ctx context.Context, orgID *string, filter userFilter, first int, after *string) (*model.UserConnection, error) {
	position, err := readPersonPage(first, after)
	if err != nil {
		return nil, err
	}
	wanted, err := filter.read()
	if err != nil {
		return nil, err
	}
	needs := selected(ctx).personNeeds()
	ctx, id, err := r.callerAndPeople(ctx, orgID)
	if err != nil {
		return nil, err
	}
	page, err := r.people.Page(ctx, id, wanted, needs, first, position)
	if err != nil {
		return nil, err
	}
	return userConnection(page, after != nil), nil
}

// callerAndPeople is callerAndOrganization for calls about people. The id is never empty, and the organization exists and is one
// whose people the caller may read.
func (r *Resolver) callerAndPeople(ctx context.Context, orgID *string) (context.Context, string, error) {
	ctx, id, err := callerAndOrganization(ctx, orgID)
	if err != nil {
		return nil, "", err
	}
	id, err = r.people.Organization(ctx, id)
	return ctx, id, err
}

// read returns the filter in the terms of package people. It refuses a filter that can't be meant.
func (f userFilter) read() (people.Filter, error) {
	filter := people.Filter{HasNone: f.hasNone}
	var err error
	for _, factor := range f.has {
		if filter.Has, err = addMethod(filter.Has, factor); err != nil {
			return filter, err
		}
	}
	if f.onlyHas != nil {
		if filter.OnlyHas, err = addMethod(0, *f.onlyHas); err != nil {
			return filter, err
		}
	}
	return filter, filter.Check()
}

// addMethod adds a second factor to a set. It refuses one that a filter can't look for.
func addMethod(set people.Methods, factor model.SecondFactorType) (people.Methods, error) {
	method, ok := people.MethodOf(secondFactorToWire(factor))
	if !ok {
		return 0, filterUnspecified()
	}
	return set | method, nil
}

// userConnection converts a page of people.
func userConnection(page people.Page, hasPrevious bool) *model.UserConnection {
	connection := &model.UserConnection{Edges: []model.UserEdge{}, Nodes: []model.User{}, Look: lookFromPeople(page.Look),
		PageInfo: model.PageInfo{HasNextPage: page.More, HasPreviousPage: hasPrevious}}
	for _, found := range page.People {
		user := userFromPerson(found.Person)
		connection.Edges = append(connection.Edges, model.UserEdge{Cursor: writePersonCursor(found.At), Node: user})
		connection.Nodes = append(connection.Nodes, user)
	}
	if len(connection.Edges) > 0 {
		connection.PageInfo.StartCursor = &connection.Edges[0].Cursor
	}
	if page.End != nil {
		end := writePersonCursor(*page.End)
		connection.PageInfo.EndCursor = &end
	}
	return connection
}

// userFromPerson converts a person who was found by a look.
func userFromPerson(person people.Person) model.User {
	return model.User{ID: person.ID, DisplayName: person.DisplayName, PreferredLoginName: person.LoginName, Person: personFromPeople(person)}
}

func personFromPeople(person people.Person) *model.Person {
	return &model.Person{
		State:               enumFromWire[model.UserState](person.State, userv2.UserState_name),
		Factors:             secondFactorsOf(person),
		HasPasskey:          person.Ready.Has(people.Passkey),
		HasPassword:         ifAsked(person, people.Password),
		HasIdentityProvider: ifAsked(person, people.IdentityProvider),
		Source:              sourceFromPeople(person.Source),
		SourcesDisagree:     person.SourcesDisagree,
	}
}

// ifAsked returns whether a person has a method to log in, and nil where it wasn't asked.
func ifAsked(person people.Person, method people.Methods) *bool {
	if !person.MethodsKnown {
		return nil
	}
	has := person.Ready.Has(method)
	return &has
}

// secondFactorsOf returns a person's second factors, ready and unfinished, in the order of the schema's enum.
func secondFactorsOf(person people.Person) []model.UserSecondFactor {
	factors := []model.UserSecondFactor{}
	for _, factor := range model.AllSecondFactorType {
		method, ok := people.MethodOf(secondFactorToWire(factor))
		switch {
		case !ok:
		case person.Ready.Has(method):
			factors = append(factors, secondFactorOf(person, factor, true))
		case person.Unfinished.Has(method):
			factors = append(factors, secondFactorOf(person, factor, false))
		}
	}
	return factors
}

func secondFactorOf(person people.Person, factor model.SecondFactorType, ready bool) model.UserSecondFactor {
	found := model.UserSecondFactor{Type: factor, State: factorState(ready)}
	if factor == model.SecondFactorTypeSecondFactorTypeU2f && person.SecurityKeys != nil {
		found.SecurityKeys = convertAll(person.SecurityKeys, securityKeyFromPerson)
	}
	return found
}

func securityKeyFromPerson(key people.SecurityKey) model.SecurityKey {
	converted := model.SecurityKey{ID: key.ID, State: factorState(key.Ready)}
	if key.Name != "" {
		converted.Name = &key.Name
	}
	return converted
}

// factorState returns the state of a factor that was set up, or that was begun and never proved. What else ZITADEL says of one isn't
// a factor to package people.
func factorState(ready bool) *model.AuthFactorState {
	state := model.AuthFactorStateAuthFactorStateNotReady
	if ready {
		state = model.AuthFactorStateAuthFactorStateReady
	}
	return &state
}

func filterUnspecified() error {
	return &problem.Problem{Code: problem.CodeBadUserInput, Reason: problem.ReasonFilterInvalid,
		Message: "A filter names SECOND_FACTOR_TYPE_UNSPECIFIED, which nobody can have. Name a second factor of the schema."}
}
