package policy

import (
	"context"
	"slices"

	"zitadel-graphql/internal/organization"
	"zitadel-graphql/internal/policy/eventlog"
	zitadelv1 "zitadel-graphql/internal/wire/zitadel/v1"
)

// effect is what a change that succeeded has done, as far as its version goes.
type effect int

// The effects.
const (
	nothingWritten    effect = iota
	written                  // the answer to the write tells its sequence
	writtenAnswerLost        // only a read shows that it is written, which may show a later change too
)

// wrote notes what a write has done: details are those that its caller gets, and answer those in ZITADEL's answer, which are others
// where that was lost.
func (t *target) wrote(details, answer *zitadelv1.ObjectDetails) {
	t.effect, t.writtenBy = written, details
	if details != answer {
		t.effect = writtenAnswerLost
	}
}

// countWrite returns its arguments, and counts the write whose answer they are where that succeeded.
func (t *target) countWrite(details *zitadelv1.ObjectDetails, err error) (*zitadelv1.ObjectDetails, error) {
	if err == nil {
		t.writes++
	}
	return details, err
}

// versionAfter is Result.Version.
func (t *target) versionAfter(ctx context.Context) (Version, error) {
	switch {
	case t.effect == nothingWritten:
		return t.versionAsFound(ctx)
	case t.removed:
		return t.versionAfterReset(ctx)
	case t.effect == writtenAnswerLost:
		return Version{}, nil
	default:
		return t.versionOfWrite(ctx)
	}
}

// versionOfWrite returns the version that the write led to, unless somebody else's change is hidden in it.
func (t *target) versionOfWrite(ctx context.Context) (Version, error) {
	alone, err := t.wroteAlone(ctx)
	if err != nil || !alone {
		return Version{}, err
	}
	return Version{kind: loggedPolicy, number: t.writtenBy.GetSequence(), owner: t.writtenBy.GetResourceOwner()}, nil
}

// wroteAlone reports whether the log shows that the sequence in ZITADEL's answer is one of the policy's events, and that since the
// expected version nothing but this change's own writes have come before it. It is false where the log doesn't tell.
func (t *target) wroteAlone(ctx context.Context) (bool, error) {
	log := t.client.instanceLog(ctx)
	owner, sequence := t.writtenBy.GetResourceOwner(), t.writtenBy.GetSequence()
	if !t.ofInstance() {
		ctx = organization.With(ctx, owner)
		log = t.client.organizationLog(ctx, owner)
	}
	expected := t.options.ExpectedVersion
	follows := expected.kind == loggedPolicy && expected.owner == owner
	since := sequence
	if follows {
		since = expected.number
	}
	for !log.ended && log.log.Oldest > since {
		if err := log.readPage(ctx); err != nil {
			return false, err
		}
	}
	t.noteEditor(log)
	isLogged := slices.ContainsFunc(log.log.Changes, func(c eventlog.Change) bool { return c.Sequence == sequence })
	others := follows && log.log.Between(expected.number, sequence) != t.writes || t.created && log.log.CreatedTwice()
	return isLogged && !others, nil
}

// versionAfterReset returns the version of the policy that the organization inherits now. It is zero where somebody else has given
// it a policy of its own since, and where the reset may have taken away a change that came after the expected version.
func (t *target) versionAfterReset(ctx context.Context) (Version, error) {
	if !t.options.ExpectedVersion.IsZero() {
		if t.effect == writtenAnswerLost {
			return Version{}, nil
		}
		if alone, err := t.wroteAlone(ctx); err != nil || !alone {
			return Version{}, err
		}
	}
	ctx = organization.With(ctx, t.organization)
	now, err := t.client.read(ctx, t.organization)
	if err != nil || !now.GetIsDefault() {
		return Version{}, err
	}
	return t.client.Version(ctx, now)
}

// versionAsFound returns the version of the policy as it was found, by what was read of its log then.
func (t *target) versionAsFound(ctx context.Context) (Version, error) {
	switch {
	case t.shown == nil:
		return Version{}, nil
	case t.ofInstance():
		ctx = organization.Without(ctx)
	case t.isInherited():
		return t.client.Version(ctx, t.shown)
	default:
		ctx = organization.With(ctx, t.organization)
	}
	return t.log.newestVersion(ctx, t.shown)
}
