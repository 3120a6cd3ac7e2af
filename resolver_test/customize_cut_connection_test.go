package resolver_test

import (
	"fmt"
	"sync"
	"testing"

	"google.golang.org/protobuf/proto"

	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
)

// TestCustomizationLosesConnection prevents that a connection which breaks during a customization leaves half of it
// behind, and that the answer promises too much. Whenever it breaks, the organization has the complete new policy or
// inherits as before, and NOT_EXECUTED is answered only where it inherits. Where only the answer to the write is lost,
// the reads after it find the change, and the mutation succeeds.
func TestCustomizationLosesConnection(t *testing.T) {
	t.Parallel()
	var plan cutPlan
	_, backend, r := startRelayed(t, nil, plan.before, plan.after)
	p := start(t, "--backend", r.url,
		"--backend-retries", "0", // a read that is retried would hide the broken connection
		"--backend-breaker", "off") // and so would a refusal while the circuit is open
	inherited := readDirectly(t, backend, acmeLabs)
	for i, kind := range append(customizations(), createsPolicy()) {
		steps := cutSteps()
		if i > 0 && testing.Short() {
			steps = steps[8:10] // before and after the write: only this differs between the kinds
		}
		for _, step := range steps {
			r.forget()
			plan.set(step)
			got := mustPost(t, p, as(instanceOwnerToken), operation(kind.document(), nil))
			plan.set(cutStep{})
			now := readDirectly(t, backend, acmeLabs)
			checkCut(t, fmt.Sprint(kind.field, ", cut ", step), step, errorOf(got), expectedPolicy(t, kind, inherited), now)
			if !now.GetIsDefault() {
				resetDirectly(t, backend, acmeLabs)
			}
		}
	}
}

func checkCut(t *testing.T, name string, step cutStep, got outcome, want, now *policyv1.LoginPolicy) {
	t.Helper()
	executed := !now.GetIsDefault()
	now, want = proto.CloneOf(now), proto.CloneOf(want)
	now.Details, want.Details = nil, nil
	switch {
	case got.Code == "" != step.isConfirmed() || got.Retryable && executed:
		t.Errorf("%s: got %+v, want an error that isn't to be sent again, or a success if only the write's answer is lost", name, got)
	case got.Outcome == "NOT_EXECUTED" && executed:
		t.Errorf("%s: the answer says NOT_EXECUTED, and the organization has its own policy", name)
	case executed != step.writes():
		t.Errorf("%s: the policy is written: %t", name, executed)
	case !step.reachesWrite() && got.Outcome != "NOT_EXECUTED":
		t.Errorf("%s: got %+v, want NOT_EXECUTED: no write was sent", name, got)
	case executed && !proto.Equal(now, want):
		t.Errorf("%s: the policy is\n%v\nwant\n%v", name, now, want)
	}
}

// cutStep is a moment at which the connection breaks: at the call of a method with this number, before or after the
// backend has done its work.
type cutStep struct {
	method string
	number int
	after  bool
}

// String names the step in messages.
func (s cutStep) String() string {
	if s.after {
		return fmt.Sprint("after ", s.method, " ", s.number)
	}
	return fmt.Sprint("before ", s.method, " ", s.number)
}

// reachesWrite reports whether the write is sent before the connection breaks.
func (s cutStep) reachesWrite() bool {
	return s.method == "AddCustomLoginPolicy" || s.method == "GetLoginPolicy" && s.number > 1 || s.method == "ListEvents" && s.number > 2
}

// writes reports whether the backend does the write. It finishes a call that has reached it, even if nobody waits for
// the answer.
func (s cutStep) writes() bool {
	return s.reachesWrite() && (s.method != "AddCustomLoginPolicy" || s.after)
}

// isConfirmed reports whether the mutation succeeds: the write is done, and the event log can be read afterwards and
// shows it.
func (s cutStep) isConfirmed() bool {
	return s.method == "AddCustomLoginPolicy" && s.after || s.method == "GetLoginPolicy" && s.number > 1
}

// cutSteps returns every step of a customization in order: the reads of the policy and of its log, the read that
// confirms the organization, the log of the instance's policy, the write, and the reads of policy and log that look for
// the result.
func cutSteps() []cutStep {
	return []cutStep{
		{"GetLoginPolicy", 1, false},
		{"GetLoginPolicy", 1, true},
		{"ListEvents", 1, false},
		{"ListEvents", 1, true},
		{"GetMyOrg", 1, false},
		{"GetMyOrg", 1, true},
		{"ListEvents", 2, false},
		{"ListEvents", 2, true},
		{"AddCustomLoginPolicy", 1, false},
		{"AddCustomLoginPolicy", 1, true},
		{"GetLoginPolicy", 2, false},
		{"GetLoginPolicy", 2, true},
		{"ListEvents", 3, false},
		{"ListEvents", 3, true},
	}
}

// cutPlan holds hooks for a relay that break the connection at one step. Its methods may be called concurrently.
type cutPlan struct {
	mu   sync.Mutex
	step cutStep
}

func (p *cutPlan) set(step cutStep) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.step = step
}

func (p *cutPlan) before(call *relayed) { p.cutAt(call, false) }
func (p *cutPlan) after(call *relayed)  { p.cutAt(call, true) }

func (p *cutPlan) cutAt(call *relayed, after bool) {
	p.mu.Lock()
	step := p.step
	p.mu.Unlock()
	if step == (cutStep{call.method, call.number, after}) {
		call.cut()
	}
}
