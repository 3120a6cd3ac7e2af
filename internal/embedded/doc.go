// Package embedded is a small ZITADEL for development: a gRPC server that answers the calls behind this program's schema as a
// real ZITADEL does, so that the program runs on a laptop with the codecs, deadlines, metadata and errors of production. It is
// no place for production data, since the README prints its tokens.
//
// It owns everything between the transport and a decision: the order of the checks that a call passes before its method, tokens,
// roles and the strength of a login, the validation of requests, what answers and their details carry, the texts of errors and
// events, and the organizations, providers, machines and people that it starts with. Whoever has a token is a User, and what a
// User has set up is, like that of people without tokens, in the store.
//
// Two packages below it own the rest. Package domain decides what a write changes or is refused with, as pure functions over
// the state. Package eventstore keeps the events, in memory or in a file, and decides how late the reads are. So a write goes
//
//	interceptors → a method of one of the six services → eventstore.Store.Change → a domain.Decision
//
// and a read asks the store and converts what it gets.
//
// This package depends on the wire contract (internal/wire), on internal/loopback for the names of this machine, and on gRPC.
// The way to a real ZITADEL is in internal/backend, and the test suite that both have to pass in internal/wire/wiretest.
//
// Some of what it does looks wrong, and is what a real ZITADEL was seen to do: NOT_FOUND for a caller who is no member
// (checkPermission), the first of two organizations, the home of a caller whose organization is empty (identify), totals that
// count what the caller may not read, or nothing beyond the end of a list (ListOrganizations, pageDetails). The oddities of
// policies and of factors are explained in package domain, those of reads under load in package eventstore. ListEvents has the
// payloads of people's events with domain.FakeSecret wherever ZITADEL's have a secret. The texts are our own, in English
// and German; where ZITADEL sends a raw key, so does this server.
package embedded
