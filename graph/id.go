package graph

import (
	"cmp"
	"strconv"

	"zitadel-graphql/graph/model"
	zitadelv1 "zitadel-graphql/internal/wire/zitadel/v1"
)

// The beginnings of the ids that aren't ZITADEL's: the name of the type, so that no two types have the same one. What follows is
// what tells the objects of the type apart. Clients compare ids, and hand them to node; they don't take them apart. An id is made
// of what was read anyway: none costs a call.
const (
	detailsID       = "Details:"
	objectDetailsID = "ObjectDetails:"
	loginPolicyID   = "LoginPolicy:"
	restrictionsID  = "Restrictions:"
	viewerID        = "Viewer:"
	changeID        = "LoginPolicyChange:"
	usageID         = "SecondFactorUsage:"
)

// homeID takes the place of an organization's id where none was named: asking for the id would cost a call.
const homeID = "home"

// loginPolicyIDOf returns the id of a policy with these details: by its owner, so that an inherited policy is one object for all
// who look at it.
func loginPolicyIDOf(details *zitadelv1.ObjectDetails) string {
	return loginPolicyID + details.GetResourceOwner()
}

// viewerIDOf returns the id of the viewer in the organization with this id; an empty one is the token's home organization.
func viewerIDOf(organization string) string {
	return viewerID + cmp.Or(organization, homeID)
}

// changeIDOf returns the id of a change among those of the policy's owner, whose events are counted together.
func changeIDOf(owner string, sequence uint64) string {
	return changeID + owner + ":" + strconv.FormatUint(sequence, 10)
}

// answerIDOf returns the id of what a mutation answers. Where nothing was written in an organization that inherits its policy, the
// details are the instance's, and those of every such organization are alike: then the id ends with the organization, since the
// answer leads there.
func answerIDOf(changed model.Changed, details *zitadelv1.ObjectDetails) string {
	owner := details.GetResourceOwner()
	id := objectDetailsID + changed.Type + ":" + cmp.Or(changed.UserID, owner) + ":" + strconv.FormatUint(details.GetSequence(), 10)
	if changed.UserID == "" && !changed.Instance && changed.Organization != owner {
		id += ":" + cmp.Or(changed.Organization, homeID)
	}
	return id
}
