package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"
)

// Result is how a removal succeeded.
type Result string

// The results. After each of them the organization's policy is without the factor.
const (
	Removed      Result = "removed"
	WasNotThere  Result = "was not there"
	FoundRemoved Result = "removed, as a look at the policy shows; the answer to the removal got lost"
)

// An operation is sent at most maxAttempts times, with pauses that double.
const (
	maxAttempts  = 4
	firstPause   = 200 * time.Millisecond
	longestPause = 10 * time.Second
)

const removeSecondFactor = `mutation RemoveSecondFactor($type: SecondFactorType!, $orgId: ID) {
  removeSecondFactor(type: $type, orgId: $orgId) { resourceOwner }
}`

const secondFactors = `query SecondFactors($orgId: ID) {
  loginPolicy(orgId: $orgId) { secondFactors }
}`

// RemoveSecondFactor removes a factor from an organization's own login policy. An empty orgID means the token's home
// organization. It sends the removal again only where the server calls that safe, which it never does after a write that may
// have happened. Then it reads the policy to find out. An error means that the factor is still there, or that nobody knows;
// its text tells which.
func (c *Client) RemoveSecondFactor(ctx context.Context, factor, orgID string) (Result, error) {
	var data struct {
		RemoveSecondFactor *struct{ ResourceOwner string }
	}
	err := c.doWithRetries(ctx, removeSecondFactor, map[string]any{"type": factor, "orgId": nullable(orgID)}, &data)
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
		return c.checkRemoved(ctx, factor, orgID, err)
	default:
		return "", err
	}
}

// checkRemoved finds out whether a removal took place whose answer got lost. The server reads the policy as it is now, not as
// it was a moment ago.
func (c *Client) checkRemoved(ctx context.Context, factor, orgID string, lost error) (Result, error) {
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

// SecondFactors returns the factors of the policy in force, which the organization may have inherited.
func (c *Client) SecondFactors(ctx context.Context, orgID string) ([]string, error) {
	var data struct {
		LoginPolicy struct{ SecondFactors []string }
	}
	err := c.doWithRetries(ctx, secondFactors, map[string]any{"orgId": nullable(orgID)}, &data)
	// An empty list means that there are none. Without a list nobody knows.
	if err == nil && data.LoginPolicy.SecondFactors == nil {
		err = fmt.Errorf("%w: neither a policy nor an error", ErrNoAnswer)
	}
	return data.LoginPolicy.SecondFactors, err
}

// doWithRetries sends an operation again as long as the server says that this may help and can't harm.
func (c *Client) doWithRetries(ctx context.Context, document string, variables map[string]any, result any) error {
	pause := firstPause
	for attempt := 1; ; attempt++ {
		err := c.Do(ctx, document, variables, result)
		failure, answered := errors.AsType[*ResponseError](err)
		if !answered || !failure.Extensions.Retryable || attempt == maxAttempts {
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

// nullable turns an empty id into null, which means the token's home organization. The server refuses an empty id.
func nullable(id string) any {
	if id == "" {
		return nil
	}
	return id
}
