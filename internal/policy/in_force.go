package policy

import (
	"context"
	"slices"
	"strings"

	"zitadel-graphql/graph/problem"
	"zitadel-graphql/internal/policy/settings"
	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
)

// confirmInForce finds out, for a while, whether a change that was written is in force, and warns where it isn't, and where
// something else was found not to be. sequence is the one that the write was answered with.
func (t *target) confirmInForce(ctx context.Context, c Change, sequence uint64) {
	if t.shown == nil {
		return
	}
	if !t.client.settings.ConfirmWrites {
		t.warnSkipped(others(c, t.skipped))
		return
	}
	now, err := t.waitUntil(ctx, c.isIn)
	switch {
	case problem.StrongerLoginRequired(err):
		t.warnLockedOut()
	case err != nil:
		t.warnUnread()
	case !c.isIn(now) || len(t.skipped) > 0:
		t.warnOfRest(ctx, c, now, sequence)
	}
}

// warnOfRest warns of what is written and isn't in the policy as it is shown now, after a change and the time it had. What
// the log doesn't have either isn't told: somebody else has changed it again.
func (t *target) warnOfRest(ctx context.Context, c Change, now *policyv1.LoginPolicy, sequence uint64) {
	written, known := t.replaySince(ctx, t.newestOf(now, sequence))
	switch {
	case !c.isIn(now) && (ofLink(c) || !known): // the log doesn't tell which links there are
		t.warnNotInForce(append(others(c, t.skipped), c.changes()...)...)
	case !known:
		t.warnSkipped(others(c, t.skipped))
	case written != nil && t.sameAggregate(now):
		t.warnSkipped(settings.Differences(now, written))
	}
}

// newestOf is the newest sequence that is known of the policy.
func (t *target) newestOf(now *policyv1.LoginPolicy, sequence uint64) uint64 {
	if !t.sameAggregate(now) {
		return sequence
	}
	return max(sequence, now.GetDetails().GetSequence())
}

// sameAggregate reports whether what is shown belongs to the target, so that their sequences can be compared.
func (t *target) sameAggregate(now *policyv1.LoginPolicy) bool {
	return t.ofInstance() || !now.GetIsDefault()
}

// replaySince is the policy as it is written by a log that has the event with this sequence; known is false where the log
// doesn't tell.
func (t *target) replaySince(ctx context.Context, sequence uint64) (written *policyv1.LoginPolicy, known bool) {
	if !t.log.events {
		return nil, false
	}
	log := t.log.anew()
	written, known, err := log.replay(ctx)
	return written, err == nil && known && !log.log.OlderThan(sequence)
}

func (t *target) warnLockedOut() {
	t.warn(problem.WarningLockedOut, "The change is written, and it has locked you out: from now on ZITADEL refuses your token, because you "+
		"logged in without a second factor. Log in again with one.")
}

func (t *target) warnUnread() {
	t.warn(problem.WarningPolicyNotConfirmed, "The change is written, but whether it is in force couldn't be read. Read the policy.")
}

// warnSkipped is warnNotInForce where there is anything to warn of.
func (t *target) warnSkipped(names []string) {
	if len(names) > 0 {
		t.warnNotInForce(names...)
	}
}

// warnNotInForce warns of what is written and doesn't show, by the names of settings and lists. A creation and a reset have
// none.
func (t *target) warnNotInForce(names ...string) {
	what, remedy := "The change", "give an organization its policy anew: reset it and create it again"
	if slices.ContainsFunc(names, func(name string) bool { return name != settings.IdentityProviders }) {
		remedy = "write it again with putInForce: true"
	}
	if len(names) > 0 {
		what = "A change of " + strings.Join(slices.Compact(slices.Sorted(slices.Values(names))), ", ")
	}
	t.warn(problem.WarningWrittenNotInForce, what+" is written, but ZITADEL doesn't show it, so it may not be in force for logins: "+
		"ZITADEL skipped it, or somebody else changed it again. Read the policy; if it still isn't there, "+remedy+".")
}
