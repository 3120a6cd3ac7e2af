package wiretest

import (
	"fmt"

	managementv1 "zitadel-graphql/internal/wire/zitadel/management/v1"
	orgv1 "zitadel-graphql/internal/wire/zitadel/org/v1"
)

// myOrgCases are about GetMyOrg.
func myOrgCases() []testCase {
	return []testCase{
		{
			name: "the organization follows its latest event, whatever that is about",
			spec: "o.my-org",
			steps: []step{
				getOrg().eventually(isOwnOrg),
				addSecond(sms).must(added(1)),
				getOrg().eventually(isOwnOrg),
				addPolicy(second(otp)).must(added(2)),
				getOrg().eventually(isOwnOrg),
				removeSecond(otp).must(changed()),
				getOrg().eventually(isOwnOrg),
			},
		},
		{
			name: "a link is an event of the organization too",
			spec: "o.my-org i.sequence",
			steps: []step{
				addPolicyLike(&creation{Idps: providers(instanceIDP)}).must(addedWith(1, 2)),
				getOrg().eventually(isOwnOrg),
				unlink(instanceIDP).must(unlinked()),
				getOrg().eventually(isOwnOrg),
			},
		},
		{
			name: "the organization is that of the call, or the caller's own",
			spec: "o.my-org",
			steps: []step{
				getOrg().as(InstanceOwner).in("{foreign org}").must(isOrg("{foreign org}")),
				getOrg().as(OrgOwner).in().must(isOrg("{org}")),
				getOrg().as(OrgOwner).in("").must(isOrg("{org}")),
			},
		},
	}
}

// isOrg demands an active organization with all that is known of one.
func isOrg(id string) want {
	return func(s *suite, r reply) error {
		o, err := orgOf(r)
		if err != nil {
			return err
		}
		switch wanted := s.target.fillText(id); {
		case o.GetId() != wanted || o.GetDetails().GetResourceOwner() != wanted:
			return fmt.Errorf("is %v, want the organization %s", o, wanted)
		case o.GetState() != orgv1.OrgState_ORG_STATE_ACTIVE || o.GetName() == "" || o.GetPrimaryDomain() == "":
			return fmt.Errorf("%v isn't active or lacks its name or domain", o)
		}
		return readDetails(o.GetDetails())
	}
}

// isOwnOrg demands the organization as of its last write.
func isOwnOrg(s *suite, r reply) error {
	if err := isOrg("{org}")(s, r); err != nil {
		return err
	}
	o, err := orgOf(r)
	if err != nil {
		return err
	}
	last := s.ledgers[ofOrg].last
	if d := o.GetDetails(); d.GetSequence() != last.sequence || !d.GetChangeDate().AsTime().Equal(last.date.AsTime()) {
		return fmt.Errorf("the organization is as of %v, the last write was %d at %v", d, last.sequence, last.date.AsTime())
	}
	return nil
}

func orgOf(r reply) (*orgv1.Org, error) {
	if r.err != nil {
		return nil, fmt.Errorf("failed: %w", r.err)
	}
	return r.message.(*managementv1.GetMyOrgResponse).GetOrg(), nil
}
