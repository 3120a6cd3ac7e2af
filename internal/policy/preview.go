package policy

import (
	"context"
	"slices"

	"zitadel-graphql/graph/problem"
	"zitadel-graphql/internal/organization"
	"zitadel-graphql/internal/parallel"
	"zitadel-graphql/internal/policy/eventlog"
	"zitadel-graphql/internal/policy/settings"
	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
)

// Proposal is what Preview previews: some changes, which are made one after the other, or a creation, or a reset. Where several are
// given, a reset counts, then a creation. The instance's policy can be neither created nor reset.
type Proposal struct {
	Changes []Change
	Create  *NewPolicy
	Reset   bool
}

// Preview is a policy before and after what was proposed. Neither policy may be altered. They are the same where nothing would
// change.
type Preview struct {
	// Before is the policy that is in force, and After the one that would be. An organization's own policy afterwards has no
	// details if it inherits before, and links that are added have no names.
	Before, After *policyv1.LoginPolicy
	// Inherited is true where Before is the instance's policy, which the organization inherits.
	Inherited bool
	// Warnings say what isn't known of the policy before.
	Warnings []problem.Warning
}

// Preview returns what would become of the login policy of the organization with this id; an empty id is the token's home
// organization. An inherited policy would be copied, as with Customize. A proposal that Change, Create or Reset would refuse, or
// that is made already, changes nothing; but a link to an identity provider that there isn't is an error, as it is there. ctx is as
// for Change; nothing is written.
//
// It costs the read of the policy, beside which the event log is read. Where ZITADEL doesn't show the newest change, the log
// counts, for a caller who may read events. A log that fails or doesn't tell is no error. A reset costs the read of
// the instance's policy too.
func (c *Client) Preview(ctx context.Context, id string, p Proposal) (Preview, error) {
	ctx = organization.With(ctx, id)
	t := &target{client: c, scope: organizationScope{c, id}, organization: id, log: c.organizationLog(ctx, id)}
	if err := t.look(ctx); err != nil {
		return Preview{}, err
	}
	t.adoptShownOwner(ctx)
	t.adoptLog(ctx)
	if t.isInherited() {
		t.adoptDefaultLog(ctx)
	}
	warnings, err := c.confirmInherited(ctx, id, t.shown)
	if err != nil {
		return Preview{}, err
	}
	after, err := p.policyAfter(ctx, t)
	return Preview{Before: t.shown, After: after, Inherited: t.isInherited(), Warnings: warnings}, err
}

// PreviewDefault is Preview for the instance's policy.
func (c *Client) PreviewDefault(ctx context.Context, p Proposal) (Preview, error) {
	ctx = organization.Without(ctx)
	t := &target{client: c, scope: instanceScope{c}, log: c.instanceLog(ctx)}
	if err := t.look(ctx); err != nil {
		return Preview{}, err
	}
	t.adoptLog(ctx)
	return Preview{Before: t.shown, After: p.changed(t)}, nil
}

// look reads the policy, and beside it the newest page of its log. A log that can't be read is left aside.
func (t *target) look(ctx context.Context) error {
	errPolicy, errLog := parallel.Both(func() (err error) {
		t.shown, err = t.scope.read(ctx)
		return err
	}, func() error { return t.log.readPage(ctx) })
	if errLog != nil {
		t.log.ended = true
	}
	t.base = t.shown
	return errPolicy
}

// adoptLog takes over what the log has and ZITADEL doesn't show: into the base of the change, and where that is the newest change
// also into what is shown, since that is about to show it. Where the log has no payloads, or somebody has just created the policy
// or removed it, it waits until ZITADEL shows that.
func (t *target) adoptLog(ctx context.Context) {
	freshness, _, err := t.freshness(ctx)
	if err == nil {
		err = t.overlayLog(ctx)
	}
	switch {
	case err != nil:
		t.base = t.shown
	case freshness == eventlog.Behind && len(t.skipped) > 0:
		t.shown = t.base
	case freshness == eventlog.Behind:
		t.awaitNewest(ctx)
	}
}

// awaitNewest waits until ZITADEL shows the newest change in the log, and keeps what was shown before where it can't be read again.
func (t *target) awaitNewest(ctx context.Context) {
	before := t.shown
	if _, _, err := t.waitUntilFresh(ctx, catchUpTime); err != nil || t.shown == nil {
		t.shown = before
	}
	t.base = t.shown
}

// adoptDefaultLog is adoptLog for the instance's log, by which an inherited policy is copied.
func (t *target) adoptDefaultLog(ctx context.Context) {
	log := t.client.instanceLog(ctx)
	written, known, err := log.replay(ctx)
	if err != nil || !known || written == nil || log.olderThan(t.shown) {
		return
	}
	t.base = settings.Overlay(t.shown, written)
	if freshness, _, err := log.freshness(ctx, t.shown); err == nil && freshness == eventlog.Behind {
		t.shown = t.base
	}
}

// policyAfter returns the policy of an organization after what was proposed.
func (p Proposal) policyAfter(ctx context.Context, t *target) (*policyv1.LoginPolicy, error) {
	switch {
	case p.Reset && t.isInherited(), p.Create != nil && t.isOwn() && !p.Reset:
		return t.shown, nil
	case p.Reset:
		return t.client.inherited(ctx)
	case p.Create != nil:
		return p.created(t), t.checkProviders(ctx, p.Create.Links)
	default:
		return p.changed(t), t.checkProviders(ctx, p.addedLinks())
	}
}

// addedLinks returns the ids of the identity providers that the changes link.
func (p Proposal) addedLinks() []string {
	var ids []string
	for _, change := range p.Changes {
		if addition, ok := change.(linkAddition); ok {
			ids = append(ids, addition.id)
		}
	}
	return ids
}

// created returns the policy after a creation. It is the inherited one where the creation would be refused.
func (p Proposal) created(t *target) *policyv1.LoginPolicy {
	request, err := p.Create.request(t.base)
	if err != nil {
		return t.shown
	}
	return createdBy(request, t.base)
}

// changed returns the policy after the changes. It is what is shown where none of them would write anything.
func (p Proposal) changed(t *target) *policyv1.LoginPolicy {
	effective := slices.DeleteFunc(slices.Clone(p.Changes), func(c Change) bool { return c.isIn(t.base) || isRefusedPatch(c, t.base) })
	if len(effective) > 0 && t.isInherited() {
		return copiedWith(t, effective)
	}
	after := t.shown
	if slices.ContainsFunc(effective, isPatch) { // it writes every setting, and so puts those in force that ZITADEL has skipped
		after = withSettings(t.shown, t.base)
	}
	for _, change := range effective {
		after = withChange(after, change)
	}
	return after
}

func isPatch(c Change) bool {
	_, ok := c.(Patch)
	return ok
}

// isRefusedPatch reports whether a change is a patch that is refused because the policy has settings that this version doesn't know.
func isRefusedPatch(c Change, base *policyv1.LoginPolicy) bool {
	patch, ok := c.(Patch)
	return ok && unknownSettingIn(patch.Applied(base)) != ""
}

// copiedWith returns the organization's own policy that a copy of the inherited one becomes with changes.
func copiedWith(t *target, changes []Change) *policyv1.LoginPolicy {
	request, err := copyOf(t.base)
	if err != nil {
		return t.shown
	}
	for _, change := range changes {
		change.applyTo(request)
	}
	return createdBy(request, t.base)
}
