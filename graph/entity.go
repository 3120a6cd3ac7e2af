package graph

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/99designs/gqlgen/graphql"

	"zitadel-graphql/graph/generated"
	"zitadel-graphql/graph/model"
	"zitadel-graphql/graph/problem"
	"zitadel-graphql/internal/parallel"
)

var _ generated.Subgraph = (*Resolver)(nil)

// Service implements generated.Subgraph.
func (r *Resolver) Service() (model.Service, error) {
	sdl, err := r.federationSDL()
	return model.Service{Sdl: sdl}, err
}

// Entities implements generated.Subgraph. It resolves all of a list at the same time; graph/calls keeps the backend from being
// asked too much at once, or the same twice. An entity that fails is null, and its error's path ends with its index.
func (r *Resolver) Entities(ctx context.Context, representations []any) []model.Entity {
	resolved := make([]model.Entity, len(representations))
	errs := parallel.Each(len(representations), parallel.All, func(i int) (err error) {
		resolved[i], err = r.entity(ctx, representations[i])
		return err
	})
	field := graphql.GetFieldContext(ctx).Field
	for i, err := range errs {
		graphql.AddError(graphql.WithFieldContext(ctx, &graphql.FieldContext{Field: field, Index: &i}), err)
	}
	return resolved
}

// entity resolves one representation. Its key is the organization, whatever the request's header names. The backend isn't asked
// for the organization where the selected fields need no more than its id.
func (r *Resolver) entity(ctx context.Context, representation any) (model.Entity, error) {
	id, err := organizationIn(representation)
	if err != nil {
		return nil, err
	}
	if !slices.ContainsFunc(graphql.CollectFieldsCtx(ctx, []string{"Organization", "_Entity"}), needsOrganization) {
		return &model.Organization{ID: id, RequestedID: &id}, nil
	}
	organization, err := r.organization(ctx, &id)
	if err != nil {
		return nil, err
	}
	return organization, nil
}

// needsOrganization reports whether a selected field needs more of the organization than its id.
func needsOrganization(field graphql.CollectedField) bool {
	return !slices.Contains([]string{"__typename", "id", "loginPolicy"}, field.Name)
}

// organizationIn returns the id in a representation of an organization, the only entity of this subgraph.
func organizationIn(representation any) (string, error) {
	fields, ok := representation.(map[string]any)
	name, named := fields["__typename"].(string)
	if !ok || !named {
		return "", representationInvalid(problem.ReasonRepresentationInvalid, "it must be an object with a __typename")
	}
	if name != "Organization" {
		return "", representationInvalid(problem.ReasonEntityUnknown, fmt.Sprintf("%.80q isn't an entity of this subgraph; only Organization is", name))
	}
	id, ok := idFrom(fields["id"])
	if !ok {
		return "", representationInvalid(problem.ReasonEntityKeyInvalid, "an Organization is named by its id, which must be a string")
	}
	if strings.TrimSpace(id) == "" {
		return "", organizationInvalid("The representation's id is empty. Give the organization's id.")
	}
	return checkedOrganizationID(id, "The representation's id")
}

// idFrom accepts what GraphQL accepts for an ID: a string or a whole number, in a variable or in the document.
func idFrom(value any) (string, bool) {
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
