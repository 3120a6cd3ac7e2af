package graph

import (
	"slices"

	"github.com/99designs/gqlgen/graphql"

	"zitadel-graphql/graph/model"
	"zitadel-graphql/graph/problem"
	"zitadel-graphql/internal/policy"
)

// readProposal reads a change that a preview is asked for. It refuses one that no mutation could make, and one that isn't clear.
func readProposal(input model.LoginPolicyProposal) (policy.Proposal, error) {
	changes, err := proposedChanges(input)
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
	return proposal, checkAlone(proposal)
}

// ofDefault returns a change of the instance's policy in the terms of an organization's, which has all of it and more.
func ofDefault(input model.DefaultLoginPolicyProposal) model.LoginPolicyProposal {
	return model.LoginPolicyProposal{
		AddSecondFactors:        input.AddSecondFactors,
		RemoveSecondFactors:     input.RemoveSecondFactors,
		AddMultiFactors:         input.AddMultiFactors,
		RemoveMultiFactors:      input.RemoveMultiFactors,
		AddIdentityProviders:    input.AddIdentityProviders,
		RemoveIdentityProviders: input.RemoveIdentityProviders,
		Patch:                   input.Patch,
	}
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

// proposedChanges returns the changes of a proposal, in the order in which they are made.
func proposedChanges(input model.LoginPolicyProposal) ([]policy.Change, error) {
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
			return readList(input.AddIdentityProviders, "addIdentityProviders", policy.AddLink)
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
		haveInCommon(input.AddIdentityProviders.Value(), input.RemoveIdentityProviders.Value()),
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
