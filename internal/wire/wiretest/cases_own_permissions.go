package wiretest

import (
	"fmt"
	"slices"

	authv1 "zitadel-graphql/internal/wire/zitadel/auth/v1"
)

// ownPermissionCases are about ListMyZitadelPermissions: what a page disables what would fail by.
func ownPermissionCases() []testCase {
	return []testCase{
		{
			name: "an organization owner may read, write and reset its policy, and nothing at the instance",
			spec: "o.rights",
			steps: []step{
				listPermissions().as(OrgOwner).must(
					grants("policy.read", "policy.write", "policy.delete", "org.read", "user.read", "user.write", "user.credential.write"),
					grantsNot("iam.policy.read", "iam.policy.write", "iam.restrictions.read", "iam.restrictions.write", "events.read"),
				),
			},
		},
		{
			name: "a viewer may read, and lacks what writing takes",
			spec: "o.rights",
			steps: []step{
				listPermissions().as(Viewer).must(
					grants("policy.read", "org.read", "user.read"),
					grantsNot("user.write", "user.credential.write", "policy.write", "policy.delete", "iam.policy.read", "iam.policy.write"),
				),
			},
		},
		{
			name: "an instance owner may do everything in every organization",
			spec: "o.rights",
			steps: []step{
				listPermissions().as(InstanceOwner).must(everything()),
				listPermissions().as(InstanceOwner).in("{foreign org}").must(everything()),
			},
		},
		{
			name:  "a caller without any membership is granted nothing, and isn't refused",
			spec:  "o.rights",
			steps: []step{listPermissions().as(Nobody).must(grantsNothing())},
		},
		{
			name: "the permissions are those in the organization of the call",
			spec: "o.rights-org",
			steps: []step{
				listPermissions().as(OrgOwner).in("{foreign org}").must(grantsNothing()),
				listPermissions().as(OrgOwner).in().must(grants("policy.write")),
				listPermissions().as(OrgOwner).in("").must(grants("policy.write")),
				listPermissions().in("no-such-organization").must(orgNotThere()),
			},
		},
	}
}

func everything() want {
	return grants("policy.read", "policy.write", "policy.delete", "org.read", "iam.policy.read", "iam.policy.write",
		"iam.restrictions.read", "iam.restrictions.write", "events.read", "user.read", "user.write", "user.credential.write")
}

func granted(r reply) ([]string, error) {
	if r.err != nil {
		return nil, fmt.Errorf("failed: %w", r.err)
	}
	return r.message.(*authv1.ListMyZitadelPermissionsResponse).GetResult(), nil
}

func grants(permissions ...string) want { return mentions(true, permissions) }

func grantsNot(permissions ...string) want { return mentions(false, permissions) }

func mentions(wanted bool, permissions []string) want {
	return func(_ *suite, r reply) error {
		all, err := granted(r)
		if err != nil {
			return err
		}
		for _, p := range permissions {
			if slices.Contains(all, p) != wanted {
				return fmt.Errorf("%s is granted: %t, want %t; granted are %v", p, !wanted, wanted, all)
			}
		}
		return nil
	}
}

func grantsNothing() want {
	return func(_ *suite, r reply) error {
		all, err := granted(r)
		if err == nil && len(all) > 0 {
			err = fmt.Errorf("grants %v, want nothing", all)
		}
		return err
	}
}
