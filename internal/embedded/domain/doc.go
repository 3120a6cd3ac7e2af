// Package domain is the pure part of the development ZITADEL: what has happened (an Event), the state that follows from it
// (an Aggregate, or a User), and what may happen next (a Decision).
//
// It owns the rules of the instance, of organizations, of their login policies, identity providers and restrictions, and of
// the factors of their users: which checks a write passes, in which order, with which error id it is refused, and what it
// changes. A write is
//
//	pending, err := decision(state)          // decides, or refuses with a *RefusedError
//	events := aggregate.Stamp(pending, …)    // numbers and dates the events
//	aggregate = Apply(aggregate, events...)  // and folds them into the next state
//
// Nothing here has a clock, a lock, a file or a log, and nothing is modified in place. Package eventstore keeps events, lets
// writes take turns and decides which reads are late; package embedded speaks gRPC and knows tokens, roles and texts. This
// package depends on the enums of the wire contract and on gRPC's list of codes.
//
// Some rules look like mistakes. They are ZITADEL's, as observed on a real server, and stay so that a client meets them here
// before it does there:
//
//   - An organization that inherits its policy can add a factor that nobody is shown: a phantom (see the type policy).
//   - A policy may list a factor twice, and one removal removes both (appendOrRemove).
//   - An update that changes nothing is an error (UpdateCustomPolicy), while setting the same restrictions again isn't
//     (SetRestrictions).
//   - One error id stands for several refusals: the removal of a second factor that is absent and the addition of a multi factor
//     that is there already have the same (AddMultiFactor).
//   - Whoever may not change a user is told of an authenticator app and of a security key that they are absent, and of no other
//     factor (RemoveTOTP, RemoveU2F). Recovery codes are removed without an error also where there are none.
//   - Links to identity providers don't move the policy's sequence (policy.apply), and vanish with their provider without
//     an event (DeleteProvider).
package domain
