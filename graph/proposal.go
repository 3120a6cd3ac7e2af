package graph

import (
	"slices"

	"github.com/99designs/gqlgen/graphql"

	"zitadel-graphql/graph/model"
	"zitadel-graphql/graph/problem"
	"zitadel-graphql/internal/policy"
	idpv1 "zitadel-graphql/internal/wire/zitadel/idp/v1"
)

// readProposal reads a change that a preview is asked for, of an organization's policy or of the instance's. It refuses one that no
// mutation could make, and one that isn't clear.
func readProposal(input model.LoginPolicyProposal, instance bool) (policy.Proposal, error) {
	addLink := proposedLink
	if instance {
		addLink = proposedDefaultLink
	}
	changes, err := proposedChanges(input, addLink)
	if err != nil {
		return policy.Proposal{}, err
	}
	proposal := policy.Proposal{Changes: changes}
	if proposal.Create, err = proposedCreation(input.Create); err != nil {
		return proposal, err
	}
	if proposal.Reset, err = proposedReset(input.Reset); err != nil {
		return proposal, err
	}
	if instance && (proposal.Create != nil || proposal.Reset) {
		return proposal, proposalInvalid("The instance always has its login policy: leave create and reset out.")
	}
	return proposal, checkAlone(proposal)
}

func proposedLink(link model.IdentityProviderInput) (policy.Change, error) {
	return policy.AddLink(link.ID, ownerToWire(link.Owner))
}

// proposedDefaultLink is proposedLink for the instance's policy, which can't link an organization's provider.
func proposedDefaultLink(link model.IdentityProviderInput) (policy.Change, error) {
	if ownerToWire(link.Owner) != idpv1.IDPOwnerType_IDP_OWNER_TYPE_SYSTEM {
		return nil, proposalInvalid("The instance's login policy can link the instance's identity providers only: the owner has to be IDP_OWNER_TYPE_SYSTEM.")
	}
	return policy.AddDefaultLink(link.ID)
}

// checkAlone refuses a proposal of nothing, and a creation or a reset beside another change.
func checkAlone(proposal policy.Proposal) error {
	kinds := 0
	for _, is := range []bool{len(proposal.Changes) > 0, proposal.Create != nil, proposal.Reset} {
		if is {
			kinds++
		}
	}
	switch kinds {
	case 0:
		return proposalInvalid("The proposal names no change. Say what would be changed.")
	case 1:
		return nil
	default:
		return proposalInvalid("The fields create and reset of a proposal stand alone. Leave the others out, or ask for each in a preview of its own.")
	}
}

// proposedChanges returns the changes of a proposal, in the order in which they are made. addLink makes the change that links an
// identity provider.
func proposedChanges(input model.LoginPolicyProposal, addLink func(model.IdentityProviderInput) (policy.Change, error)) ([]policy.Change, error) {
	if err := checkContradictions(input); err != nil {
		return nil, err
	}
	var changes []policy.Change
	for _, read := range []func() ([]policy.Change, error){
		func() ([]policy.Change, error) { return proposedPatch(input.Patch) },
		func() ([]policy.Change, error) {
			return readList(input.AddSecondFactors, "addSecondFactors", changeOf(secondFactorToWire, policy.AddSecondFactor))
		},
		func() ([]policy.Change, error) {
			return readList(input.RemoveSecondFactors, "removeSecondFactors", changeOf(secondFactorToWire, policy.RemoveSecondFactor))
		},
		func() ([]policy.Change, error) {
			return readList(input.AddMultiFactors, "addMultiFactors", changeOf(multiFactorToWire, policy.AddMultiFactor))
		},
		func() ([]policy.Change, error) {
			return readList(input.RemoveMultiFactors, "removeMultiFactors", changeOf(multiFactorToWire, policy.RemoveMultiFactor))
		},
		func() ([]policy.Change, error) {
			return readList(input.AddIdentityProviders, "addIdentityProviders", addLink)
		},
		func() ([]policy.Change, error) {
			return readList(input.RemoveIdentityProviders, "removeIdentityProviders", policy.RemoveLink)
		},
	} {
		more, err := read()
		if err != nil {
			return nil, err
		}
		changes = append(changes, more...)
	}
	return changes, nil
}

// changeOf returns a function that makes a change of a value of the schema.
func changeOf[Model, Wire any](toWire func(Model) Wire, change func(Wire) (policy.Change, error)) func(Model) (policy.Change, error) {
	return func(value Model) (policy.Change, error) { return change(toWire(value)) }
}

// checkContradictions refuses a proposal that adds and removes the same.
func checkContradictions(input model.LoginPolicyProposal) error {
	for _, contradicts := range []bool{
		haveInCommon(input.AddSecondFactors.Value(), input.RemoveSecondFactors.Value()),
		haveInCommon(input.AddMultiFactors.Value(), input.RemoveMultiFactors.Value()),
		slices.ContainsFunc(input.AddIdentityProviders.Value(), func(link model.IdentityProviderInput) bool {
			return slices.Contains(input.RemoveIdentityProviders.Value(), link.ID)
		}),
	} {
		if contradicts {
			return proposalInvalid("The proposal adds something that it also removes. Name it once.")
		}
	}
	return nil
}

func haveInCommon[T comparable](a, b []T) bool {
	return slices.ContainsFunc(a, func(element T) bool { return slices.Contains(b, element) })
}

// proposedPatch returns no change for a patch that is absent or names no setting.
func proposedPatch(input graphql.Omittable[*model.LoginPolicyPatch]) ([]policy.Change, error) {
	if !input.IsSet() {
		return nil, nil
	}
	if input.Value() == nil {
		return nil, nullNotAllowed("patch")
	}
	patch, err := readPatch(*input.Value())
	if err != nil || len(patch) == 0 {
		return nil, err
	}
	return []policy.Change{patch}, nil
}

// proposedCreation returns nil where no creation is proposed.
func proposedCreation(input graphql.Omittable[*model.CreateLoginPolicyInput]) (*policy.NewPolicy, error) {
	if !input.IsSet() {
		return nil, nil
	}
	if input.Value() == nil {
		return nil, nullNotAllowed("create")
	}
	wanted, err := newPolicy(*input.Value())
	return &wanted, err
}

func proposedReset(input graphql.Omittable[*bool]) (bool, error) {
	if input.IsSet() && input.Value() == nil {
		return false, nullNotAllowed("reset")
	}
	return input.IsSet() && *input.Value(), nil
}

func proposalInvalid(message string) error {
	return &problem.Problem{Code: problem.CodeBadUserInput, Reason: problem.ReasonProposalInvalid, Message: message}
}
