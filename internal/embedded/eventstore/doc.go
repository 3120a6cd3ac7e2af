// Package eventstore keeps the events of the development ZITADEL, in memory or in one bbolt file, and answers from the state
// that follows from them.
//
// It owns the order of events and their durability, the turns that writes take, and how late the reads are. A write asks a
// domain.Decision, stores what it decides in one transaction, and only then makes it visible (Store.Change). Reads answer from
// projections: what the state looks like after some number of events.
//
// It depends on package domain, which decides what an event means, and on bbolt. It knows no gRPC, users or texts; those are
// in package embedded, which also provides the events that an empty store starts with.
//
// Three switches in Config make it as inconvenient as a real ZITADEL under load, so that clients can be tested against that:
//
//   - Lag makes reads late. Which reads, and what brings them up to date, is explained in lag.go.
//   - Races lets concurrent writes decide on the same state (racing_writes.go).
//   - Skip makes the reads of policies skip an event for good (skipped_events.go).
//
// The histories (AllEvents, EventsOf, EventsOwnedBy) and the state that decisions are made on (Aggregate, User) are never late and skip nothing.
package eventstore
