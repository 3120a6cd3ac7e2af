package backend

import (
	"fmt"

	"google.golang.org/protobuf/types/known/durationpb"

	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
)

// fits refuses a reply with a lifetime that Go's durations, which end at 292 years, would cut short without a word. ZITADEL,
// which is written in Go too, has none; it is the same over every wire, though JSON's durations end earlier than protobuf's.
func fits(reply any) error {
	holder, ok := reply.(interface{ GetPolicy() *policyv1.LoginPolicy })
	if !ok {
		return nil
	}
	for _, lifetime := range lifetimes(holder.GetPolicy()) {
		if exact := durationpb.New(lifetime.AsDuration()); lifetime != nil && (exact.GetSeconds() != lifetime.GetSeconds() || exact.GetNanos() != lifetime.GetNanos()) {
			return fmt.Errorf("a lifetime of %d seconds is over 292 years", lifetime.GetSeconds())
		}
	}
	return nil
}

func lifetimes(policy *policyv1.LoginPolicy) []*durationpb.Duration {
	return []*durationpb.Duration{
		policy.GetPasswordCheckLifetime(), policy.GetExternalLoginCheckLifetime(), policy.GetMfaInitSkipLifetime(),
		policy.GetSecondFactorCheckLifetime(), policy.GetMultiFactorCheckLifetime(),
	}
}
