package policy

import "sync/atomic"

// totals count what a Client, and those made of it by WithConfig, found out about ZITADEL's reads.
type totals struct{ readsBehind, readsSkipping atomic.Uint64 }

// ReadsBehind returns how often a policy that was read certainly lacked its newest change, since NewClient. Such a read is made again
// for a while, and each time counts.
func (c *Client) ReadsBehind() uint64 { return c.totals.readsBehind.Load() }

// ReadsSkipping returns how often a policy that was read to be changed lacked an earlier change for good, although it had the newest
// one, since NewClient.
func (c *Client) ReadsSkipping() uint64 { return c.totals.readsSkipping.Load() }
