package people

import (
	"context"

	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
)

// Removal is a second factor to remove from people. Their passkeys, which ZITADEL keeps apart from security keys, stay.
type Removal struct {
	// Type is the kind of the factor. The unspecified one is refused.
	Type policyv1.SecondFactorType
	// SecurityKeyID is the one of a person's security keys that Remove removes. Remove demands it where Type is U2F, and
	// refuses it with every other type. RemoveFromMany always refuses it: it removes all security keys of a person.
	SecurityKeyID string
	// AllowOwn lets callers remove what they log in with themselves. Without it that is refused, since they could lock themselves
	// out.
	AllowOwn bool
}

// Remove removes a second factor from one person, at home in the organization with this id; an empty id is the home organization
// of the caller. It sends the write at most once.
//
// problem.Classifier makes a Problem of each of its errors. One without MayHaveWritten promises that nothing was written. Where
// the answer of the write is lost, one look may show that the factor is gone: then this is a success, with the details of the
// person as ZITADEL lists them. Otherwise the details are those of the write. A factor that isn't there is
// problem.ReasonUserFactorNotFound. The result is that of a success, and empty beside an error.
func (c *Client) Remove(ctx context.Context, organization, userID string, r Removal) (RemovalResult, error) {
	if err := r.checkForOne(); err != nil {
		return RemovalResult{}, err
	}
	ctx, run, err := c.prepareRemoval(ctx, organization, []string{userID}, r)
	if err != nil {
		return RemovalResult{}, err
	}
	details, err := run.removeFrom(ctx, userID)
	if err != nil {
		return RemovalResult{}, err
	}
	return run.result(userID, Removed, details, nil), nil
}
