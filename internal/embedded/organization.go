package embedded

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"

	"google.golang.org/protobuf/types/known/timestamppb"

	objectv2 "zitadel-graphql/internal/wire/zitadel/object/v2"
	orgv1 "zitadel-graphql/internal/wire/zitadel/org/v1"
	orgv2 "zitadel-graphql/internal/wire/zitadel/org/v2"
	zitadelv1 "zitadel-graphql/internal/wire/zitadel/v1"
)

// organizations is the OrganizationService.
type organizations struct {
	orgv2.UnimplementedOrganizationServiceServer
	service
}

var _ orgv2.OrganizationServiceServer = (*organizations)(nil)

// ListOrganizations cuts the page out first and then leaves out what the caller may not read, as ZITADEL does: the total
// counts everybody's, and a page can be short or empty although more follow. Beyond the end there is no total.
func (o *organizations) ListOrganizations(ctx context.Context, req *orgv2.ListOrganizationsRequest) (*orgv2.ListOrganizationsResponse, error) {
	var all []aggregate
	resp := &orgv2.ListOrganizationsResponse{SortingColumn: req.GetSortingColumn()}
	o.store.readLate(func(v *view) {
		all = v.organizations()
		resp.Details = &objectv2.ListDetails{Timestamp: timestamppb.New(v.last)}
	})
	all = slices.DeleteFunc(all, func(org aggregate) bool { return !matches(org, req.GetQueries()) })
	sortOrganizations(all, req.GetSortingColumn(), req.GetQuery().GetAsc())
	shown := page(all, req.GetQuery().GetOffset(), req.GetQuery().GetLimit())
	if len(shown) > 0 {
		resp.Details.TotalResult = uint64(len(all))
	}
	for _, org := range shown {
		if callerOf(ctx).reads(org.id) {
			resp.Result = append(resp.Result, org.listed())
		}
	}
	return resp, nil
}

// matches says that an organization is what every query looks for.
func matches(org aggregate, queries []*orgv2.SearchQuery) bool {
	return !slices.ContainsFunc(queries, func(query *orgv2.SearchQuery) bool { return query.GetIdQuery().GetId() != org.id })
}

func (c caller) reads(org string) bool {
	roles, _ := c.user.rolesIn(org)
	return anyGrants(roles, "org.read")
}

// organizations gives them in the order of their creation.
func (v *view) organizations() []aggregate {
	all := slices.Collect(maps.Values(v.aggregates))
	all = slices.DeleteFunc(all, func(a aggregate) bool { return a.kind != kindOrg })
	slices.SortFunc(all, func(a, b aggregate) int {
		return cmp.Or(a.creation.Compare(b.creation), cmp.Compare(a.id, b.id))
	})
	return all
}

// sortOrganizations leaves them as they are where no column is named: asc means something only with one.
func sortOrganizations(all []aggregate, column orgv2.OrganizationFieldName, asc bool) {
	if column == orgv2.OrganizationFieldName_ORGANIZATION_FIELD_NAME_UNSPECIFIED {
		return
	}
	slices.SortStableFunc(all, func(a, b aggregate) int {
		order := a.creation.Compare(b.creation)
		if column == orgv2.OrganizationFieldName_ORGANIZATION_FIELD_NAME_NAME {
			order = cmp.Compare(strings.ToLower(a.name), strings.ToLower(b.name))
		}
		if asc {
			return order
		}
		return -order
	})
}

// listed and shown are the two forms of one organization. None is ever deactivated here.
func (a aggregate) listed() *orgv2.Organization {
	return &orgv2.Organization{
		Id:            a.id,
		Name:          a.name,
		PrimaryDomain: a.domain,
		State:         orgv2.OrganizationState_ORGANIZATION_STATE_ACTIVE,
		Details: &objectv2.Details{
			Sequence:      a.sequence,
			CreationDate:  timestamppb.New(a.creation),
			ChangeDate:    timestamppb.New(a.change),
			ResourceOwner: a.id,
		},
	}
}

func (a aggregate) shown() *orgv1.Org {
	return &orgv1.Org{
		Id:            a.id,
		Name:          a.name,
		PrimaryDomain: a.domain,
		State:         orgv1.OrgState_ORG_STATE_ACTIVE,
		Details: &zitadelv1.ObjectDetails{
			Sequence:      a.sequence,
			CreationDate:  timestamppb.New(a.creation),
			ChangeDate:    timestamppb.New(a.change),
			ResourceOwner: a.id,
		},
	}
}
