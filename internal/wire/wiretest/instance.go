package wiretest

import (
	"context"
	"fmt"
	"slices"

	adminv1 "zitadel-graphql/internal/wire/zitadel/admin/v1"
	idpv1 "zitadel-graphql/internal/wire/zitadel/idp/v1"
	managementv1 "zitadel-graphql/internal/wire/zitadel/management/v1"
	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
)

// instanceSettings are the settings of an instance that the suite rewrites.
type instanceSettings struct {
	policy       *policyv1.LoginPolicy
	restrictions *adminv1.GetRestrictionsResponse
}

// clearedInstance is the state that cases start from which rewrite the instance: that of a fresh one.
func clearedInstance() instanceSettings {
	policy := &policyv1.LoginPolicy{SecondFactors: second(otp, u2f), MultiFactors: []policyv1.MultiFactorType{passkey}}
	assign(policy.ProtoReflect(), freshSettings().ProtoReflect())
	return instanceSettings{policy: policy}
}

// readInstance keeps the instance's settings: to compare with, and to restore.
func (s *suite) readInstance(ctx context.Context) error {
	initial, err := s.readDefault(ctx)
	if err != nil {
		return err
	}
	s.initial, s.original.policy = initial, initial
	if !s.target.InstanceWritable {
		return nil
	}
	r := s.send(ctx, getRestrictions())
	if r.err != nil {
		return fmt.Errorf("read the instance's restrictions: %w", r.err)
	}
	s.original.restrictions = r.message.(*adminv1.GetRestrictionsResponse)
	return nil
}

func (s *suite) readDefault(ctx context.Context) (*policyv1.LoginPolicy, error) {
	r := s.send(ctx, getDefault())
	if r.err != nil {
		return nil, fmt.Errorf("read the instance's policy: %w", r.err)
	}
	return r.message.(*managementv1.GetDefaultLoginPolicyResponse).GetPolicy(), nil
}

// clearInstance brings the instance to the state that cases start from which rewrite it.
func (s *suite) clearInstance(ctx context.Context) error {
	s.altered = true
	return s.rewriteInstance(ctx, clearedInstance())
}

// restoreInstance undoes what cases did to the instance, if any did. A factor that was listed twice is listed once.
func (s *suite) restoreInstance(ctx context.Context) error {
	if !s.altered {
		return nil
	}
	if err := s.rewriteInstance(ctx, s.original); err != nil {
		return err
	}
	s.altered = false
	return nil
}

// rewriteInstance gives the instance these settings, whatever it has, and waits until they can be read. It reads nothing before:
// a read may lag.
func (s *suite) rewriteInstance(ctx context.Context, like instanceSettings) error {
	s.ledgers[ofInstance] = ledger{}
	steps := slices.Concat(
		[]step{setRestrictions(restrictionsLike(like.restrictions)).must(succeeds())},
		factorsLike(like.policy),
		s.linksLike(like.policy),
		[]step{updateInstancePolicy(settingsOf(like.policy)).must(either(changed(), instanceNothingChanged()))},
	)
	if err := s.runSteps(ctx, steps); err != nil {
		return fmt.Errorf("rewrite the instance: %w", err)
	}
	return s.poll(func() error { return s.readRewritten(ctx) })
}

// readRewritten takes the instance's policy as what cases find, once it shows the last write.
func (s *suite) readRewritten(ctx context.Context) error {
	policy, err := s.readDefault(ctx)
	if err != nil {
		return err
	}
	if got, wanted := policy.GetDetails().GetSequence(), s.ledgers[ofInstance].policy.sequence; got != wanted {
		return fmt.Errorf("the instance's policy still has the sequence %d, want %d", got, wanted)
	}
	s.initial = policy
	return nil
}

// factorsLike removes all factors and adds those of a policy in their order. The passkey's coming and going is a write in
// any case: the sequence is known then.
func factorsLike(policy *policyv1.LoginPolicy) []step {
	return slices.Concat(
		eachSecond(func(f policyv1.SecondFactorType) step {
			return removeInstanceSecond(f).must(either(changed(), instanceSecondNotThere()))
		}),
		[]step{
			addInstanceMulti(passkey).must(either(added(1), instanceMultiExists())),
			removeInstanceMulti(passkey).must(changed()),
		},
		over(once(policy.GetSecondFactors()), func(f policyv1.SecondFactorType) []step {
			return []step{addInstanceSecond(f).must(added(1))}
		}),
		over(once(policy.GetMultiFactors()), func(f policyv1.MultiFactorType) []step {
			return []step{addInstanceMulti(f).must(added(1))}
		}),
	)
}

// linksLike removes every link that the run can have found or made, and adds those of a policy.
func (s *suite) linksLike(policy *policyv1.LoginPolicy) []step {
	known := idsOf(s.original.policy.GetIdps())
	if s.target.InstanceProvider != "" {
		known = append(known, s.target.InstanceProvider)
	}
	return append(
		over(known, func(id string) []step {
			return []step{unlinkInstance(id).must(either(unlinked(), instanceLinkNotThere()))}
		}),
		over(idsOf(policy.GetIdps()), func(id string) []step { return []step{linkInstance(id).must(linked())} })...,
	)
}

func settingsOf(policy *policyv1.LoginPolicy) *settings {
	var all settings
	assign(all.ProtoReflect(), policy.ProtoReflect())
	return &all
}

// restrictionsLike asks for every restriction; nil stands for none.
func restrictionsLike(r *adminv1.GetRestrictionsResponse) *adminv1.SetRestrictionsRequest {
	return &adminv1.SetRestrictionsRequest{
		DisallowPublicOrgRegistration: new(r.GetDisallowPublicOrgRegistration()),
		AllowedLanguages:              &adminv1.SelectLanguages{List: r.GetAllowedLanguages()},
	}
}

func idsOf(links []*idpv1.IDPLoginPolicyLink) []string {
	ids := make([]string, len(links))
	for i, l := range links {
		ids[i] = l.GetIdpId()
	}
	return ids
}

// once returns each item where it stands first.
func once[F comparable](items []F) []F {
	var kept []F
	for _, item := range items {
		if !slices.Contains(kept, item) {
			kept = append(kept, item)
		}
	}
	return kept
}
