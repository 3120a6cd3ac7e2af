package wiretest

// tokenCases are about what stands in the authorization metadata.
func tokenCases() []testCase {
	return []testCase{
		{
			name: "without a token every method but health is refused, without a detail",
			spec: "v22 e.no-token",
			steps: append(
				each(allCalls(), func(c call) step { return c.authorized().must(tokenMissing()) }),
				getPolicy().authorized("").must(tokenMissing()),
				getPolicy().must(inheritsPolicy()),
			),
		},
		{
			name: "what isn't exactly one bearer token is refused",
			spec: "e.token-shape",
			steps: []step{
				getPolicy().authorized("garbage").must(tokenMalformed()),
				getPolicy().authorized("Basic x").must(tokenMalformed()),
				getPolicy().authorized("Bearer ").mustOrTrimmed(tokenRejected(), tokenMalformed()),
				getPolicy().authorized("bearer {token}").must(tokenMalformed()),
				getPolicy().authorized("{token}").must(tokenMalformed()),
				getPolicy().authorized("Bearer {token} Bearer {token}").must(tokenMalformed()),
			},
		},
		{
			name: "an unknown token is refused by every method but health",
			spec: "e.token-unknown",
			steps: append(
				each(allCalls(), func(c call) step { return c.authorized("Bearer garbage").must(tokenRejected()) }),
				getPolicy().authorized("Bearer {token}x").must(tokenRejected()),
				getPolicy().must(inheritsPolicy()),
			),
		},
		{
			name:  "a token that was valid once is refused as an unknown one",
			spec:  "e.token-unknown",
			steps: each(allCalls(), func(c call) step { return c.as(Rejected).must(tokenRejected()) }),
		},
	}
}
