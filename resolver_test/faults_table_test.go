package resolver_test

import (
	"crypto/tls"
	"net"
	"slices"
	"testing"
)

// fault is a row of the table in docs/reliability.md: something that breaks, from one moment on until it is lifted.
type fault struct {
	name string
	// does says what happens, as the end of a line.
	does string
	// only says which wires can meet it, or differ in how they do; empty is all.
	only wireKind
	// closes says that connections which are there break when the fault begins. What is known about a call that goes out
	// on one at that very moment is up to chance, so another goes first.
	closes bool
	// aimed says that it can begin with a call, and so leave the read before a write alone.
	aimed bool
	begin func(*testing.T, *faultChain)
	// read and write are the answers to a query and to a mutation that writes at once, over every wire but those that
	// differ in the write's. A mutation that reads first, and whose write is what the fault begins with, gets write's
	// answer too.
	read, write answer
	differs     map[string]answer
	// settled is the answer of that mutation where its next read may find out what became of the write.
	settled answer
}

// wireKind is a part of faultWires.
type wireKind string

const (
	withTLS   wireKind = "TLS"
	withHTTP2 wireKind = "HTTP/2"
	nativeRPC wireKind = "gRPC"
	plainHTTP wireKind = "gRPC-Web, REST"
)

func (f fault) concerns(w faultWire) bool {
	switch f.only {
	case withTLS:
		return w.tls
	case withHTTP2:
		return w.isHTTP2()
	case nativeRPC:
		return w.transport == "grpc"
	case plainHTTP:
		return w.transport != "grpc"
	default:
		return true
	}
}

// answer is what a caller gets, and how often the backend has done the write then: 0, 1, or either where that is up to
// chance. An answer without a code is the data.
type answer struct {
	code, reason, outcome string
	retryable             bool
	done                  string
	// byChance says that NOT_EXECUTED is as true: nothing went out before the connection broke, if that was quick enough.
	byChance bool
}

const either = "0 or 1"

// The answers there are. A write that surely didn't happen may be sent again like a read.

func data(done string) answer { return answer{done: done} }

func notReached() answer { return again("SERVICE_UNAVAILABLE", "BACKEND_UNREACHABLE") }

func tooSlow() answer { return again("GATEWAY_TIMEOUT", "BACKEND_TOO_SLOW") }

func bad(reason string) answer { return answer{code: "BAD_GATEWAY", reason: reason} }

func again(code, reason string) answer { return answer{code: code, reason: reason, retryable: true} }

// unknown is the answer to a write that may have happened, and did so often.
func (a answer) unknown(done string) answer {
	a.outcome, a.retryable, a.done = "UNKNOWN", false, done
	return a
}

func (a answer) unlessQuick() answer {
	a.byChance = true
	return a
}

// overHTTP1 is the answer of the wires that begin with the request itself.
func overHTTP1(a answer) map[string]answer { return map[string]answer{"grpc-web": a, "rest": a} }

func (a answer) notExecuted() answer {
	a.outcome, a.done = "NOT_EXECUTED", "0"
	return a
}

// faults is the table.
func faults(authority *certificateAuthority) []fault {
	return slices.Concat(passingFaults(), networkFaults(), replyFaults(), tlsFaults(authority), nameFaults())
}

// passingFaults meet one call only. They come first: calls are made again as long as others haven't used up the budget for
// that.
func passingFaults() []fault {
	return []fault{
		{
			name: "one reset", does: "a connection is reset when the backend is done; the next call meets nothing", aimed: true, begin: once(resetDone),
			read: data(""), write: notReached().unknown("1"), settled: data("1"),
		},
		{
			name: "one 503 from a proxy", does: "one call gets an HTML page in place of its reply", aimed: true, begin: once(pageOf(503)),
			read: data(""), write: notReached().unknown("0"),
		},
	}
}

func nameFaults() []fault {
	return []fault{
		{
			name: "DNS gone", does: "all connections break, and names can't be looked up; gRPC goes on with the address that it has",
			only: nativeRPC, closes: true, begin: forgetNames,
			read: data(""), write: data("1"),
		},
		{
			name: "DNS gone", does: "all connections break, and names can't be looked up", only: plainHTTP, closes: true, begin: forgetNames,
			read: notReached(), write: notReached().notExecuted(),
		},
	}
}

func networkFaults() []fault {
	return []fault{
		{
			name: "connection refused", does: "nothing listens", closes: true, begin: refuse,
			read: notReached(), write: notReached().notExecuted(),
		},
		{
			name: "reset before the request", does: "every connection is reset as soon as it is there", closes: true,
			begin: misbehaves(misbehavior{accept: func(conn net.Conn) { resetConn(conn) }}),
			read:  notReached(), write: notReached().notExecuted(),
			differs: overHTTP1(notReached().unknown("0").unlessQuick()),
		},
		{
			name: "reset within the request", does: "the connection is reset ten bytes into what is sent on it", closes: true,
			begin: misbehaves(misbehavior{readsOnly: 10}),
			read:  notReached(), write: notReached().notExecuted(),
			differs: overHTTP1(notReached().unknown("0").unlessQuick()),
		},
		{
			name: "reset after the request", does: "the connection is reset when the request is there; the backend doesn't see it",
			aimed: true, begin: answers(resetUnseen),
			read: notReached(), write: notReached().unknown("0"),
		},
		{
			name: "reset before the reply", does: "the connection is reset when the backend is done", aimed: true, begin: answers(resetDone),
			read: notReached(), write: notReached().unknown("1"),
		},
		{
			name: "half-closed", does: "the server ends its side of the connection, and keeps reading", aimed: true, begin: answers(halfClose),
			read: notReached(), write: notReached().unknown("0"),
		},
		{
			name: "silence", does: "the request is taken, and nothing ever answered", aimed: true, begin: answers(silence),
			read: tooSlow(), write: tooSlow().unknown("0"),
		},
		{
			name: "black hole for requests", does: "what is sent is lost, the connection stays",
			begin: toxics("upstream", "timeout", `{"timeout": 0}`),
			read:  tooSlow(), write: tooSlow().unknown("0"),
		},
		{
			name: "black hole for replies", does: "what is answered is lost, the connection stays",
			begin: toxics("downstream", "timeout", `{"timeout": 0}`),
			read:  tooSlow(), write: tooSlow().unknown("1"),
		},
		{
			name: "slow drip of the request", does: "5 bytes a second arrive",
			begin: toxics("upstream", "slicer", `{"average_size": 1, "delay": 200000}`),
			read:  tooSlow(), write: tooSlow().unknown(either),
		},
		{
			name: "slow drip of the reply", does: "5 bytes a second arrive",
			begin: toxics("downstream", "slicer", `{"average_size": 1, "delay": 200000}`),
			read:  tooSlow(), write: tooSlow().unknown("1"),
		},
		{
			name: "bandwidth limit", does: "20 KB a second, both ways", begin: toxics("upstream downstream", "bandwidth", `{"rate": 20}`),
			read: data(""), write: data("1"),
		},
		{
			name: "latency with jitter", does: "10 to 70 ms each way",
			begin: toxics("upstream downstream", "latency", `{"latency": 40, "jitter": 30}`),
			read:  data(""), write: data("1"),
		},
		{
			name: "latency over the limit", does: "4 to 6 s each way", begin: toxics("upstream downstream", "latency", `{"latency": 5000, "jitter": 1000}`),
			read: tooSlow(), write: tooSlow().unknown(either),
		},
		{
			name: "garbage for a connection", does: "whatever connects is sent bytes that are of no protocol", closes: true,
			begin: misbehaves(misbehavior{accept: greetWithGarbage}),
			read:  notReached(), write: notReached().notExecuted(),
			differs: overHTTP1(notReached().unknown("0").unlessQuick()),
		},
	}
}

func replyFaults() []fault {
	invalid, foreign, large := bad("BACKEND_REPLY_INVALID"), bad("BACKEND_NOT_ZITADEL_OR_WRONG_HOST"), bad("BACKEND_REPLY_TOO_LARGE")
	return []fault{
		{
			name: "reply cut off", does: "half of it arrives, and the connection is closed", aimed: true, begin: answers(cutReply),
			read: notReached(), write: notReached().unknown("1"),
		},
		{
			name: "truncated frame", does: "the reply ends properly, within its message", aimed: true, begin: changed(shorten),
			read: invalid, write: invalid.unknown("1"),
		},
		{
			name: "garbage for a reply", does: "the message can't be read", aimed: true, begin: changed(scramble),
			read: invalid, write: invalid.unknown("1"),
		},
		{
			name: "wrong content type", does: "the reply calls itself application/xml", aimed: true, begin: changed(mislabel),
			read: foreign, write: foreign.unknown("1"),
		},
		{
			name: "502 from a proxy", does: "an HTML page in place of the reply", aimed: true, begin: errorPage(502),
			read: notReached(), write: notReached().unknown("0"),
		},
		{
			name: "503 from a proxy", does: "the same", aimed: true, begin: errorPage(503),
			read: notReached(), write: notReached().unknown("0"),
		},
		{
			name: "504 from a proxy", does: "the same", aimed: true, begin: errorPage(504),
			read: notReached(), write: notReached().unknown("0"),
		},
		{
			name: "redirection", does: "307 to another place, which is never asked", aimed: true, begin: redirect,
			read: foreign, write: foreign.unknown("0"),
		},
		{
			name: "compressed reply", does: "gzip, which wasn't asked for", aimed: true, begin: changed(compress),
			read: invalid, write: invalid.unknown("1"),
		},
		{
			name: "oversized headers", does: "100 KiB of them", aimed: true, begin: changed(inflateHeaders),
			read: notReached(), write: notReached().unknown("1"),
		},
		{
			name: "oversized body", does: "twice what `--backend-max-reply` allows", aimed: true, begin: changed(inflateBody),
			read: large, write: large.unknown("1"),
		},
		{
			name: "GOAWAY within a call", does: "the server wants another connection, and answers the call", only: withHTTP2, aimed: true, begin: answers(goAway),
			read: data(""), write: data("1"),
		},
	}
}

func tlsFaults(authority *certificateAuthority) []fault {
	show := func(certificate *tls.Certificate) func(*testing.T, *faultChain) {
		return misbehaves(misbehavior{certificate: func() *tls.Certificate { return certificate }})
	}
	return []fault{
		{
			name: "TLS handshake fails", does: "the server breaks it off with an alert", only: withTLS, closes: true, begin: show(nil),
			read: notReached(), write: notReached().notExecuted(),
		},
		{
			name: "expired certificate", does: "the server's, since a minute ago", only: withTLS, closes: true, begin: show(authority.expired),
			read: notReached(), write: notReached().notExecuted(),
		},
		{
			name: "another's certificate", does: "it is for another host", only: withTLS, closes: true, begin: show(authority.other),
			read: notReached(), write: notReached().notExecuted(),
		},
	}
}
