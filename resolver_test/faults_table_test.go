package resolver_test

import (
	"crypto/tls"
	"net"
	"slices"
	"testing"
)

// fault is a row of the table in docs/reliability.md: something between the program and the backend that is broken from
// begin until faultChain.lift.
type fault struct {
	name string
	// effect is what happens, as the table shows it.
	effect string
	// only is the wires that the row is for; empty is all.
	only wireKind
	// breaksConnections is for a fault whose begin breaks existing connections. What becomes of a call that is sent at
	// that very moment is up to chance, so another one is sent first.
	breaksConnections bool
	// startsWithCall is for a fault that can begin with a certain call, and so spare the read before a write.
	startsWithCall bool
	begin          func(*testing.T, *faultChain)
	// read is the answer to a query. write is the answer to a mutation that writes at once, and to one that reads first
	// where the fault begins with its write.
	read, write answer
	// differs has the wires, by their names, whose answer to a write is another one.
	differs map[string]answer
	// confirmed is the answer to a mutation that reads first, where the read after the write can find the change; if it
	// is zero, write is.
	confirmed answer
}

// wireKind is a subset of faultWires.
type wireKind string

const (
	withTLS   wireKind = "TLS"
	withHTTP2 wireKind = "HTTP/2"
	nativeRPC wireKind = "gRPC"
	plainHTTP wireKind = "gRPC-Web, REST"
)

// concerns reports whether the row is for this wire.
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

// answer is what a caller gets, and how often the backend has done the write then: "0", "1", or either where that is up
// to chance. An answer without a code is the data.
type answer struct {
	code, reason, outcome string
	retryable             bool
	done                  string
	// byChance is for an answer whose outcome may also be NOT_EXECUTED, where the connection broke before anything was
	// sent.
	byChance bool
}

const either = "0 or 1"

// success is the data, with the write done this often.
func success(done string) answer { return answer{done: done} }

// notReached is the answer where no connection to the backend is made or kept.
func notReached() answer { return retryable("SERVICE_UNAVAILABLE", "BACKEND_UNREACHABLE") }

// tooSlow is the answer where --backend-timeout passes.
func tooSlow() answer { return retryable("GATEWAY_TIMEOUT", "BACKEND_TOO_SLOW") }

// badGateway is the answer where what comes back isn't ZITADEL's reply.
func badGateway(reason string) answer { return answer{code: "BAD_GATEWAY", reason: reason} }

// retryable is the answer to a read, which may be sent again; so may a write that certainly wasn't executed.
func retryable(code, reason string) answer {
	return answer{code: code, reason: reason, retryable: true}
}

// unknown is the answer to a write that may have been executed, and was this often.
func (a answer) unknown(done string) answer {
	a.outcome, a.retryable, a.done = "UNKNOWN", false, done
	return a
}

// unlessQuick is for a fault that the program may notice before it has sent anything.
func (a answer) unlessQuick() answer {
	a.byChance = true
	return a
}

// overHTTP1 is for differs: the two wires that send the request itself first on a new connection, where native gRPC
// waits for the server's settings.
func overHTTP1(a answer) map[string]answer { return map[string]answer{"grpc-web": a, "rest": a} }

// notExecuted is the answer to a write that certainly wasn't executed.
func (a answer) notExecuted() answer {
	a.outcome, a.done = "NOT_EXECUTED", "0"
	return a
}

// faults returns the whole table.
func faults(authority *certificateAuthority) []fault {
	return slices.Concat(passingFaults(), connectionFaults(), trafficFaults(), replyFaults(), tlsFaults(authority), nameFaults())
}

// passingFaults are over after one call. They come first, while the budget for retries isn't spent by the others.
func passingFaults() []fault {
	return []fault{
		{
			name: "one reset", effect: "a connection is reset when the backend is done; the next call meets nothing", startsWithCall: true, begin: answerFirstCall(resetAfterBackend),
			read: success(""), write: notReached().unknown("1"), confirmed: success("1"),
		},
		{
			name: "one 503 from a proxy", effect: "one call gets an HTML page in place of its reply", startsWithCall: true, begin: answerFirstCall(proxyErrorPage(503)),
			read: success(""), write: notReached().unknown("0"),
		},
	}
}

// nameFaults are faults of DNS.
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

// connectionFaults are connections that are refused or break.
func connectionFaults() []fault {
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
			startsWithCall: true, begin: answerEveryCall(resetBeforeBackend),
			read: notReached(), write: notReached().unknown("0"),
		},
		{
			name: "reset before the reply", effect: "the connection is reset when the backend is done", startsWithCall: true, begin: answerEveryCall(resetAfterBackend),
			read: notReached(), write: notReached().unknown("1"),
		},
		{
			name: "half-closed", effect: "the server ends its side of the connection, and keeps reading", startsWithCall: true, begin: answerEveryCall(halfClose),
			read: notReached(), write: notReached().unknown("0"),
		},
	}
}

// trafficFaults are faults of the bytes on a connection.
func trafficFaults() []fault {
	return []fault{
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

// replyFaults are wrong replies.
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
			name: "compressed reply", effect: "gzip, which wasn't asked for", only: plainHTTP, startsWithCall: true, begin: changeReply(compressReply),
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

// tlsFaults are faults of the TLS handshake.
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
