package wiretest

import (
	"fmt"

	authv1 "zitadel-graphql/internal/wire/zitadel/auth/v1"
	managementv1 "zitadel-graphql/internal/wire/zitadel/management/v1"
	orgv2 "zitadel-graphql/internal/wire/zitadel/org/v2"
	userv1 "zitadel-graphql/internal/wire/zitadel/user/v1"
)

// myselfCases are about what callers may ask about themselves, and about tokens that were got without a second factor.
func myselfCases() []testCase { return append(ownUserCases(), weakLoginCases()...) }

func ownUserCases() []testCase {
	return []testCase{
		{
			name: "a machine is told from a person, with the names of each and where it is at home",
			spec: "o.my-user",
			steps: []step{
				addPolicy(nil).must(added(1)), // whatever the instance forces
				myUser().as(OrgOwner).must(isMachineOf("{org}")),
				myUser().as(OrgOwner).in("{foreign org}").must(isMachineOf("{org}")),
				myUser().as(Person).must(isPersonOf("{org}")),
				myUser().as(Nobody).must(succeeds()),
			},
		},
		{
			name: "a person's second factors are told, and a machine has none",
			spec: "o.my-factors",
			steps: []step{
				addPolicy(nil).must(added(1)), // whatever the instance forces
				myFactors().as(FactorPerson).must(hasApp()),
				myFactors().as(Person).must(hasFactors(0)),
				myFactors().as(OrgOwner).must(hasFactors(0)),
			},
		},
		{
			name: "a person without passkeys has none, and a machine neither",
			spec: "o.my-passkeys",
			steps: []step{
				addPolicy(nil).must(added(1)), // whatever the instance forces
				myPasskeys().as(Person).must(hasPasskeys(0)),
				myPasskeys().as(OrgOwner).must(hasPasskeys(0)),
			},
		},
		{
			name: "memberships name where the caller has roles, whatever organization is named",
			spec: "o.my-memberships",
			steps: []step{
				myMemberships().as(OrgOwner).must(isMemberOf("{org}")),
				myMemberships().as(OrgOwner).in("{foreign org}").must(isMemberOf("{org}")),
				myMemberships().as(InstanceOwner).must(isMemberOfInstance()),
				myMemberships().as(Nobody).must(isMemberOf()),
			},
		},
		{
			name: "one organization is looked for by its id",
			spec: "o.orgs-id",
			steps: []step{
				oneOrg("{org}").as(OrgOwner).eventually(showsOnly("{org}")),
				oneOrg("{foreign org}").as(InstanceOwner).eventually(showsOnly("{foreign org}")),
				oneOrg("{foreign org}").as(OrgOwner).must(showsOnly()),
				oneOrg("no-such-organization").as(InstanceOwner).must(showsOnly()),
			},
		},
	}
}

func weakLoginCases() []testCase {
	type settings = managementv1.UpdateCustomLoginPolicyRequest
	refusedEverywhere := []step{
		getPolicy().as(Person).eventually(factorDemanded()),
		getPolicy().as(Person).in("{foreign org}").must(factorDemanded()),
		myUser().as(Person).must(factorDemanded()),
		resetPolicy().as(Person).must(factorDemanded()),
		getPolicy().as(FactorPerson).must(succeeds()),
		getPolicy().as(OrgOwner).must(succeeds()),
	}
	cycle := func(forcing *settings) []step {
		steps := []step{addPolicy(nil).must(added(1)), getPolicy().as(Person).must(succeeds()), updatePolicy(forcing).must(changed())}
		return append(append(steps, refusedEverywhere...), updatePolicy(&settings{}).must(changed()), getPolicy().as(Person).eventually(succeeds()))
	}
	return []testCase{
		{
			name:  "where a second factor is forced, a person's token that was got without one is refused everywhere",
			spec:  "e.factor-demanded",
			steps: cycle(&settings{ForceMfa: true}),
		},
		{
			name:  "where it is forced on those who don't come through an identity provider, such a token is refused too",
			spec:  "e.factor-demanded",
			steps: cycle(&settings{ForceMfaLocalOnly: true}),
		},
		{
			name:  "where both settings force one, such a token is refused too",
			spec:  "e.factor-demanded",
			steps: cycle(&settings{ForceMfa: true, ForceMfaLocalOnly: true}),
		},
	}
}

func myUser() call {
	return newCall("GetMyUser", authv1.NewAuthServiceClient, authv1.AuthServiceClient.GetMyUser, fixed(&authv1.GetMyUserRequest{}))
}

func myFactors() call {
	return newCall("ListMyAuthFactors", authv1.NewAuthServiceClient, authv1.AuthServiceClient.ListMyAuthFactors,
		fixed(&authv1.ListMyAuthFactorsRequest{}))
}

func myPasskeys() call {
	return newCall("ListMyPasswordless", authv1.NewAuthServiceClient, authv1.AuthServiceClient.ListMyPasswordless,
		fixed(&authv1.ListMyPasswordlessRequest{}))
}

func myMemberships() call {
	return newCall("ListMyMemberships", authv1.NewAuthServiceClient, authv1.AuthServiceClient.ListMyMemberships,
		fixed(&authv1.ListMyMembershipsRequest{}))
}

// oneOrg looks for the organization with the id.
func oneOrg(id string) call {
	return listOrgs(&orgv2.ListOrganizationsRequest{Queries: []*orgv2.SearchQuery{
		{Query: &orgv2.SearchQuery_IdQuery{IdQuery: &orgv2.OrganizationIDQuery{Id: id}}}}})
}

// answered checks a reply of one type that is no failure.
func answered[Res any](check func(*suite, Res) error) want {
	return func(s *suite, r reply) error {
		if r.err != nil {
			return fmt.Errorf("failed: %w", r.err)
		}
		return check(s, r.message.(Res))
	}
}

func isMachineOf(home string) want {
	return answered(func(s *suite, m *authv1.GetMyUserResponse) error {
		if m.GetUser().GetMachine() == nil {
			return fmt.Errorf("%v is no machine", m.GetUser())
		}
		return isKnown(s, m.GetUser(), m.GetUser().GetMachine().GetName(), home)
	})
}

func isPersonOf(home string) want {
	return answered(func(s *suite, m *authv1.GetMyUserResponse) error {
		if m.GetUser().GetHuman() == nil {
			return fmt.Errorf("%v is no person", m.GetUser())
		}
		return isKnown(s, m.GetUser(), m.GetUser().GetHuman().GetProfile().GetDisplayName(), home)
	})
}

// isKnown demands that a user has an id, a login name and this name that people see, and is at home there.
func isKnown(s *suite, user *userv1.User, name, home string) error {
	if user.GetId() == "" || user.GetPreferredLoginName() == "" || name == "" {
		return fmt.Errorf("%v lacks its id or a name", user)
	}
	if home = s.target.fillText(home); user.GetDetails().GetResourceOwner() != home {
		return fmt.Errorf("%v isn't at home in %s", user, home)
	}
	return nil
}

// hasApp demands exactly an authenticator app that is ready.
func hasApp() want {
	return answered(func(_ *suite, m *authv1.ListMyAuthFactorsResponse) error {
		list := m.GetResult()
		if len(list) != 1 || list[0].GetOtp() == nil || list[0].GetState() != userv1.AuthFactorState_AUTH_FACTOR_STATE_READY {
			return fmt.Errorf("the factors are %v, want an authenticator app that is ready", list)
		}
		return nil
	})
}

func hasFactors(n int) want {
	return answered(func(_ *suite, m *authv1.ListMyAuthFactorsResponse) error {
		if len(m.GetResult()) != n {
			return fmt.Errorf("the factors are %v, want %d", m.GetResult(), n)
		}
		return nil
	})
}

func hasPasskeys(n int) want {
	return answered(func(_ *suite, m *authv1.ListMyPasswordlessResponse) error {
		if len(m.GetResult()) != n {
			return fmt.Errorf("the passkeys are %v, want %d", m.GetResult(), n)
		}
		return nil
	})
}

// isMemberOf demands memberships in these organizations, and nowhere else.
func isMemberOf(ids ...string) want {
	return answered(func(s *suite, m *authv1.ListMyMembershipsResponse) error {
		found := []string{}
		for _, membership := range m.GetResult() {
			if len(membership.GetRoles()) == 0 || membership.GetUserId() == "" {
				return fmt.Errorf("%v lacks its roles or its user", membership)
			}
			found = append(found, membership.GetOrgId())
		}
		return sameList("organizations", found, s.target.fill("", ids))
	})
}

func isMemberOfInstance() want {
	return answered(func(_ *suite, m *authv1.ListMyMembershipsResponse) error {
		for _, membership := range m.GetResult() {
			if membership.GetIam() && len(membership.GetRoles()) > 0 {
				return nil
			}
		}
		return fmt.Errorf("%v has no membership in the instance", m.GetResult())
	})
}
