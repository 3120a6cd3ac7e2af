package backend

import (
	"fmt"

	"google.golang.org/protobuf/types/known/durationpb"

	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
)

// checkLifetimes refuses a reply with a lifetime over 292 years, where Go's durations end and would cut it short without a
// word. ZITADEL is written in Go too, so it has none. The refusal is the same over every wire, though JSON's durations end
// earlier than protobuf's.
func checkLifetimes(reply any) error {
	holder, ok := reply.(interface{ GetPolicy() *policyv1.LoginPolicy })
	if !ok {
		return nil
	}
	for _, lifetime := range lifetimes(holder.GetPolicy()) {
		if lifetime != nil && !fitsGo(lifetime) {
			return fmt.Errorf("a lifetime of %d seconds is over 292 years", lifetime.GetSeconds())
		}
	}
	return nil
}

func fitsGo(lifetime *durationpb.Duration) bool {
	kept := durationpb.New(lifetime.AsDuration())
	return kept.GetSeconds() == lifetime.GetSeconds() && kept.GetNanos() == lifetime.GetNanos()
}

func lifetimes(policy *policyv1.LoginPolicy) []*durationpb.Duration {
	return []*durationpb.Duration{
		policy.GetPasswordCheckLifetime(), policy.GetExternalLoginCheckLifetime(), policy.GetMfaInitSkipLifetime(),
		policy.GetSecondFactorCheckLifetime(), policy.GetMultiFactorCheckLifetime(),
	}
}
