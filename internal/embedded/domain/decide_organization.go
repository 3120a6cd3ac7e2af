package domain

import (
	"net/url"
	"slices"

	"google.golang.org/grpc/codes"

	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
)

// The decisions about an organization's own login policy.

// AddSecondFactor adds a second factor, as a phantom where the organization inherits its policy.
func AddSecondFactor(t policyv1.SecondFactorType) Decision {
	return func(s State) ([]PendingEvent, error) {
		if s.policy.secondFactors[t] {
			return nil, Refuse(codes.AlreadyExists, "Org-2B0ps", TextFactorExists)
		}
		return []PendingEvent{secondFactorAdded(t)}, nil
	}
}

// RemoveSecondFactor removes a second factor, also one that is a phantom.
func RemoveSecondFactor(t policyv1.SecondFactorType) Decision {
	return func(s State) ([]PendingEvent, error) {
		if !s.policy.secondFactors[t] {
			return nil, Refuse(codes.NotFound, "Org-3M9od", TextFactorMissing)
		}
		return []PendingEvent{secondFactorRemoved(t)}, nil
	}
}

// AddMultiFactor adds a multi factor, as a phantom where the organization inherits its policy.
func AddMultiFactor(t policyv1.MultiFactorType) Decision {
	return func(s State) ([]PendingEvent, error) {
		if s.policy.multiFactors[t] {
			// ZITADEL uses the id of a missing second factor here.
			return nil, Refuse(codes.AlreadyExists, "Org-3M9od", TextFactorExists)
		}
		return []PendingEvent{multiFactorAdded(t)}, nil
	}
}

// RemoveMultiFactor removes a multi factor, also one that is a phantom.
func RemoveMultiFactor(t policyv1.MultiFactorType) Decision {
	return func(s State) ([]PendingEvent, error) {
		if !s.policy.multiFactors[t] {
			return nil, Refuse(codes.NotFound, "Org-3M9df", TextFactorMissing)
		}
		return []PendingEvent{multiFactorRemoved(t)}, nil
	}
}

// CustomPolicy is a whole login policy, as a caller can write it in one call.
type CustomPolicy struct {
	Settings      Settings
	SecondFactors []policyv1.SecondFactorType
	MultiFactors  []policyv1.MultiFactorType
	Links         []ProviderLink
}

// AddCustomPolicy gives an organization that inherits its policy one of its own. It accepts factors that are listed twice and
// factors that are phantoms already, and a provider whoever owns it, whatever owner the caller names.
func AddCustomPolicy(c CustomPolicy) Decision {
	return func(s State) ([]PendingEvent, error) {
		if !validRedirectURI(c.Settings.DefaultRedirectURI) {
			return nil, Refuse(codes.InvalidArgument, "Org-WSfdq", TextRedirectURIInvalid)
		}
		if err := c.checkFactors(); err != nil {
			return nil, err
		}
		if s.policy.exists {
			return nil, Refuse(codes.AlreadyExists, "Org-Dgfb2", TextPolicyExists)
		}
		for _, link := range c.Links {
			if !s.hasProvider(link.ID) {
				return nil, Refuse(codes.FailedPrecondition, "Org-FEd32", TextIDPMissing)
			}
		}
		return PolicyAdded(c), nil
	}
}

func (c CustomPolicy) checkFactors() error {
	for _, t := range c.SecondFactors {
		if !isSecondFactor(t) {
			return Refuse(codes.InvalidArgument, "Org-SFeea", TextFactorInvalid)
		}
	}
	for _, t := range c.MultiFactors {
		if !isMultiFactor(t) {
			return Refuse(codes.InvalidArgument, "Org-WSfrg", TextFactorInvalid)
		}
	}
	return nil
}

// UpdateCustomPolicy replaces all settings of the organization's own policy. Nothing to change is an error, as in ZITADEL.
func UpdateCustomPolicy(wanted Settings) Decision {
	return func(s State) ([]PendingEvent, error) {
		if !validRedirectURI(wanted.DefaultRedirectURI) {
			return nil, Refuse(codes.InvalidArgument, "Org-Sfd21", TextRedirectURIInvalid)
		}
		if !s.policy.exists {
			return nil, Refuse(codes.NotFound, "Org-M0sif", TextPolicyMissing)
		}
		difference := wanted.changeFrom(s.policy.settings)
		if difference == (settingsChange{}) {
			return nil, Refuse(codes.FailedPrecondition, "Org-5M9vdd", textPolicyNotChanged)
		}
		return []PendingEvent{{TopicPolicyChanged, &difference}}, nil
	}
}

// ResetPolicy removes the organization's own policy with all of its factors and links, so that the organization inherits the
// instance's policy again.
func ResetPolicy() Decision {
	return func(s State) ([]PendingEvent, error) {
		if !s.policy.exists {
			return nil, Refuse(codes.NotFound, "Org-GHB37", TextPolicyMissing)
		}
		return []PendingEvent{{TopicPolicyRemoved, nil}}, nil
	}
}

// AddProviderLink links a provider to the organization's own policy. The provider has to belong to the owner that is named.
func AddProviderLink(link ProviderLink) Decision {
	return func(s State) ([]PendingEvent, error) {
		switch {
		case !s.policy.exists:
			return nil, Refuse(codes.NotFound, "Org-Ffgw2", TextPolicyMissing)
		case !s.hasProviderOf(link.ID, link.Owner):
			return nil, Refuse(codes.FailedPrecondition, "Org-3N9fs", TextIDPMissing)
		case slices.Contains(s.policy.links, link.ID):
			return nil, Refuse(codes.AlreadyExists, "Org-2B0ps", textLinkExists)
		}
		return []PendingEvent{ProviderLinkAdded(link)}, nil
	}
}

// RemoveProviderLink removes the link to a provider from the organization's own policy.
func RemoveProviderLink(id string) Decision {
	return func(s State) ([]PendingEvent, error) {
		switch {
		case !s.policy.exists:
			return nil, Refuse(codes.NotFound, "Org-GVDfe", TextPolicyMissing)
		case !slices.Contains(s.policy.links, id):
			return nil, Refuse(codes.NotFound, "Org-39fjs", textLinkMissing)
		}
		return []PendingEvent{{TopicLinkRemoved, &linkRemovedPayload{id}}}, nil
	}
}

func secondFactorAdded(t policyv1.SecondFactorType) PendingEvent {
	return PendingEvent{TopicSecondFactorAdded, &secondFactorPayload{t}}
}

func secondFactorRemoved(t policyv1.SecondFactorType) PendingEvent {
	return PendingEvent{TopicSecondFactorRemoved, &secondFactorPayload{t}}
}

func multiFactorAdded(t policyv1.MultiFactorType) PendingEvent {
	return PendingEvent{TopicMultiFactorAdded, &multiFactorPayload{t}}
}

func multiFactorRemoved(t policyv1.MultiFactorType) PendingEvent {
	return PendingEvent{TopicMultiFactorRemoved, &multiFactorPayload{t}}
}

// validRedirectURI accepts the empty string and any URL with a scheme. http and https need a host as well; other schemes belong
// to apps, which give them a form of their own.
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
