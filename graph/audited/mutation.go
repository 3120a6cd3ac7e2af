package audited

import (
	"cmp"
	"context"
	"errors"
	"strconv"
	"sync"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"

	"zitadel-graphql/graph/problem"
	"zitadel-graphql/internal/audit"
	"zitadel-graphql/internal/policy"
)

// What became of a write. The last two are the schema's WriteOutcome, which only failures have.
const (
	executed    = "EXECUTED"
	unchanged   = "UNCHANGED"
	notExecuted = "NOT_EXECUTED"
	unknown     = "UNKNOWN"
)

// mutation is one field of Mutation that is being executed.
type mutation struct {
	auditor   *Auditor
	field     graphql.CollectedField
	variables map[string]any
	begun     time.Time
	tokens    tokens
	// line is what both lines say. The resolver's goroutine writes it, before it asks internal/policy or internal/people.
	line audit.Mutation
	// caller is who the caller is, once that is known. It is nil before the caller's token was looked at.
	caller *caller
	// result is that of a change that succeeded, where there is one, and took how long that was.
	result    policy.Result
	hasResult bool
	took      time.Duration
	// returned is false until the field was executed, and stays so after a panic.
	returned bool

	mu       sync.Mutex // guards what is below
	removals int        // from people, that have ended
	sent     map[removalKey]sentRemoval
}

type mutationKey struct{}

// mutationOf returns the mutation that ctx belongs to. It is nil outside of a mutation, and without an Auditor.
func mutationOf(ctx context.Context) *mutation {
	m, _ := ctx.Value(mutationKey{}).(*mutation)
	return m
}

// BeforeWrite returns the function that writes the intent, for policy.Options.BeforeWrite. The mutation of ctx changes the organization
// with this id, or with an empty id the home organization of the token in ctx's outgoing metadata. Meanwhile it begins to find out
// whose token that is. Without an Auditor it returns nil.
func BeforeWrite(ctx context.Context, organization string) func(context.Context, policy.Write) error {
	m := mutationOf(ctx)
	if m == nil {
		return nil
	}
	m.line.Organization = organization
	m.caller = m.auditor.users.find(ctx)
	return m.beforeWrite
}

// BeforeInstanceWrite is BeforeWrite for a change of the instance.
func BeforeInstanceWrite(ctx context.Context) func(context.Context, policy.Write) error {
	write := BeforeWrite(ctx, "")
	if write != nil {
		mutationOf(ctx).line.Instance = true
	}
	return write
}

// Changed records the result of the mutation that ctx belongs to, for its outcome. It has no effect without an Auditor.
func Changed(ctx context.Context, result policy.Result) {
	if m := mutationOf(ctx); m != nil {
		m.result, m.hasResult, m.took = result, true, time.Since(m.begun)
	}
}

// beforeWrite writes the intent of a change of a policy or of the restrictions.
func (m *mutation) beforeWrite(ctx context.Context, about policy.Write) error {
	if !about.Instance {
		m.line.Organization = cmp.Or(about.Owner, m.line.Organization)
	}
	m.line.Who, m.line.WhoBy = m.caller.await(ctx).who()
	intent := audit.Intent{Mutation: m.line}
	intent.Change, intent.Conditions = m.arguments()
	intent.Before, intent.After = differences(about.Before, about.After)
	return m.write(ctx, intent)
}

// write writes an intent, and refuses the mutation where that fails.
func (m *mutation) write(ctx context.Context, intent audit.Intent) error {
	m.tokens.outOfIntent(&intent)
	err := m.auditor.trail.Intent(ctx, intent)
	switch {
	case err == nil:
		return nil
	case ctx.Err() != nil:
		return problem.RequestEnded(ctx.Err())
	}
	return &problem.Problem{Code: problem.CodeServiceUnavailable, Reason: problem.ReasonAuditUnavailable, Retryable: true, Cause: err,
		Message: "Nothing was written, because this server couldn't write to its audit trail what it was about to do."}
}

// writeOutcome writes an outcome.
func (m *mutation) writeOutcome(ctx context.Context, outcome audit.Outcome) {
	m.tokens.outOfOutcome(&outcome)
	m.auditor.trail.Outcome(ctx, outcome)
}

// end writes the outcome, unless those of removals from people are the mutation's.
func (m *mutation) end(ctx context.Context) {
	m.endRemovals(ctx)
	if m.removals > 0 {
		return
	}
	outcome := audit.Outcome{Mutation: m.line, DurationMS: milliseconds(cmp.Or(m.took, time.Since(m.begun)))}
	outcome.Who, outcome.WhoBy = m.caller.who()
	switch failure := m.failure(ctx); {
	case failure != nil:
		addFailure(&outcome, failure)
	case !m.hasResult: // the resolver hasn't called Changed
		outcome.Outcome = unknown
	default:
		m.addResult(&outcome)
	}
	m.writeOutcome(ctx, outcome)
}

// failure returns why the mutation failed, or nil. Failures of what is selected of its answer aren't its own.
func (m *mutation) failure(ctx context.Context) *problem.Problem {
	if !m.returned {
		return problem.Internal(nil)
	}
	for _, err := range graphql.GetErrors(ctx) {
		if len(err.Path) != 1 || err.Path[0] != ast.PathName(m.field.Alias) {
			continue
		}
		if found, ok := errors.AsType[*problem.Problem](err); ok {
			return found
		}
		return problem.Internal(err)
	}
	return nil
}

func addFailure(outcome *audit.Outcome, failure *problem.Problem) {
	outcome.Outcome = notExecuted
	if failure.MayHaveWritten {
		outcome.Outcome = unknown
	}
	outcome.Code, outcome.Reason, outcome.ResourceOwner = string(failure.Code), string(failure.Reason), failure.ResourceOwner
}

func (m *mutation) addResult(outcome *audit.Outcome) {
	outcome.Outcome = unchanged
	if m.result.Wrote {
		outcome.Outcome = executed
	}
	if editor := m.result.EditorID(); editor != "" {
		outcome.Who, outcome.WhoBy = editor, audit.ByEvent
	}
	outcome.Sequence = strconv.FormatUint(m.result.Details.GetSequence(), 10)
	outcome.ResourceOwner = m.result.Details.GetResourceOwner()
	for _, warning := range m.result.Warnings {
		outcome.Warnings = append(outcome.Warnings, string(warning.Code))
	}
}

// milliseconds returns a duration in milliseconds, to the microsecond.
func milliseconds(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
