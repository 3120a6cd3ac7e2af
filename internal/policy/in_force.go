package policy

import (
	"context"
	"slices"
	"strings"

	"zitadel-graphql/graph/problem"
	"zitadel-graphql/internal/policy/settings"
	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
)

// confirmInForce waits, for at most showTime, until a change that was written is in force. It warns where the change isn't, and
// where something else that is written isn't either. sequence is the one in the answer to the write.
func (t *target) confirmInForce(ctx context.Context, c Change, sequence uint64) {
	if t.shown == nil {
		return
	}
	if !t.client.config.ConfirmWrites {
		t.warnSkipped(t.skippedBesides(c))
		return
	}
	now, err := t.waitUntil(ctx, c.isIn)
	switch {
	case problem.StrongerLoginRequired(err):
		t.warnLockedOut()
	case err != nil:
		t.warnUnread()
	case !c.isIn(now) || len(t.skipped) > 0:
		t.warnSkipped(t.notShown(ctx, c, now, sequence))
	}
}

// notShown names what is written and isn't in the policy that is shown now, after the time that a change has to show. It
// leaves out what the log doesn't have either: somebody else has changed that again.
func (t *target) notShown(ctx context.Context, c Change, now *policyv1.LoginPolicy, sequence uint64) []string {
	written, known := t.replaySince(ctx, t.newestOf(now, sequence))
	switch {
	case !c.isIn(now) && (changesLink(c) || !known): // a log doesn't tell which links there are
		return append(t.skippedBesides(c), c.names()...)
	case !known:
		return t.skippedBesides(c)
	case written != nil && t.sameAggregate(now):
		return settings.Differences(now, written)
	}
	return nil
}

// skippedBesides names what ZITADEL had skipped before the change, and what the change doesn't write itself.
func (t *target) skippedBesides(c Change) []string {
	return slices.DeleteFunc(slices.Clone(t.skipped), func(name string) bool { return slices.Contains(c.names(), name) })
}

// newestOf returns the newest sequence that is known of the target's log: that of a write, or of the policy that is shown now.
func (t *target) newestOf(now *policyv1.LoginPolicy, sequence uint64) uint64 {
	if !t.sameAggregate(now) {
		return sequence
	}
	return max(sequence, now.GetDetails().GetSequence())
}

// sameAggregate reports whether the policy that is shown now is made of the target's own events, so that their sequences can be
// compared. An inherited policy is made of the instance's.
func (t *target) sameAggregate(now *policyv1.LoginPolicy) bool {
	return t.ofInstance() || !now.GetIsDefault()
}

// replaySince reads the log anew, and returns the policy as it is written there. known is false where the log doesn't tell, or
// doesn't have the event with this sequence yet.
func (t *target) replaySince(ctx context.Context, sequence uint64) (written *policyv1.LoginPolicy, known bool) {
	if !t.log.events {
		return nil, false
	}
	log := t.log.restarted()
	written, known, err := log.replay(ctx)
	t.noteEditor(log)
	return written, err == nil && known && !log.log.OlderThan(sequence)
}

func (t *target) warnLockedOut() {
	t.warn(problem.WarningLockedOut, "The change is written, and it has locked you out: from now on ZITADEL refuses your token, because you "+
		"logged in without a second factor. Log in again with one.")
}

func (t *target) warnUnread() {
	t.warn(problem.WarningPolicyNotConfirmed, "The change is written, but whether it is in force couldn't be read. Read the policy.")
}

// warnSkipped is warnNotInForce for names that may be none: then there is nothing to warn of.
func (t *target) warnSkipped(names []string) {
	if len(names) > 0 {
		t.warnNotInForce(names...)
	}
}

// warnNotInForce warns of what is written and doesn't show, by the JSON names of settings and lists. Without names it warns of
// the whole change, which is a creation or a reset then.
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
