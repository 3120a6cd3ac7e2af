package embedded

import (
	"net/url"
	"slices"

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
	links    []linkPayload
}

// addCustomPolicy doesn't look at the write view of the factors: a list with duplicates is taken as it is. Nor does it
// ask whether a provider is really owned by whom the caller says.
func addCustomPolicy(s situation, c customPolicy) ([]change, error) {
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
	if s.policy.own {
		return nil, refuse(codes.AlreadyExists, "Org-Dgfb2", textPolicyExists)
	}
	for _, link := range c.links {
		if !s.known(link.ID) {
			return nil, refuse(codes.FailedPrecondition, "Org-FEd32", textIDPMissing)
		}
		changes = append(changes, change{topicLinkAdded, &link})
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

func addLink(s situation, link linkPayload) ([]change, error) {
	switch {
	case !s.policy.own:
		return nil, refuse(codes.NotFound, "Org-Ffgw2", textPolicyMissing)
	case !s.ownedBy(link.ID, link.Owner):
		return nil, refuse(codes.FailedPrecondition, "Org-3N9fs", textIDPMissing)
	case slices.Contains(s.policy.links, link.ID):
		return nil, refuse(codes.AlreadyExists, "Org-2B0ps", textLinkExists)
	}
	return []change{{topicLinkAdded, &link}}, nil
}

func removeLink(s situation, id string) ([]change, error) {
	switch {
	case !s.policy.own:
		return nil, refuse(codes.NotFound, "Org-GVDfe", textPolicyMissing)
	case !slices.Contains(s.policy.links, id):
		return nil, refuse(codes.NotFound, "Org-39fjs", textLinkMissing)
	}
	return []change{{topicLinkRemoved, &unlinkPayload{id}}}, nil
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
