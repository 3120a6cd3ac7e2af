package domain

import (
	"slices"

	"google.golang.org/grpc/codes"

	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
)

// The decisions about the instance's login policy, which organizations inherit. They differ from an organization's in their
// error ids and texts. The instance always has its policy, so it can't be created or reset, and there are no phantoms.

// AddDefaultSecondFactor adds a second factor to the instance's policy.
func AddDefaultSecondFactor(t policyv1.SecondFactorType) Decision {
	return func(s State) ([]PendingEvent, error) {
		if s.policy.secondFactors[t] {
			return nil, Refuse(codes.AlreadyExists, "INSTANCE-2B0ps", textDefaultFactorExists)
		}
		return []PendingEvent{secondFactorAdded(t)}, nil
	}
}

// RemoveDefaultSecondFactor removes a second factor from the instance's policy.
func RemoveDefaultSecondFactor(t policyv1.SecondFactorType) Decision {
	return func(s State) ([]PendingEvent, error) {
		if !s.policy.secondFactors[t] {
			return nil, Refuse(codes.NotFound, "INSTANCE-3M9od", TextDefaultFactorMissing)
		}
		return []PendingEvent{secondFactorRemoved(t)}, nil
	}
}

// AddDefaultMultiFactor adds a multi factor to the instance's policy.
func AddDefaultMultiFactor(t policyv1.MultiFactorType) Decision {
	return func(s State) ([]PendingEvent, error) {
		if s.policy.multiFactors[t] {
			return nil, Refuse(codes.AlreadyExists, "INSTANCE-3M9od", textDefaultFactorExists)
		}
		return []PendingEvent{multiFactorAdded(t)}, nil
	}
}

// RemoveDefaultMultiFactor removes a multi factor from the instance's policy.
func RemoveDefaultMultiFactor(t policyv1.MultiFactorType) Decision {
	return func(s State) ([]PendingEvent, error) {
		if !s.policy.multiFactors[t] {
			return nil, Refuse(codes.NotFound, "INSTANCE-3M9df", TextDefaultFactorMissing)
		}
		return []PendingEvent{multiFactorRemoved(t)}, nil
	}
}

// UpdateDefaultPolicy replaces all settings of the instance's policy. Nothing to change is an error, as in ZITADEL.
func UpdateDefaultPolicy(wanted Settings) Decision {
	return func(s State) ([]PendingEvent, error) {
		if !validRedirectURI(wanted.DefaultRedirectURI) {
			return nil, Refuse(codes.InvalidArgument, "INST-SFdqd", TextDefaultRedirectURIInvalid)
		}
		difference := wanted.changeFrom(s.policy.settings)
		if difference == (settingsChange{}) {
			return nil, Refuse(codes.FailedPrecondition, "INSTANCE-5M9vdd", TextDefaultNotChanged)
		}
		return []PendingEvent{{TopicPolicyChanged, &difference}}, nil
	}
}

// AddDefaultProviderLink links a provider to the instance's policy. The provider has to be the instance's.
func AddDefaultProviderLink(id string) Decision {
	return func(s State) ([]PendingEvent, error) {
		switch {
		case !hasProvider(s.Providers, id):
			return nil, Refuse(codes.FailedPrecondition, "INSTANCE-m8fsd", TextIDPMissing)
		case slices.Contains(s.policy.links, id):
			return nil, Refuse(codes.AlreadyExists, "INSTANCE-2B0ps", TextDefaultLinkExists)
		}
		return []PendingEvent{ProviderLinkAdded(ProviderLink{ID: id, Owner: OwnerSystem})}, nil
	}
}

// RemoveDefaultProviderLink removes the link to a provider from the instance's policy.
func RemoveDefaultProviderLink(id string) Decision {
	return func(s State) ([]PendingEvent, error) {
		if !slices.Contains(s.policy.links, id) {
			return nil, Refuse(codes.NotFound, "INSTANCE-39fjs", TextDefaultLinkMissing)
		}
		return []PendingEvent{{TopicLinkRemoved, &linkRemovedPayload{id}}}, nil
	}
}
