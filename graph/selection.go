package graph

import (
	"context"
	"slices"

	"github.com/99designs/gqlgen/graphql"

	"zitadel-graphql/internal/people"
)

// selection is what an operation selects below one of its fields. What it doesn't have isn't asked of the backend.
type selection struct {
	operation *graphql.OperationContext
	field     graphql.CollectedField
}

// selected returns what is selected below the field that ctx belongs to.
func selected(ctx context.Context) selection {
	return selection{graphql.GetOperationContext(ctx), graphql.GetFieldContext(ctx).Field}
}

// at returns the fields at a path of names below the field: those under other names (aliases), too.
func (s selection) at(path ...string) []selection {
	found := []selection{s}
	for _, name := range path {
		var below []selection
		for _, parent := range found {
			below = append(below, parent.children(name)...)
		}
		found = below
	}
	return found
}

// children returns the fields of this name right below the field.
func (s selection) children(name string) []selection {
	var found []selection
	for _, child := range graphql.CollectFields(s.operation, s.field.Selections, nil) {
		if child.Name == name {
			found = append(found, selection{s.operation, child})
		}
	}
	return found
}

// has reports whether there is a field at the path.
func (s selection) has(path ...string) bool { return len(s.at(path...)) > 0 }

// isTrue reports whether an argument of the field is true, by its default too.
func (s selection) isTrue(argument string) bool {
	value, _ := s.field.ArgumentMap(s.operation.Variables)[argument].(bool)
	return value
}

// page returns the arguments first and after of the field.
func (s selection) page() (first int, after *string) {
	arguments := s.field.ArgumentMap(s.operation.Variables)
	if cursor, ok := arguments["after"].(string); ok {
		after = &cursor
	}
	first, _ = graphql.UnmarshalInt(arguments["first"])
	return first, after
}

// personNeeds returns what has to be found out about each person of a UserConnection, of which the field is one.
func (s selection) personNeeds() people.Needs {
	users := slices.Concat(s.at("nodes"), s.at("edges", "node"))
	return people.Needs{LoginMethods: anyHas(users, "hasPassword", "hasIdentityProvider"), Factors: needKeys(users)}
}

// userNeeds returns what has to be found out about each of the users that the fields are, where nothing is known of them but their
// names.
func userNeeds(users []selection) people.Needs {
	return people.Needs{LoginMethods: anyHas(users, "secondFactors", "hasPasskey", "hasPassword", "hasIdentityProvider"), Factors: needKeys(users)}
}

// needKeys reports whether security keys or unfinished factors of one of the users are selected.
func needKeys(users []selection) bool {
	return slices.ContainsFunc(users, func(user selection) bool {
		return user.has("secondFactors", "securityKeys") ||
			slices.ContainsFunc(user.at("secondFactors"), func(factors selection) bool { return factors.isTrue("unfinished") })
	})
}

// anyHas reports whether one of the fields has one of these right below it.
func anyHas(fields []selection, names ...string) bool {
	return slices.ContainsFunc(fields, func(field selection) bool {
		return slices.ContainsFunc(names, func(name string) bool { return field.has(name) })
	})
}

// union returns what one of two answers, or both, need to know of each person.
func union(a, b people.Needs) people.Needs {
	return people.Needs{LoginMethods: a.LoginMethods || b.LoginMethods, Factors: a.Factors || b.Factors, Proof: a.Proof || b.Proof}
}
