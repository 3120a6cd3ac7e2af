package audited

import (
	"context"
	"crypto/rand"
	"strconv"
	"time"

	"zitadel-graphql/internal/audit"
	"zitadel-graphql/internal/people"
)

// removalKey tells the removals of one mutation apart.
type removalKey struct{ userID, securityKeyID string }

// sentRemoval is a removal of which the intent is written.
type sentRemoval struct {
	line  audit.Mutation
	begun time.Time
}

// Removals returns the recorder for removals from people of the organization with this id that the mutation of ctx makes. It returns
// nil without an Auditor.
func Removals(ctx context.Context, organization string) people.RemovalRecorder {
	m := mutationOf(ctx)
	if m == nil {
		return nil
	}
	m.line.Organization = organization
	m.caller = m.auditor.users.lookUp(ctx) // which internal/people asks for itself
	return m
}

var _ people.RemovalRecorder = (*mutation)(nil)

// RemovalBegins implements people.RemovalRecorder.
func (m *mutation) RemovalBegins(ctx context.Context, about people.RemovalOf) error {
	intent := audit.Intent{Mutation: m.lineOf(about)}
	intent.Change, intent.Conditions = m.arguments()
	m.mu.Lock()
	if m.sent == nil {
		m.sent = map[removalKey]sentRemoval{}
	}
	m.sent[removalKey{about.UserID, about.SecurityKeyID}] = sentRemoval{intent.Mutation, time.Now()}
	m.mu.Unlock()
	return m.write(ctx, intent)
}

// RemovalEnds implements people.RemovalRecorder.
func (m *mutation) RemovalEnds(ctx context.Context, about people.RemovalOf, end people.RemovalEnd) {
	outcome := audit.Outcome{Mutation: m.lineOf(about), DurationMS: milliseconds(time.Since(m.begun))}
	key := removalKey{about.UserID, about.SecurityKeyID}
	m.mu.Lock()
	if sent, ok := m.sent[key]; ok {
		outcome.Mutation, outcome.DurationMS = sent.line, milliseconds(time.Since(sent.begun))
		delete(m.sent, key)
	}
	m.removals++
	m.mu.Unlock()
	if end.Failure != nil {
		addFailure(&outcome, end.Failure)
	}
	outcome.Result, outcome.ResourceOwner = end.Outcome.String(), end.ResourceOwner
	switch end.Outcome {
	case people.Removed:
		outcome.Outcome = executed
	case people.Unknown:
		outcome.Outcome = unknown
	case people.Failed, people.NotTried:
		outcome.Outcome = notExecuted
	case people.NotThere: // as the failure has it
	}
	if end.Sequence > 0 {
		outcome.Sequence = strconv.FormatUint(end.Sequence, 10)
	}
	m.writeOutcome(ctx, outcome)
}

// endRemovals writes the outcomes of removals of which nobody said what became of them, since something panicked.
func (m *mutation) endRemovals(ctx context.Context) {
	for _, sent := range m.sent {
		m.removals++
		m.writeOutcome(ctx, audit.Outcome{Mutation: sent.line, Outcome: unknown, Result: people.Unknown.String(),
			DurationMS: milliseconds(time.Since(sent.begun))})
	}
}

// lineOf returns what the lines of one removal say, as a pair of its own.
func (m *mutation) lineOf(about people.RemovalOf) audit.Mutation {
	line := m.line
	line.PairID, line.Organization, line.UserID, line.SecurityKeyID = rand.Text(), about.Organization, about.UserID, about.SecurityKeyID
	if about.CallerID != "" {
		line.Who, line.WhoBy = about.CallerID, audit.ByToken
	}
	return line
}
