package people

import (
	"context"
	"fmt"
	"slices"
	"time"

	"zitadel-graphql/graph/problem"
	objectv2 "zitadel-graphql/internal/wire/zitadel/object/v2"
	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
	zitadelv1 "zitadel-graphql/internal/wire/zitadel/v1"
)

// removeFrom removes the factor from one person, and returns the details of the last removal. Removal.Recorder is told of each
// removal, and of the person's refusal.
func (r *removalRun) removeFrom(ctx context.Context, userID string) (*zitadelv1.ObjectDetails, error) {
	listed, ids, err := r.find(ctx, userID)
	if err != nil {
		r.record(ctx, userID, r.removal.SecurityKeyID, r.outcomeOf(err), nil, err)
		return nil, err
	}
	var last *zitadelv1.ObjectDetails
	removed := 0
	for _, id := range ids {
		details, err := r.removeOne(ctx, userID, id, slices.Contains(listed, id))
		switch {
		case err == nil:
			last, removed = details, removed+1
		case len(ids) > 1 && r.outcomeOf(err) == NotThere: // somebody else removed this key, and the others are still to go
		default:
			return nil, afterSome(removed, len(ids), err)
		}
	}
	if last == nil {
		return nil, notThere(false)
	}
	return last, nil
}

// afterSome returns the failure of a removal before which other security keys of the person were removed.
func afterSome(removed, all int, err error) error {
	if removed == 0 {
		return err
	}
	return &problem.UnknownOutcomeError{Err: err, Written: fmt.Sprintf("Removed before that: %d of the person's %d security keys.", removed, all)}
}

// find refuses a person whose factor isn't to be removed, and returns what the person has of the factor's kind, and which of it is
// to be removed: see factorCalls.list.
func (r *removalRun) find(ctx context.Context, userID string) (listed, wanted []string, err error) {
	switch {
	case r.people[userID] == nil:
		return nil, nil, userNotFound()
	case r.isOwn(userID) && !r.removal.AllowOwn:
		return nil, nil, ownFactor()
	}
	if err := r.budget.take(2); err != nil { // what is read is of no use without the write
		return nil, nil, err
	}
	if listed, err = r.list(ctx, userID); err != nil {
		return nil, nil, err
	}
	wanted, err = r.wanted(listed)
	return listed, wanted, err
}

// list reads what a person has of the factor's kind. Where it fails since the request's time is over, that is the failure.
func (r *removalRun) list(ctx context.Context, userID string) ([]string, error) {
	listed, err := r.calls.list(ctx, userID)
	switch {
	case err == nil:
		return listed, nil
	case ctx.Err() != nil:
		return nil, problem.RequestEnded(ctx.Err())
	case timeIsOver(ctx, err):
		return nil, problem.RequestEnded(context.DeadlineExceeded)
	}
	return nil, err
}

// wanted returns what is to be removed of what a person has. A security key that isn't listed is refused: ZITADEL takes the id of a
// passkey in its place, and that passkey goes on working and can't be removed any more. Of other kinds the removal is sent
// whatever is listed, since lists can be late.
func (r *removalRun) wanted(listed []string) ([]string, error) {
	id := r.removal.SecurityKeyID
	switch {
	case r.removal.Type != policyv1.SecondFactorType_SECOND_FACTOR_TYPE_U2F:
		return []string{""}, nil
	case id != "" && slices.Contains(listed, id):
		return []string{id}, nil
	case id != "" || len(listed) == 0:
		return nil, notThere(false)
	}
	return listed, r.budget.take(len(listed) - 1)
}

// removeOne sends one removal, unless Removal.Recorder refuses it, and returns its details, or its failure if nothing shows that it was
// made. The recorder is told what became of it.
func (r *removalRun) removeOne(ctx context.Context, userID, id string, wasListed bool) (*zitadelv1.ObjectDetails, error) {
	if err := r.begin(ctx, userID, id); err != nil {
		r.record(ctx, userID, id, r.outcomeOf(err), nil, err)
		return nil, err
	}
	begun := r.client.now()
	answer, err := r.calls.remove(ctx, userID, id)
	err = r.check(answer, err)
	details, err := r.evaluate(ctx, removalAnswer{userID, id, wasListed, begun, answer}, err)
	r.record(ctx, userID, id, r.outcomeOf(err), answer, err)
	return details, err
}

// removalAnswer is ZITADEL's answer to a removal, and what was known before.
type removalAnswer struct {
	userID, id string
	wasListed  bool
	begun      time.Time
	details    *objectv2.Details
}

// evaluate returns the details of a removal with this answer, or its failure. Where the answer was lost, one look decides.
func (r *removalRun) evaluate(ctx context.Context, of removalAnswer, err error) (*zitadelv1.ObjectDetails, error) {
	switch {
	case err == nil && r.calls.silent && !of.wasListed && of.details.GetChangeDate().AsTime().Before(of.begun):
		return nil, notThere(true)
	case err == nil:
		return objectDetails(of.details), nil
	case !problem.LeavesWriteOpen(err) || !of.wasListed || !timeForCall(ctx) || r.budget.take(2) != nil:
		return nil, err
	}
	return r.look(ctx, of.userID, of.id, err)
}

// check returns the failure of a write with this answer and err: err, or that the answer names no owner, or that it names another
// organization than the person is at home in.
func (r *removalRun) check(answer *objectv2.Details, err error) error {
	switch owner := answer.GetResourceOwner(); {
	case err != nil:
		return err
	case owner == "":
		return problem.ReplyIncomplete(true)
	case owner != r.organization:
		return wroteElsewhere(owner)
	}
	return nil
}

// look looks, once, whether a removal that ended with err was made. It was if the person is still there, and the factor, which was
// there before, isn't: then it returns the person's details as ZITADEL lists them. That a list still has the factor proves nothing,
// since the removal may be under way; nor does it that a list of somebody who isn't there any more is empty.
func (r *removalRun) look(ctx context.Context, userID, id string, err error) (*zitadelv1.ObjectDetails, error) {
	people, failed := r.listPeople(ctx, []string{userID})
	var listed []string
	if failed == nil && people[userID] != nil {
		listed, failed = r.calls.list(ctx, userID)
	}
	switch person := people[userID]; {
	case failed != nil:
		return nil, &problem.UnknownOutcomeError{Err: err, Look: failed, Seen: "The person's second factors couldn't be read afterwards either."}
	case person == nil:
		return nil, &problem.UnknownOutcomeError{Err: err, Seen: "The person wasn't listed in the organization any more afterwards."}
	case slices.Contains(listed, id):
		return nil, &problem.UnknownOutcomeError{Err: err, Seen: "The second factors read afterwards still have it; the removal may still be under way."}
	default:
		return objectDetails(person.GetDetails()), nil
	}
}

// objectDetails converts the details of ZITADEL's newer API, whose fields have other numbers.
func objectDetails(details *objectv2.Details) *zitadelv1.ObjectDetails {
	return &zitadelv1.ObjectDetails{Sequence: details.GetSequence(), CreationDate: details.GetCreationDate(),
		ChangeDate: details.GetChangeDate(), ResourceOwner: details.GetResourceOwner()}
}

// notThere is the refusal to remove what a person doesn't have. mayHaveWritten is for recovery codes, whose removal ZITADEL answers
// alike with and without any: if the list was late, they were there and are gone now.
func notThere(mayHaveWritten bool) error {
	return &problem.Problem{Code: problem.CodeNotFound, Reason: problem.ReasonUserFactorNotFound, MayHaveWritten: mayHaveWritten,
		Message: "The person doesn't have this second factor, so there is nothing to remove."}
}

// wroteElsewhere is the failure of a removal that ZITADEL answers for a person of another organization than it listed the person in.
func wroteElsewhere(owner string) error {
	return &problem.Problem{Code: problem.CodeInternalServerError, Reason: problem.ReasonWroteElsewhere, ResourceOwner: owner, MayHaveWritten: true,
		Message: "ZITADEL says that it removed a second factor in another organization than the one asked for. Check the person, and don't send the mutation again."}
}

func userNotFound() error {
	return &problem.Problem{Code: problem.CodeNotFound, Reason: problem.ReasonUserNotFound,
		Message: "ZITADEL lists no person of this id in the organization, as far as you may see. Check the id and the organization."}
}

func ownFactor() error {
	return &problem.Problem{Code: problem.CodeFailedPrecondition, Reason: problem.ReasonOwnFactor,
		Message: "This is your own second factor, and without it you may not get in any more. Send allowRemovingMyOwn: true to remove it all the same."}
}
