package wiretest

import (
	"context"
	"fmt"
	"net/http"
)

// metadataCases are about what comes back beside the answer.
func metadataCases() []testCase {
	return []testCase{
		{
			name: "every answer of a handler may not be stored and has a request id",
			spec: "h.cache h.request-id",
			steps: []step{
				getPolicy().must(succeeds(), mayNotBeStored, hasRequestID),
				listSecond().must(succeeds(), mayNotBeStored, hasRequestID),
				addPolicy(nil).must(added(1), mayNotBeStored, hasRequestID),
				healthz().must(succeeds(), mayNotBeStored, hasRequestID),
			},
		},
		{
			name: "so does every failure",
			spec: "h.cache h.request-id",
			steps: []step{
				removeSecond(otp).must(secondNotThere(), mayNotBeStored, hasRequestID),
				removeSecond(0).must(requestInvalid(), mayNotBeStored, hasRequestID),
				getPolicy().authorized().must(tokenMissing(), mayNotBeStored, hasRequestID),
				getPolicy().in("no-such-organization").must(orgNotThere(), mayNotBeStored, hasRequestID),
			},
		},
		{
			name:  "the request id is the server's own, and another for each call",
			spec:  "h.request-id",
			steps: []step{ownRequestIDs()},
		},
	}
}

func mayNotBeStored(_ *suite, r reply) error {
	for _, pair := range [][2]string{{"cache-control", "no-store"}, {"pragma", "no-cache"}} {
		if got := r.header.Get(pair[0]); len(got) != 1 || got[0] != pair[1] {
			return fmt.Errorf("%s is %q, want %q", pair[0], got, pair[1])
		}
	}
	expires := r.header.Get("expires")
	if len(expires) != 1 {
		return fmt.Errorf("expires is %q, want one date", expires)
	}
	if _, err := http.ParseTime(expires[0]); err != nil {
		return fmt.Errorf("expires: %w", err)
	}
	return nil
}

func hasRequestID(_ *suite, r reply) error {
	if ids := r.header.Get("x-request-id"); len(ids) != 1 || ids[0] == "" {
		return fmt.Errorf("x-request-id is %q, want one", ids)
	}
	return nil
}

func ownRequestIDs() step {
	c := getPolicy().with("x-request-id", "the-client's-own")
	return step{c.name + ", twice", c.demands(), func(ctx context.Context, s *suite) error {
		seen := map[string]bool{"the-client's-own": true}
		for range 2 {
			r := s.send(ctx, c)
			if err := hasRequestID(s, r); err != nil {
				return err
			}
			id := r.header.Get("x-request-id")[0]
			if seen[id] {
				return fmt.Errorf("x-request-id %q isn't the server's own for this call", id)
			}
			seen[id] = true
		}
		return nil
	}}
}
