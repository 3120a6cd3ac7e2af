package graph

// The kinds of ids that aren't ZITADEL's. An id begins with the name of its type, so that no two types have the same one, and
// goes on with what ZITADEL tells the object by. Clients compare ids and hand them to node; they don't take them apart.
const (
	detailsID      = "Details:"
	loginPolicyID  = "LoginPolicy:"
	restrictionsID = "Restrictions:"
)
