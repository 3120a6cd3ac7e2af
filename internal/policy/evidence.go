package policy

import (
	"context"

	"zitadel-graphql/graph/problem"
	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
	zitadelv1 "zitadel-graphql/internal/wire/zitadel/v1"
)

// evidence is what a read can show of a write whose answer is lost.
type evidence struct {
	// owner is whom the write has to belong to. It is empty where that isn't known.
	owner string
	// isWritten leaves no doubt that the write was done, and for whom. It is nil where no read could show that: then none is
	// made.
	isWritten func(*policyv1.LoginPolicy) bool
	read      func(context.Context) (*policyv1.LoginPolicy, error)
}

// evidenceOf is evidence that a change was made to the policy, which has isIn then.
func (t *target) evidenceOf(isIn func(*policyv1.LoginPolicy) bool) evidence {
	return evidence{owner: t.owner(), isWritten: newlyHas(t.shown, isIn), read: t.scope.read}
}

// newlyHas reports whether a policy has what it didn't have before, so that a change was made to it meanwhile: by the write
// in question, or by somebody else's that was alike, and ZITADEL lets both succeed. What was read must have the same owner,
// and be no older version. It is nil where before isn't known, or had it already.
func newlyHas(before *policyv1.LoginPolicy, isIn func(*policyv1.LoginPolicy) bool) func(*policyv1.LoginPolicy) bool {
	if before == nil || isIn(before) {
		return nil
	}
	return func(now *policyv1.LoginPolicy) bool {
		return now.GetDetails().GetResourceOwner() == before.GetDetails().GetResourceOwner() &&
			now.GetDetails().GetSequence() >= before.GetDetails().GetSequence() && isIn(now)
	}
}

// outcome finds out what became of a write with this answer and err. A success and a refusal stay as they are. After any
// other failure one read may show that the write was done: then this is a success, with the details of what was read. A read
// that doesn't show it proves nothing, since the write may still be under way; so the failure stays, and tells what was
// seen. The write is never sent again.
func (e evidence) outcome(ctx context.Context, answer *zitadelv1.ObjectDetails, err error) (*zitadelv1.ObjectDetails, error) {
	err = e.check(answer, err)
	switch {
	case err == nil:
		return answer, nil
	case !problem.LeavesWriteOpen(err) || e.isWritten == nil || !timeForRead(ctx):
		return nil, err
	}
	now, failed := e.read(ctx)
	switch {
	case failed != nil:
		return nil, &problem.UnknownOutcomeError{Err: err, Look: failed, Seen: "The policy couldn't be read afterwards either."}
	case !e.isWritten(now):
		return nil, &problem.UnknownOutcomeError{Err: err, Seen: "The policy read afterwards doesn't show the change, which may still be under way."}
	}
	return now.GetDetails(), nil
}

// check returns the failure of a write with this answer and err: its own, or that the answer doesn't say whose it is, or that
// it went to somebody else than its owner.
func (e evidence) check(answer *zitadelv1.ObjectDetails, err error) error {
	switch owner := answer.GetResourceOwner(); {
	case err != nil:
		return err
	case owner == "":
		return problem.ReplyIncomplete(true)
	case e.owner != "" && owner != e.owner:
		return problem.WroteElsewhere(owner)
	}
	return nil
}
