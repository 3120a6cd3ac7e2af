package policy

import (
	"context"

	"zitadel-graphql/graph/problem"
	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
	zitadelv1 "zitadel-graphql/internal/wire/zitadel/v1"
)

// evidence decides by one read whether a write whose answer is lost was made.
type evidence struct {
	// owner is the id of the organization or instance that the write has to belong to. It is empty where that isn't known.
	owner string
	// isWritten reports whether a policy that read returns proves that the write was made. It is nil where no policy could:
	// then none is read.
	isWritten func(*policyv1.LoginPolicy) bool
	read      func(context.Context) (*policyv1.LoginPolicy, error)
}

// evidenceOf returns the evidence of a write after which isIn accepts the policy.
func (t *target) evidenceOf(isIn func(*policyv1.LoginPolicy) bool) evidence {
	return evidence{owner: t.owner(), isWritten: becameTrue(t.shown, isIn), read: t.scope.read}
}

// becameTrue returns a function that reports whether isIn accepts a policy which it didn't accept before, so that it was changed
// since: by the write in question, or by one just like it of somebody else's, and ZITADEL lets both succeed. The policy must have
// the same owner, and be no older version. It returns nil where the policy before isn't known, or was accepted already.
func becameTrue(before *policyv1.LoginPolicy, isIn func(*policyv1.LoginPolicy) bool) func(*policyv1.LoginPolicy) bool {
	if before == nil || isIn(before) {
		return nil
	}
	return func(now *policyv1.LoginPolicy) bool {
		return now.GetDetails().GetResourceOwner() == before.GetDetails().GetResourceOwner() &&
			now.GetDetails().GetSequence() >= before.GetDetails().GetSequence() && isIn(now)
	}
}

// outcome returns the details of a write with this answer and err, or its failure. A success and a refusal stay as they are.
// After any other failure one read may show that the write was made: then this is a success, with the details of what was read.
// A read that doesn't show it proves nothing, since the write may still be under way; so the failure stays, with a sentence on
// what was seen. The write is never sent again.
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

// check returns the failure of a write with this answer and err: err, or that the answer names no owner, or that it names another
// owner than the write was meant for.
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
