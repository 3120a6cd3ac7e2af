package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"
)

// Result is what a removal came to.
type Result string

// The results of a removal, all of which leave the organization without the factor.
const (
	Removed      Result = "removed"
	WasNotThere  Result = "was not there"
	FoundRemoved Result = "removed, as a look at the policy shows; the answer to the removal got lost"
)

// How often an operation is sent at most, and how long to wait before it is sent again: twice as long each time.
const (
	attempts     = 4
	firstPause   = 200 * time.Millisecond
	longestPause = 10 * time.Second
)

const removal = `mutation RemoveSecondFactor($type: SecondFactorType!, $orgId: ID) {
  removeSecondFactor(type: $type, orgId: $orgId) { resourceOwner }
}`

const policy = `query SecondFactors($orgId: ID) {
  loginPolicy(orgId: $orgId) { secondFactors }
}`

// RemoveSecondFactor takes a factor away from an organization's own policy. An empty orgID is the token's home
// organization. It sends again only what the server calls retryable, which a write that may have happened never is; of
// such a one it finds out what became of it.
func (c *Client) RemoveSecondFactor(ctx context.Context, factor, orgID string) (Result, error) {
	var data struct {
		RemoveSecondFactor *struct{ ResourceOwner string }
	}
	err := c.retried(ctx, removal, map[string]any{"type": factor, "orgId": nullable(orgID)}, &data)
	if err == nil && data.RemoveSecondFactor == nil {
		err = fmt.Errorf("%w: neither a result nor an error", ErrNoAnswer)
	}
	failure, answered := errors.AsType[*ResponseError](err)
	switch {
	case err == nil:
		return Removed, nil
	case answered && failure.Extensions.Reason == "SECOND_FACTOR_NOT_CONFIGURED":
		return WasNotThere, nil
	case answered && failure.Extensions.Outcome == "UNKNOWN", errors.Is(err, ErrNoAnswer):
		return c.settle(ctx, factor, orgID, err)
	default:
		return "", err
	}
}

// settle reads what a lost write came to. The server reads the policy as it is, not as it was a moment ago.
func (c *Client) settle(ctx context.Context, factor, orgID string, lost error) (Result, error) {
	factors, err := c.SecondFactors(ctx, orgID)
	switch {
	case err != nil:
		return "", fmt.Errorf("whether %s is removed isn't known: %w; nor can it be read: %w", factor, lost, err)
	case slices.Contains(factors, factor):
		return "", fmt.Errorf("%s is not removed yet; the removal may still be under way, and can safely be sent again: %w", factor, lost)
	default:
		return FoundRemoved, nil
	}
}

// SecondFactors are those of the policy in force.
func (c *Client) SecondFactors(ctx context.Context, orgID string) ([]string, error) {
	var data struct {
		LoginPolicy struct{ SecondFactors []string }
	}
	err := c.retried(ctx, policy, map[string]any{"orgId": nullable(orgID)}, &data)
	// An empty list says that there are none; no list says nothing.
	if err == nil && data.LoginPolicy.SecondFactors == nil {
		err = fmt.Errorf("%w: neither a policy nor an error", ErrNoAnswer)
	}
	return data.LoginPolicy.SecondFactors, err
}

// retried sends an operation again as long as the server says that this can help and can't harm, a little later each time.
func (c *Client) retried(ctx context.Context, document string, variables map[string]any, result any) error {
	pause := firstPause
	for attempt := 1; ; attempt++ {
		err := c.Do(ctx, document, variables, result)
		failure, answered := errors.AsType[*ResponseError](err)
		if !answered || !failure.Extensions.Retryable || attempt == attempts {
			return err
		}
		select {
		case <-ctx.Done():
			return errors.Join(err, ctx.Err())
		case <-time.After(min(max(pause, failure.after), longestPause)):
			pause *= 2
		}
	}
}

// nullable makes an absent argument of an empty one: the server refuses an empty id rather than guess.
func nullable(id string) any {
	if id == "" {
		return nil
	}
	return id
}
