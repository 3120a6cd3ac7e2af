package wiretest

// orderCases send calls that are wrong in two ways: which of the two is reported is part of the contract.
func orderCases() []testCase {
	return []testCase{
		{
			name:  "the token is looked at before the request",
			spec:  "v22 o.order",
			steps: append(badFactorsAfter(call.withoutToken, tokenMissing()), badFactorsAfter(call.withUnknownToken, tokenRejected())...),
		},
		{
			name: "the token is looked at before the organization",
			spec: "o.order",
			steps: []step{
				getPolicy().in("no-such-organization").authorized().must(tokenMissing()),
				getPolicy().in("no-such-organization").authorized("garbage").must(tokenMalformed()),
				getPolicy().in("no-such-organization").authorized("Bearer garbage").must(tokenRejected()),
			},
		},
		{
			name:  "the organization is looked at before the request",
			spec:  "o.order",
			steps: badFactorsAfter(func(c call) call { return c.in("no-such-organization") }, orgNotThere()),
		},
		{
			name:  "the organization is looked at before the membership",
			spec:  "o.order",
			steps: []step{getPolicy().as(Nobody).in("no-such-organization").must(orgNotThere())},
		},
		{
			name:  "the membership is looked at before the request",
			spec:  "o.order",
			steps: badFactorsAfter(func(c call) call { return c.as(Nobody) }, notAMember()),
		},
		{
			name:  "the permission is looked at before the request",
			spec:  "o.order",
			steps: badFactorsAfter(func(c call) call { return c.as(Viewer) }, notPermitted()),
		},
		{
			name: "the permission is looked at before the state",
			spec: "o.order",
			steps: []step{
				removeSecond(otp).as(Viewer).must(notPermitted()),
				resetPolicy().as(Viewer).must(notPermitted()),
				updatePolicy(&settings{DefaultRedirectUri: "foo"}).as(Viewer).must(notPermitted()),
				addPolicyLike(&creation{DefaultRedirectUri: "foo"}).as(Viewer).must(notPermitted()),
			},
		},
	}
}

func (c call) withoutToken() call     { return c.authorized() }
func (c call) withUnknownToken() call { return c.authorized("Bearer garbage") }
