// Package wiretest is the law of the wire contract as one behavioural suite: what every implementation of ZITADEL's
// management, admin, auth and organization services has to answer, as far as the contract has them, a real ZITADEL, the
// embedded one, and each way to reach them (anything that is a grpc.ClientConnInterface).
//
// It compares codes, detail ids, detail types and shapes. Texts it never compares, but for the few untranslated keys
// that clients match on, and for what must be so in any language: a status message is its detail's message followed by
// the id in parentheses, and where the contract has no detail there is none. Sequences are relative to the last write
// of the suite, never absolute; the organization's and the instance's are counted apart (ledger.go).
//
// A run needs one organization that it may rewrite and a token that may do so there (see [Target]). Each case first
// brings that organization to the same state (it inherits, and holds no factors of its own), so cases depend neither on
// each other nor on their order; at the end the policy that was there before stands again. What can't be read can't be
// put back: phantom factors are gone after a run. A run that is killed restores nothing. Nothing else may write in the
// organization, or change the instance's policy, meanwhile.
//
// The instance's own policy and restrictions are only read, unless Target.InstanceWritable allows more: then the cases
// about them start from the settings of a fresh instance, and what was there before is put back as soon as a case about
// something else follows, and at the end (instance.go). Every organization without its own policy sees that meanwhile.
//
// The tests of this package run the suite on the embedded backend, over each wire of internal/backend too, and on a running
// ZITADEL that the environment names (real_test.go lists the variables). They also play every case against servers that are wrong in one way each, and each
// case has to notice some (tamper_test.go).
//
// A case whose role, organization, provider or leave isn't given is reported as not run, with what it lacks ([Report]).
//
// Where writes race (Target.Races) the cases of races.go send two at once until both succeed, at most a fixed number of
// times, and demand what upstream makes of it. Where they don't, once.go demands what holds anywhere.
//
// What each case stands for is in spec.go, by the rows of the specification; COVERAGE.md shows the same the other way
// round, and a test keeps it complete and fresh.
//
// Not in here, because the contract that we generate doesn't have it: organizations that are deactivated or removed, and
// what only the REST wire can answer (path and body parsing, HTTP statuses). Not in here because no caller can bring it
// about at will: quotas, a blocked instance, a person that came through an identity provider, an application token with a foreign
// origin, an expired deadline, an instance without a policy. Not in here because nobody has seen what a real server
// answers: what the organization service makes of the organization header, and dates of ListEvents in any other way than
// from a date upwards. Nor that a deleted provider takes its links with it, without an event of theirs: the contract that
// we generate can't delete one.
package wiretest
