package wiretest

import (
	"context"
	"fmt"
	"slices"
	"sync"

	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
)

// onceCases send the same write several times at once. An implementation may let one succeed or several (upstream has no
// optimistic lock); what must hold for any is: at least one succeeds, each that does has its own sequence, the others
// fail as a late one would, and afterwards the write is in force. Not at once: a real server was seen to answer eight
// removals, and then to read the policy as the last but one had left it.
func onceCases() []testCase {
	const pair, crowd = 2, 8
	return []testCase{
		{
			name:  "of two removals at least one succeeds, and the factor is gone",
			spec:  "p.race-remove",
			steps: removalsAtOnce(pair),
		},
		{
			name:  "of many removals at least one succeeds, and the factor is gone",
			spec:  "p.race-remove",
			steps: removalsAtOnce(crowd),
		},
		{
			name:  "of two additions at least one succeeds, and one removal undoes all",
			spec:  "p.race-add",
			steps: additionsAtOnce(pair),
		},
		{
			name:  "of many additions at least one succeeds, and one removal undoes all",
			spec:  "p.race-add",
			steps: additionsAtOnce(crowd),
		},
		{
			name: "of two creations at least one succeeds, and one reset undoes all",
			spec: "p.race-create",
			steps: []step{
				atOnce(pair, addPolicy(second(otp)), policyExists()),
				getPolicy().eventually(hasAtLeastOnce(otp)),
				resetPolicy().must(changed()),
				resetPolicy().must(policyNotResettable()),
				getPolicy().eventually(inheritsPolicy()), // two creations at once hold it up
			},
		},
	}
}

func removalsAtOnce(n int) []step {
	return []step{
		addPolicy(second(otp, u2f)).must(added(3)),
		atOnce(n, removeSecond(otp), secondNotThere()),
		getPolicy().eventually(ownsPolicy(second(u2f))),
		listSecond().eventually(lists(u2f)),
		removeSecond(otp).must(secondNotThere()),
	}
}

func additionsAtOnce(n int) []step {
	return []step{
		addPolicy(second(u2f)).must(added(2)),
		atOnce(n, addSecond(otp), secondExists()),
		getPolicy().eventually(hasAtLeastOnce(otp)),
		addSecond(otp).must(secondExists()),
		removeSecond(otp).must(changed()),
		getPolicy().must(ownsPolicy(second(u2f))),
	}
}

// atOnce sends a write n times at the same moment; late is how one that comes too late fails.
func atOnce(n int, c call, late want) step {
	return step{fmt.Sprintf("%d times at once %s", n, c.name), c.demands(), func(ctx context.Context, s *suite) error {
		return s.checkRaced(s.sendAll(ctx, slices.Repeat([]call{c}, n)), late)
	}}
}

func (s *suite) sendAll(ctx context.Context, calls []call) []reply {
	replies := make([]reply, len(calls))
	var all sync.WaitGroup
	for i, c := range calls {
		all.Go(func() { replies[i] = s.send(ctx, c) })
	}
	all.Wait()
	return replies
}

// checkRaced checks the replies of writes that raced, and keeps the sequence and date of the last that succeeded.
func (s *suite) checkRaced(replies []reply, late want) error {
	written := &s.ledgers[ofOrg]
	before, seen := written.last.sequence, map[uint64]bool{}
	for _, r := range replies {
		if r.err != nil {
			if err := late(s, r); err != nil {
				return err
			}
			continue
		}
		d, err := writeDetails(r)
		if err != nil {
			return err
		}
		if d.GetSequence() <= before || seen[d.GetSequence()] {
			return fmt.Errorf("two writes have the sequence %d, or one has an old one", d.GetSequence())
		}
		seen[d.GetSequence()] = true
		if d.GetSequence() > written.last.sequence {
			written.last = writeOf(d)
		}
	}
	if len(seen) == 0 {
		return fmt.Errorf("none succeeded: %w", replies[0].err)
	}
	written.policy = written.last
	return nil
}

func hasAtLeastOnce(f policyv1.SecondFactorType) want {
	return func(_ *suite, r reply) error {
		m, err := policyReply(r)
		if err != nil {
			return err
		}
		if m.GetIsDefault() || !slices.Contains(m.GetPolicy().GetSecondFactors(), f) {
			return fmt.Errorf("%v isn't in the own policy: %v", f, m)
		}
		return nil
	}
}
