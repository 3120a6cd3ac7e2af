package people

import (
	"context"
	"sync/atomic"

	"zitadel-graphql/graph/problem"
	"zitadel-graphql/internal/parallel"
	zitadelv1 "zitadel-graphql/internal/wire/zitadel/v1"
)

// RemovalOutcome is what became of one person's second factor.
type RemovalOutcome int

// The outcomes, in the order of the schema's enum SecondFactorRemovalResult.
const (
	// Removed means that the person had the factor and doesn't have it any more.
	Removed RemovalOutcome = iota
	// NotThere means that the person didn't have the factor.
	NotThere
	// Failed means that nothing was removed.
	Failed
	// Unknown means that the factor may have been removed, or of several security keys some were.
	Unknown
	// NotTried means that nothing was removed, and that the same request may do so later.
	NotTried
)

// String returns the outcome as the schema writes it.
func (o RemovalOutcome) String() string {
	return [...]string{"REMOVED", "NOT_THERE", "FAILED", "UNKNOWN", "NOT_TRIED"}[o]
}

// RemovalResult is what became of one person's second factor, and why.
type RemovalResult struct {
	// Person has the names and the state with which the person was listed before the write. Of somebody who wasn't listed it has
	// the id alone.
	Person Person
	// Organization is the id of the organization that the person was looked for in.
	Organization string
	Outcome      RemovalOutcome
	// Details are those that Remove returns; of several security keys, those of the last one that was removed. They are nil
	// where Outcome isn't Removed.
	Details *zitadelv1.ObjectDetails
	// Err is why the outcome isn't Removed, an error as Remove's are.
	Err error
}

// RemoveFromMany removes a second factor from up to 100 people at home in the organization with this id; an empty id is the home
// organization of the caller. Of security keys it removes all that a person has.
//
// It returns a result for each person, in the order of the ids, or one error where nothing was tried. It makes at most
// Config.RemovalCalls calls, and works on Config.Concurrency people at once. People of whom it is too late, or for whom no calls are
// left, are NotTried; so are all that are left when the token is rejected or a permission lost.
func (c *Client) RemoveFromMany(ctx context.Context, organization string, userIDs []string, r Removal) ([]RemovalResult, error) {
	if err := r.checkForMany(); err != nil {
		return nil, err
	}
	ctx, run, err := c.prepareRemoval(ctx, organization, userIDs, r)
	if err != nil {
		return nil, err
	}
	results := make([]RemovalResult, len(userIDs))
	panics := parallel.Each(len(userIDs), c.config.Concurrency, func(i int) error {
		results[i] = run.try(ctx, userIDs[i])
		return nil
	})
	for i, err := range panics {
		if err != nil {
			results[i] = run.result(userIDs[i], Unknown, nil, err)
			run.record(ctx, userIDs[i], "", Unknown, nil, err)
		}
	}
	return results, nil
}

// try removes the factor from one person, unless something tells that it can't be removed from anybody any more.
func (r *removalRun) try(ctx context.Context, userID string) RemovalResult {
	if err := r.reasonToStop(ctx); err != nil {
		r.record(ctx, userID, "", NotTried, nil, err)
		return r.result(userID, NotTried, nil, err)
	}
	details, err := r.removeFrom(ctx, userID)
	r.stopAfter(err)
	r.recordCause(ctx, err)
	return r.result(userID, r.outcomeOf(err), details, err)
}

func (r *removalRun) result(userID string, outcome RemovalOutcome, details *zitadelv1.ObjectDetails, err error) RemovalResult {
	person := Person{ID: userID}
	if listed := r.people[userID]; listed != nil {
		person = personOf(listed)
	}
	return RemovalResult{Person: person, Organization: r.organization, Outcome: outcome, Details: details, Err: err}
}

// stopReason keeps the first failure that every other person's removal would end with too.
type stopReason struct{ err atomic.Pointer[error] }

// stopAfter keeps a failure as the reason to stop, where it is that the token is rejected, the caller may not, or the audit trail can't
// be written.
func (r *removalRun) stopAfter(err error) {
	if err == nil {
		return
	}
	switch found := r.meaningOf(err); {
	case found.Code == problem.CodeUnauthenticated, found.Code == problem.CodeForbidden, found.Reason == problem.ReasonAuditUnavailable:
		r.stop.err.CompareAndSwap(nil, &err)
	}
}

// reasonToStop returns why nobody else is to be tried, or nil. Without the time for a write and its answer none is begun.
func (r *removalRun) reasonToStop(ctx context.Context) error {
	if err := r.stop.err.Load(); err != nil {
		return *err
	}
	if !timeForCall(ctx) {
		return problem.RequestEnded(context.Cause(ctx))
	}
	return nil
}

// outcomeOf returns the outcome of a removal that ended with err.
func (r *removalRun) outcomeOf(err error) RemovalOutcome {
	if err == nil {
		return Removed
	}
	switch found := r.meaningOf(err); {
	case found.Reason == problem.ReasonUserFactorNotFound:
		return NotThere
	case found.MayHaveWritten:
		return Unknown
	case found.Reason == problem.ReasonTooManyBackendCalls, found.Reason == problem.ReasonRequestTimeout, found.Reason == problem.ReasonClientCancelled,
		found.Reason == problem.ReasonAuditUnavailable:
		return NotTried
	default:
		return Failed
	}
}
