// Package wiretest is the law of the wire contract as one behavioural suite: what every implementation of
// zitadel.management.v1.ManagementService has to answer, a real ZITADEL, the embedded one, and each way to reach them
// (anything that is a grpc.ClientConnInterface).
//
// It compares codes, detail ids, detail types and shapes. Texts it never compares, but for the few untranslated keys
// that clients match on, and for what must be so in any language: a status message is its detail's message followed by
// the id in parentheses, and where the contract has no detail there is none. Sequences are relative to the last write
// of the suite, never absolute.
//
// A run needs one organization that it may rewrite and a token that may do so there (see [Target]). Each case first
// brings that organization to the same state (it inherits, and holds no factors of its own), so cases depend neither on
// each other nor on their order; at the end the policy that was there before stands again. What can't be read can't be
// put back: phantom factors are gone after a run. A run that is killed restores nothing. The instance's own policy is
// read, never written. Nothing else may write in the organization, or change the instance's policy, meanwhile.
//
// The tests of this package run the suite on the embedded backend, and on a running ZITADEL that the environment names
// (real_test.go). They also play every case against servers that are wrong in one way each, and each case has to notice
// some (tamper_test.go).
//
// A case whose role or organization isn't given is reported as not run, with what it lacks ([Report]).
//
// What each case stands for is in spec.go, by the rows of the specification; COVERAGE.md shows the same the other way
// round, and a test keeps it complete and fresh.
//
// Not in here yet, because the contract that we generate doesn't have it: the admin service (instance policy), the
// change history (ListOrgChanges), identity provider links beyond what AddCustomLoginPolicy refuses, organizations that
// are deactivated or removed, and what only the REST wire can answer (path and body parsing, HTTP statuses). Not in
// here because no caller can bring it about at will: quotas, a blocked instance, a session without the demanded factor,
// an application token with a foreign origin, an expired deadline.
package wiretest
