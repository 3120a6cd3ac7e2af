package graph

import (
	"context"
	"strings"

	"zitadel-graphql/graph/model"
	"zitadel-graphql/graph/problem"
)

// node reads the object with this id. It is nil where there is no such object. A bare id is an organization's; so is one that begins
// like none of the types that node finds, since ZITADEL doesn't say what an organization's id looks like.
func (r *Resolver) node(ctx context.Context, id string) (model.Node, error) {
	read := r.organizationNode
	name := id
	for prefix, reader := range map[string]func(context.Context, string) (model.Node, error){
		loginPolicyID:  r.loginPolicyNode,
		viewerID:       r.viewerNode,
		restrictionsID: r.restrictionsNode,
	} {
		if rest, ok := strings.CutPrefix(id, prefix); ok {
			name, read = rest, reader
		}
	}
	if strings.TrimSpace(name) == "" {
		return nil, organizationInvalid("The argument id is empty, or only the beginning of an id. Give the whole id.")
	}
	if _, err := checkedOrganizationID(name, "The argument id"); err != nil {
		return nil, err
	}
	found, err := read(ctx, name)
	if r.isNoOrganization(err) {
		return nil, nil
	}
	return found, err
}

// isNoOrganization reports whether a call failed because its organization doesn't exist.
func (r *Resolver) isNoOrganization(err error) bool {
	found, ok := r.classifier.Classify(err)
	return ok && found.Reason == problem.ReasonOrganizationNotFound
}

func (r *Resolver) organizationNode(ctx context.Context, id string) (model.Node, error) {
	found, err := r.organization(ctx, &id)
	if err != nil {
		return nil, err
	}
	return found, nil
}

// loginPolicyNode reads the login policy of an owner, which may be an organization or the instance: nothing in the id tells. It is
// nil where the owner is an organization that has no policy of its own any more.
func (r *Resolver) loginPolicyNode(ctx context.Context, owner string) (model.Node, error) {
	found, err := r.loginPolicy(ctx, &owner)
	switch {
	case err == nil && found.Details.ResourceOwner == owner:
		return found, nil
	case err == nil:
		return nil, nil
	case !r.isNoOrganization(err) && !problem.NotPermitted(err):
		return nil, err
	}
	inherited, errDefault := r.defaultLoginPolicy(ctx) // the owner is no organization that the caller is in
	switch {
	case errDefault == nil && inherited.Details.ResourceOwner == owner:
		return inherited, nil
	case errDefault != nil && r.isNoOrganization(err):
		return nil, errDefault
	}
	return nil, err
}

// viewerNode reads the viewer in an organization, or at home, whatever organization the request's header names.
func (r *Resolver) viewerNode(ctx context.Context, organization string) (model.Node, error) {
	if organization == homeID {
		organization = ""
	}
	ctx, err := callerContext(ctx)
	if err != nil {
		return nil, err
	}
	found, err := r.viewerIn(ctx, organization)
	if err != nil {
		return nil, err
	}
	return found, nil
}

// restrictionsNode reads the instance's restrictions. It is nil where they aren't those of this owner.
func (r *Resolver) restrictionsNode(ctx context.Context, owner string) (model.Node, error) {
	found, err := r.restrictions(ctx)
	if err != nil {
		return nil, err
	}
	if found.Details.ResourceOwner != owner {
		return nil, nil
	}
	return found, nil
}
