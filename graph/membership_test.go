package graph_test

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"sync"
	"testing"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"

	"zitadel-graphql/internal/wire"
	authv1 "zitadel-graphql/internal/wire/zitadel/auth/v1"
	objectv2 "zitadel-graphql/internal/wire/zitadel/object/v2"
	orgv2 "zitadel-graphql/internal/wire/zitadel/org/v2"
	userv1 "zitadel-graphql/internal/wire/zitadel/user/v1"
	zitadelv1 "zitadel-graphql/internal/wire/zitadel/v1"
)

// directory is an instance with many organizations. It counts those that it leaves out of a list because the caller may not
// read them: each costs a real server ten milliseconds.
type directory struct {
	organizations int
	memberships   []*userv1.Membership
	unimplemented bool

	mu      sync.Mutex
	leftOut int
}

func (d *directory) Invoke(_ context.Context, method string, request, reply any, _ ...grpc.CallOption) error {
	switch request := request.(type) {
	case *authv1.ListMyMembershipsRequest:
		if d.unimplemented {
			return &wire.CallError{Method: method, Status: status.New(codes.Unimplemented, ""), Sent: true, Answered: true}
		}
		proto.Merge(reply.(proto.Message), &authv1.ListMyMembershipsResponse{Result: d.memberships,
			Details: &zitadelv1.ListDetails{TotalResult: uint64(len(d.memberships))}})
	case *orgv2.ListOrganizationsRequest:
		proto.Merge(reply.(proto.Message), d.list(request))
	}
	return nil
}

func (*directory) NewStream(context.Context, *grpc.StreamDesc, string, ...grpc.CallOption) (grpc.ClientStream, error) {
	return nil, status.Error(codes.Unimplemented, "there are no streams")
}

func (d *directory) list(request *orgv2.ListOrganizationsRequest) *orgv2.ListOrganizationsResponse {
	d.mu.Lock()
	defer d.mu.Unlock()
	reply := &orgv2.ListOrganizationsResponse{Details: &objectv2.ListDetails{TotalResult: uint64(d.organizations)}}
	first := int(request.GetQuery().GetOffset())
	last := min(d.organizations, first+int(request.GetQuery().GetLimit()))
	if len(request.GetQueries()) > 0 {
		_, _ = fmt.Sscanf(request.GetQueries()[0].GetQuery().(*orgv2.SearchQuery_IdQuery).IdQuery.GetId(), "org-%d", &first)
		last = first + 1
	}
	for i := first; i < last; i++ {
		id := fmt.Sprintf("org-%d", i)
		if !d.mayRead(id) {
			d.leftOut++
			continue
		}
		// The names' order is the opposite of the ids'.
		reply.Result = append(reply.Result, &orgv2.Organization{Id: id, Name: fmt.Sprintf("Name %04d", 9999-i)})
	}
	return reply
}

func (d *directory) mayRead(id string) bool {
	for _, membership := range d.memberships {
		if membership.GetIam() || membership.GetOrgId() == id && len(membership.GetRoles()) > 0 {
			return true
		}
	}
	return false
}

func memberOf(ids ...int) []*userv1.Membership {
	var all []*userv1.Membership
	for _, id := range ids {
		all = append(all, &userv1.Membership{Roles: []string{"ORG_OWNER"}, Type: &userv1.Membership_OrgId{OrgId: fmt.Sprintf("org-%d", id)}})
	}
	return all
}

// namesOnAllPages reads one page after the other, and returns the names of their organizations.
func namesOnAllPages(t *testing.T, d *directory, first int) []string {
	t.Helper()
	var names []string
	after := "null"
	for range 50 {
		got := ask(t, t.Context(), d, fmt.Sprintf(`{ viewer { organizations(first: %d, after: %s) { nodes { name } pageInfo { hasNextPage endCursor } } } }`,
			first, after))
		var reply struct {
			Data struct {
				Viewer struct {
					Organizations struct {
						Nodes    []struct{ Name string }
						PageInfo struct {
							HasNextPage bool
							EndCursor   string
						}
					}
				}
			}
		}
		if err := json.Unmarshal([]byte(got.body), &reply); err != nil || len(got.Errors) > 0 {
			t.Fatal(err, got.body)
		}
		page := reply.Data.Viewer.Organizations
		for _, node := range page.Nodes {
			names = append(names, node.Name)
		}
		if !page.PageInfo.HasNextPage {
			return names
		}
		after = fmt.Sprintf("%q", page.PageInfo.EndCursor)
	}
	t.Fatal("the pages don't end")
	return nil
}

// Prevents that an ordinary owner on an instance with a thousand organizations waits ten seconds for a list of all: only those that
// the caller is a member of are looked up. Every page size shows the same ones, by name, once each.
func TestOrganizationsOfAnOwner(t *testing.T) {
	project := &userv1.Membership{Details: &zitadelv1.ObjectDetails{ResourceOwner: "org-77"}, Type: &userv1.Membership_ProjectId{ProjectId: "p"}}
	for _, first := range []int{1, 2, 100} {
		d := &directory{organizations: 1000, memberships: append(memberOf(3, 999, 500, 3), project)}
		names := namesOnAllPages(t, d, first)
		if got := strings.Join(names, ", "); got != "Name 9000, Name 9499, Name 9996" {
			t.Errorf("pages of %d show %s", first, got)
		}
		if pages := 1 + len(names)/first; d.leftOut > pages { // the project's organization, which isn't readable
			t.Errorf("pages of %d: %d organizations were left out", first, d.leftOut)
		}
	}
}

// Ensures that a caller with a role in the instance, or too many memberships, is shown a list of all organizations, and that so is
// everybody where a backend doesn't know of memberships.
func TestOrganizationsOfOthers(t *testing.T) {
	var many []int
	for i := range 101 {
		many = append(many, i)
	}
	for name, c := range map[string]struct {
		directory *directory
		want      int
	}{
		"an instance's role": {&directory{organizations: 250, memberships: []*userv1.Membership{
			{Roles: []string{"IAM_OWNER"}, Type: &userv1.Membership_Iam{Iam: true}}}}, 250},
		"many memberships":   {&directory{organizations: 250, memberships: memberOf(many...)}, 101},
		"an old backend":     {&directory{organizations: 250, memberships: memberOf(7, 9), unimplemented: true}, 2},
		"no membership":      {&directory{organizations: 250}, 0},
		"exactly the bound":  {&directory{organizations: 1000, memberships: memberOf(many[:100]...)}, 100},
		"removed since then": {&directory{organizations: 5, memberships: []*userv1.Membership{{Type: &userv1.Membership_OrgId{OrgId: "org-9"}}}}, 0},
	} {
		if got := namesOnAllPages(t, c.directory, 100); len(got) != c.want {
			t.Errorf("%s: %d are shown, want %d", name, len(got), c.want)
		}
	}
}
