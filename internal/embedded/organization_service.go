package embedded

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"google.golang.org/protobuf/types/known/timestamppb"

	"zitadel-graphql/internal/embedded/domain"
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
	all, asOf := o.store.LateOrganizations()
	all = slices.DeleteFunc(all, func(org domain.Aggregate) bool { return !matchesQueries(org, req.GetQueries()) })
	sortOrganizations(all, req.GetSortingColumn(), req.GetQuery().GetAsc())
	shown := page(all, req.GetQuery().GetOffset(), req.GetQuery().GetLimit())
	resp := &orgv2.ListOrganizationsResponse{
		SortingColumn: req.GetSortingColumn(),
		Details:       &objectv2.ListDetails{Timestamp: timestamppb.New(asOf)},
	}
	if len(shown) > 0 {
		resp.Details.TotalResult = uint64(len(all))
	}
	for _, org := range shown {
		if callerOf(ctx).mayReadOrg(org.ID) {
			resp.Result = append(resp.Result, orgMessageV2(org))
		}
	}
	return resp, nil
}

// matchesQueries reports whether every query looks for this organization.
func matchesQueries(org domain.Aggregate, queries []*orgv2.SearchQuery) bool {
	return !slices.ContainsFunc(queries, func(query *orgv2.SearchQuery) bool { return query.GetIdQuery().GetId() != org.ID })
}

// sortOrganizations keeps the order where no column is named, whatever asc says.
func sortOrganizations(all []domain.Aggregate, column orgv2.OrganizationFieldName, asc bool) {
	if column == orgv2.OrganizationFieldName_ORGANIZATION_FIELD_NAME_UNSPECIFIED {
		return
	}
	slices.SortStableFunc(all, func(a, b domain.Aggregate) int {
		order := a.CreationDate.Compare(b.CreationDate)
		if column == orgv2.OrganizationFieldName_ORGANIZATION_FIELD_NAME_NAME {
			order = cmp.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name))
		}
		if asc {
			return order
		}
		return -order
	})
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
