package embedded

import (
	"fmt"
	"testing"

	objectv2 "zitadel-graphql/internal/wire/zitadel/object/v2"
	orgv2 "zitadel-graphql/internal/wire/zitadel/org/v2"
)

// BenchmarkListOrganizations asks for a page in the middle of all organizations, and for one by its id. What either costs must
// not grow with the number of organizations.
func BenchmarkListOrganizations(b *testing.B) {
	for _, organizations := range []int{100, 1000, 10_000} {
		client := orgv2.NewOrganizationServiceClient(dial(b, openWith(b, Config{Organizations: organizations}, discard(), newClock().now), "localhost"))
		ctx := as(b, InstanceOwnerToken)
		page := &orgv2.ListOrganizationsRequest{
			SortingColumn: orgv2.OrganizationFieldName_ORGANIZATION_FIELD_NAME_NAME,
			Query:         &objectv2.ListQuery{Offset: uint64(organizations / 2), Limit: 20, Asc: true},
		}
		one := &orgv2.ListOrganizationsRequest{Queries: []*orgv2.SearchQuery{{Query: &orgv2.SearchQuery_IdQuery{
			IdQuery: &orgv2.OrganizationIDQuery{Id: OrganizationID(organizations / 2)}}}}}
		for _, asked := range []struct {
			name    string
			request *orgv2.ListOrganizationsRequest
		}{{"page", page}, {"id", one}} {
			b.Run(fmt.Sprintf("%s/organizations=%d", asked.name, organizations), func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					got, err := client.ListOrganizations(ctx, asked.request)
					if err != nil || len(got.GetResult()) == 0 {
						b.Fatalf("got %v, %v", got, err)
					}
				}
			})
		}
	}
}

// BenchmarkOpenWithOrganizations opens a server in front of a file with so many organizations. What that costs must be in
// proportion to them.
func BenchmarkOpenWithOrganizations(b *testing.B) {
	for _, organizations := range []int{100, 1000, 10_000} {
		cfg := Config{File: b.TempDir() + "/events.db", Organizations: organizations}
		b.Run(fmt.Sprintf("organizations=%d", organizations), func(b *testing.B) {
			for b.Loop() {
				s, err := Open(cfg, discard())
				if err != nil {
					b.Fatal(err)
				}
				if err := s.Close(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
