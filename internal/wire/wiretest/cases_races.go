package wiretest

import (
	"cmp"
	"context"
	"fmt"
	"slices"
)

// rounds is how often two writes are sent at once, at most, until both succeed: a real server was seen to let both of
// three out of four pairs of removals succeed, and of one in three pairs of creations.
const rounds = 60

// raceCases demand what may come of two writes at once where writes race: both succeed, each as if it had been alone. Two
// creations hold up every read of a policy until the second is given up.
func raceCases() []testCase {
	otpOnly, three := &settings{ForceMfa: true}, &settings{AllowRegister: true, HidePasswordReset: true}
	return []testCase{
		{
			name: "two creations both succeed: the first's settings are read, and the factors of both, one after the other",
			spec: "p.race-join",
			steps: []step{race{
				first: addPolicyLike(newPolicy(otpOnly, u2f)), second: addPolicyLike(newPolicy(three, otp, u2f, sms)), late: policyExists(),
				after: inOrder(
					[]step{getPolicy().eventually(ownsPolicy(second(u2f, otp, u2f, sms), hasSettings(otpOnly)))},
					[]step{getPolicy().eventually(ownsPolicy(second(otp, u2f, sms, u2f), hasSettings(three)))},
				),
			}.step()},
		},
		{
			name: "after two creations that both succeed, an update with the second's settings is refused as no change",
			spec: "p.race-lie",
			steps: []step{race{
				first: addPolicyLike(newPolicy(otpOnly, u2f)), second: addPolicyLike(newPolicy(three, otp)), late: policyExists(),
				after: inOrder(
					[]step{updatePolicy(three).must(nothingChanged()), getPolicy().eventually(ownsPolicy(second(u2f, otp), hasSettings(otpOnly)))},
					[]step{updatePolicy(otpOnly).must(nothingChanged()), getPolicy().eventually(ownsPolicy(second(otp, u2f), hasSettings(three)))},
				),
			}.step()},
		},
		{
			name: "two additions both succeed: the factor is listed twice, and one removal takes both",
			spec: "p.race-twice",
			steps: []step{race{
				before: []step{addPolicy(second(u2f)).must(added(2))},
				first:  addSecond(otp), second: addSecond(otp), late: secondExists(),
				after: always(
					getPolicy().must(ownsPolicy(second(u2f, otp, otp))),
					removeSecond(otp).must(changed()),
					getPolicy().must(ownsPolicy(second(u2f))),
					removeSecond(otp).must(secondNotThere()),
				),
			}.step()},
		},
		{
			name: "two removals both succeed, each with its own event",
			spec: "p.race-both-remove",
			steps: []step{race{
				before: []step{addPolicy(second(u2f, otp)).must(added(3))},
				first:  removeSecond(otp), second: removeSecond(otp), late: secondNotThere(),
				after: always(
					getPolicy().must(ownsPolicy(second(u2f))),
					latestChanges(2).must(hasEvents(entry{0, secondRemoved}, entry{1, secondRemoved})),
					removeSecond(otp).must(secondNotThere()),
				),
			}.step()},
		},
	}
}

// race sends two writes at once, round after round from the same state, until both succeed.
type race struct {
	before        []step
	first, second call
	late          want // how one that comes too late fails
	// after is what must hold then; swapped is true where the second call was written first.
	after func(swapped bool) []step
}

func always(steps ...step) func(bool) []step { return func(bool) []step { return steps } }

func inOrder(asSent, swapped []step) func(bool) []step {
	return func(swap bool) []step {
		if swap {
			return swapped
		}
		return asSent
	}
}

func (r race) step() step {
	needs := slices.Concat(r.first.demands(), r.second.demands(), []need{races()})
	return step{r.first.name + " and at once " + r.second.name, needs, func(ctx context.Context, s *suite) error {
		for range rounds {
			if err := s.runSteps(ctx, r.before); err != nil {
				return err
			}
			replies := s.sendAll(ctx, []call{r.first, r.second})
			if err := s.checkRaced(replies, r.late); err != nil {
				return err
			}
			if bothSucceeded(replies) {
				return s.runSteps(ctx, r.after(cmp.Compare(sequenceOf(replies[0]), sequenceOf(replies[1])) > 0))
			}
			if err := s.runSteps(ctx, []step{resetPolicy().must(changed())}); err != nil {
				return err
			}
		}
		return fmt.Errorf("in %d rounds the two never both succeeded", rounds)
	}}
}

func bothSucceeded(replies []reply) bool { return replies[0].err == nil && replies[1].err == nil }

func sequenceOf(r reply) uint64 {
	d, err := writeDetails(r)
	if err != nil {
		return 0
	}
	return d.GetSequence()
}
