package policy

import (
	"context"

	"zitadel-graphql/graph/problem"
	"zitadel-graphql/internal/organization"
	"zitadel-graphql/internal/policy/eventlog"
	"zitadel-graphql/internal/policy/settings"
	managementv1 "zitadel-graphql/internal/wire/zitadel/management/v1"
	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
)

// Read returns the login policy in force for an organization, strongly consistent. Without an id it is that of the token's
// home organization. It warns where nothing tells that an inherited policy was answered for this organization.
func (c *Client) Read(ctx context.Context, id string) (*policyv1.LoginPolicy, []problem.Warning, error) {
	ctx = organization.With(ctx, id)
	inForce, err := c.read(ctx, id)
	if err != nil {
		return nil, nil, err
	}
	warnings, err := c.confirmInherited(ctx, id, inForce)
	return inForce, warnings, err
}

// confirmInherited confirms whom an answer is about that an inherited policy was made of.
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

// read returns the policy in force. ctx is organization.With's, or Without's with an empty id.
//
// The policy of another organization than id is an error. An inherited policy is the instance's, and doesn't say for which
// organization it was answered, so that is confirmed: whatever is made of it, be it an answer, a copy or a refusal, could be
// about another organization. It isn't asked beside the read, since most policies may be their organizations' own; in a query
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
	inForce.IsDefault = inForce.GetIsDefault() || reply.GetIsDefault()
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

// ReadDefault returns the instance's login policy.
//
// ZITADEL's own read of it may lag behind a write, and a patch that is applied to what is no longer true would undo the
// write. So the policy in force is read first, for the organization that ctx names or else the home organization: that brings
// ZITADEL's view up to date, and is the instance's policy already where the organization inherits it.
func (c *Client) ReadDefault(ctx context.Context) (*policyv1.LoginPolicy, error) {
	inForce, err := c.read(ctx, "")
	if err != nil {
		return nil, err
	}
	if inForce.GetIsDefault() {
		return inForce, nil
	}
	reply, err := c.management.GetDefaultLoginPolicy(ctx, &managementv1.GetDefaultLoginPolicyRequest{})
	if err != nil {
		return nil, err
	}
	if reply.GetPolicy().GetDetails() == nil {
		return nil, problem.ReplyIncomplete(false)
	}
	return reply.GetPolicy(), nil
}

// Skipped is the part of a policy that is written and isn't in force.
type Skipped struct {
	// Names are the JSON names of the settings and lists of factors that differ.
	Names []string
	// Written is the policy as its log has it, without details and links. It is nil where the organization's own policy was
	// taken away.
	Written *policyv1.LoginPolicy
}

// NotInForce compares a policy as it is shown with its event log. The second result is false where the log doesn't tell.
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
