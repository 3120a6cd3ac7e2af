package policy

import (
	"context"
	"fmt"
	"time"

	"zitadel-graphql/graph/problem"
	"zitadel-graphql/internal/policy/eventlog"
	"zitadel-graphql/internal/policy/settings"
	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
	zitadelv1 "zitadel-graphql/internal/wire/zitadel/v1"
)

// target is the login policy that one change is about to be made to, as it was found.
type target struct {
	client  *Client
	scope   scope
	options Options
	log     *logReader
	// organization is the one that was named, or whose own policy was shown. It is empty where it is the token's home
	// organization and that inherits, and for the instance.
	organization string
	// shown is the policy as ZITADEL shows it, and puts it in force. It is nil where the backend can't tell; unread is the
	// reason then, for a change that can't go without.
	shown  *policyv1.LoginPolicy
	unread error
	// base is what a change is made to: shown, with everything that the log has written and ZITADEL doesn't show. skipped
	// names the settings and lists in which the two differ.
	base    *policyv1.LoginPolicy
	skipped []string
	// warnings are collected on the way, and told if the change succeeds.
	warnings []problem.Warning
}

// isOwn reports whether a policy was shown, and as its organization's own.
func (t *target) isOwn() bool { return t.shown != nil && !t.shown.GetIsDefault() }

// isInherited reports whether an organization's policy was shown, and is the instance's.
func (t *target) isInherited() bool { return !t.ofInstance() && t.shown.GetIsDefault() }

func (t *target) ofInstance() bool { return t.log.aggregate == eventlog.Instance }

// owner is whom a write has to belong to. It is empty where that can't be told.
func (t *target) owner() string {
	if t.shown == nil {
		return t.organization
	}
	return t.shown.GetDetails().GetResourceOwner()
}

func (t *target) warn(code problem.WarningCode, message string) {
	t.warnings = append(t.warnings, problem.Warning{Code: code, Message: message})
}

func (t *target) result(details *zitadelv1.ObjectDetails, err error) (Result, error) {
	if err != nil {
		return Result{}, err
	}
	return Result{Details: details, Warnings: t.warnings}, nil
}

// find reads the policy of the organization with this id and its log, side by side. ctx is organization.With's.
//
// What is shown must have the newest change that is in the log, or nothing would be safe to build on it: a patch writes all
// settings, and would undo what isn't shown; any other change would hide that something is missing. A change of a link hides
// nothing.
func (c *Client) find(ctx context.Context, id string, o Options, ofLink bool) (*target, error) {
	t := &target{client: c, scope: organizationScope{c, id}, options: o, organization: id, log: c.organizationLog(ctx, id)}
	// Events can't be asked for without an id, which the policy tells if it is the organization's own.
	logLater := id == "" && !c.refusedEvents.has(ctx)
	if err := t.readBoth(ctx, logLater); err != nil {
		return nil, err
	}
	t.nameOwner(ctx)
	return t, t.chooseBase(ctx, ofLink)
}

// findDefault is find for the instance's policy, and ctx is organization.Without's. It goes on where the caller may not read
// the policy.
func (c *Client) findDefault(ctx context.Context, o Options, ofLink bool) (*target, error) {
	t := &target{client: c, scope: instanceScope{c}, options: o, log: c.instanceLog(ctx)}
	// A link builds on nothing that is read, and whose the policy is needs no log.
	if err := t.readBoth(ctx, ofLink); err != nil || ofLink {
		t.base = t.shown
		return t, err
	}
	return t, t.chooseBase(ctx, ofLink)
}

// nameOwner holds on to the organization whose own policy was shown, where none was named: from now on no other is taken for
// it, and its events can be asked for.
func (t *target) nameOwner(ctx context.Context) {
	if t.organization != "" || !t.isOwn() {
		return
	}
	t.organization = t.owner()
	t.scope = organizationScope{t.client, t.organization}
	if !t.client.refusedEvents.has(ctx) {
		t.log = t.client.organizationLog(ctx, t.organization)
	}
}

// readBoth reads the policy, and the newest page of its log beside it unless that can wait. A backend that doesn't know the
// read of a policy leaves it nil; so does one that refuses the instance's.
func (t *target) readBoth(ctx context.Context, logLater bool) error {
	readPolicy := func() (err error) {
		t.shown, err = t.scope.read(ctx)
		return err
	}
	readLog := func() error { return t.log.readPage(ctx) }
	if logLater {
		readLog = func() error { return nil }
	}
	errPolicy, errLog := sideBySide(readPolicy, readLog)
	if problem.NotImplemented(errPolicy) || t.ofInstance() && problem.Unavailable(errPolicy) {
		t.shown, t.unread = nil, errPolicy
		return nil
	}
	if errPolicy != nil {
		return errPolicy
	}
	return errLog
}

// chooseBase compares the policy that is shown with the log, waits for it where it is late, and works out the base of a
// change. That the policy is the organization's own must be certain in any case, also where a change is to be put in force or
// is one of a link.
func (t *target) chooseBase(ctx context.Context, ofLink bool) error {
	t.base = t.shown
	if t.shown == nil {
		return t.unconfirmed(thePolicy)
	}
	freshness, missing, err := t.waitUntilFresh(ctx, func(missing eventlog.Change) bool { return ofLink && !missing.ChangesOwner() })
	if err != nil {
		return err
	}
	if freshness == eventlog.Behind && (missing.ChangesOwner() || !t.options.PutInForce && !ofLink) {
		return readBehind(missing)
	}
	if err := t.overlayLog(ctx); err != nil {
		return err
	}
	if freshness == eventlog.Unknown && (!ofLink || !t.isOwn()) {
		return t.unconfirmed(thePolicy)
	}
	return nil
}

// overlayLog makes the base of a change: what is shown, with what the log says is written and isn't shown. A log that is
// older than what is shown would take back what came since.
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
	t.base = settings.Overlay(t.shown, written)
	return nil
}

// waitUntilFresh reads the policy again, for a while, as long as the log has something newer than it shows which matters. In
// the end it reads the log again too: an organization whose policy was created and reset meanwhile is shown as it is.
func (t *target) waitUntilFresh(ctx context.Context, doesNotMatter func(eventlog.Change) bool) (eventlog.Freshness, eventlog.Change, error) {
	freshness, missing, err := t.freshness(ctx)
	for pause := range pauses(ctx, catchUpTime) {
		if err != nil || freshness != eventlog.Behind || doesNotMatter(missing) {
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
		t.log = t.log.anew()
		return t.freshness(ctx)
	}
	return freshness, missing, err
}

// freshness compares what is shown with the log, which is read again where something that is shown came after it.
func (t *target) freshness(ctx context.Context) (eventlog.Freshness, eventlog.Change, error) {
	if t.log.events && t.log.olderThan(t.shown) {
		t.log = t.log.anew()
	}
	return t.log.freshness(ctx, t.shown)
}

// waitUntil reads the policy until it shows something, for a while, and returns the last read.
func (t *target) waitUntil(ctx context.Context, shown func(*policyv1.LoginPolicy) bool) (*policyv1.LoginPolicy, error) {
	now, err := t.scope.read(ctx)
	for pause := range pauses(ctx, showTime) {
		if err != nil || shown(now) {
			break
		}
		if err := pause(); err != nil {
			return nil, err
		}
		now, err = t.scope.read(ctx)
	}
	return now, err
}

// confirmOrganization fails where the backend takes the calls for another organization, before anything is written for it.
func (t *target) confirmOrganization(ctx context.Context) error {
	_, err := t.client.asker.Confirm(ctx, t.organization)
	return err
}

// detailsOf are the details of a policy that is as it was wanted already.
func (t *target) detailsOf(ctx context.Context, found *policyv1.LoginPolicy) (*zitadelv1.ObjectDetails, error) {
	warnings, err := t.client.confirmInherited(ctx, t.organization, found)
	if err != nil {
		return nil, err
	}
	t.warnings = append(t.warnings, warnings...)
	return found.GetDetails(), nil
}

// The policies whose state may be impossible to check, as messages call them.
const (
	thePolicy  = "the login policy"
	copiedOne  = "the instance's login policy, which is copied"
	notChecked = "you may not read its event log, or the log doesn't reach back far enough"
)

// unconfirmed is for a policy of which nothing tells whether it is up to date. It refuses a change that expects a version, and
// any where the operator wants that, and warns otherwise.
func (t *target) unconfirmed(which string) error {
	advice := "Use a token that may read the log"
	switch {
	case t.client.settings.RequireLog:
		advice += "; this server was started with --require-event-log."
	case t.options.Expected.Sequence != nil:
		advice += ", or leave expectedSequence out."
	default:
		t.warnUnconfirmed(which)
		return nil
	}
	return &problem.Problem{Code: problem.CodeFailedPrecondition, Reason: problem.ReasonPolicyNotConfirmed,
		Message: "Nothing was written, because it can't be checked whether ZITADEL shows the newest state of " + which + ": " +
			notChecked + ". " + advice}
}

func (t *target) warnUnconfirmed(which string) {
	t.warn(problem.WarningPolicyNotConfirmed, "It couldn't be checked whether ZITADEL shows the newest state of "+which+": "+
		notChecked+". If a change was missing there, it may be undone now. Read the policy and compare.")
}

// readBehind is for a policy that doesn't show the change that was made last.
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
