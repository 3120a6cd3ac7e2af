package wiretest

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"google.golang.org/protobuf/proto"

	changev1 "zitadel-graphql/internal/wire/zitadel/change/v1"
	managementv1 "zitadel-graphql/internal/wire/zitadel/management/v1"
	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
)

// changeCases are about ListOrgChanges: the history that everybody may read who may read the organization.
func changeCases() []testCase {
	return slices.Concat(writtenChangeCases(), changeDetailCases(), changeCursorCases())
}

func writtenChangeCases() []testCase {
	return []testCase{
		{
			name: "a removal and an addition are told, the latest first",
			spec: "v31 c.item c.order",
			steps: []step{
				addPolicy(second(otp)).must(added(2)),
				addSecond(sms).must(added(1)),
				removeSecond(otp).must(changed()),
				latestChanges(2).must(hasEvents(entry{0, secondRemoved}, entry{1, secondAdded})),
			},
		},
		{
			name: "every write is told by its kind, those of one call each",
			spec: "c.item c.kinds",
			steps: []step{
				addPolicy(second(otp), passkey).must(added(3)),
				removeMulti(passkey).must(changed()),
				updatePolicy(&settings{ForceMfa: true}).must(changed()),
				resetPolicy().must(changed()),
				latestChanges(6).must(hasEvents(entry{0, policyRemoved}, entry{1, policyChanged}, entry{2, multiRemoved},
					entry{3, multiAdded}, entry{4, secondAdded}, entry{5, policyAdded})),
			},
		},
		{
			name: "links are told too",
			spec: "c.item c.kinds i.sequence",
			steps: []step{
				addPolicyLike(&creation{Idps: providers(instanceIDP)}).must(addedWith(1, 2)),
				unlink(instanceIDP).must(unlinked()),
				latestChanges(3).must(hasEvents(entry{0, linkRemoved}, entry{1, linkAdded}, entry{2, policyAdded})),
			},
		},
		{
			name: "a phantom's addition is told although nobody sees the factor, and what is refused isn't told",
			spec: "c.item p.phantom-add",
			steps: []step{
				addSecond(sms).must(added(1)),
				addSecond(sms).must(secondExists()),
				removeSecond(otp).must(secondNotThere()),
				latestChanges(1).must(hasEvents(entry{0, secondAdded})),
			},
		},
	}
}

func changeDetailCases() []testCase {
	return []testCase{
		{
			name: "a change doesn't say which factor it was about",
			spec: "c.no-factor",
			steps: []step{
				addPolicy(second(otp, u2f)).must(added(3)),
				removeSecond(otp).must(changed()),
				removeSecond(u2f).must(changed()),
				latestChanges(2).must(hasEvents(entry{0, secondRemoved}, entry{1, secondRemoved}), allAlike),
			},
		},
		{
			name: "each change names who made it",
			spec: "c.editor",
			steps: []step{
				addPolicy(nil).must(added(1)),
				addSecond(otp).as(OrgOwner).must(added(1)),
				addSecond(u2f).as(OrgOwner).must(added(1)),
				latestChanges(2).must(editors(1)),
				addSecond(sms).as(InstanceOwner).must(added(1)),
				latestChanges(2).must(editors(2)),
			},
		},
		{
			name: "the event's text follows the language, its key doesn't",
			spec: "l.changes",
			steps: []step{
				addPolicy(second(otp)).must(added(2)),
				removeSecond(otp).must(changed()),
				changesInLanguages("de", "en"),
			},
		},
	}
}

func changeCursorCases() []testCase {
	return []testCase{
		{
			name: "newest first, a cursor keeps strictly older changes",
			spec: "c.cursor",
			steps: append(fiveChanges(),
				changesFrom(cursor{back: 0, limit: 2}).must(hasSequences(1, 2)),
				changesFrom(cursor{back: 2, limit: 2}).must(hasSequences(3, 4)),
			),
		},
		{
			name: "oldest first, a cursor keeps strictly newer changes",
			spec: "c.cursor",
			steps: append(fiveChanges(),
				changesFrom(cursor{back: 4, limit: 3, asc: true}).must(hasSequences(3, 2, 1)),
				changesFrom(cursor{back: 1, limit: 3, asc: true}).must(hasSequences(0)),
				changesFrom(cursor{back: 0, limit: 3, asc: true}).must(hasSequences()),
			),
		},
		{
			name: "without a limit all changes beyond the cursor come, however many",
			spec: "c.no-limit",
			steps: slices.Concat(
				[]step{addPolicy(nil).must(added(1))},
				repeat(53, addSecond(u2f).must(added(1)), removeSecond(u2f).must(changed())),
				[]step{changesFrom(cursor{back: 106, asc: true}).must(hasSequences(countdown(105)...))},
			),
		},
		{
			name: "without a cursor the history starts at its end, or at its beginning",
			spec: "c.order c.cursor",
			steps: append(fiveChanges(),
				latestChanges(3).must(hasSequences(0, 1, 2)),
				firstChanges(2).must(startsAtOne(2)),
			),
		},
	}
}

func fiveChanges() []step {
	return []step{
		addPolicy(second(otp, u2f)).must(added(3)),
		removeSecond(otp).must(changed()),
		addSecond(otp).must(added(1)),
	}
}

func firstChanges(n uint32) call {
	return manage(fmt.Sprintf("ListOrgChanges{the first %d}", n), client.ListOrgChanges, &managementv1.ListOrgChangesRequest{
		Query: &changev1.ChangeQuery{Limit: n, Asc: true},
	})
}

// startsAtOne demands the first n events of the organization.
func startsAtOne(n uint64) want {
	return func(_ *suite, r reply) error {
		records, err := recordsOf(r)
		if err != nil {
			return err
		}
		if uint64(len(records)) != n {
			return fmt.Errorf("there are %d events, want %d", len(records), n)
		}
		for i, got := range records {
			if got.sequence != uint64(i)+1 {
				return fmt.Errorf("event %d has the sequence %d", i+1, got.sequence)
			}
		}
		return nil
	}
}

// allAlike demands that the changes differ in nothing but when they were.
func allAlike(_ *suite, r reply) error {
	changes := r.message.(*managementv1.ListOrgChangesResponse).GetResult()
	for _, c := range changes {
		first, other := proto.CloneOf(changes[0]), proto.CloneOf(c)
		first.Sequence, first.ChangeDate = other.GetSequence(), other.GetChangeDate()
		if !proto.Equal(first, other) {
			return fmt.Errorf("%v and %v differ in more than their time", changes[0], c)
		}
	}
	return nil
}

// editors demands that the changes were made by n different editors.
func editors(n int) want {
	return func(_ *suite, r reply) error {
		records, err := recordsOf(r)
		if err != nil {
			return err
		}
		var all []string
		for _, got := range records {
			all = append(all, got.editor)
		}
		if slices.Contains(all, "") || len(once(all)) != n {
			return fmt.Errorf("the editors are %q, want %d different ones", all, n)
		}
		return nil
	}
}

// changesInLanguages demands another text and the same key of the latest change in two languages.
func changesInLanguages(a, b string) step {
	first, second := latestChanges(1).saying(a), latestChanges(1).saying(b)
	return step{first.name + " beside " + second.name, first.demands(), func(ctx context.Context, s *suite) error {
		x, err := latestType(s.send(ctx, first))
		if err != nil {
			return err
		}
		y, err := latestType(s.send(ctx, second))
		if err != nil {
			return err
		}
		if x.GetKey() != y.GetKey() || x.GetLocalizedMessage() == y.GetLocalizedMessage() {
			return fmt.Errorf("the types are %v and %v, want one key and two texts", x, y)
		}
		return nil
	}}
}

// latestType is the localized type of the only change in a reply.
func latestType(r reply) (localized, error) {
	if r.err != nil {
		return nil, fmt.Errorf("failed: %w", r.err)
	}
	changes := r.message.(*managementv1.ListOrgChangesResponse).GetResult()
	if len(changes) != 1 {
		return nil, errors.New("there isn't one change")
	}
	return changes[0].GetEventType(), nil
}

type localized interface {
	GetKey() string
	GetLocalizedMessage() string
}

// mfaType is the payload of a factor's event.
func mfaType[F policyv1.SecondFactorType | policyv1.MultiFactorType](f F) map[string]any {
	return map[string]any{"mfaType": float64(f)}
}
