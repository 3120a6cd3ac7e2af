package policy_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"google.golang.org/grpc/codes"
	"google.golang.org/protobuf/proto"

	"zitadel-graphql/internal/policy"
	idpv1 "zitadel-graphql/internal/wire/zitadel/idp/v1"
	managementv1 "zitadel-graphql/internal/wire/zitadel/management/v1"
	orgv1 "zitadel-graphql/internal/wire/zitadel/org/v1"
	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
)

// listedAs has the list of providers answer what is asked for: it has those whose ids begin with "9", with this owner.
func listedAs(owner idpv1.IDPOwnerType) func(call) (proto.Message, error) {
	return func(made call) (proto.Message, error) {
		request, ok := made.request.(*managementv1.ListProvidersRequest)
		if !ok {
			return nil, nil
		}
		reply := &managementv1.ListProvidersResponse{}
		if id := request.GetQueries()[0].GetIdpIdQuery().GetId(); strings.HasPrefix(id, "9") {
			reply.Result = []*idpv1.Provider{{Id: id, Owner: owner}}
		}
		return reply, nil
	}
}

// links returns the links that were written, each with the owner that ZITADEL was told.
func (z *zitadel) links() []string {
	var links []string
	for _, made := range z.calls {
		switch request := made.request.(type) {
		case *managementv1.AddIDPToLoginPolicyRequest:
			links = append(links, fmt.Sprint(request.GetIdpId(), " ", request.GetOwnerType()))
		case *managementv1.AddCustomLoginPolicyRequest:
			for _, link := range request.GetIdps() {
				links = append(links, fmt.Sprint(link.GetIdpId(), " ", link.GetOwnerType()))
			}
		}
	}
	return links
}

func createLinking(ids ...string) operation {
	return func(ctx context.Context, client *policy.Client) (policy.Result, error) {
		return client.Create(ctx, "200", policy.NewPolicy{Links: ids}, policy.Options{})
	}
}

// Ensures that ZITADEL is told the true owner of each provider that an organization's policy is to link: where it creates a policy, it
// takes any. Nothing is looked up that is known, or isn't needed.
func TestOwnerOfALinkedProvider(t *testing.T) {
	t.Parallel()
	const system, org = idpv1.IDPOwnerType_IDP_OWNER_TYPE_SYSTEM, idpv1.IDPOwnerType_IDP_OWNER_TYPE_ORG
	add, customize := apply(policy.AddLink("9")), policy.Options{WhenInherited: policy.Customize}
	own, inherited := policyAt(7), policyAt(7, inherits, linked("1"))
	for name, c := range map[string]struct {
		operation operation
		shown     *policyv1.LoginPolicy
		owner     idpv1.IDPOwnerType
		want      []string
		lookups   int
	}{
		"the organization's":                   {add.to("200", policy.Options{}), own, org, []string{"9 IDP_OWNER_TYPE_ORG"}, 1},
		"the instance's":                       {add.to("200", policy.Options{}), own, system, []string{"9 IDP_OWNER_TYPE_SYSTEM"}, 1},
		"in a copy":                            {add.to("200", customize), inherited, org, []string{"1 IDP_OWNER_TYPE_SYSTEM", "9 IDP_OWNER_TYPE_ORG"}, 1},
		"in a creation":                        {createLinking("9", "1", "9"), inherited, org, []string{"9 IDP_OWNER_TYPE_ORG", "1 IDP_OWNER_TYPE_SYSTEM"}, 1},
		"of a creation that copies":            {create("200"), inherited, org, []string{"1 IDP_OWNER_TYPE_SYSTEM"}, 0},
		"of an inherited policy that is kept":  {add.to("200", policy.Options{}), inherited, org, nil, 0},
		"of a link that is removed":            {apply(policy.RemoveLink("1")).to("200", customize), inherited, org, nil, 0},
		"of what the instance's policy adds":   {add.toInstance(policy.Options{}), inherited, system, nil, 0},
		"of an owner that a newer ZITADEL has": {add.to("200", policy.Options{}), own, 99, []string{"9 99"}, 1},
	} {
		z := &zitadel{shown: always(c.shown), changes: onlyCreated(), answer: listedAs(c.owner)}
		z.outcome(t, c.operation)
		if got := z.links(); !slices.Equal(got, c.want) || z.count(listProviders) != c.lookups {
			t.Errorf("%s: %v after %d lookups, want %v", name, got, z.count(listProviders), c.want)
		}
	}
}

func previewing(p policy.Proposal) operation {
	return func(ctx context.Context, client *policy.Client) (policy.Result, error) {
		_, err := client.Preview(ctx, "200", p)
		return policy.Result{}, err
	}
}

// Prevents that a provider is linked that the organization can't link, or whose owner isn't known: nothing is written, nobody is
// looked at for a guard, and a preview is refused as the change would be.
func TestProviderThatCannotBeLinked(t *testing.T) {
	t.Parallel()
	unneeded := func(context.Context, *policyv1.LoginPolicy, *policyv1.LoginPolicy) error {
		return errors.New("the guard was asked")
	}
	for name, c := range map[string]struct {
		id     string
		answer func(call) (proto.Message, error)
		want   string
	}{
		"it isn't listed": {"8", listedAs(1), "NOT_FOUND IDENTITY_PROVIDER_NOT_FOUND NOT_EXECUTED"},
		"it isn't what was asked for": {"9", func(made call) (proto.Message, error) {
			if made.method == listProviders {
				return &managementv1.ListProvidersResponse{Result: []*idpv1.Provider{{Id: "8", Owner: 1}}}, nil
			}
			return nil, nil
		}, "NOT_FOUND IDENTITY_PROVIDER_NOT_FOUND NOT_EXECUTED"},
		"another organization doesn't have it": {"8", func(made call) (proto.Message, error) {
			if made.method == readOrg {
				return &managementv1.GetMyOrgResponse{Org: &orgv1.Org{Id: "300"}}, nil
			}
			return listedAs(1)(made)
		}, "BAD_GATEWAY ORGANIZATION_IGNORED NOT_EXECUTED"},
		"its owner isn't told": {"9", listedAs(0), "BAD_GATEWAY BACKEND_REPLY_INVALID NOT_EXECUTED"},
		"the caller may not look": {"9", func(made call) (proto.Message, error) {
			if made.method == listProviders {
				return nil, refused(made.method, codes.PermissionDenied, "AUTH-5mWD2")
			}
			return nil, nil
		}, "FORBIDDEN PERMISSION_MISSING NOT_EXECUTED"},
	} {
		addition, err := policy.AddLink(c.id)
		if err != nil {
			t.Fatal(err)
		}
		own, inherited := policyAt(7), policyAt(7, inherits)
		for what, o := range map[string]struct {
			operation operation
			shown     *policyv1.LoginPolicy
		}{
			"an addition":          {apply(addition, nil).to("200", policy.Options{Guard: unneeded}), own},
			"a customization":      {apply(addition, nil).to("200", policy.Options{WhenInherited: policy.Customize, Guard: unneeded}), inherited},
			"a creation":           {createLinking(c.id), inherited},
			"a preview":            {previewing(policy.Proposal{Changes: []policy.Change{addition}}), own},
			"a creation's preview": {previewing(policy.Proposal{Create: &policy.NewPolicy{Links: []string{c.id}}}), inherited},
		} {
			z := &zitadel{shown: always(o.shown), changes: onlyCreated(), answer: c.answer}
			if got := z.outcome(t, o.operation); got != c.want || len(z.writes()) > 0 {
				t.Errorf("%s, %s: %s, wrote %v; want %s", name, what, got, z.writes(), c.want)
			}
		}
	}
	z := &zitadel{shown: always(policyAt(7, linked("8"))), changes: onlyCreated(), answer: listedAs(1)}
	addition, _ := policy.AddLink("8")
	if got := z.outcome(t, previewing(policy.Proposal{Changes: []policy.Change{addition}})); got != "ok" || z.count(listProviders) > 0 {
		t.Errorf("the preview of a link that is there: %s, looked up %d times", got, z.count(listProviders))
	}
}
