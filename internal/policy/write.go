package policy

import (
	"context"
	"slices"

	"zitadel-graphql/internal/policy/eventlog"
	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
)

// Write is what is known of a change just before its first write is sent. Whoever gets one must not alter the policies.
type Write struct {
	// Instance is true where something of the instance is changed: its login policy or the restrictions.
	Instance bool
	// Owner is the id of the organization, or of the instance, that the write is about. It is empty where that isn't known: the
	// caller named no organization and the home organization inherits, or the policy couldn't be read.
	Owner string
	// Before is the policy that is in force, and After the one that is to be, with all settings, both lists and the links. Both are
	// nil for the restrictions and where the policy couldn't be read. After is nil for a reset without a guard, too.
	Before, After *policyv1.LoginPolicy
}

// announce calls Options.BeforeWrite, if there is one. after is nil where it isn't known.
func (t *target) announce(ctx context.Context, after *policyv1.LoginPolicy) error {
	if t.options.BeforeWrite == nil {
		return nil
	}
	about := Write{Instance: t.ofInstance(), Owner: t.organization, Before: t.shown, After: after}
	if t.shown == nil {
		about.After = nil // a change can't say what it makes of a policy that isn't known
	} else if !t.isInherited() {
		about.Owner = t.owner()
	}
	return t.options.BeforeWrite(ctx, about)
}

// noteEditor keeps who made the write whose answer came, if the log has got as far as that.
func (t *target) noteEditor(log *logReader) {
	if t.effect != written {
		return
	}
	isThis := func(c eventlog.Change) bool { return c.Sequence == t.writtenBy.GetSequence() }
	if i := slices.IndexFunc(log.log.Changes, isThis); i >= 0 {
		t.editorID = log.log.Changes[i].EditorID
	}
}
