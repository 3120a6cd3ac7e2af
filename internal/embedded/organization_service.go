package embedded

import (
	"context"
	"slices"
	"time"

	"google.golang.org/protobuf/types/known/timestamppb"

	"zitadel-graphql/internal/embedded/domain"
	"zitadel-graphql/internal/embedded/eventstore"
	objectv2 "zitadel-graphql/internal/wire/zitadel/object/v2"
	orgv1 "zitadel-graphql/internal/wire/zitadel/org/v1"
	orgv2 "zitadel-graphql/internal/wire/zitadel/org/v2"
	zitadelv1 "zitadel-graphql/internal/wire/zitadel/v1"
)

// organizationService implements the OrganizationService.
type organizationService struct {
	orgv2.UnimplementedOrganizationServiceServer
	service
}

var _ orgv2.OrganizationServiceServer = (*organizationService)(nil)

// ListOrganizations cuts the page out first and then leaves out what the caller may not read, as ZITADEL does. So the total counts
// organizations that the caller may not read, and a page can be short or empty although more follow. Beyond the end there is
// no total.
func (o *organizationService) ListOrganizations(ctx context.Context, req *orgv2.ListOrganizationsRequest) (*orgv2.ListOrganizationsResponse, error) {
	shown, total, asOf := o.page(req)
	resp := &orgv2.ListOrganizationsResponse{
		SortingColumn: req.GetSortingColumn(),
		Details:       &objectv2.ListDetails{Timestamp: timestamppb.New(asOf)},
	}
	if len(shown) > 0 {
		resp.Details.TotalResult = uint64(total) //nolint:gosec // a length
	}
	for _, org := range shown {
		if callerOf(ctx).mayReadOrg(org.ID) {
			resp.Result = append(resp.Result, orgMessageV2(org))
		}
	}
	return resp, nil
}

// page gives the organizations of the page that the request asks for, and how many match its queries.
func (o *organizationService) page(req *orgv2.ListOrganizationsRequest) (shown []domain.Aggregate, total int, asOf time.Time) {
	offset, limit := req.GetQuery().GetOffset(), req.GetQuery().GetLimit()
	if len(req.GetQueries()) == 0 {
		return o.store.LateOrganizations(organizationOrder(req.GetSortingColumn(), req.GetQuery().GetAsc()), offset, limit)
	}
	org, found, asOf := o.store.LateOrganization(req.GetQueries()[0].GetIdQuery().GetId())
	if !found || !matchesQueries(org, req.GetQueries()) {
		return nil, 0, asOf
	}
	return page([]domain.Aggregate{org}, offset, limit), 1, asOf
}

// matchesQueries reports whether every query looks for this organization.
func matchesQueries(org domain.Aggregate, queries []*orgv2.SearchQuery) bool {
	return !slices.ContainsFunc(queries, func(query *orgv2.SearchQuery) bool { return query.GetIdQuery().GetId() != org.ID })
}

// organizationOrder is that of creation where no column is named, whatever asc says.
func organizationOrder(column orgv2.OrganizationFieldName, asc bool) eventstore.OrganizationOrder {
	switch {
	case column == orgv2.OrganizationFieldName_ORGANIZATION_FIELD_NAME_NAME && asc:
		return eventstore.OrganizationsByName
	case column == orgv2.OrganizationFieldName_ORGANIZATION_FIELD_NAME_NAME:
		return eventstore.OrganizationsByNameDescending
	case column == orgv2.OrganizationFieldName_ORGANIZATION_FIELD_NAME_UNSPECIFIED || asc:
		return eventstore.OrganizationsOldestFirst
	default:
		return eventstore.OrganizationsNewestFirst
	}
}

// orgMessageV2 and orgMessageV1 give the two messages of an organization. None is ever deactivated here.
func orgMessageV2(a domain.Aggregate) *orgv2.Organization {
	return &orgv2.Organization{
		Id:            a.ID,
		Name:          a.Name,
		PrimaryDomain: a.PrimaryDomain,
		State:         orgv2.OrganizationState_ORGANIZATION_STATE_ACTIVE,
		Details: &objectv2.Details{
			Sequence:      a.Sequence,
			CreationDate:  timestamppb.New(a.CreationDate),
			ChangeDate:    timestamppb.New(a.ChangeDate),
			ResourceOwner: a.ID,
		},
	}
}

func orgMessageV1(a domain.Aggregate) *orgv1.Org {
	return &orgv1.Org{
		Id:            a.ID,
		Name:          a.Name,
		PrimaryDomain: a.PrimaryDomain,
		State:         orgv1.OrgState_ORG_STATE_ACTIVE,
		Details: &zitadelv1.ObjectDetails{
			Sequence:      a.Sequence,
			CreationDate:  timestamppb.New(a.CreationDate),
			ChangeDate:    timestamppb.New(a.ChangeDate),
			ResourceOwner: a.ID,
		},
	}
}
