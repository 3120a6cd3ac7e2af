// Package policy changes login policies truthfully: a change that succeeds is in force, or its result says that it may not be.
//
// ZITADEL keeps events, and shows what its projections made of them. A projection is late now and then, and now and then
// skips an event for good; logins go by the projection too. A change that is built on such a read undoes another one. So a
// change goes these steps:
//
//  1. Read the policy and its event log side by side (target). A read that certainly lacks the newest change is repeated for
//     a while, and then the change is refused. Where the caller may read events, the policy is worked out from them
//     (eventlog.Log.Replay), and the change is made to that.
//  2. Decide by the policy that was found: an organization's own is changed (changeOwn), an inherited one is refused, or
//     copied with the change into the organization's own, in one write (changeInherited).
//  3. Refuse what expects another version of the policy (Version), what would lock the caller out (impact.Change.EndsToken), and
//     what the caller doesn't want done (Options.Guard). Then announce the write (Options.BeforeWrite).
//  4. Write, once. If the answer is lost, one read may show that the change was made (evidence). The answer must be about the
//     organization that was named. Where it stays open whether something was written, the failure is wrapped in a
//     problem.UnknownOutcomeError.
//  5. Wait for a while until ZITADEL shows the change, and warn where it doesn't.
//
// Preview goes the first step alone, and works out the policy that a change would lead to.
//
// The package knows no GraphQL and no HTTP. Whoever uses it puts the caller's token into the outgoing metadata of a context,
// under "authorization", and may put the caller's languages there under "accept-language". A method gets this context, the id
// of an organization and a Change, and returns a Result or an error, of which problem.Classifier makes a Problem. Messages name
// the options as the schema does.
//
// It depends on graph/problem, internal/callers, internal/organization, internal/parallel, internal/wire, and two packages below it: settings handles
// a policy's settings by their names, and eventlog finds out what the event log tells. Whose tokens a change ends is a rule of
// internal/people/impact. What a field of the schema means is package graph's, and so is which token and organization a request
// names.
package policy

import (
	"context"
	"fmt"
	"time"

	"google.golang.org/grpc"

	"zitadel-graphql/graph/problem"
	"zitadel-graphql/internal/callers"
	"zitadel-graphql/internal/organization"
	adminv1 "zitadel-graphql/internal/wire/zitadel/admin/v1"
	authv1 "zitadel-graphql/internal/wire/zitadel/auth/v1"
	managementv1 "zitadel-graphql/internal/wire/zitadel/management/v1"
	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
	zitadelv1 "zitadel-graphql/internal/wire/zitadel/v1"
)

// Config says how careful a Client is.
type Config struct {
	// ConfirmWrites looks after each write whether it is in force, and warns where it isn't. It costs each write a read, and up
	// to a second where the write doesn't show.
	ConfirmWrites bool
	// RequireEventLog refuses a change where the event log doesn't tell whether ZITADEL shows the policy's newest state. Without it
	// only a change that expects a version is refused then, and any other made with a warning.
	RequireEventLog bool
}

// Client reads and changes the login policies of one ZITADEL, on behalf of the caller whose token is in the outgoing metadata of
// the context that a method gets. An organization in that metadata counts for ReadDefault alone: each other
// method sets its own.
//
// It keeps nothing between calls but, for five minutes, which callers may not read events and which are machines. It is safe
// for concurrent use.
type Client struct {
	management managementv1.ManagementServiceClient
	admin      adminv1.AdminServiceClient
	auth       authv1.AuthServiceClient
	asker      organization.Asker
	config     Config
	// refusedEvents are the callers who may not read events. Events aren't asked for on their behalf again for a while.
	refusedEvents *callers.Set
	// machines are the callers that were found to be machines, which no login policy concerns.
	machines *callers.Set
	totals   *totals
}

// NewClient returns a client of the ZITADEL behind conn. The errors of conn have to be *wire.CallErrors, as those of
// internal/backend's connections are: what ZITADEL refused, and whether a write may have happened, is read from them alone. The
// client doesn't close conn.
func NewClient(conn grpc.ClientConnInterface, config Config) *Client {
	management := managementv1.NewManagementServiceClient(conn)
	return &Client{
		management:    management,
		admin:         adminv1.NewAdminServiceClient(conn),
		auth:          authv1.NewAuthServiceClient(conn),
		asker:         organization.NewAsker(management),
		config:        config,
		refusedEvents: callers.NewSet(time.Now),
		machines:      callers.NewSet(time.Now),
		totals:        new(totals),
	}
}

// WithConfig returns a client that is as careful as config says. The two share what they keep.
func (c *Client) WithConfig(config Config) *Client {
	next := *c
	next.config = config
	return &next
}

// Action is what to do where an organization has no policy of its own and inherits the instance's.
type Action int

// The actions.
const (
	// Refuse changes nothing.
	Refuse Action = iota
	// Customize gives the organization its own policy: a copy of the inherited one, with the change.
	Customize
)

// ExpectedDetails are those of a policy that a caller has looked at. Fields that are nil aren't compared.
type ExpectedDetails struct {
	Sequence      *uint64
	ResourceOwner *string
}

// check refuses a policy with other details than these.
func (v ExpectedDetails) check(found *policyv1.LoginPolicy) error {
	details := found.GetDetails()
	if (v.Sequence == nil || *v.Sequence == details.GetSequence()) && (v.ResourceOwner == nil || *v.ResourceOwner == details.GetResourceOwner()) {
		return nil
	}
	sequence := details.GetSequence()
	return &problem.Problem{Code: problem.CodeConflict, Reason: problem.ReasonLoginPolicyChanged,
		ResourceOwner: details.GetResourceOwner(), CurrentSequence: &sequence,
		Message: fmt.Sprintf("The policy isn't the expected version: it is version %d of %s now. Read it and decide again.", sequence, details.GetResourceOwner())}
}

// Options say how a change is made. The zero value is the most careful.
type Options struct {
	// WhenInherited is for Change alone: the instance's policy isn't inherited, and a creation and a reset say themselves what
	// is to become of an inherited one.
	WhenInherited Action
	// PutInForce writes a change again that is written already, and that ZITADEL skipped, in such a way that it shows.
	PutInForce bool
	// AllowLockout makes the change even where the caller's own token may be refused after it.
	AllowLockout bool
	// Expected has a Patch refused that would be made to a policy with any other details. Other changes don't look at it.
	Expected ExpectedDetails
	// ExpectedVersion has every change refused that would be made to any other version, and to one that isn't known. The zero
	// value expects nothing.
	ExpectedVersion Version
	// Guard is nil, or refuses a change by what it would do. It is called once, when everything else allows the change and just
	// before anything is written, and not at all where nothing has to be written. It gets the whole policies, which it must not
	// alter: the one that is in force, and the one that is to be, with all settings, both lists and the links. Its error is the
	// change's, and promises that nothing was written. Where the policy can't be read, a change with a Guard fails.
	Guard func(ctx context.Context, before, after *policyv1.LoginPolicy) error
	// BeforeWrite is nil, or is called once, after Guard and just before the first write is sent, also where the policy couldn't be
	// read. It isn't called where nothing has to be written. Its error is the change's, and promises that nothing was written.
	BeforeWrite func(ctx context.Context, about Write) error
}

// Result is the outcome of a change that succeeded.
type Result struct {
	// Details are those of the write, or of the policy where nothing had to be written.
	Details *zitadelv1.ObjectDetails
	// Warnings say what isn't known or isn't so, although the change succeeded.
	Warnings []problem.Warning
	// Wrote is false where everything was as wanted already, so that nothing was written.
	Wrote bool
	// editorID has EditorID, as soon as that is known. It is nil where nothing was written.
	editorID *string
	// version returns Version. It is nil where that isn't known.
	version func(context.Context) (Version, error)
}

// EditorID returns the id of the user who made the change, as the event log has it beside the sequence in ZITADEL's answer to the
// write. It is empty where that event wasn't read. EditorID itself asks nothing: the event is among what was read to confirm the
// change, or by Version, which must not run at the same time.
func (r Result) EditorID() string {
	if r.editorID == nil {
		return ""
	}
	return *r.editorID
}

// Version returns the version that the change led to, which the next change of the same caller may expect. It stands for this
// change and for what was there when it was made, and for nothing that came later. After a reset it is that of the inherited
// policy, and where nothing had to be written that of the policy as it was found.
//
// It is zero where it isn't known: where the caller may not read the log, where the answer to the write was lost, and where
// somebody else changed the policy between the check of Options.ExpectedVersion and the write. It costs a page of the log. ctx is as
// for Change.
func (r Result) Version(ctx context.Context) (Version, error) {
	if r.version == nil {
		return Version{}, nil
	}
	return r.version(ctx)
}
