package policy

import (
	"context"
	"fmt"
	"time"

	"zitadel-graphql/graph/problem"
	"zitadel-graphql/internal/policy/eventlog"
	"zitadel-graphql/internal/policy/settings"
)

// chooseBase compares the policy that is shown with the log, waits for it where it is late, and works out the base of the
// change.
func (t *target) chooseBase(ctx context.Context) error {
	t.base = t.shown
	if t.shown == nil {
		return t.unconfirmed(changedPolicy)
	}
	freshness, missing, err := t.waitUntilFresh(ctx, catchUpTime)
	if err != nil {
		return err
	}
	if freshness == eventlog.Behind && !t.mayLack(missing) {
		return readBehind(missing)
	}
	if err := t.overlayLog(ctx); err != nil {
		return err
	}
	if freshness == eventlog.Unknown && (!t.linkOnly || !t.isOwn()) {
		return t.unconfirmed(changedPolicy)
	}
	return nil
}

// mayLack reports whether the change can be made to a policy that is shown without this one. Whether the policy is the
// organization's own has to be certain for every change.
func (t *target) mayLack(missing eventlog.Change) bool {
	return !missing.ChangesOwner() && (t.linkOnly || t.options.PutInForce)
}

// overlayLog sets the base of the change to what is shown, with everything that is written in the log and isn't shown. It
// leaves a log aside that was read before the policy: that would take back what was changed in between.
func (t *target) overlayLog(ctx context.Context) error {
	t.base, t.skipped = t.shown, nil
	if !t.ofInstance() && !t.isOwn() {
		return nil
	}
	written, known, err := t.log.replay(ctx)
	if err != nil || !known || written == nil || t.log.olderThan(t.shown) {
		return err
	}
	t.skipped = settings.Differences(t.shown, written)
	if len(t.skipped) > 0 {
		t.log.client.totals.readsSkipping.Add(1)
	}
	t.base = settings.Overlay(t.shown, written)
	return nil
}

// waitUntilFresh reads the policy again, for at most this time, as long as it lacks a change that is in the log; a change of
// a link waits only for one of whose the policy is. In the end it reads the log again too: if the policy was created and
// reset since the log was read, that the organization inherits is the newest state.
func (t *target) waitUntilFresh(ctx context.Context, atMost time.Duration) (eventlog.Freshness, eventlog.Change, error) {
	freshness, missing, err := t.freshness(ctx)
	for pause := range pauses(ctx, atMost) {
		if err != nil || freshness != eventlog.Behind || t.linkOnly && !missing.ChangesOwner() {
			return freshness, missing, err
		}
		if err := pause(); err != nil {
			return freshness, missing, err
		}
		if t.shown, err = t.scope.read(ctx); err == nil {
			freshness, missing, err = t.freshness(ctx)
		}
	}
	if err == nil && freshness == eventlog.Behind {
		t.log = t.log.restarted()
		return t.freshness(ctx)
	}
	return freshness, missing, err
}

// freshness compares what is shown with the log. It reads the log anew where the policy shows a change that came later.
func (t *target) freshness(ctx context.Context) (eventlog.Freshness, eventlog.Change, error) {
	if t.log.events && t.log.olderThan(t.shown) {
		t.log = t.log.restarted()
	}
	return t.log.freshness(ctx, t.shown)
}

// Parts of the messages about a policy that can't be compared with its log.
const (
	changedPolicy = "the login policy"
	copiedPolicy  = "the instance's login policy, which is copied"
	whyNotChecked = "you may not read its event log, or the log doesn't reach back far enough"
)

// unconfirmed handles that a policy, changedPolicy or copiedPolicy, can't be compared with its log. It refuses a change that
// expects a version, and every change where the operator requires the log. Otherwise it warns and returns nil.
func (t *target) unconfirmed(which string) error {
	advice := "Use a token that may read the log"
	switch {
	case t.client.config.RequireEventLog:
		advice += "; this server was started with --require-event-log."
	case t.options.Expected.Sequence != nil:
		advice += ", or leave expectedSequence out."
	default:
		t.warnUnconfirmed(which)
		return nil
	}
	return &problem.Problem{Code: problem.CodeFailedPrecondition, Reason: problem.ReasonPolicyNotConfirmed,
		Message: "Nothing was written, because it can't be checked whether ZITADEL shows the newest state of " + which + ": " +
			whyNotChecked + ". " + advice}
}

// warnUnconfirmed warns that a policy couldn't be compared with its log.
func (t *target) warnUnconfirmed(which string) {
	t.warn(problem.WarningPolicyNotConfirmed, "It couldn't be checked whether ZITADEL shows the newest state of "+which+": "+
		whyNotChecked+". If a change was missing there, it may be undone now. Read the policy and compare.")
}

// readBehind refuses to build on a policy that doesn't show this change, which is the newest one in its log.
func readBehind(missing eventlog.Change) error {
	editor := missing.Editor
	if editor == "" {
		editor = "an unknown editor"
	}
	return &problem.Problem{Code: problem.CodeConflict, Reason: problem.ReasonPolicyReadBehind,
		Message: fmt.Sprintf("ZITADEL doesn't show the newest change of the login policy, made on %s by %s, so nothing was written: "+
			"a change built on what it shows could undo that one. Try again; if it stays like this, say what the policy has to be "+
			"with putInForce: true.", missing.Date.Format(time.RFC3339), editor)}
}
