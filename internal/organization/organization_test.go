package organization_test

import (
	"context"
	"errors"
	"sync"
	"testing"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"

	"zitadel-graphql/graph/problem"
	"zitadel-graphql/internal/organization"
	"zitadel-graphql/internal/wire"
	changev1 "zitadel-graphql/internal/wire/zitadel/change/v1"
	managementv1 "zitadel-graphql/internal/wire/zitadel/management/v1"
	orgv1 "zitadel-graphql/internal/wire/zitadel/org/v1"
)

// A second organization on a call, or one that is left from another call, would have ZITADEL change the wrong one.
func TestACallNamesOneOrganization(t *testing.T) {
	named := metadata.Pairs("authorization", "Bearer token", organization.MetadataKey, "1")
	caller := metadata.NewOutgoingContext(t.Context(), named)
	for name, c := range map[string]struct {
		ctx  context.Context
		want []string
	}{
		"another one":           {organization.With(caller, "2"), []string{"2"}},
		"the home organization": {organization.With(caller, ""), nil},
		"the instance":          {organization.Without(caller), nil},
		"without metadata":      {organization.With(t.Context(), "2"), []string{"2"}},
		"its metadata":          {organization.NewContext(t.Context(), named, "1"), []string{"1"}},
		"another's metadata":    {organization.NewContext(t.Context(), named, "2"), []string{"2"}},
		"two in its metadata":   {organization.NewContext(t.Context(), metadata.Join(named, metadata.Pairs(organization.MetadataKey, "2")), "1"), []string{"1"}},
		"its metadata, at home": {organization.NewContext(t.Context(), named, ""), nil},
		"a context in another":  {organization.NewContext(organization.With(caller, "2"), named, "1"), []string{"1"}},
	} {
		md, _ := metadata.FromOutgoingContext(c.ctx)
		if got := md.Get(organization.MetadataKey); len(got) != len(c.want) || len(got) > 0 && got[0] != c.want[0] {
			t.Errorf("%s: the calls name %v, want %v", name, got, c.want)
		}
		if organization.Named(c.ctx) != (c.want != nil) {
			t.Errorf("%s: Named is %t", name, organization.Named(c.ctx))
		}
		if name != "without metadata" && len(md.Get("authorization")) != 1 {
			t.Errorf("%s: the token is gone", name)
		}
	}
	if md, _ := metadata.FromOutgoingContext(caller); md.Get(organization.MetadataKey)[0] != "1" {
		t.Error("the caller's own context was changed")
	}
}

// backend answers GetMyOrg with an id or a failure, and counts.
type backend struct {
	id     string
	err    error
	panics bool

	mu    sync.Mutex
	calls int
}

func (b *backend) Invoke(_ context.Context, _ string, _, reply any, _ ...grpc.CallOption) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.calls++
	if b.panics {
		panic("boom")
	}
	if b.err == nil {
		reply.(*managementv1.GetMyOrgResponse).Org = &orgv1.Org{Id: b.id}
	}
	return b.err
}

func (*backend) NewStream(context.Context, *grpc.StreamDesc, string, ...grpc.CallOption) (grpc.ClientStream, error) {
	return nil, errors.New("there are no streams")
}

func failure(code codes.Code) error {
	return &wire.CallError{Method: managementv1.ManagementService_GetMyOrg_FullMethodName, Status: status.New(code, ""), Sent: true, Answered: true}
}

// An answer for another organization is refused. Only where the backend can't be asked does a Confirm go on, and says so; a
// Require never does.
func TestWhomTheBackendAnswersFor(t *testing.T) {
	for name, c := range map[string]struct {
		backend    *backend
		confirmed  bool
		goesOn     bool
		wantReason problem.Reason
	}{
		"the one that was named": {&backend{id: "2"}, true, true, ""},
		"another one":            {&backend{id: "1"}, false, false, problem.ReasonOrganizationIgnored},
		"no id":                  {&backend{}, false, false, problem.ReasonBackendReplyInvalid},
		"the caller may not ask": {&backend{err: failure(codes.PermissionDenied)}, false, true, ""},
		"an older backend":       {&backend{err: failure(codes.Unimplemented)}, false, true, ""},
		"a failure":              {&backend{err: failure(codes.Unavailable)}, false, false, ""},
		"a panic":                {&backend{panics: true}, false, false, ""},
	} {
		asker := organization.NewAsker(managementv1.NewManagementServiceClient(c.backend))
		ctx := organization.With(t.Context(), "2")
		confirmed, err := asker.Confirm(ctx, "2")
		if confirmed != c.confirmed || (err == nil) != c.goesOn || c.wantReason != "" && !problem.HasReason(err, c.wantReason) {
			t.Errorf("%s: Confirm returned %t, %v", name, confirmed, err)
		}
		if err := asker.Require(ctx, "2"); (err == nil) != c.confirmed {
			t.Errorf("%s: Require returned %v", name, err)
		}
		if c.backend.calls != 1 {
			t.Errorf("%s: the backend was asked %d times for one context", name, c.backend.calls)
		}
	}
}

// Whoever names no organization has nothing confirmed, and pays no call for it.
func TestNothingToConfirm(t *testing.T) {
	b := &backend{id: "1"}
	asker := organization.NewAsker(managementv1.NewManagementServiceClient(b))
	asker.Prefetch(t.Context(), "")
	if confirmed, err := asker.Confirm(organization.With(t.Context(), ""), ""); !confirmed || err != nil || b.calls != 0 {
		t.Errorf("Confirm returned %t, %v after %d calls", confirmed, err, b.calls)
	}
}

// However many ask beside one another, one context costs one call.
func TestAskedOnce(t *testing.T) {
	b := &backend{id: "2"}
	asker := organization.NewAsker(managementv1.NewManagementServiceClient(b))
	ctx := organization.With(t.Context(), "2")
	asker.Prefetch(ctx, "2")
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			if confirmed, err := asker.Confirm(ctx, "2"); !confirmed || err != nil {
				t.Errorf("Confirm returned %t, %v", confirmed, err)
			}
		})
	}
	all.Wait()
	if b.calls != 1 {
		t.Errorf("the backend was asked %d times", b.calls)
	}
}

// Events name their owner, so that a page of somebody else's is noticed. An organization's events can be about others, too.
func TestCheckOwner(t *testing.T) {
	events := func(owners ...string) (page []*changev1.Change) {
		for _, owner := range owners {
			page = append(page, &changev1.Change{ResourceOwnerId: owner})
		}
		return page
	}
	for _, fine := range [][]*changev1.Change{nil, events("2"), events("1", "2")} {
		if err := organization.CheckOwner("2", fine); err != nil {
			t.Errorf("%v is refused: %v", fine, err)
		}
	}
	if err := organization.CheckOwner("", events("1")); err != nil {
		t.Errorf("without an id events are refused: %v", err)
	}
	if err := organization.CheckOwner("2", events("1")); !problem.HasReason(err, problem.ReasonOrganizationIgnored) {
		t.Errorf("events of another organization: %v", err)
	}
}
