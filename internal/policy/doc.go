// Package policy says what the event log of a ZITADEL tells about a login policy, and whether what ZITADEL shows of the
// policy is up to date.
//
// ZITADEL keeps events, and shows what its projections made of them. A projection is late now and then, and now and then
// skips an event for good; logins see the projection too. The log itself was never seen to be late. So whoever is about
// to change a policy reads both: Log.Behind tells whether a change is missing in what is shown, and Log.Written, where
// the caller may read the payloads of events, how the policy is written.
//
// It also says what a change of a policy does to the token that makes it: Person.Lockout.
//
// The package computes only: it makes no calls and knows nothing of GraphQL. How the log is read, and what follows from
// what it says, is package graph's.
package policy
