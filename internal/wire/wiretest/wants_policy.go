package wiretest

import (
	"fmt"
	"slices"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/durationpb"

	managementv1 "zitadel-graphql/internal/wire/zitadel/management/v1"
	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
	zitadelv1 "zitadel-graphql/internal/wire/zitadel/v1"
)

// policyCheck is a demand on a policy that was read.
type policyCheck func(*suite, *policyv1.LoginPolicy) error

// inheritsPolicy demands the instance's policy, marked as such in both places.
func inheritsPolicy() want {
	return func(s *suite, r reply) error {
		m, err := policyReply(r)
		if err != nil {
			return err
		}
		if !m.GetIsDefault() || !m.GetPolicy().GetIsDefault() {
			return fmt.Errorf("is_default is %t beside the policy and %t in it, want both", m.GetIsDefault(), m.GetPolicy().GetIsDefault())
		}
		if !proto.Equal(m.GetPolicy(), s.initial) {
			return fmt.Errorf("reads %v, want the instance's %v", m.GetPolicy(), s.initial)
		}
		return s.checkInstancePolicy(m.GetPolicy())
	}
}

// inheritsAltered demands the instance's policy as the last write to it left it, marked as such in both places.
func inheritsAltered(checks ...policyCheck) want {
	return func(s *suite, r reply) error {
		m, err := policyReply(r)
		if err != nil {
			return err
		}
		if !m.GetIsDefault() || !m.GetPolicy().GetIsDefault() {
			return fmt.Errorf("is_default is %t beside the policy and %t in it, want both", m.GetIsDefault(), m.GetPolicy().GetIsDefault())
		}
		return s.checkAll(m.GetPolicy(), append([]policyCheck{upToDate(ofInstance)}, checks...))
	}
}

// isDefaultPolicy demands the instance's policy, of management's GetDefaultLoginPolicy or admin's GetLoginPolicy.
func isDefaultPolicy(checks ...policyCheck) want {
	return func(s *suite, r reply) error {
		if r.err != nil {
			return fmt.Errorf("failed: %w", r.err)
		}
		policy := r.message.(interface{ GetPolicy() *policyv1.LoginPolicy }).GetPolicy()
		if !policy.GetIsDefault() {
			return fmt.Errorf("the default policy isn't marked as such: %v", policy)
		}
		if err := s.checkInstancePolicy(policy); err != nil {
			return err
		}
		return s.checkAll(policy, checks)
	}
}

// ownsPolicy demands the organization's own policy, marked as such in both places, as of the last write, with these
// second factors and no providers.
func ownsPolicy(factors []policyv1.SecondFactorType, checks ...policyCheck) want {
	return ownsLinkedPolicy(nil, append([]policyCheck{hasSeconds(factors)}, checks...)...)
}

// ownsLinkedPolicy demands the same with these providers, in this order.
func ownsLinkedPolicy(links []string, checks ...policyCheck) want {
	return func(s *suite, r reply) error {
		m, err := policyReply(r)
		if err != nil {
			return err
		}
		if m.GetIsDefault() || m.GetPolicy().GetIsDefault() {
			return fmt.Errorf("is_default is %t beside the policy and %t in it, want neither", m.GetIsDefault(), m.GetPolicy().GetIsDefault())
		}
		return s.checkAll(m.GetPolicy(), append([]policyCheck{upToDate(ofOrg), hasLinks(links...)}, checks...))
	}
}

func policyReply(r reply) (*managementv1.GetLoginPolicyResponse, error) {
	if r.err != nil {
		return nil, fmt.Errorf("failed: %w", r.err)
	}
	return r.message.(*managementv1.GetLoginPolicyResponse), nil
}

func (s *suite) checkAll(policy *policyv1.LoginPolicy, checks []policyCheck) error {
	for _, check := range checks {
		if err := check(s, policy); err != nil {
			return err
		}
	}
	return nil
}

func (s *suite) checkInstancePolicy(policy *policyv1.LoginPolicy) error {
	owner := policy.GetDetails().GetResourceOwner()
	if owner == "" || owner == s.target.Org || (s.target.InstanceID != "" && owner != s.target.InstanceID) {
		return fmt.Errorf("the default policy belongs to %q, want the instance %q", owner, s.target.InstanceID)
	}
	return checkComplete(policy)
}

// upToDate demands that the policy belongs to its level and is as the last write there left it.
func upToDate(at level) policyCheck {
	return func(s *suite, policy *policyv1.LoginPolicy) error {
		if err := checkComplete(policy); err != nil {
			return err
		}
		d, written := policy.GetDetails(), s.ledgers[at].policy
		switch {
		case d.GetResourceOwner() != s.owner(at):
			return fmt.Errorf("the policy belongs to %q, want %q", d.GetResourceOwner(), s.owner(at))
		case d.GetSequence() != written.sequence:
			return fmt.Errorf("the policy's sequence is %d, want the last write's, %d", d.GetSequence(), written.sequence)
		case !d.GetChangeDate().AsTime().Equal(written.date.AsTime()):
			return fmt.Errorf("the policy changed at %v, the last write was at %v", d.GetChangeDate().AsTime(), written.date.AsTime())
		}
		return nil
	}
}

// checkComplete demands what every policy that is read carries: all four details, and all five lifetimes.
func checkComplete(policy *policyv1.LoginPolicy) error {
	if err := readDetails(policy.GetDetails()); err != nil {
		return fmt.Errorf("the policy's details: %w", err)
	}
	for _, lifetime := range []*durationpb.Duration{
		policy.GetPasswordCheckLifetime(), policy.GetExternalLoginCheckLifetime(), policy.GetMfaInitSkipLifetime(),
		policy.GetSecondFactorCheckLifetime(), policy.GetMultiFactorCheckLifetime(),
	} {
		if lifetime == nil {
			return fmt.Errorf("a lifetime is missing: %v", policy)
		}
	}
	return nil
}

func readDetails(d *zitadelv1.ObjectDetails) error {
	if err := checkDate(d.GetCreationDate()); err != nil {
		return fmt.Errorf("creation: %w", err)
	}
	if err := checkDate(d.GetChangeDate()); err != nil {
		return fmt.Errorf("change: %w", err)
	}
	if d.GetSequence() == 0 || d.GetChangeDate().AsTime().Before(d.GetCreationDate().AsTime()) {
		return fmt.Errorf("%v has no sequence or changed before it was created", d)
	}
	return nil
}

func hasSeconds(factors []policyv1.SecondFactorType) policyCheck {
	return func(_ *suite, policy *policyv1.LoginPolicy) error {
		return sameList("second factors", policy.GetSecondFactors(), factors)
	}
}

func hasMultis(factors ...policyv1.MultiFactorType) policyCheck {
	return func(_ *suite, policy *policyv1.LoginPolicy) error {
		return sameList("multi factors", policy.GetMultiFactors(), factors)
	}
}

// hasLinks demands links to these providers, in the order of their addition.
func hasLinks(ids ...string) policyCheck {
	return func(s *suite, policy *policyv1.LoginPolicy) error {
		if err := sameList("providers", idsOf(policy.GetIdps()), s.target.fill("", ids)); err != nil {
			return staleLinksError{err}
		}
		return nil
	}
}

// lists demands these factors of a List method, in this order; total_result counts them.
func lists[F comparable](factors ...F) want {
	return func(_ *suite, r reply) error { return listed(r, factors) }
}

// listsInherited demands the instance's factors of a List method, as the case found them.
func listsInherited() want {
	return func(s *suite, r reply) error {
		if _, multi := r.message.(interface {
			GetResult() []policyv1.MultiFactorType
		}); multi {
			return listed(r, s.initial.GetMultiFactors())
		}
		return listed(r, s.initial.GetSecondFactors())
	}
}

func listed[F comparable](r reply, factors []F) error {
	if r.err != nil {
		return fmt.Errorf("failed: %w", r.err)
	}
	m, ok := r.message.(interface {
		GetDetails() *zitadelv1.ListDetails
		GetResult() []F
	})
	if !ok {
		return fmt.Errorf("%T is no list of these factors", r.message)
	}
	if total := m.GetDetails().GetTotalResult(); total != uint64(len(factors)) {
		return fmt.Errorf("total_result is %d, want %d", total, len(factors))
	}
	if m.GetDetails().GetViewTimestamp() == nil {
		return fmt.Errorf("the view's timestamp is missing: %v", m.GetDetails())
	}
	return sameList("factors", m.GetResult(), factors)
}

func sameList[F comparable](what string, got, want []F) error {
	if !slices.Equal(got, want) {
		return fmt.Errorf("the %s are %v, want %v", what, got, want)
	}
	return nil
}

// asAtTheStart demands the instance's policy as the case found it.
func asAtTheStart(s *suite, policy *policyv1.LoginPolicy) error {
	if !proto.Equal(policy, s.initial) {
		return fmt.Errorf("the instance's policy is %v, at the start it was %v", policy, s.initial)
	}
	return nil
}
