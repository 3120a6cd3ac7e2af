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
	// effect says what happens, as the end of a line.
	effect string
	// only says which wires can meet it, or differ in how they do; empty is all.
	only wireKind
	// breaksConnections says that connections which are there break when the fault begins. What is known about a call that goes out
	// on one at that very moment is up to chance, so another goes first.
	breaksConnections bool
	// startsWithCall says that it can begin with a call, and so leave the read before a write alone.
	startsWithCall bool
	begin          func(*testing.T, *faultChain)
	// read and write are the answers to a query and to a mutation that writes at once, over every wire but those that
	// differ in the write's. A mutation that reads first, and whose write is what the fault begins with, gets write's
	// answer too.
	read, write answer
	differs     map[string]answer
	// confirmed is the answer of that mutation where its next read may find out what became of the write.
	confirmed answer
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

func success(done string) answer { return answer{done: done} }

func notReached() answer { return retryable("SERVICE_UNAVAILABLE", "BACKEND_UNREACHABLE") }

func tooSlow() answer { return retryable("GATEWAY_TIMEOUT", "BACKEND_TOO_SLOW") }

func badGateway(reason string) answer { return answer{code: "BAD_GATEWAY", reason: reason} }

func retryable(code, reason string) answer {
	return answer{code: code, reason: reason, retryable: true}
}

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
			name: "one reset", effect: "a connection is reset when the backend is done; the next call meets nothing", startsWithCall: true, begin: answerFirstCall(resetDone),
			read: success(""), write: notReached().unknown("1"), confirmed: success("1"),
		},
		{
			name: "one 503 from a proxy", effect: "one call gets an HTML page in place of its reply", startsWithCall: true, begin: answerFirstCall(proxyErrorPage(503)),
			read: success(""), write: notReached().unknown("0"),
		},
	}
}

func nameFaults() []fault {
	return []fault{
		{
			name: "DNS gone", effect: "all connections break, and names can't be looked up; gRPC goes on with the address that it has",
			only: nativeRPC, breaksConnections: true, begin: breakDNS,
			read: success(""), write: success("1"),
		},
		{
			name: "DNS gone", effect: "all connections break, and names can't be looked up", only: plainHTTP, breaksConnections: true, begin: breakDNS,
			read: notReached(), write: notReached().notExecuted(),
		},
	}
}

func networkFaults() []fault {
	return []fault{
		{
			name: "connection refused", effect: "nothing listens", breaksConnections: true, begin: refuseConnections,
			read: notReached(), write: notReached().notExecuted(),
		},
		{
			name: "reset before the request", effect: "every connection is reset as soon as it is there", breaksConnections: true,
			begin: beginMisbehavior(misbehavior{accept: func(conn net.Conn) { resetConn(conn) }}),
			read:  notReached(), write: notReached().notExecuted(),
			differs: overHTTP1(notReached().unknown("0").unlessQuick()),
		},
		{
			name: "reset within the request", effect: "the connection is reset ten bytes into what is sent on it", breaksConnections: true,
			begin: beginMisbehavior(misbehavior{readsOnly: 10}),
			read:  notReached(), write: notReached().notExecuted(),
			differs: overHTTP1(notReached().unknown("0").unlessQuick()),
		},
		{
			name: "reset after the request", effect: "the connection is reset when the request is there; the backend doesn't see it",
			startsWithCall: true, begin: answerEveryCall(resetUnseen),
			read: notReached(), write: notReached().unknown("0"),
		},
		{
			name: "reset before the reply", effect: "the connection is reset when the backend is done", startsWithCall: true, begin: answerEveryCall(resetDone),
			read: notReached(), write: notReached().unknown("1"),
		},
		{
			name: "half-closed", effect: "the server ends its side of the connection, and keeps reading", startsWithCall: true, begin: answerEveryCall(halfClose),
			read: notReached(), write: notReached().unknown("0"),
		},
		{
			name: "silence", effect: "the request is taken, and nothing ever answered", startsWithCall: true, begin: answerEveryCall(neverAnswer),
			read: tooSlow(), write: tooSlow().unknown("0"),
		},
		{
			name: "black hole for requests", effect: "what is sent is lost, the connection stays",
			begin: addToxics("upstream", "timeout", `{"timeout": 0}`),
			read:  tooSlow(), write: tooSlow().unknown("0"),
		},
		{
			name: "black hole for replies", effect: "what is answered is lost, the connection stays",
			begin: addToxics("downstream", "timeout", `{"timeout": 0}`),
			read:  tooSlow(), write: tooSlow().unknown("1"),
		},
		{
			name: "slow drip of the request", effect: "5 bytes a second arrive",
			begin: addToxics("upstream", "slicer", `{"average_size": 1, "delay": 200000}`),
			read:  tooSlow(), write: tooSlow().unknown(either),
		},
		{
			name: "slow drip of the reply", effect: "5 bytes a second arrive",
			begin: addToxics("downstream", "slicer", `{"average_size": 1, "delay": 200000}`),
			read:  tooSlow(), write: tooSlow().unknown("1"),
		},
		{
			name: "bandwidth limit", effect: "20 KB a second, both ways", begin: addToxics("upstream downstream", "bandwidth", `{"rate": 20}`),
			read: success(""), write: success("1"),
		},
		{
			name: "latency with jitter", effect: "10 to 70 ms each way",
			begin: addToxics("upstream downstream", "latency", `{"latency": 40, "jitter": 30}`),
			read:  success(""), write: success("1"),
		},
		{
			name: "latency over the limit", effect: "4 to 6 s each way", begin: addToxics("upstream downstream", "latency", `{"latency": 5000, "jitter": 1000}`),
			read: tooSlow(), write: tooSlow().unknown(either),
		},
		{
			name: "garbage for a connection", effect: "whatever connects is sent bytes that are of no protocol", breaksConnections: true,
			begin: beginMisbehavior(misbehavior{accept: greetWithGarbage}),
			read:  notReached(), write: notReached().notExecuted(),
			differs: overHTTP1(notReached().unknown("0").unlessQuick()),
		},
	}
}

func replyFaults() []fault {
	invalid, foreign, large := badGateway("BACKEND_REPLY_INVALID"), badGateway("BACKEND_NOT_ZITADEL_OR_WRONG_HOST"), badGateway("BACKEND_REPLY_TOO_LARGE")
	return []fault{
		{
			name: "reply cut off", effect: "half of it arrives, and the connection is closed", startsWithCall: true, begin: answerEveryCall(cutReply),
			read: notReached(), write: notReached().unknown("1"),
		},
		{
			name: "truncated frame", effect: "the reply ends properly, within its message", startsWithCall: true, begin: changeReply(truncateMessage),
			read: invalid, write: invalid.unknown("1"),
		},
		{
			name: "garbage for a reply", effect: "the message can't be read", startsWithCall: true, begin: changeReply(garbleMessage),
			read: invalid, write: invalid.unknown("1"),
		},
		{
			name: "wrong content type", effect: "the reply calls itself application/xml", startsWithCall: true, begin: changeReply(changeContentType),
			read: foreign, write: foreign.unknown("1"),
		},
		{
			name: "502 from a proxy", effect: "an HTML page in place of the reply", startsWithCall: true, begin: answerErrorPage(502),
			read: notReached(), write: notReached().unknown("0"),
		},
		{
			name: "503 from a proxy", effect: "the same", startsWithCall: true, begin: answerErrorPage(503),
			read: notReached(), write: notReached().unknown("0"),
		},
		{
			name: "504 from a proxy", effect: "the same", startsWithCall: true, begin: answerErrorPage(504),
			read: notReached(), write: notReached().unknown("0"),
		},
		{
			name: "redirection", effect: "307 to another place, which is never asked", startsWithCall: true, begin: redirect,
			read: foreign, write: foreign.unknown("0"),
		},
		{
			name: "compressed reply", effect: "gzip, which wasn't asked for", startsWithCall: true, begin: changeReply(compressReply),
			read: invalid, write: invalid.unknown("1"),
		},
		{
			name: "oversized headers", effect: "100 KiB of them", startsWithCall: true, begin: changeReply(inflateHeaders),
			read: notReached(), write: notReached().unknown("1"),
		},
		{
			name: "oversized body", effect: "twice what `--backend-max-reply` allows", startsWithCall: true, begin: changeReply(inflateBody),
			read: large, write: large.unknown("1"),
		},
		{
			name: "GOAWAY within a call", effect: "the server wants another connection, and answers the call", only: withHTTP2, startsWithCall: true, begin: answerEveryCall(goAway),
			read: success(""), write: success("1"),
		},
	}
}

func tlsFaults(authority *certificateAuthority) []fault {
	show := func(certificate *tls.Certificate) func(*testing.T, *faultChain) {
		return beginMisbehavior(misbehavior{certificate: func() *tls.Certificate { return certificate }})
	}
	return []fault{
		{
			name: "TLS handshake fails", effect: "the server breaks it off with an alert", only: withTLS, breaksConnections: true, begin: show(nil),
			read: notReached(), write: notReached().notExecuted(),
		},
		{
			name: "expired certificate", effect: "the server's, since a minute ago", only: withTLS, breaksConnections: true, begin: show(authority.expired),
			read: notReached(), write: notReached().notExecuted(),
		},
		{
			name: "another's certificate", effect: "it is for another host", only: withTLS, breaksConnections: true, begin: show(authority.other),
			read: notReached(), write: notReached().notExecuted(),
		},
	}
}
