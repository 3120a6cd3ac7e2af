package graph

import (
	"context"
	"fmt"
	"iter"
	"slices"
	"strings"
	"time"

	"zitadel-graphql/graph/model"
	"zitadel-graphql/graph/problem"
	"zitadel-graphql/internal/policy"
	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
	zitadelv1 "zitadel-graphql/internal/wire/zitadel/v1"
)

// The times that ZITADEL's reads get to show a change, on top of what a read takes. They were mostly up to date at once,
// and otherwise within a tenth of a second or never.
const (
	catchUpTime = 2 * time.Second // before a write
	lookTime    = time.Second     // after a write
	firstPause  = 25 * time.Millisecond
)

// changeOptions are what the mutations of a login policy have in common.
type changeOptions struct {
	orgID         *string
	whenInherited model.InheritedPolicyAction
	// putInForce has a change written so that it shows, also where ZITADEL's reads skipped an earlier one.
	putInForce bool
	// allowLockout makes the change even where the caller's own token may be refused after it.
	allowLockout bool
	expected     expectation
}

// target is the login policy that a mutation is about to change, as it was found.
type target struct {
	// organization is the one that the request names, or whose own policy was shown; empty where it is the token's home
	// organization and that inherits, and for the instance.
	organization string
	// shown is the policy as ZITADEL shows it, and puts it in force. It is nil where the backend can't tell.
	shown *policyv1.LoginPolicy
	// unread is why it isn't shown, for a change that can't go without.
	unread error
	// base is what a change is made to: shown, with what the log says is written and isn't shown.
	base *policyv1.LoginPolicy
	// hidden names the settings and lists in which shown and base differ.
	hidden []string
	log    *logReader
	// read reads the policy again, and replace writes all of its settings.
	read    func(context.Context) (*policyv1.LoginPolicy, error)
	replace func(context.Context, *policyv1.LoginPolicy) (*zitadelv1.ObjectDetails, error)
}

// isOwn says that a policy was shown, and as its owner's own.
func (t *target) isOwn() bool { return t.shown != nil && !t.shown.GetIsDefault() }

// findTarget reads the policy of the organization that the options or else the request names, and its log, side by side.
// What is shown must have the newest change that is in the log, or nothing would be safe to build on it: a patch writes
// all settings, and would undo what isn't shown; any other change would hide that something is missing. A change of a link
// hides nothing.
func (r *Resolver) findTarget(ctx context.Context, o changeOptions, ofLink bool) (context.Context, target, error) {
	ctx, organization, err := outgoing(ctx, o.orgID)
	if err != nil {
		return nil, target{}, err
	}
	t := target{
		organization: organization,
		read:         r.policyReader(organization),
		replace:      r.replaceSettings,
		log:          r.organizationLog(ctx, organization),
	}
	if err := t.readBoth(ctx, organization == "" && !r.refusedEvents.has(ctx)); err != nil {
		return nil, t, err
	}
	r.follow(ctx, &t)
	return ctx, t, r.build(ctx, &t, o, ofLink)
}

// follow holds on to the organization whose own policy was shown, where the request names none: from now on no other is
// taken for it, and its events can be asked for.
func (r *Resolver) follow(ctx context.Context, t *target) {
	if t.organization != "" || !t.isOwn() {
		return
	}
	t.organization = t.owner()
	t.read = r.policyReader(t.organization)
	if !r.refusedEvents.has(ctx) {
		t.log = r.organizationLog(ctx, t.organization)
	}
}

func (r *Resolver) policyReader(organization string) func(context.Context) (*policyv1.LoginPolicy, error) {
	return func(ctx context.Context) (*policyv1.LoginPolicy, error) { return r.policy(ctx, organization) }
}

// findDefault is findTarget for the instance's policy. It goes on where the caller may not read it.
func (r *Resolver) findDefault(ctx context.Context, o changeOptions, ofLink bool) (context.Context, target, error) {
	ctx, err := outgoingToInstance(ctx)
	if err != nil {
		return nil, target{}, err
	}
	t := target{read: r.defaultPolicy, replace: r.replaceDefaultSettings, log: r.instanceLog(ctx)}
	// A link builds on nothing that is read, and whose the policy is needs no log.
	if err := t.readBoth(ctx, ofLink); err != nil || ofLink {
		t.base = t.shown
		return ctx, t, err
	}
	return ctx, t, r.build(ctx, &t, o, ofLink)
}

// readBoth reads the policy, and the newest page of its log beside it unless that can wait. A backend that doesn't know
// the read of a policy leaves it nil; so does one that refuses the instance's.
func (t *target) readBoth(ctx context.Context, logLater bool) error {
	readPolicy := func() (err error) {
		t.shown, err = t.read(ctx)
		return err
	}
	readLog := func() error { return t.log.more(ctx) }
	if logLater {
		readLog = func() error { return nil }
	}
	errPolicy, errLog := sideBySide(readPolicy, readLog)
	if problem.NotImplemented(errPolicy) || t.log.aggregate == policy.Instance && problem.Unavailable(errPolicy) {
		t.shown, t.unread = nil, errPolicy
		return nil
	}
	if errPolicy != nil {
		return errPolicy
	}
	return errLog
}

// build holds what is shown against the log, waits for it where it is late, and works out the base of a change. Whose own
// policy is certain at least, also where a change is to be put in force or is one of a link.
func (r *Resolver) build(ctx context.Context, t *target, o changeOptions, ofLink bool) error {
	t.base = t.shown
	if t.shown == nil {
		return r.unconfirmed(ctx, o, policyItself)
	}
	verdict, missing, err := t.catchUp(ctx, func(missing policy.Change) bool { return ofLink && !missing.ChangesOwner() })
	if err != nil {
		return err
	}
	if verdict == policy.Behind && (missing.ChangesOwner() || !o.putInForce && !ofLink) {
		return readBehind(missing)
	}
	if err := t.layOver(ctx); err != nil {
		return err
	}
	if verdict == policy.Unknown && (!ofLink || !t.isOwn()) {
		return r.unconfirmed(ctx, o, policyItself)
	}
	return nil
}

// layOver makes the base of a change: what is shown, with what the log says is written and isn't shown. A log that is older
// than what is shown would take back what came since.
func (t *target) layOver(ctx context.Context) error {
	t.base, t.hidden = t.shown, nil
	if t.log.aggregate == policy.Organization && !t.isOwn() {
		return nil
	}
	written, known, err := t.log.written(ctx)
	if err != nil || !known || written == nil || t.log.olderThan(t.shown) {
		return err
	}
	t.hidden = policy.Differences(t.shown, written)
	t.base = policy.Overlay(t.shown, written)
	return nil
}

// catchUp reads the policy again, for a while, as long as the log has something newer than it shows which matters. In the end
// it reads the log again too: an organization whose policy was created and reset meanwhile is shown as it is.
func (t *target) catchUp(ctx context.Context, doesNotMatter func(policy.Change) bool) (policy.Verdict, policy.Change, error) {
	verdict, missing, err := t.judge(ctx)
	for pause := range pauses(ctx, catchUpTime) {
		if err != nil || verdict != policy.Behind || doesNotMatter(missing) {
			return verdict, missing, err
		}
		if err := pause(); err != nil {
			return verdict, missing, err
		}
		if t.shown, err = t.read(ctx); err == nil {
			verdict, missing, err = t.judge(ctx)
		}
	}
	if err == nil && verdict == policy.Behind {
		t.log = t.log.anew()
		return t.judge(ctx)
	}
	return verdict, missing, err
}

// judge holds what is shown against the log, which is read again where it was read before something that is shown.
func (t *target) judge(ctx context.Context) (policy.Verdict, policy.Change, error) {
	if t.log.events && t.log.olderThan(t.shown) {
		t.log = t.log.anew()
	}
	return t.log.judge(ctx, t.shown)
}

// pauses gives pauses that grow, and together are no longer than all.
func pauses(ctx context.Context, all time.Duration) iter.Seq[func() error] {
	return func(yield func(func() error) bool) {
		for next, left := firstPause, all; left > 0; next *= 2 {
			wait := min(next, left)
			left -= wait
			if !yield(func() error { return pause(ctx, wait) }) {
				return
			}
		}
	}
}

// Whose state couldn't be checked.
const (
	policyItself  = "the login policy"
	policyToCopy  = "the instance's login policy, which is copied"
	whyNotChecked = "you may not read its event log, or the log doesn't reach back far enough"
)

// unconfirmed is for a policy of which it isn't known whether it is up to date. It refuses a change that expects a version,
// and any where the operator wants that, and warns otherwise.
func (r *Resolver) unconfirmed(ctx context.Context, o changeOptions, what string) error {
	advice := "Use a token that may read the log"
	switch {
	case r.requireLog:
		advice += "; this server was started with --require-event-log."
	case o.expected.sequence != nil:
		advice += ", or leave expectedSequence out."
	default:
		warnUnconfirmed(ctx, what)
		return nil
	}
	return &problem.Problem{Code: problem.CodeFailedPrecondition, Reason: problem.ReasonPolicyNotConfirmed,
		Message: "Nothing was written, because it can't be checked whether ZITADEL shows the newest state of " + what + ": " +
			whyNotChecked + ". " + advice}
}

func warnUnconfirmed(ctx context.Context, what string) {
	warn(ctx, model.WarningCodePolicyNotConfirmed, "It couldn't be checked whether ZITADEL shows the newest state of "+what+": "+
		whyNotChecked+". If a change was missing there, it may be undone now. Read the policy and compare.")
}

// readBehind is for a policy that doesn't show what was changed last.
func readBehind(missing policy.Change) error {
	return &problem.Problem{Code: problem.CodeConflict, Reason: problem.ReasonPolicyReadBehind,
		Message: fmt.Sprintf("ZITADEL doesn't show the newest change of the login policy, made on %s by %s, so nothing was written: "+
			"a change built on what it shows could undo that one. Try again; if it stays like this, say what the policy has to be "+
			"with putInForce: true.", missing.Date.Format(time.RFC3339), editorOf(missing))}
}

func editorOf(change policy.Change) string {
	if change.Editor == "" {
		return "an unknown editor"
	}
	return change.Editor
}

// look finds out, for a while, whether a change that was written is in force, and warns where it isn't. What else was found
// not to be in force is told too. wrote is the sequence that the write was answered with.
func (r *Resolver) look(ctx context.Context, t target, c change, wrote uint64) {
	if t.shown == nil {
		return
	}
	if !r.confirmWrites {
		warnOfHidden(ctx, c.others(t.hidden))
		return
	}
	now, err := t.waitFor(ctx, c.shows)
	switch {
	case problem.StrongerLoginRequired(err):
		lockedOut(ctx)
	case err != nil:
		warnUnread(ctx)
	case !c.shows(now) || len(t.hidden) > 0:
		t.warnOfRest(ctx, c, now, wrote)
	}
}

// warnUnread is for a change that is written, where the read after it failed.
func warnUnread(ctx context.Context) {
	warn(ctx, model.WarningCodePolicyNotConfirmed, "The change is written, but whether it is in force couldn't be read. Read the policy.")
}

// warnOfRest warns of what is written and isn't in the policy as it is shown now, after a change and the time it had. What
// the log doesn't have either isn't told: somebody else has changed it again.
func (t *target) warnOfRest(ctx context.Context, c change, now *policyv1.LoginPolicy, wrote uint64) {
	newest := wrote
	if t.log.aggregate == policy.Instance || !now.GetIsDefault() { // else it is the sequence of another aggregate
		newest = max(wrote, now.GetDetails().GetSequence())
	}
	written, known := t.writtenSince(ctx, newest)
	inForce := c.shows(now)
	switch {
	case !inForce && c.resets:
		if !known || written == nil {
			notInForce(ctx)
		}
	case !inForce && (c.ofLink || !known): // the log doesn't tell which links there are
		notInForce(ctx, append(c.others(t.hidden), c.names...)...)
	case !known:
		warnOfHidden(ctx, c.others(t.hidden))
	case written != nil && (t.log.aggregate == policy.Instance || !now.GetIsDefault()):
		warnOfHidden(ctx, policy.Differences(now, written))
	}
}

// writtenSince is how the policy is written by a log that has the event with this sequence; false where the log doesn't tell.
func (t *target) writtenSince(ctx context.Context, sequence uint64) (*policyv1.LoginPolicy, bool) {
	if !t.log.events {
		return nil, false
	}
	log := t.log.anew()
	written, known, err := log.written(ctx)
	return written, err == nil && known && !log.log.OlderThan(sequence)
}

// waitFor reads the policy until it shows something, for a while, and returns what it shows in the end.
func (t *target) waitFor(ctx context.Context, shows func(*policyv1.LoginPolicy) bool) (*policyv1.LoginPolicy, error) {
	now, err := t.read(ctx)
	for pause := range pauses(ctx, lookTime) {
		if err != nil || shows(now) {
			break
		}
		if err := pause(); err != nil {
			return nil, err
		}
		now, err = t.read(ctx)
	}
	return now, err
}

// identityProviders is what links to identity providers are called in a policy.
const identityProviders = "identityProviders"

// warnOfHidden is notInForce where there is anything to warn of.
func warnOfHidden(ctx context.Context, names []string) {
	if len(names) > 0 {
		notInForce(ctx, names...)
	}
}

// notInForce warns of what is written and doesn't show, by the names of settings and lists. A creation and a reset have none.
func notInForce(ctx context.Context, names ...string) {
	what, remedy := "The change", "give an organization its policy anew: reset it and create it again"
	if slices.ContainsFunc(names, func(name string) bool { return name != identityProviders }) {
		remedy = "write it again with putInForce: true"
	}
	if len(names) > 0 {
		what = "A change of " + strings.Join(slices.Compact(slices.Sorted(slices.Values(names))), ", ")
	}
	warn(ctx, model.WarningCodeWrittenNotInForce, what+" is written, but ZITADEL doesn't show it, so it may not be in force for logins: "+
		"ZITADEL skipped it, or somebody else changed it again. Read the policy; if it still isn't there, "+remedy+".")
}
