package graph

import (
	"context"
	"slices"
	"strings"

	"zitadel-graphql/graph/model"
	authv1 "zitadel-graphql/internal/wire/zitadel/auth/v1"
	managementv1 "zitadel-graphql/internal/wire/zitadel/management/v1"
	objectv2 "zitadel-graphql/internal/wire/zitadel/object/v2"
	orgv2 "zitadel-graphql/internal/wire/zitadel/org/v2"
)

// organization reads the organization that id, or else the request, names.
func (r *Resolver) organization(ctx context.Context, id *string) (*model.Organization, error) {
	ctx, asked, err := outgoing(ctx, id)
	if err != nil {
		return nil, err
	}
	reply, err := r.Management.GetMyOrg(ctx, &managementv1.GetMyOrgRequest{})
	if err != nil {
		return nil, err
	}
	org := reply.GetOrg()
	if org.GetId() == "" || org.GetDetails() == nil {
		return nil, replyIncomplete(false)
	}
	if asked != "" && org.GetId() != asked {
		return nil, ignored(org.GetId())
	}
	return &model.Organization{
		ID:            org.GetId(),
		Name:          org.GetName(),
		PrimaryDomain: org.GetPrimaryDomain(),
		State:         organizationState(org.GetState()),
		Details:       *objectDetails(org.GetDetails()),
		Asked:         id,
	}, nil
}

// viewer asks what the caller may do in the organization that orgID, or else the request, names.
func (r *Resolver) viewer(ctx context.Context, orgID *string) (*model.Viewer, error) {
	ctx, _, err := outgoing(ctx, orgID)
	if err != nil {
		return nil, err
	}
	reply, err := r.Auth.ListMyZitadelPermissions(ctx, &authv1.ListMyZitadelPermissionsRequest{})
	if err != nil {
		return nil, err
	}
	// One that is held in a project only is written "permission:project", and suffices: the calls that are asked about
	// name no project.
	may := func(permission string) bool {
		return slices.ContainsFunc(reply.GetResult(), func(held string) bool {
			return held == permission || strings.HasPrefix(held, permission+":")
		})
	}
	return &model.Viewer{
		CanReadLoginPolicy:         may("policy.read"),
		CanWriteLoginPolicy:        may("policy.read") && may("policy.write"),
		CanResetLoginPolicy:        may("policy.read") && may("policy.delete"),
		CanWriteDefaultLoginPolicy: may("iam.policy.write"),
		CanReadRestrictions:        may("iam.restrictions.read"),
		CanWriteRestrictions:       may("iam.restrictions.write"),
	}, nil
}

// organizations lists those that the caller can choose from.
func (r *Resolver) organizations(ctx context.Context, p page) (*model.OrganizationConnection, error) {
	ctx, err := outgoingToInstance(ctx)
	if err != nil {
		return nil, err
	}
	reply, err := r.Organizations.ListOrganizations(ctx, &orgv2.ListOrganizationsRequest{
		Query:         &objectv2.ListQuery{Offset: p.offset, Limit: p.oneMore(), Asc: true},
		SortingColumn: orgv2.OrganizationFieldName_ORGANIZATION_FIELD_NAME_NAME,
	})
	if err != nil {
		return nil, err
	}
	nodes := convertAll(reply.GetResult(), organizationOfList)
	shown, info := p.cut(len(nodes))
	connection := &model.OrganizationConnection{Edges: []model.OrganizationEdge{}, Nodes: nodes[:shown], PageInfo: info}
	for i, node := range connection.Nodes {
		connection.Edges = append(connection.Edges, model.OrganizationEdge{Cursor: p.cursor(i), Node: node})
	}
	return connection, nil
}

func organizationOfList(org *orgv2.Organization) model.Organization {
	id := org.GetId()
	return model.Organization{
		ID:            id,
		Name:          org.GetName(),
		PrimaryDomain: org.GetPrimaryDomain(),
		State:         organizationStateV2(org.GetState()),
		Details: model.ObjectDetails{
			Sequence:      org.GetDetails().GetSequence(),
			CreationDate:  date(org.GetDetails().GetCreationDate()),
			ChangeDate:    date(org.GetDetails().GetChangeDate()),
			ResourceOwner: org.GetDetails().GetResourceOwner(),
		},
		Asked: &id,
	}
}
