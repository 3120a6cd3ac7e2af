package resolver_test

import (
	"encoding/json"
	"fmt"
	"strconv"
	"sync"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/types/known/durationpb"

	managementv1 "zitadel-graphql/internal/wire/zitadel/management/v1"
	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
	zitadelv1 "zitadel-graphql/internal/wire/zitadel/v1"
)

// crashClient makes a change and takes it back, one at a time, and remembers what it was told.
type crashClient struct {
	name    string
	ledger  *ledger
	present bool // as last acknowledged, or as found after a restart
	unknown bool // the last change was sent and not answered
	// events returns how many events a change makes.
	events func(present bool) uint64
	// write makes the change and returns the sequence in the answer, or errNoAnswer.
	write func(present bool) (uint64, error)
}

// change makes the next change. It fails where there is no answer, and where the answer has a sequence that can't be
// right.
func (c *crashClient) change() error {
	before, present := c.ledger.acknowledged(), !c.present
	c.unknown = true
	sequence, err := c.write(present)
	if err != nil {
		return err
	}
	c.unknown, c.present = false, present
	return c.ledger.acknowledge(before, sequence, c.events(present))
}

// ledger is what all clients together know of an organization's sequence. Its methods may be called concurrently.
type ledger struct {
	mu      sync.Mutex
	last    uint64 // the sequence as long as no change is under way
	highest uint64 // the highest that was acknowledged
	used    map[uint64]bool
}

func newLedger(sequence uint64) *ledger {
	return &ledger{last: sequence, highest: sequence, used: map[uint64]bool{sequence: true}}
}

// acknowledged returns the highest sequence that was acknowledged: the sequence of a change that is sent from now on is
// higher.
func (l *ledger) acknowledged() uint64 {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.highest
}

// acknowledge takes the answer to a change of so many events. before is what acknowledged returned when the change was
// sent.
func (l *ledger) acknowledge(before, sequence, events uint64) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if sequence <= before || l.used[sequence] {
		return fmt.Errorf("got sequence %d; want one above %d that wasn't used", sequence, before)
	}
	l.used[sequence] = true
	l.highest = max(l.highest, sequence)
	l.last += events
	return nil
}

func (w *crashTest) writeFactor(factor policyv1.SecondFactorType, present bool) (uint64, error) {
	field := map[bool]string{true: "addSecondFactor", false: "removeSecondFactor"}[present]
	document := `mutation($type: SecondFactorType!, $org: ID) { change: ` + field + `(type: $type, orgId: $org) { sequence resourceOwner } }`
	got, err := w.program.post(as(instanceOwnerToken), operation(document, map[string]any{"type": factor.String(), "org": acme}))
	if err != nil {
		return 0, fmt.Errorf("%w: %w", errNoAnswer, err)
	}
	var answer struct {
		Data struct {
			Change struct{ Sequence, ResourceOwner string }
		}
	}
	if err := json.Unmarshal([]byte(got.body), &answer); err != nil {
		return 0, fmt.Errorf("%s: %d %q: %w", field, got.status, got.body, err)
	}
	if answer.Data.Change.ResourceOwner != acme {
		return 0, fmt.Errorf("%s: got %d %s", field, got.status, got.body)
	}
	return strconv.ParseUint(answer.Data.Change.Sequence, 10, 64)
}

// policyEvents returns 1 for a reset; a creation makes one event for the policy and one for each factor.
func policyEvents(present bool) uint64 {
	if !present {
		return 1
	}
	return uint64(1 + len(fullPolicy(0).GetSecondFactors()) + len(fullPolicy(0).GetMultiFactors()))
}

// writePolicy gives Acme Labs its own policy, in one write of several events, or takes it away.
func (w *crashTest) writePolicy(present bool) (uint64, error) {
	ctx, cancel := organizationContext(acmeLabs)
	defer cancel()
	var reply interface {
		GetDetails() *zitadelv1.ObjectDetails
	}
	var err error
	if present {
		w.additions++
		reply, err = w.management.AddCustomLoginPolicy(ctx, createRequestFor(fullPolicy(w.additions)))
	} else {
		reply, err = w.management.ResetLoginPolicyToDefault(ctx, &managementv1.ResetLoginPolicyToDefaultRequest{})
	}
	if status.Code(err) == codes.Unavailable {
		return 0, fmt.Errorf("%w: %w", errNoAnswer, err)
	}
	return reply.GetDetails().GetSequence(), err
}

func (w *crashTest) read(organization string) *policyv1.LoginPolicy {
	w.t.Helper()
	ctx, cancel := organizationContext(organization)
	defer cancel()
	reply, err := w.management.GetLoginPolicy(ctx, &managementv1.GetLoginPolicyRequest{})
	if err != nil {
		w.t.Errorf("read the policy of %s: %v", organization, err)
	}
	return reply.GetPolicy()
}

// fullPolicy returns a policy with every factor. The number is part of one of its settings, so that two can be told
// apart.
func fullPolicy(number int) *policyv1.LoginPolicy {
	return &policyv1.LoginPolicy{
		AllowUsernamePassword:      true,
		ForceMfa:                   true,
		PasswordlessType:           policyv1.PasswordlessType_PASSWORDLESS_TYPE_ALLOWED,
		DefaultRedirectUri:         "https://app.example.com/" + strconv.Itoa(number),
		PasswordCheckLifetime:      durationpb.New(1 * time.Hour),
		ExternalLoginCheckLifetime: durationpb.New(2 * time.Hour),
		MfaInitSkipLifetime:        durationpb.New(3 * time.Hour),
		SecondFactorCheckLifetime:  durationpb.New(4 * time.Hour),
		MultiFactorCheckLifetime:   durationpb.New(5 * time.Hour),
		SecondFactors:              secondFactors(),
		MultiFactors:               []policyv1.MultiFactorType{policyv1.MultiFactorType_MULTI_FACTOR_TYPE_U2F_WITH_VERIFICATION},
	}
}

// createRequestFor returns the request that creates a policy such as fullPolicy's.
func createRequestFor(whole *policyv1.LoginPolicy) *managementv1.AddCustomLoginPolicyRequest {
	return &managementv1.AddCustomLoginPolicyRequest{
		AllowUsernamePassword:      whole.GetAllowUsernamePassword(),
		ForceMfa:                   whole.GetForceMfa(),
		PasswordlessType:           whole.GetPasswordlessType(),
		DefaultRedirectUri:         whole.GetDefaultRedirectUri(),
		PasswordCheckLifetime:      whole.GetPasswordCheckLifetime(),
		ExternalLoginCheckLifetime: whole.GetExternalLoginCheckLifetime(),
		MfaInitSkipLifetime:        whole.GetMfaInitSkipLifetime(),
		SecondFactorCheckLifetime:  whole.GetSecondFactorCheckLifetime(),
		MultiFactorCheckLifetime:   whole.GetMultiFactorCheckLifetime(),
		SecondFactors:              whole.GetSecondFactors(),
		MultiFactors:               whole.GetMultiFactors(),
	}
}
