package graph

import "zitadel-graphql/graph/model"

// policyChanged is the login policy of the organization that a mutation named; an empty id is the token's home organization.
func policyChanged(organization string) model.Changed {
	return model.Changed{Type: "LoginPolicy", Organization: organization}
}

// defaultPolicyChanged is the instance's login policy.
func defaultPolicyChanged() model.Changed { return model.Changed{Type: "LoginPolicy", Instance: true} }

// restrictionsChanged are the instance's restrictions.
func restrictionsChanged() model.Changed { return model.Changed{Type: "Restrictions", Instance: true} }

// userChanged is one of the people of the organization that a mutation named; an empty id is the token's home organization.
func userChanged(organization, id string) model.Changed {
	return model.Changed{Type: "User", UserID: id, Organization: organization}
}
