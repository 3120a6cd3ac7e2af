// Package embedded is a small ZITADEL for development: a real gRPC server with the organization's login policy behind
// it, so that the program runs on a laptop with the same codecs, deadlines, metadata and errors as in production.
//
// It owns what a call does: the order of the checks, codes, error ids, what details carry, sequences, phantom factors
// and duplicates, as they were observed on a real server. Its texts are its own: a client must not read them.
//
// The state is a fold over events. A call reads the state of one aggregate (the instance or an organization), decides
// purely (decide.go for organizations, decide_default.go for the instance), the events are made durable in one transaction
// (log.go) and then folded into the state (aggregate.go, policy.go). Nothing else changes it. Calls take turns, unless
// they are to race (race.go), and reads show every change, unless they are to be late (late.go) or to skip some (skip.go).
// world.go holds the organizations, providers, users and tokens it starts with, permission.go what their roles allow.
//
// It depends on the wire contract in internal/wire, on internal/loopback, on gRPC and on bbolt. The way to a real ZITADEL is in
// internal/backend, the suite that both have to pass in internal/wire/wiretest. It is no place for production data: its
// tokens are printed in the README.
package embedded
