package wiretest

import (
	"context"
	"fmt"
	"slices"

	adminv1 "zitadel-graphql/internal/wire/zitadel/admin/v1"
	userv2 "zitadel-graphql/internal/wire/zitadel/user/v2"
	zitadelv1 "zitadel-graphql/internal/wire/zitadel/v1"
)

// userRemovalCases are about taking a factor from a person. No call of the contract sets one up again, so each case that does it
// has a person of its own.
func userRemovalCases() []testCase {
	return slices.Concat(removalCases(), recoveryCodeCases(), refusedRemovalCases())
}

func removalCases() []testCase {
	return []testCase{
		{
			name:   "an authenticator app, SMS and e-mail are taken from a person, once each, and the rest stays",
			spec:   "u.remove",
			person: true,
			steps: []step{
				removeTOTP(nextPerson).must(removedFromPerson()),
				lastEvent().must(isLastRemoval("mfa.otp.removed")),
				listMethods(nextPerson).eventually(hasMethods(completeMethods(methodTOTP)...)),
				removeTOTP(nextPerson).must(totpNotThere()),
				removeSMS(nextPerson).must(removedFromPerson()),
				lastEvent().must(isLastRemoval("mfa.otp.sms.removed")),
				removeSMS(nextPerson).must(smsNotThere()),
				removeEmail(nextPerson).must(removedFromPerson()),
				lastEvent().must(isLastRemoval("mfa.otp.email.removed")),
				removeEmail(nextPerson).must(emailNotThere()),
				listMethods(nextPerson).eventually(hasMethods(methodPassword, methodU2F, methodCodes)),
				listFactors(nextPerson).eventually(hasFactorsIn(ready, methodU2F)),
			},
		},
		{
			name:   "a security key is taken from a person by its id, once",
			spec:   "u.remove",
			person: true,
			steps: []step{
				removeU2F(nextPerson, "1").must(keyNotThere()),
				withKey(func(key string) []step {
					return []step{
						lastEvent("mfa.u2f.token.verified").must(namesKey(key)),
						removeU2F(nextPerson, key).must(removedFromPerson()),
						lastEvent().must(isLastRemoval("mfa.u2f.token.removed"), namesKey(key)),
						removeU2F(nextPerson, key).must(keyNotThere()),
					}
				}),
				listMethods(nextPerson).eventually(hasMethods(completeMethods(methodU2F)...)),
			},
		},
		{
			name:   "for a removal the organization of the call makes no difference",
			spec:   "u.remove-header",
			person: true,
			steps: []step{
				removeSMS(nextPerson).in("{foreign org}").must(removedFromPerson()),
				removeTOTP(nextPerson).in().must(removedFromPerson()),
				removeEmail(nextPerson).in("no-such-organization").must(orgNotThere()),
			},
		},
	}
}

func recoveryCodeCases() []testCase {
	return []testCase{
		{
			name:   "the removal of recovery codes answers the state before it, whether there were any or not",
			spec:   "u.remove-codes",
			person: true,
			steps: []step{
				removeCodes(nextPerson).must(tellsPerson()),
				lastEvent().must(isNextAs("mfa.recoverycode.removed")),
				listMethods(nextPerson).eventually(hasMethods(completeMethods(methodCodes)...)),
				removeCodes(nextPerson).must(tellsPerson()),
				lastEvent().must(isLastRemoval("mfa.recoverycode.removed")),
				removeCodes(plainPerson).must(succeeds()),
			},
		},
	}
}

func refusedRemovalCases() []testCase {
	absent := []want{totpNotThere(), keyNotThere(), smsNotThere(), emailNotThere()}
	unknown := []want{totpNotThere(), keyNotThere(), personNotThere(), personNotThere(), personNotThere()}
	viewers := []want{totpNotThere(), keyNotThere(), mayNotChange(), mayNotChange(), mayNotChange()}
	strangers := []want{totpNotThere(), keyNotThere(), notAMember(), notAMember(), notAMember()}
	return []testCase{
		{
			name: "what a person doesn't have can't be taken away",
			spec: "u.remove-absent",
			steps: append(paired(removals(plainPerson), absent),
				removeU2F(completePerson, "1").must(keyNotThere())),
		},
		{
			name:  "from a user that doesn't exist nothing can be taken away",
			spec:  "u.remove-nobody",
			steps: append(paired(removals("1"), unknown), paired(as(Nobody, removals("1")), unknown)...),
		},
		{
			name: "who may read users and not change them may take nothing away",
			spec: "u.remove-denied",
			steps: slices.Concat(
				[]step{removeTOTP(completePerson).as(Viewer).must(mayNotChange())},
				paired(as(Viewer, removals(completePerson))[2:], viewers[2:]),
				paired(as(Viewer, removals(plainPerson)), viewers),
				[]step{listMethods(completePerson).must(hasMethods(completeMethods()...))},
			),
		},
		{
			name: "who has no role at the person's home may take nothing away, whatever organization the call names",
			spec: "u.remove-denied",
			steps: slices.Concat(
				[]step{
					removeTOTP(foreignPerson).must(notAMember()),
					removeSMS(foreignPerson).must(notAMember()),
					removeSMS(foreignPerson).in("{foreign org}").must(notAMember()),
					removeEmail(foreignPerson).must(notAMember()),
					removeCodes(foreignPerson).must(notAMember()),
					removeTOTP(completePerson).as(Nobody).must(notAMember()),
				},
				paired(as(Nobody, removals(plainPerson)), strangers),
				[]step{
					listMethods(completePerson).must(hasMethods(completeMethods()...)),
					listMethods(foreignPerson).must(hasMethods(methodPassword, methodTOTP, methodSMS)),
				},
			),
		},
	}
}

// paired demands one thing of each call, as far as there are demands.
func paired(calls []call, wants []want) []step {
	var steps []step
	for i, w := range wants {
		steps = append(steps, calls[i].must(w))
	}
	return steps
}

func as(role Role, calls []call) []call {
	for i := range calls {
		calls[i] = calls[i].as(role)
	}
	return calls
}

// withKey does steps that name the one security key of the case's person.
func withKey(steps func(key string) []step) step {
	list := listFactors(nextPerson)
	needs := list.demands()
	for _, st := range steps("") {
		needs = append(needs, st.needs...)
	}
	return step{"with the person's security key", needs, func(ctx context.Context, s *suite) error {
		r := s.send(ctx, list)
		if r.err != nil {
			return fmt.Errorf("failed: %w", r.err)
		}
		for _, factor := range r.message.(*userv2.ListAuthenticationFactorsResponse).GetResult() {
			if key := factor.GetU2F().GetId(); key != "" {
				return s.runSteps(ctx, steps(key))
			}
		}
		return fmt.Errorf("there is no security key among %v", r.message)
	}}
}

// lastEvent is the latest event of the case's person of these types, or of any type.
func lastEvent(kinds ...string) call {
	request := &adminv1.ListEventsRequest{AggregateId: nextPerson, Limit: 1}
	for _, kind := range kinds {
		request.EventTypes = append(request.EventTypes, personPrefix+kind)
	}
	c := listEvents(request)
	c.level = ofPerson
	return c
}

// personPrefix is what stands before the end of the type of a person's event.
const personPrefix = "user.human."

// removedFromPerson demands the details of a removal: one event of the person, dated, without a creation date.
func removedFromPerson() want {
	return func(s *suite, r reply) error {
		d, err := personDetails(r)
		if err != nil {
			return err
		}
		return s.wrote(ofPerson, d, 1)
	}
}

// tellsPerson demands the details of a person, as of any time.
func tellsPerson() want {
	return func(s *suite, r reply) error {
		d, err := personDetails(r)
		if err != nil {
			return err
		}
		s.ledgers[ofPerson] = ledger{}
		return s.wrote(ofPerson, d, 0)
	}
}

func personDetails(r reply) (*zitadelv1.ObjectDetails, error) {
	d, err := userDetails(r)
	if err == nil && d.GetCreationDate() != nil {
		err = fmt.Errorf("a removal has a creation date: %v", d)
	}
	return &zitadelv1.ObjectDetails{Sequence: d.GetSequence(), ChangeDate: d.GetChangeDate(), ResourceOwner: d.GetResourceOwner()}, err
}
