package people

import (
	"context"

	"zitadel-graphql/graph/problem"
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
	// Recorder is nil, or is told of each removal before it is sent, and of what became of it.
	Recorder RemovalRecorder
}

// RemovalRecorder follows removals: of each that is sent it is told twice, and of one that is refused before once. Its methods are
// called concurrently where factors are removed from many people.
type RemovalRecorder interface {
	// RemovalBegins is called just before a removal is sent. Its error refuses the removal, and is a failure of it. After one of
	// problem.ReasonAuditUnavailable nobody else is tried.
	RemovalBegins(ctx context.Context, about RemovalOf) error
	// RemovalEnds is called with what became of it, also where nothing was sent. Of the result Person has the id at least.
	RemovalEnds(ctx context.Context, about RemovalOf, end RemovalEnd)
}

// RemovalOf is one removal: of one second factor of one person.
type RemovalOf struct {
	// CallerID is the id of the user who removes. It is empty where ZITADEL doesn't tell.
	CallerID             string
	Organization, UserID string
	Type                 policyv1.SecondFactorType
	// SecurityKeyID is empty for other factors than security keys, and where a person was refused before the keys were read.
	SecurityKeyID string
}

// RemovalEnd is what became of one removal.
type RemovalEnd struct {
	Outcome RemovalOutcome
	// Sequence is that of the removal's event. It is 0 where that isn't known, as with recovery codes, for which ZITADEL answers the
	// sequence of the event before.
	Sequence uint64
	// ResourceOwner is the organization in ZITADEL's answer.
	ResourceOwner string
	// Failure is nil for Removed.
	Failure *problem.Problem
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
