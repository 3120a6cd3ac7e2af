package people

import (
	"context"
	"fmt"
	"slices"
	"time"

	"zitadel-graphql/graph/problem"
	"zitadel-graphql/internal/people/impact"
	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
)

// Guards are the conditions under which a change isn't made. The zero value has none.
type Guards struct {
	// Unless has the guards that refuse the change where they count anybody, certain or possible.
	Unless []impact.Guard
	// ExpectedDigest is empty, or the digest of the change as the caller has looked at it: any other is refused.
	ExpectedDigest string
}

// GuardFunc returns what policy.Options.Guard is for a change of the policy of an organization or of the instance, or nil where
// there are no guards. An empty organization is the token's home organization.
//
// The look and the write are two things, and ZITADEL has nothing that would make them one: what people set up or lose in between
// isn't in the figures.
//
// It refuses with one of the reasons problem.ReasonWould…, with ReasonImpactChanged, or with ReasonImpactNotKnown where a figure
// that decides isn't complete. Problem.Impact has the figures.
func (c *Client) GuardFunc(scope Scope, guards Guards) func(ctx context.Context, before, after *policyv1.LoginPolicy) error {
	if len(guards.Unless) == 0 && guards.ExpectedDigest == "" {
		return nil
	}
	return func(ctx context.Context, before, after *policyv1.LoginPolicy) error {
		return c.guard(ctx, scope, PolicyChange{before, after}, guards)
	}
}

func (c *Client) guard(ctx context.Context, scope Scope, change PolicyChange, guards Guards) error {
	covered, err := guards.covered()
	if err != nil {
		return err
	}
	if impact.NewChange(change.Before, change.After).LeavesNoFactor() && slices.Contains(guards.Unless, impact.LeavesNoFactorWhileForced) {
		return guardRefusal(impact.LeavesNoFactorWhileForced, Impact{Guards: []GuardFigure{
			{impact.Figure{Guard: impact.LeavesNoFactorWhileForced, Certain: 1}, true}}})
	}
	if len(covered) == 0 && guards.ExpectedDigest != "" {
		if err := guards.checkDigest(change, Impact{}); err != nil {
			return err
		}
	}
	asked := union(guards.Unless, covered)
	found, err := c.guardFigures(ctx, scope, change, asked)
	if err != nil {
		return c.impactNotKnown(nothingFound(asked), err)
	}
	return c.checkGuards(guards, change, found, covered)
}

// writeTime is how much of a request's time is kept for a write and the look whether it is in force: where a look took it, nobody would
// know whether the write was made. Of a short request it is half.
const writeTime = 5 * time.Second

// covered returns the guards for whose figures the expected digest stands. It refuses what isn't a digest.
func (g Guards) covered() ([]impact.Guard, error) {
	if g.ExpectedDigest == "" {
		return nil, nil
	}
	covered, ok := impact.ParseDigest(g.ExpectedDigest)
	if !ok {
		return nil, digestMismatch(Impact{}, "The argument expectedDigest isn't a digest that this server has made. ")
	}
	return covered, nil
}

// guardFigures looks at people for some guards. It leaves time for the write that comes next.
func (c *Client) guardFigures(ctx context.Context, scope Scope, change PolicyChange, guards []impact.Guard) (Impact, error) {
	ctx, cancel := endEarlier(ctx, writeTime, 2)
	defer cancel()
	if slices.ContainsFunc(guards, isOfPeople) && !scope.Instance {
		id, err := c.Organization(ctx, scope.Organization)
		if err != nil {
			return Impact{}, err
		}
		scope.Organization = id
	}
	return c.Impact(ctx, scope, change, ImpactRequest{Guards: guards}, nil)
}

// nothingFound has the figures of a look at nobody.
func nothingFound(guards []impact.Guard) Impact {
	var found Impact
	for _, guard := range guards {
		found.Guards = append(found.Guards, GuardFigure{Figure: impact.Figure{Guard: guard}, Complete: !isOfPeople(guard)})
	}
	return found
}

// checkGuards refuses a change by the figures that were found. A guard that counts somebody refuses even if its figure isn't complete.
func (c *Client) checkGuards(g Guards, change PolicyChange, found Impact, covered []impact.Guard) error {
	for _, figure := range found.Guards {
		if figure.Certain+figure.Possible > 0 && slices.Contains(g.Unless, figure.Guard) {
			return guardRefusal(figure.Guard, found)
		}
	}
	if slices.ContainsFunc(found.Guards, func(figure GuardFigure) bool { return !figure.Complete }) {
		return c.impactNotKnown(found, nil)
	}
	if len(covered) == 0 {
		return nil // it was checked before anybody was looked at
	}
	return g.checkDigest(change, onlyGuards(found, covered))
}

// checkDigest refuses a change that isn't the expected one.
func (g Guards) checkDigest(change PolicyChange, found Impact) error {
	if digest, ok := found.Digest(change); ok && digest == g.ExpectedDigest {
		return nil
	}
	return digestMismatch(found, "The change is no longer the one that you have looked at: the policy, or what the change does to people, is another. ")
}

// onlyGuards returns the impact with these guards' figures alone.
func onlyGuards(found Impact, guards []impact.Guard) Impact {
	found.Guards = slices.DeleteFunc(slices.Clone(found.Guards), func(figure GuardFigure) bool { return !slices.Contains(guards, figure.Guard) })
	return found
}

// union returns the guards that are in one of two lists, each once, in the schema's order.
func union(a, b []impact.Guard) []impact.Guard {
	return slices.Compact(slices.Sorted(slices.Values(slices.Concat(a, b))))
}

// guardRefusal refuses a change because of a guard.
func guardRefusal(guard impact.Guard, found Impact) error {
	reason, what := refusalText(guard)
	who := ""
	for _, figure := range found.Guards {
		if figure.Guard == guard && isOfPeople(guard) && guard != impact.LocksOutTheCaller {
			who = fmt.Sprintf(" (certainly %d, possibly %d more)", figure.Certain, figure.Possible)
		}
	}
	return &problem.Problem{Code: problem.CodeFailedPrecondition, Reason: reason, Impact: guardFigures(found),
		Message: fmt.Sprintf("%s%s, so nothing was written. Look at the preview, or leave %s out of unless.", what, who, guard)}
}

// refusalText returns the reason of a refusal because of a guard, and what it refuses.
func refusalText(guard impact.Guard) (problem.Reason, string) {
	switch guard {
	case impact.LocksOutSomebody:
		return problem.ReasonWouldLockOutSomebody, "The change would lock people out"
	case impact.LocksOutTheCaller:
		return problem.ReasonWouldLockYouOut, "The change would lock you out, or end your sessions"
	case impact.LeavesPasswordAlone:
		return problem.ReasonWouldLeavePasswordAlone, "The change would let people in with a password alone"
	case impact.TakesFactorInUse:
		return problem.ReasonWouldTakeFactor, "The change would take a factor from people who have it set up"
	case impact.TakesOnlyFactor:
		return problem.ReasonWouldTakeOnlyFactor, "The change would take the only factor from people"
	case impact.RequiresSetUp:
		return problem.ReasonWouldRequireSetUp, "The change would have people set up a factor at their next login"
	case impact.EndsSessions:
		return problem.ReasonWouldEndSessions, "The change would end people's sessions"
	default:
		return problem.ReasonWouldLeaveNoFactor, "The change would force a second factor and leave none to set up"
	}
}

// impactNotKnown refuses a change because a figure isn't complete. err is why nobody could be looked at, or nil.
func (c *Client) impactNotKnown(found Impact, err error) error {
	why := ""
	if failure, ok := c.classifier.Classify(err); ok {
		why = failure.Message + " "
	}
	return &problem.Problem{Code: problem.CodeFailedPrecondition, Reason: problem.ReasonImpactNotKnown, Impact: guardFigures(found), Cause: err,
		Message: why + "Not everybody could be looked at, so it isn't known what the change would do to people, and nothing was written. " +
			"Look at the preview, or leave out the guards that count people."}
}

// digestMismatch refuses a change because its digest isn't the expected one.
func digestMismatch(found Impact, why string) error {
	return &problem.Problem{Code: problem.CodeConflict, Reason: problem.ReasonImpactChanged, Impact: guardFigures(found),
		Message: why + "Nothing was written. Look at the preview again."}
}

// guardFigures returns the figures of an impact as errors have them.
func guardFigures(found Impact) []problem.GuardFigure {
	var figures []problem.GuardFigure
	for _, figure := range found.Guards {
		written := problem.GuardFigure{Guard: figure.Guard.String(), Certain: figure.Certain, Possible: figure.Possible, Complete: figure.Complete}
		if isOfPeople(figure.Guard) {
			written.LookedAt, written.Total = found.Look.LookedAt, found.Look.Total
		}
		figures = append(figures, written)
	}
	return figures
}
