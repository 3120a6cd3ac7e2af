package wiretest

import (
	"context"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
)

// caseLimit bounds one case, so that a server that hangs fails it.
const caseLimit = time.Minute

// row is one case.
type row struct {
	// name says what the case ensures.
	name string
	// spec holds the labels of the specification's rows that it shows (spec.go), with blanks between.
	spec string
	// instance tells that the case rewrites the instance's settings. Then they are brought to a known state before.
	instance bool
	steps    []step
}

// theme is a group of cases under one name.
type theme struct {
	name string
	rows []row
}

// themes is the whole suite.
func themes() []theme {
	return []theme{
		{"stories", storyRows()},
		{"reads", readRows()},
		{"second factors", secondRows()},
		{"multi factors", multiRows()},
		{"phantoms", phantomRows()},
		{"create", createRows()},
		{"update", updateRows()},
		{"reset", resetRows()},
		{"validation", validationRows()},
		{"tokens", tokenRows()},
		{"organizations", orgRows()},
		{"permissions", permissionRows()},
		{"order of checks", orderRows()},
		{"language", languageRows()},
		{"response metadata", metadataRows()},
		{"at once", onceRows()},
		{"races", raceRows()},
		{"links", linkRows()},
		{"providers", providerRows()},
		{"organization", myOrgRows()},
		{"organizations to choose from", listOrgRows()},
		{"own permissions", ownPermissionRows()},
		{"oneself", myselfRows()},
		{"changes", changeRows()},
		{"events", eventRows()},
		{"admin access", adminAccessRows()},
		{"admin reads", adminReadRows()},
		{"admin factors", adminFactorRows()},
		{"admin update", adminUpdateRows()},
		{"admin links", adminLinkRows()},
		{"restrictions", restrictionRows()},
	}
}

// Report tells which cases a run had, by name ("theme/case").
type Report struct {
	Ran []string
	// NotRun maps the cases that the target couldn't serve to what it lacks.
	NotRun map[string][]string
}

// Run runs every case, one after the other, as subtests of t. It writes in target.Own and, where it may, at the instance,
// and nowhere else, and restores both when it is done.
func Run(t *testing.T, target Target) Report {
	t.Helper()
	suite, before, err := open(t.Context(), target)
	if err != nil {
		t.Fatal(err)
	}
	defer suite.close(t, before)
	report := Report{NotRun: map[string][]string{}}
	for _, th := range themes() {
		t.Run(th.name, func(t *testing.T) {
			for _, r := range th.rows {
				t.Run(r.name, func(t *testing.T) { suite.run(t, th.name+"/"+r.name, r, &report) })
			}
		})
	}
	report.log(t)
	return report
}

// open reads what a run needs to know, and writes nothing.
func open(ctx context.Context, target Target) (*scene, *policyv1.LoginPolicy, error) {
	if err := target.check(); err != nil {
		return nil, nil, err
	}
	s := &scene{target: target, patience: patience}
	if err := s.readInstance(ctx); err != nil {
		return nil, nil, err
	}
	before, err := s.read(ctx)
	return s, before, err
}

func (s *scene) close(t *testing.T, before *policyv1.LoginPolicy) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), caseLimit)
	defer cancel()
	if err := s.restoreInstance(ctx); err != nil {
		t.Errorf("restore the instance's settings, which were {%v}: %v", s.original, err)
	}
	if err := s.restore(ctx, before); err != nil {
		t.Errorf("restore the policy of organization %s, which was {%v}: %v", s.target.Own, before, err)
	}
}

func (s *scene) run(t *testing.T, name string, r row, report *Report) {
	t.Helper()
	if lacks := r.lacks(s.target); len(lacks) > 0 {
		report.NotRun[name] = lacks
		t.Skipf("not run: the target lacks %s", strings.Join(lacks, ", "))
	}
	report.Ran = append(report.Ran, name)
	ctx, cancel := context.WithTimeout(t.Context(), caseLimit)
	defer cancel()
	if err := s.prepare(ctx, r); err != nil {
		t.Fatal(err)
	}
	if err := s.play(ctx, r.steps); err != nil {
		t.Errorf("%v [%s]", err, r.spec)
	}
}

// prepare brings the organization, and the instance where the case rewrites it, to the state that the case starts from.
func (s *scene) prepare(ctx context.Context, r row) error {
	if err := s.clear(ctx); err != nil {
		return err
	}
	if r.instance {
		return s.clearInstance(ctx)
	}
	return s.restoreInstance(ctx)
}

// lacks names what the target would have to give for the case to run.
func (r row) lacks(target Target) []string {
	var lacks []string
	seen := map[string]bool{}
	for _, n := range r.needs() {
		if !n.given(target) && !seen[n.name] {
			lacks = append(lacks, n.name)
			seen[n.name] = true
		}
	}
	return lacks
}

func (r row) needs() []need {
	var needs []need
	if r.instance {
		needs = append(needs, writableInstance())
	}
	for _, st := range r.steps {
		needs = append(needs, st.needs...)
	}
	return needs
}

func (r Report) log(t *testing.T) {
	t.Helper()
	t.Logf("%d cases ran, %d not", len(r.Ran), len(r.NotRun))
	for _, name := range slices.Sorted(maps.Keys(r.NotRun)) {
		t.Logf("NOT RUN: %s: the target lacks %s", name, strings.Join(r.NotRun[name], ", "))
	}
}
