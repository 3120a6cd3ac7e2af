// Package problem is the error contract: what a failure is called, what its caller is told, and what is promised about a
// write. docs/errors.md is the same contract for callers.
//
// A failure travels up as it arose: a *wire.CallError from the connection, a *Problem from a package that refuses something
// by itself, an *UnknownOutcomeError around the failure of a write that may have happened. Classifier turns each into a
// Problem, once, where the failure leaves the program: package presenter below this one calls it. It recognises failures by
// their types and by ZITADEL's (method, code, id), and never looks at a text.
//
// The package owns the codes and reasons of the schema, the table of ZITADEL's known failures (by method, status code and
// error id), and which of the backend's texts may be shown. The text of a refusal stands where the refusal is made. Every
// package that refuses something makes a Problem. That includes packages without GraphQL: in spite of its place, this one
// depends on internal/wire alone. Package presenter makes GraphQL errors of Problems, and graph/endpoint chooses the HTTP
// status of a response by them.
package problem

import (
	"fmt"

	"zitadel-graphql/internal/wire"
)

// Problem is a failure in the terms of the contract. Every field but Code may be zero, and is then left out of what the caller
// gets. Once made a Problem isn't changed, so that several goroutines may share it.
type Problem struct { //nolint:errname // it is more than a Go error: the contract calls it so
	Code   Code
	Reason Reason
	// Message is for a person: what is wrong and what to do. It must not contain anything of the backend's that isn't meant
	// for the caller.
	Message string
	// HTTPStatus takes the place of the code's usual status where it isn't 0; see Status.
	HTTPStatus int
	// Unreadable marks a request whose JSON can't be parsed: GraphQL over HTTP has another status for it than for one that was
	// understood and can't be served.
	Unreadable bool
	// Call is the backend call that failed.
	Call *wire.CallError
	// MayHaveWritten makes a mutation's outcome UNKNOWN. A mutation that fails without it promises that nothing was written.
	MayHaveWritten bool
	// Retryable promises that the same request may succeed unchanged. It is void for a mutation that may have written.
	Retryable bool
	// ResourceOwner is the organization or instance that answered in place of the wanted one.
	ResourceOwner string
	// CurrentSequence is the version that a policy has in place of the expected one.
	CurrentSequence *uint64
	// CurrentVersion is the version, as policy.Version writes it, that a policy or the restrictions have in place of the expected
	// one.
	CurrentVersion string
	// Impact has the figures behind a guard's refusal.
	Impact []GuardFigure
	// Cause is for the log only.
	Cause error
}

var _ error = (*Problem)(nil)

// Error returns the text for the log, with the cause. The caller gets Message.
func (p *Problem) Error() string {
	text := fmt.Sprintf("%s %s: %s", p.Code, p.Reason, p.Message)
	if p.Cause != nil {
		text += ": " + p.Cause.Error()
	}
	return text
}

// Unwrap returns the cause.
func (p *Problem) Unwrap() error { return p.Cause }

// Status is the HTTP status that a REST API would answer with, the error's httpStatus: its own, or else its code's.
func (p *Problem) Status() int {
	if p.HTTPStatus != 0 {
		return p.HTTPStatus
	}
	return HTTPStatus(p.Code)
}

// NextStep returns the advice to append to the message of a mutation's failure, or of another operation's: to look what was
// written, or to try again. It begins with a blank. It is empty where the message has the advice already.
func (p *Problem) NextStep(mutation bool) string {
	switch {
	case mutation && p.MayHaveWritten && p.Code != CodeConflict && p.Reason != ReasonWroteElsewhere:
		return " See what is there now before you send the mutation again."
	case p.Retryable && p.Code != CodeRateLimited:
		return " Try again in a moment."
	default:
		return ""
	}
}

// AfterWrite returns a copy for a failure before which something was written: its outcome is UNKNOWN, whatever the failure means
// by itself.
func (p *Problem) AfterWrite() *Problem {
	late := *p
	late.MayHaveWritten = true
	return &late
}
