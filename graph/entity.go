package graph

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/99designs/gqlgen/graphql"

	"zitadel-graphql/graph/generated"
	"zitadel-graphql/graph/model"
	"zitadel-graphql/graph/problem"
)

var _ generated.Subgraph = (*Resolver)(nil)

// Service implements generated.Subgraph.
func (*Resolver) Service() (model.Service, error) {
	sdl, err := FederationSDL()
	return model.Service{Sdl: sdl}, err
}

// Entities implements generated.Subgraph. It resolves all of a list at once; the request's calls see to it that not too many are under way, and that the
// same is asked once. One that fails stays null, and its error has its place in the list.
func (r *Resolver) Entities(ctx context.Context, representations []any) []model.Entity {
	resolved := make([]model.Entity, len(representations))
	failed := make([]error, len(representations))
	var all sync.WaitGroup
	for i, representation := range representations {
		all.Go(func() {
			defer func() {
				if cause := recover(); cause != nil {
					failed[i] = problem.Recovered(cause)
				}
			}()
			resolved[i], failed[i] = r.entity(ctx, representation)
		})
	}
	all.Wait()
	field := graphql.GetFieldContext(ctx).Field
	for i, err := range failed {
		graphql.AddError(graphql.WithFieldContext(ctx, &graphql.FieldContext{Field: field, Index: &i}), err)
	}
	return resolved
}

// entity resolves one. The organization is its key, whatever the request's header says. The backend is asked for it only
// where more is wanted than its id and what is asked for by that alone.
func (r *Resolver) entity(ctx context.Context, representation any) (model.Entity, error) {
	id, err := referredOrganization(representation)
	if err != nil {
		return nil, err
	}
	if !slices.ContainsFunc(graphql.CollectFieldsCtx(ctx, []string{"Organization", "_Entity"}), ofTheOrganization) {
		return &model.Organization{ID: id, Asked: &id}, nil
	}
	organization, err := r.organization(ctx, &id)
	if err != nil {
		return nil, err
	}
	return organization, nil
}

func ofTheOrganization(field graphql.CollectedField) bool {
	return !slices.Contains([]string{"__typename", "id", "loginPolicy"}, field.Name)
}

// referredOrganization reads a reference to an organization, the only entity that there is.
func referredOrganization(representation any) (string, error) {
	fields, ok := representation.(map[string]any)
	name, named := fields["__typename"].(string)
	if !ok || !named {
		return "", representationInvalid(problem.ReasonRepresentationInvalid, "it must be an object with a __typename")
	}
	if name != "Organization" {
		return "", representationInvalid(problem.ReasonEntityUnknown, fmt.Sprintf("%.80q isn't an entity of this subgraph; only Organization is", name))
	}
	id, ok := readID(fields["id"])
	if !ok {
		return "", representationInvalid(problem.ReasonEntityKeyInvalid, "an Organization is named by its id, which must be a string")
	}
	if strings.TrimSpace(id) == "" {
		return "", organizationInvalid("The representation's id is empty. Give the organization's id.")
	}
	return organizationID(id, "The representation's id")
}

// readID takes what GraphQL takes for an ID: a string or a whole number, by a variable or in the document.
func readID(value any) (string, bool) {
	switch value := value.(type) {
	case string:
		return value, true
	case int64:
		return strconv.FormatInt(value, 10), true
	case json.Number:
		return value.String(), !strings.ContainsAny(value.String(), ".eE")
	default:
		return "", false
	}
}

func representationInvalid(reason problem.Reason, why string) error {
	return &problem.Problem{Code: problem.CodeBadUserInput, Reason: reason, Message: "The representation can't be used: " + why + "."}
}
