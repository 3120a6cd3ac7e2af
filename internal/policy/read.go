package policy

import (
	"context"

	"google.golang.org/protobuf/proto"

	"zitadel-graphql/graph/problem"
	"zitadel-graphql/internal/organization"
	"zitadel-graphql/internal/policy/eventlog"
	"zitadel-graphql/internal/policy/settings"
	managementv1 "zitadel-graphql/internal/wire/zitadel/management/v1"
	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
)

// Read returns the login policy that is in force for the organization with this id; an empty id is the token's home organization.
// The read brings ZITADEL's view up to date first, but for a change that ZITADEL skipped; see NotInForce. It warns where it
// couldn't be confirmed that an inherited policy was answered for this organization. ctx is as for Change.
func (c *Client) Read(ctx context.Context, id string) (*policyv1.LoginPolicy, []problem.Warning, error) {
	ctx = organization.With(ctx, id)
	inForce, err := c.read(ctx, id)
	if err != nil {
		return nil, nil, err
	}
	warnings, err := c.confirmInherited(ctx, id, inForce)
	return inForce, warnings, err
}

// confirmInherited warns where an inherited policy, which doesn't say for which organization it was answered, may have been
// answered for another one: where the caller may not ask. It fails where it certainly was.
func (c *Client) confirmInherited(ctx context.Context, id string, inForce *policyv1.LoginPolicy) ([]problem.Warning, error) {
	if !inForce.GetIsDefault() {
		return nil, nil
	}
	confirmed, err := c.asker.Confirm(ctx, id)
	if err != nil || confirmed {
		return nil, err
	}
	return []problem.Warning{problem.OrganizationNotConfirmed()}, nil
}

// read returns the policy in force. ctx comes from organization.With, or from Without with an empty id. A policy that belongs to
// another organization than id is an error.
//
// An inherited policy is the instance's, and doesn't say for which organization it was answered. So the backend is asked which
// organization it takes the calls for: an answer, a copy or a refusal that is made of the policy could otherwise be about another
// one. It is asked after the read and not at the same time, since most organizations may have a policy of their own. In a query
// that asks for the organization too, it costs no call.
func (c *Client) read(ctx context.Context, id string) (*policyv1.LoginPolicy, error) {
	reply, err := c.management.GetLoginPolicy(ctx, &managementv1.GetLoginPolicyRequest{})
	if err != nil {
		return nil, err
	}
	inForce := reply.GetPolicy()
	if inForce.GetDetails() == nil {
		return nil, problem.ReplyIncomplete(false)
	}
	if reply.GetIsDefault() {
		inForce = markedInherited(inForce)
	}
	if inForce.GetIsDefault() && organization.Named(ctx) {
		if _, err := c.asker.Confirm(ctx, id); err != nil {
			return nil, err
		}
	}
	if owner := inForce.GetDetails().GetResourceOwner(); !inForce.GetIsDefault() && id != "" && owner != id {
		return nil, problem.OrganizationIgnored(owner)
	}
	return inForce, nil
}

// ReadDefault returns the instance's login policy. ctx is as for Change, but that an organization in its metadata is kept.
//
// ZITADEL's own read of this policy may lag behind a write, and a patch that is applied to an old state would undo the write. So
// the policy in force is read first, for the organization in ctx's metadata or else the home organization: that brings ZITADEL's
// view up to date, and is the instance's policy already where the organization inherits it.
func (c *Client) ReadDefault(ctx context.Context) (*policyv1.LoginPolicy, error) {
	inForce, err := c.read(ctx, "")
	if err != nil {
		return nil, err
	}
	if inForce.GetIsDefault() {
		return inForce, nil
	}
	return c.inherited(ctx)
}

// inherited returns the instance's policy, as organizations inherit it. It may be older than the newest change, unless a policy in
// force was read before.
func (c *Client) inherited(ctx context.Context) (*policyv1.LoginPolicy, error) {
	reply, err := c.management.GetDefaultLoginPolicy(ctx, &managementv1.GetDefaultLoginPolicyRequest{})
	if err != nil {
		return nil, err
	}
	if reply.GetPolicy().GetDetails() == nil {
		return nil, problem.ReplyIncomplete(false)
	}
	return markedInherited(reply.GetPolicy()), nil
}

// markedInherited returns the instance's policy with the mark that says so: the same one where it has that, or else a copy, since
// others may be reading the same reply.
func markedInherited(found *policyv1.LoginPolicy) *policyv1.LoginPolicy {
	if found.GetIsDefault() {
		return found
	}
	marked := proto.CloneOf(found)
	marked.IsDefault = true
	return marked
}

// Skipped has the differences between a policy as it is written and as it is in force.
type Skipped struct {
	// Names are the JSON names of the settings and lists of factors that differ.
	Names []string
	// Written is the policy as its log has it, without details and links. It is nil where the organization's own policy was
	// removed, and yet is in force.
	Written *policyv1.LoginPolicy
}

// NotInForce compares a policy that was read with its event log, and returns what ZITADEL skipped. The second result is false
// where the log doesn't tell: the caller may not read events, or they aren't kept back to the policy's creation, or the log was
// read before a newer change. ctx is as for Change.
func (c *Client) NotInForce(ctx context.Context, shown *policyv1.LoginPolicy) (Skipped, bool, error) {
	ctx = organization.Without(ctx)
	log := c.instanceLog(ctx)
	if !shown.GetIsDefault() {
		log = c.organizationLog(ctx, shown.GetDetails().GetResourceOwner())
	}
	if !log.events {
		return Skipped{}, false, nil
	}
	written, known, err := log.replay(ctx)
	switch {
	case err != nil, !known:
		return Skipped{}, false, err
	case log.olderThan(shown), written == nil && log.aggregate == eventlog.Instance:
		return Skipped{}, false, nil
	case written == nil:
		return Skipped{}, true, nil
	}
	return Skipped{Names: settings.Differences(shown, written), Written: written}, true, nil
}
