package policy

import (
	"context"

	"zitadel-graphql/graph/problem"
	"zitadel-graphql/internal/organization"
	adminv1 "zitadel-graphql/internal/wire/zitadel/admin/v1"
	eventv1 "zitadel-graphql/internal/wire/zitadel/event/v1"
	zitadelv1 "zitadel-graphql/internal/wire/zitadel/v1"
)

// The instance's restrictions aren't part of a login policy. They are here since their writes get lost and are skipped in the
// same way.

// ReadRestrictions returns the instance's restrictions, with details: those that nobody has set yet have the sequence 0. They may be
// older than the newest change. ctx is as for Change.
func (c *Client) ReadRestrictions(ctx context.Context) (*adminv1.GetRestrictionsResponse, error) {
	reply, err := c.admin.GetRestrictions(organization.Without(ctx), &adminv1.GetRestrictionsRequest{})
	if err == nil && reply.GetDetails() == nil {
		return nil, problem.ReplyIncomplete(false)
	}
	return reply, err
}

// SetRestrictions changes the instance's restrictions that the request names, and confirms the change. Where the request names none,
// nothing is written. Of the options ExpectedVersion and BeforeWrite count. ctx and errors are as for Change.
func (c *Client) SetRestrictions(ctx context.Context, request *adminv1.SetRestrictionsRequest, o Options) (Result, error) {
	ctx = organization.Without(ctx)
	if !o.ExpectedVersion.IsZero() {
		if err := c.checkRestrictions(ctx, o.ExpectedVersion); err != nil {
			return Result{}, err
		}
	}
	if request.DisallowPublicOrgRegistration == nil && request.GetAllowedLanguages() == nil {
		current, err := c.ReadRestrictions(ctx)
		if err != nil {
			return Result{}, err
		}
		return Result{Details: current.GetDetails(), version: func(ctx context.Context) (Version, error) {
			return c.RestrictionsVersion(ctx, current.GetDetails().GetSequence())
		}}, nil
	}
	if o.BeforeWrite != nil {
		if err := o.BeforeWrite(ctx, Write{Instance: true}); err != nil {
			return Result{}, err
		}
	}
	reply, err := c.admin.SetRestrictions(ctx, request)
	details, err := evidence{}.outcome(ctx, reply.GetDetails(), err) // ZITADEL's read of them may lag, and proves nothing
	if err != nil {
		return Result{}, err
	}
	set := &restrictionsWrite{client: c, details: details, expected: o.ExpectedVersion}
	return Result{Details: details, Warnings: c.confirmRestrictions(ctx, details.GetSequence()), Wrote: true, version: set.version,
		editorID: &set.editorID}, nil
}

// restrictionsWrite is a write of the restrictions that succeeded.
type restrictionsWrite struct {
	client   *Client
	details  *zitadelv1.ObjectDetails // those in its answer
	expected Version
	editorID string // who made it, by the log; empty until version has read that
}

// confirmRestrictions waits, for at most showTime, until the restrictions show the change with this sequence. It warns where they
// don't, and where they can't be read; not where the caller may not read them.
func (c *Client) confirmRestrictions(ctx context.Context, sequence uint64) []problem.Warning {
	if !c.config.ConfirmWrites {
		return nil
	}
	reply, err := c.admin.GetRestrictions(ctx, &adminv1.GetRestrictionsRequest{})
	for pause := range pauses(ctx, showTime) {
		if err != nil || reply.GetDetails().GetSequence() >= sequence {
			break
		}
		if err = pause(); err == nil {
			reply, err = c.admin.GetRestrictions(ctx, &adminv1.GetRestrictionsRequest{})
		}
	}
	switch {
	case problem.Unavailable(err):
		return nil
	case err != nil:
		return []problem.Warning{{Code: problem.WarningPolicyNotConfirmed,
			Message: "The change is written, but whether it is in force couldn't be read. Read the restrictions."}}
	case reply.GetDetails().GetSequence() < sequence:
		return []problem.Warning{{Code: problem.WarningWrittenNotInForce,
			Message: "The change is written, but ZITADEL doesn't show it, so it may not be in force. Read the restrictions."}}
	}
	return nil
}

// The events of the restrictions. They are numbered apart from the instance's.
const (
	restrictionsAggregate = "restrictions"
	restrictionsSet       = "restrictions.set"
)

// RestrictionsVersion returns the version of restrictions that were read just before, with this sequence in their details. It is zero where it isn't
// known, since the caller may not read events; and where the restrictions lack their newest event. It costs one call. ctx is as for
// Change.
func (c *Client) RestrictionsVersion(ctx context.Context, shown uint64) (Version, error) {
	newest, known, err := c.newestOfRestrictions(ctx)
	if err != nil || !known || shown < newest.GetSequence() {
		return Version{}, err
	}
	return Version{kind: setRestrictions, number: shown}, nil
}

// newestOfRestrictions returns the newest event of the restrictions, and nil where there is none. It returns false where the caller
// may not read events.
func (c *Client) newestOfRestrictions(ctx context.Context) (*eventv1.Event, bool, error) {
	if c.refusedEvents.Has(ctx) {
		return nil, false, nil
	}
	reply, err := c.admin.ListEvents(organization.Without(ctx), &adminv1.ListEventsRequest{
		AggregateTypes: []string{restrictionsAggregate}, EventTypes: []string{restrictionsSet}, Limit: 1})
	if problem.Unavailable(err) {
		c.refusedEvents.Add(ctx)
		return nil, false, nil
	}
	if err != nil || len(reply.GetEvents()) == 0 {
		return nil, err == nil, err
	}
	return reply.GetEvents()[0], true, nil
}

// checkRestrictions refuses to change restrictions of another version than the expected one, or of one that isn't known. Where
// ZITADEL keeps no event of them any more, or there never was one, those that it shows count.
func (c *Client) checkRestrictions(ctx context.Context, expected Version) error {
	event, known, err := c.newestOfRestrictions(ctx)
	newest := event.GetSequence()
	switch {
	case err != nil:
		return err
	case !known:
		return versionNotKnown("the restrictions are", "you may not read events, which needs the permission events.read in the instance")
	case newest == 0:
		shown, err := c.ReadRestrictions(ctx)
		if err != nil {
			return err
		}
		newest = shown.GetDetails().GetSequence()
	}
	current := Version{kind: setRestrictions, number: newest}
	if current == expected {
		return nil
	}
	return &problem.Problem{Code: problem.CodeConflict, Reason: problem.ReasonRestrictionsChanged, CurrentVersion: current.String(),
		Message: "The restrictions aren't the expected version any more: they were changed since. Read them and decide again."}
}

// version returns the version that the write led to. It is zero where it isn't known, and where somebody else has changed the
// restrictions between the expected version and the write: each event counts one.
func (w *restrictionsWrite) version(ctx context.Context) (Version, error) {
	newest, known, err := w.client.newestOfRestrictions(ctx)
	if newest.GetSequence() == w.details.GetSequence() {
		w.editorID = newest.GetEditor().GetUserId()
	}
	if err != nil || !known || !w.expected.IsZero() && w.details.GetSequence() > w.expected.number+1 {
		return Version{}, err
	}
	return Version{kind: setRestrictions, number: w.details.GetSequence()}, nil
}
