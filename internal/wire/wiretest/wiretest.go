// Package wiretest is the conformance suite of the contract with ZITADEL, the law: what any implementation of its
// management, admin, auth, organization, user and feature services has to answer, as far as the contract has them. It depends on
// internal/wire alone, and runs against anything that is a grpc.ClientConnInterface. It needs one organization that may be
// rewritten and a token that may write there; each further value of the Target lets more cases run:
//
//	func TestMine(t *testing.T) {
//		wiretest.Run(t, wiretest.Target{
//			Conn:   conn,
//			Org:    "200000000000000001",
//			Tokens: map[wiretest.Role]string{wiretest.OrgOwner: token},
//		})
//	}
//
// A running ZITADEL is named by the environment (all of its variables are in real_test.go):
//
//	ZGTEST_ADDRESS=https://my-instance.example.com ZGTEST_ORG=200000000000000001 ZGTEST_TOKEN_ORGANIZATION_OWNER=… \
//		go test ./internal/wire/wiretest -run TestReal -v
//
// The package's own tests run the suite against the embedded backend, over each wire of internal/backend too, and play each
// case against servers that are wrong in one way. COVERAGE.md has the rules and the cases that show them.
package wiretest

import "testing"

// Run runs every case, one after the other, as subtests of t. A case first brings the organization to a known state, so it
// depends on no other. Run writes in target.Org and, where it may, at the instance, and restores the policies of both at the
// end; phantom factors, which can't be read, are gone then, and a run that is killed restores nothing. Nothing else may write
// there meanwhile.
func Run(t *testing.T, target Target) Report {
	t.Helper()
	s, before, err := open(t.Context(), target)
	if err != nil {
		t.Fatal(err)
	}
	defer s.close(t, before)
	report := Report{NotRun: map[string][]string{}}
	for _, g := range groups() {
		t.Run(g.name, func(t *testing.T) {
			for _, c := range g.cases {
				t.Run(c.name, func(t *testing.T) { s.run(t, g.name+"/"+c.name, c, &report) })
			}
		})
	}
	report.log(t)
	return report
}
