package graph

import (
	"context"
	"time"

	"zitadel-graphql/graph/model"
	"zitadel-graphql/graph/problem"
	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
	zitadelv1 "zitadel-graphql/internal/wire/zitadel/v1"
)

// proof is what a write has to come to, and how one read can tell that it was done if its answer is lost.
type proof struct {
	// owner is whose the write has to be. It is empty where that isn't known.
	owner string
	// done says that what was read leaves no doubt, also about its owner. It is nil where no read could: then none is made.
	done func(*policyv1.LoginPolicy) bool
	read func(context.Context) (*policyv1.LoginPolicy, error)
}

// settle finds out what became of a write that came to answer and err. A success and a refusal stay what they are. Of
// anything else one read may show that the write was done: then this is a success, with the details of what was read. A
// read that doesn't show it proves nothing, since the write may still be under way; so the failure stays, and says what
// was seen. The write is never sent again.
func (p proof) settle(ctx context.Context, answer *zitadelv1.ObjectDetails, err error) (*model.ObjectDetails, error) {
	err = p.check(answer, err)
	switch {
	case err == nil:
		return objectDetails(answer), nil
	case !problem.LeavesWriteOpen(err) || p.done == nil || !timeLeft(ctx):
		return nil, err
	}
	now, failed := p.read(ctx)
	switch {
	case failed != nil:
		return nil, &problem.UnknownOutcomeError{Err: err, Look: failed, Seen: "The policy couldn't be read afterwards either."}
	case !p.done(now):
		return nil, &problem.UnknownOutcomeError{Err: err, Seen: "The policy read afterwards doesn't show the change, which may still be under way."}
	}
	return objectDetails(now.GetDetails()), nil
}

// check says what is wrong with a write that came to answer and err: its failure, an answer that doesn't say whose it is, or
// that it went to somebody else than its owner.
func (p proof) check(answer *zitadelv1.ObjectDetails, err error) error {
	switch owner := answer.GetResourceOwner(); {
	case err != nil:
		return err
	case owner == "":
		return problem.ReplyIncomplete(true)
	case p.owner != "" && owner != p.owner:
		return problem.WroteElsewhere(owner)
	}
	return nil
}

// timeLeft says that the request has time for a read.
func timeLeft(ctx context.Context) bool {
	deadline, ok := ctx.Deadline()
	return ctx.Err() == nil && (!ok || time.Until(deadline) >= shortestRead)
}

// shortestRead is more than what each call leaves of its request's time for the answer (a tenth of a second, as
// internal/backend has it): with less, the read would fail before it began.
const shortestRead = 150 * time.Millisecond

// changed tells that a policy has what it didn't have before, and so that a change was made to it meanwhile: by the
// write in question, or by somebody else's that was alike, and ZITADEL lets both succeed. What was read must have the same
// owner, and be no older version. It is nil where before isn't known, or had it already.
func changed(before *policyv1.LoginPolicy, has func(*policyv1.LoginPolicy) bool) func(*policyv1.LoginPolicy) bool {
	if before == nil || has(before) {
		return nil
	}
	return func(now *policyv1.LoginPolicy) bool {
		return now.GetDetails().GetResourceOwner() == before.GetDetails().GetResourceOwner() &&
			now.GetDetails().GetSequence() >= before.GetDetails().GetSequence() && has(now)
	}
}
