package wiretest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	managementv1 "zitadel-graphql/internal/wire/zitadel/management/v1"
	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
)

// caseLimit bounds one case, so that a server that hangs fails it.
const caseLimit = time.Minute

// suite is a run of all cases against one target.
type suite struct {
	target   Target
	patience time.Duration // how long a read that may lag gets to show a write
	// initial is the instance's policy as the case found it.
	initial *policyv1.LoginPolicy
	// original is what the run found at the instance and has to restore; altered is true while a case has it rewritten.
	original instanceSettings
	altered  bool
	ledgers  [levels]ledger
}

// open reads the policies as they are before the run, and writes nothing.
func open(ctx context.Context, target Target) (*suite, *policyv1.LoginPolicy, error) {
	if err := target.check(); err != nil {
		return nil, nil, err
	}
	s := &suite{target: target, patience: patience}
	if err := s.readInstance(ctx); err != nil {
		return nil, nil, err
	}
	before, err := s.read(ctx)
	return s, before, err
}

func (s *suite) close(t *testing.T, before *policyv1.LoginPolicy) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), caseLimit)
	defer cancel()
	if err := s.restoreInstance(ctx); err != nil {
		t.Errorf("restore the instance's settings, which were {%v}: %v", s.original, err)
	}
	if err := s.restore(ctx, before); err != nil {
		t.Errorf("restore the policy of organization %s, which was {%v}: %v", s.target.Org, before, err)
	}
}

func (s *suite) run(t *testing.T, name string, c testCase, report *Report) {
	t.Helper()
	if lacks := c.lacks(s.target); len(lacks) > 0 {
		report.NotRun[name] = lacks
		t.Skipf("not run: the target lacks %s", strings.Join(lacks, ", "))
	}
	report.Ran = append(report.Ran, name)
	ctx, cancel := context.WithTimeout(t.Context(), caseLimit)
	defer cancel()
	if err := s.prepare(ctx, c); err != nil {
		t.Fatal(err)
	}
	if err := s.runSteps(ctx, c.steps); err != nil {
		t.Errorf("%v [%s]", err, c.spec)
	}
}

// prepare brings the organization, and the instance where the case rewrites it, to the state that the case starts from.
func (s *suite) prepare(ctx context.Context, c testCase) error {
	if err := s.clear(ctx); err != nil {
		return err
	}
	if err := s.takePerson(c); err != nil {
		return err
	}
	if c.instance {
		return s.clearInstance(ctx)
	}
	return s.restoreInstance(ctx)
}

// takePerson gives a case that needs one a person of its own.
func (s *suite) takePerson(c testCase) error {
	s.ledgers[ofPerson] = ledger{}
	if !c.person {
		return nil
	}
	id, found := s.target.NextPerson()
	if !found {
		return errors.New("nobody is left from whom factors may be taken away")
	}
	s.target.person = id
	return nil
}

// runSteps runs the steps up to the first that fails.
func (s *suite) runSteps(ctx context.Context, steps []step) error {
	for i, st := range steps {
		if err := st.do(ctx, s); err != nil {
			return fmt.Errorf("step %d, %s: %w", i+1, st.name, err)
		}
	}
	return nil
}

// clear brings the organization to the state every case starts from: it inherits, has no factor of its own and no
// phantom, and the sequence of its last write is known.
func (s *suite) clear(ctx context.Context) error {
	s.ledgers[ofOrg] = ledger{}
	steps := slices.Concat(
		[]step{resetPolicy().must(either(succeeds(), policyNotResettable()))},
		eachSecond(func(f policyv1.SecondFactorType) step {
			return removeSecond(f).must(either(succeeds(), secondNotThere()))
		}),
		[]step{
			removeMulti(passkey).must(either(succeeds(), multiNotThere())),
			addSecond(otp).must(added(1)),
			removeSecond(otp).must(changed()),
		},
	)
	if err := s.runSteps(ctx, steps); err != nil {
		return fmt.Errorf("bring organization %s to the starting state: %w", s.target.Org, err)
	}
	return nil
}

// read returns the policy in force.
func (s *suite) read(ctx context.Context) (*policyv1.LoginPolicy, error) {
	r := s.send(ctx, getPolicy())
	if r.err != nil {
		return nil, fmt.Errorf("read the policy of organization %s: %w", s.target.Org, r.err)
	}
	return r.message.(*managementv1.GetLoginPolicyResponse).GetPolicy(), nil
}

// restore gives the organization the policy back that it had before the run.
func (s *suite) restore(ctx context.Context, before *policyv1.LoginPolicy) error {
	if err := s.clear(ctx); err != nil {
		return err
	}
	if before.GetIsDefault() {
		return nil
	}
	return s.runSteps(ctx, []step{addPolicyLike(copyOf(before)).must(succeeds())})
}
