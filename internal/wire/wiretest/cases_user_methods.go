package wiretest

import userv2 "zitadel-graphql/internal/wire/zitadel/user/v2"

const (
	ready    = userv2.AuthFactorState_AUTH_FACTOR_STATE_READY
	notReady = userv2.AuthFactorState_AUTH_FACTOR_STATE_NOT_READY
)

// userMethodCases are about what a user has set up, and who may know.
func userMethodCases() []testCase {
	return append(methodTypeCases(), append(factorCases(), testCase{
		name: "an id that is too long is refused after the token and the organization, and before the permission",
		spec: "u.malformed u.order",
		steps: append(
			each(malformedUserCalls(), func(c call) step { return c.as(Nobody).must(requestInvalid()) }),
			append(each(malformedUserCalls(), func(c call) step { return c.in("no-such-organization").must(orgNotThere()) }),
				each(malformedUserCalls(), func(c call) step { return c.authorized().must(tokenMissing()) })...)...,
		),
	})...)
}

func methodTypeCases() []testCase {
	return []testCase{
		{
			name: "the kinds of what a person has set up are told, each once",
			spec: "u.methods",
			steps: []step{
				listMethods(completePerson).eventually(hasMethods(completeMethods()...)),
				listMethods(plainPerson).must(hasMethods(methodPassword)),
			},
		},
		{
			name:  "what a person hasn't proved counts for nothing",
			spec:  "u.unfinished",
			steps: []step{listMethods(unfinishedPerson).must(hasMethods(methodPassword))},
		},
		{
			name:  "of a user that doesn't exist there is nothing",
			spec:  "u.methods",
			steps: []step{listMethods("1").must(hasMethods()), listFactors("1").must(hasFactorsIn(ready))},
		},
		{
			name: "the kinds are told to whom may read users in the organization of the call, wherever the person is at home",
			spec: "u.methods-header",
			steps: []step{
				listMethods(completePerson).as(Viewer).must(hasMethods(completeMethods()...)),
				listMethods(foreignPerson).must(hasMethods(methodPassword, methodTOTP, methodSMS)),
				listMethods(completePerson).in("{foreign org}").must(notAMember()),
				listMethods(completePerson).in().must(hasMethods(completeMethods()...)),
				listMethods(completePerson).as(Nobody).must(notAMember()),
				listMethods("1").as(Nobody).must(notAMember()),
			},
		},
	}
}

func factorCases() []testCase {
	return []testCase{
		{
			name: "second factors are told with their states, and security keys with ids and names; recovery codes aren't among them",
			spec: "u.factors",
			steps: []step{
				listFactors(completePerson).eventually(hasFactorsIn(ready, methodTOTP, methodU2F, methodSMS, methodEmail)),
				listFactors(completePerson, notReady).must(hasFactorsIn(notReady)),
				listFactors(plainPerson, ready, notReady).must(hasFactorsIn(ready)),
			},
		},
		{
			name: "a factor that isn't proved is told to whom asks for its state",
			spec: "u.unfinished",
			steps: []step{
				listFactors(unfinishedPerson).must(hasFactorsIn(ready)),
				listFactors(unfinishedPerson, notReady).eventually(hasFactorsIn(notReady, methodTOTP)),
				listFactors(unfinishedPerson, ready, notReady).must(hasFactorsIn(notReady, methodTOTP)),
			},
		},
		{
			name: "factors are told to whom may read users at the person's home, and where there are none nobody is refused",
			spec: "u.factors-home",
			steps: []step{
				listFactors(completePerson).as(Viewer).must(hasFactorsIn(ready, methodTOTP, methodU2F, methodSMS, methodEmail)),
				listFactors(completePerson).in("{foreign org}").must(hasFactorsIn(ready, methodTOTP, methodU2F, methodSMS, methodEmail)),
				listFactors(foreignPerson).must(notAMember()),
				listFactors(foreignPerson).in("{foreign org}").must(notAMember()),
				listFactors(completePerson).as(Nobody).must(notAMember()),
				listFactors(plainPerson).as(Nobody).must(hasFactorsIn(ready)),
			},
		},
	}
}
