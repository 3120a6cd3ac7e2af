package embedded

import (
	"slices"

	"google.golang.org/grpc/codes"

	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
)

// The decisions of the instance. They differ from an organization's in their ids and texts; the policy itself is always
// there, so it can't be added, reset or missing, and the two views of its factors agree.

func addDefaultSecondFactor(p policy, t policyv1.SecondFactorType) ([]change, error) {
	if p.second[t] {
		return nil, refuse(codes.AlreadyExists, "INSTANCE-2B0ps", textDefaultFactorExists)
	}
	return []change{secondFactorAdded(t)}, nil
}

func removeDefaultSecondFactor(p policy, t policyv1.SecondFactorType) ([]change, error) {
	if !p.second[t] {
		return nil, refuse(codes.NotFound, "INSTANCE-3M9od", textDefaultFactorMissing)
	}
	return []change{{topicSecondFactorRemoved, &secondFactorPayload{t}}}, nil
}

func addDefaultMultiFactor(p policy, t policyv1.MultiFactorType) ([]change, error) {
	if p.multi[t] {
		return nil, refuse(codes.AlreadyExists, "INSTANCE-3M9od", textDefaultFactorExists)
	}
	return []change{multiFactorAdded(t)}, nil
}

func removeDefaultMultiFactor(p policy, t policyv1.MultiFactorType) ([]change, error) {
	if !p.multi[t] {
		return nil, refuse(codes.NotFound, "INSTANCE-3M9df", textDefaultFactorMissing)
	}
	return []change{{topicMultiFactorRemoved, &multiFactorPayload{t}}}, nil
}

func updateDefaultPolicy(p policy, s settings) ([]change, error) {
	if !validRedirectURI(s.DefaultRedirectURI) {
		return nil, refuse(codes.InvalidArgument, "INST-SFdqd", textDefaultRedirectURIInvalid)
	}
	difference := s.changeFrom(p.set)
	if difference == (settingsChange{}) {
		return nil, refuse(codes.FailedPrecondition, "INSTANCE-5M9vdd", textDefaultNotChanged)
	}
	return []change{{topicPolicyChanged, &difference}}, nil
}

func addDefaultLink(s situation, id string) ([]change, error) {
	switch {
	case !has(s.providers, id):
		return nil, refuse(codes.FailedPrecondition, "INSTANCE-m8fsd", textIDPMissing)
	case slices.Contains(s.policy.links, id):
		return nil, refuse(codes.AlreadyExists, "INSTANCE-2B0ps", textDefaultLinkExists)
	}
	return []change{{topicLinkAdded, &linkPayload{ID: id, Owner: ownerSystem}}}, nil
}

func removeDefaultLink(p policy, id string) ([]change, error) {
	if !slices.Contains(p.links, id) {
		return nil, refuse(codes.NotFound, "INSTANCE-39fjs", textDefaultLinkMissing)
	}
	return []change{{topicLinkRemoved, &unlinkPayload{id}}}, nil
}
