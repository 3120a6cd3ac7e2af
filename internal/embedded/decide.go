package embedded

import (
	"net/url"

	"google.golang.org/grpc/codes"

	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
)

// The decisions of an organization: from the state and a command to the changes, or to a *refusal. Each checks in the
// order of the real server, because the first failure is the one that the caller sees. None of them changes anything.

func addSecondFactor(p policy, t policyv1.SecondFactorType) ([]change, error) {
	if p.second[t] {
		return nil, refuse(codes.AlreadyExists, "Org-2B0ps", textFactorExists)
	}
	return []change{secondFactorAdded(t)}, nil
}

func removeSecondFactor(p policy, t policyv1.SecondFactorType) ([]change, error) {
	if !p.second[t] {
		return nil, refuse(codes.NotFound, "Org-3M9od", textFactorMissing)
	}
	return []change{{topicSecondFactorRemoved, &secondFactorPayload{t}}}, nil
}

func addMultiFactor(p policy, t policyv1.MultiFactorType) ([]change, error) {
	if p.multi[t] {
		// The id is the one that a missing second factor has: upstream's tags are no registry.
		return nil, refuse(codes.AlreadyExists, "Org-3M9od", textFactorExists)
	}
	return []change{multiFactorAdded(t)}, nil
}

func removeMultiFactor(p policy, t policyv1.MultiFactorType) ([]change, error) {
	if !p.multi[t] {
		return nil, refuse(codes.NotFound, "Org-3M9df", textFactorMissing)
	}
	return []change{{topicMultiFactorRemoved, &multiFactorPayload{t}}}, nil
}

// customPolicy is the command that gives an organization its own policy.
type customPolicy struct {
	settings settings
	second   []policyv1.SecondFactorType
	multi    []policyv1.MultiFactorType
	idps     []string
}

// addCustomPolicy doesn't look at the write view of the factors: a list with duplicates is taken as it is.
func addCustomPolicy(p policy, c customPolicy) ([]change, error) {
	if !validRedirectURI(c.settings.DefaultRedirectURI) {
		return nil, refuse(codes.InvalidArgument, "Org-WSfdq", textRedirectURIInvalid)
	}
	changes := []change{{topicPolicyAdded, &c.settings}}
	for _, t := range c.second {
		if !isSecondFactor(t) {
			return nil, refuse(codes.InvalidArgument, "Org-SFeea", textFactorInvalid)
		}
		changes = append(changes, secondFactorAdded(t))
	}
	for _, t := range c.multi {
		if !isMultiFactor(t) {
			return nil, refuse(codes.InvalidArgument, "Org-WSfrg", textFactorInvalid)
		}
		changes = append(changes, multiFactorAdded(t))
	}
	if p.own {
		return nil, refuse(codes.AlreadyExists, "Org-Dgfb2", textPolicyExists)
	}
	// No identity provider exists in this world, so none can be linked.
	if len(c.idps) > 0 {
		return nil, refuse(codes.FailedPrecondition, "Org-FEd32", textIDPMissing)
	}
	return changes, nil
}

func updateCustomPolicy(p policy, s settings) ([]change, error) {
	if !validRedirectURI(s.DefaultRedirectURI) {
		return nil, refuse(codes.InvalidArgument, "Org-Sfd21", textRedirectURIInvalid)
	}
	if !p.own {
		return nil, refuse(codes.NotFound, "Org-M0sif", textPolicyMissing)
	}
	difference := s.changeFrom(p.set)
	if difference == (settingsChange{}) {
		return nil, refuse(codes.FailedPrecondition, "Org-5M9vdd", textPolicyNotChanged)
	}
	return []change{{topicPolicyChanged, &difference}}, nil
}

func resetPolicy(p policy) ([]change, error) {
	if !p.own {
		return nil, refuse(codes.NotFound, "Org-GHB37", textPolicyMissing)
	}
	return []change{{topicPolicyRemoved, nil}}, nil
}

func secondFactorAdded(t policyv1.SecondFactorType) change {
	return change{topicSecondFactorAdded, &secondFactorPayload{t}}
}

func multiFactorAdded(t policyv1.MultiFactorType) change {
	return change{topicMultiFactorAdded, &multiFactorPayload{t}}
}

// validRedirectURI takes nothing at all, or a URL with a scheme; http and https need a host as well, other schemes are
// apps' own.
func validRedirectURI(uri string) bool {
	if uri == "" {
		return true
	}
	u, err := url.Parse(uri)
	if err != nil || u.Scheme == "" {
		return false
	}
	return u.Host != "" || u.Scheme != "http" && u.Scheme != "https"
}
