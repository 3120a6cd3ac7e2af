package resolver_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const (
	// lookOf asks how people were looked at.
	lookOf = `look { complete incomplete lookedAt total }`
	// harmless is a change that locks nobody out, so that only what isn't known can refuse it.
	harmless = `change: {addSecondFactors: [SECOND_FACTOR_TYPE_OTP_SMS]}, figures: [LOCKS_OUT_SOMEBODY]`
	// withCodes asks for people of whom there are too few for a page, so that everybody is looked at for it.
	withCodes = `userFactors(has: [SECOND_FACTOR_TYPE_OTP_SMS, SECOND_FACTOR_TYPE_OTP_EMAIL], first: 100`

	usageFields  = `{ factors { users onlyFactorOf } withNone withPasskey withPasswordAlone ` + lookOf + ` }`
	impactFields = `{ digest people { ` + lookOf + ` loginV1 { losesFactor { certain possible } fallsBackToPassword { certain possible } }
		loginV2 { mustSetUp { certain possible users(first: 5) { nodes { id } ` + lookOf + ` } } lockedOut { certain possible } losesSessions { certain possible } } } }`
)

// looksAtPeople returns an operation for each field of Query and Subscription that looks at people, by kind and name.
func looksAtPeople() map[string]string {
	return map[string]string{
		"query.userFactors":                     `{ ` + withCodes + `) { nodes { id } ` + lookOf + ` } }`,
		"query.secondFactorUsage":               `{ secondFactorUsage ` + usageFields + ` }`,
		"query.loginPolicyImpact":               `{ loginPolicyImpact(` + harmless + `) ` + impactFields + ` }`,
		"query.defaultLoginPolicyImpact":        `{ defaultLoginPolicyImpact(` + harmless + `) ` + impactFields + ` }`,
		"subscription.secondFactorUsage":        `subscription { secondFactorUsage { lookedAt total found usage ` + usageFields + ` } }`,
		"subscription.loginPolicyImpact":        `subscription { loginPolicyImpact(` + harmless + `) { lookedAt total found impact ` + impactFields + ` } }`,
		"subscription.defaultLoginPolicyImpact": `subscription { defaultLoginPolicyImpact(` + harmless + `) { lookedAt total found impact ` + impactFields + ` } }`,
	}
}

// TestEveryLookIsTried prevents that a field which looks at people is forgotten by the tests of this file.
func TestEveryLookIsTried(t *testing.T) {
	t.Parallel()
	types := parseSchema(t).Definitions
	var found []string
	for _, kind := range []string{"Query", "Subscription"} {
		for _, field := range types.ForName(kind).Fields {
			if strings.Contains(selection(types, field.Type), " look {") {
				found = append(found, strings.ToLower(kind)+"."+field.Name)
			}
		}
	}
	slices.Sort(found)
	if diff := cmp.Diff(found, slices.Sorted(maps.Keys(looksAtPeople()))); diff != "" {
		t.Errorf("(-schema +looksAtPeople)\n%s", diff)
	}
	var guarded, tried []string
	for _, field := range types.ForName("Mutation").Fields {
		if field.Arguments.ForName("expectedDigest") != nil {
			guarded = append(guarded, field.Name)
		}
	}
	for _, mutation := range everyWrite() {
		name, _, _ := strings.Cut(mutation.field, "(")
		tried = append(tried, name)
	}
	slices.Sort(guarded)
	slices.Sort(tried)
	if diff := cmp.Diff(guarded, slices.Compact(tried)); diff != "" {
		t.Errorf("(-mutations with guards +everyWrite)\n%s", diff)
	}
}

// TestFailuresInLooks prevents that something which fails in the middle of a look makes a smaller number that looks whole: each field
// that looks at people says why it isn't, of how many it knows, and gives no digest, a page goes on where it ended and leaves nobody
// out, and a mutation that people decide about writes nothing.
func TestFailuresInLooks(t *testing.T) {
	t.Parallel()
	for _, fault := range lookFaults() {
		t.Run(fault.incomplete, func(t *testing.T) {
			t.Parallel()
			f := startLookFailure(t, fault)
			for name, document := range looksAtPeople() {
				for _, token := range tokensFor(name, fault) {
					f.checkLook(token, name, document)
				}
			}
			f.checkPages()
			f.checkDigest()
			f.checkGuards()
		})
	}
}

// tokensFor returns callers who look in different ways: person by person, and by the events, which of the instance is the only one.
// By the events a look makes too few calls to reach their limit.
func tokensFor(name string, fault lookFault) []string {
	switch {
	case strings.Contains(strings.ToLower(name), "default"):
		return slices.DeleteFunc([]string{instanceOwnerToken}, func(string) bool { return fault.incomplete == "CALL_LIMIT" })
	case name == "query.userFactors", fault.incomplete == "CALL_LIMIT", fault.incomplete == "DEADLINE":
		return []string{"dev-org-owner"}
	default:
		return []string{"dev-org-owner", instanceOwnerToken}
	}
}

// checkLook wants figures that say that they aren't whole, and why.
func (f *lookFailure) checkLook(token, name, document string) {
	f.Helper()
	f.arm()
	defer f.lift()
	got := askAsItsKind(f.T, f.program, as(token), document)
	var body struct {
		Data   map[string]any
		Errors []any
	}
	if err := json.Unmarshal([]byte(got.body), &body); err != nil || len(body.Errors) > 0 {
		f.Errorf("%s, %s: %v in %.1000s", name, token, err, got.body)
		return
	}
	looks := 0
	walkObjects(body.Data, func(object map[string]any) {
		if look, isLook := object["look"].(map[string]any); isLook {
			looks++
			total, isKnown := look["total"].(float64)
			isLess := look["lookedAt"].(float64) < total || !isKnown && strings.Contains(name, ".default") || f.asked.Load() <= beforeFault
			if look["complete"] != false || look["incomplete"] != f.fault.incomplete || !isLess {
				f.Errorf("%s, %s: the look is %v", name, token, look)
			}
		}
		if digest, has := object["digest"]; has && digest != nil {
			f.Errorf("%s, %s: it has a digest of figures that aren't whole", name, token)
		}
	})
	if looks == 0 {
		f.Errorf("%s, %s: no look in %.1000s", name, token, got.body)
	}
}

// walkObjects calls visit with each object in a value that JSON was decoded to.
func walkObjects(value any, visit func(map[string]any)) {
	switch value := value.(type) {
	case map[string]any:
		visit(value)
		for _, inner := range value {
			walkObjects(inner, visit)
		}
	case []any:
		for _, inner := range value {
			walkObjects(inner, visit)
		}
	}
}

// page is a page of withCodes, and its cursor, nil at the end.
func (f *lookFailure) page(p *program, after string) (ids []string, next *string) {
	f.Helper()
	var body struct {
		Data struct {
			UserFactors struct {
				Nodes    []struct{ ID string }
				PageInfo struct {
					HasNextPage bool
					EndCursor   *string
				}
			}
		}
	}
	got := mustPost(f.T, p, as("dev-org-owner"), operation(`{ `+withCodes+after+`) { nodes { id } pageInfo { hasNextPage endCursor } } }`, nil))
	if err := json.Unmarshal([]byte(got.body), &body); err != nil || !isData(got) {
		f.Fatalf("%v in %.1000s", err, got.body)
	}
	for _, node := range body.Data.UserFactors.Nodes {
		ids = append(ids, node.ID)
	}
	if info := body.Data.UserFactors.PageInfo; info.HasNextPage {
		next = info.EndCursor
	}
	return ids, next
}

// checkPages wants the rest of the people behind the cursor of a page that ended early, each once and in their order.
func (f *lookFailure) checkPages() {
	f.Helper()
	want, none := f.page(f.backend, "")
	f.arm()
	found, next := f.page(f.program, "")
	f.lift()
	if next == nil || none != nil || len(want) < 20 {
		f.Errorf("of %d people %d are on the page, and there is no cursor", len(want), len(found))
		return
	}
	early := len(found)
	for pages := 0; next != nil && pages < 20; pages++ {
		var more []string
		more, next = f.page(f.program, fmt.Sprintf(", after: %q", *next))
		found = append(found, more...)
	}
	if f.fault.incomplete == "PEOPLE_CHANGED" {
		want = slices.DeleteFunc(want, func(id string) bool { return id == removedPerson() })
	} else if early == len(want) {
		f.Errorf("all %d people are on the page that ended early, so this test proves nothing", early)
	}
	if diff := cmp.Diff(want, found); diff != "" {
		f.Errorf("(-people +pages)\n%s", diff)
	}
}

// withArgument adds an argument to a field that may have some.
func withArgument(field, argument string) string {
	if before, isLast := strings.CutSuffix(field, ")"); isLast {
		return before + ", " + argument + ")"
	}
	return field + "(" + argument + ")"
}

// checkGuards wants every mutation to be refused by a guard whose figure isn't whole, or counts somebody so far, without a write.
// Each is then made at the backend, so that the next one has something to change.
func (f *lookFailure) checkGuards() {
	f.Helper()
	reasons := map[string]int{}
	for _, write := range everyWrite() {
		if f.isGuarded(write) {
			reasons[f.checkGuard(write)]++
		}
		if got := mustPost(f.T, f.backend, as(tokenOfWrite(write)), operation("mutation { "+write.field+" { sequence } }", nil)); !isData(got) {
			f.Errorf("%s\ngot %.1000s", write.field, got.body)
		}
		if f.fault.incomplete == "DEADLINE" {
			break // each would take its whole time
		}
	}
	if delete(reasons, "WOULD_LOCK_OUT_SOMEBODY"); len(reasons) != 1 || reasons["IMPACT_NOT_KNOWN"] == 0 {
		f.Errorf("the reasons are %v", reasons)
	}
}

// isGuarded reports whether a mutation has guards, and the look for them ends early.
func (f *lookFailure) isGuarded(write writeCall) bool {
	name, _, _ := strings.Cut(write.field, "(")
	arguments := parseSchema(f.T).Definitions.ForName("Mutation").Fields.ForName(name).Arguments
	return arguments.ForName("unless") != nil && len(tokensFor(name, f.fault)) > 0
}

// checkGuard returns the reason why a mutation is refused.
func (f *lookFailure) checkGuard(write writeCall) string {
	f.Helper()
	document := "mutation { " + withArgument(write.field, "unless: [LOCKS_OUT_SOMEBODY]") + " { sequence } }"
	f.arm()
	defer f.lift()
	got := mustPost(f.T, f.program, as(tokenOfWrite(write)), operation(document, nil))
	refused := errorOf(got)
	if refused.Code != "FAILED_PRECONDITION" || refused.Outcome != "NOT_EXECUTED" || !strings.Contains(got.body, `"complete":false`) {
		f.Errorf("%s\ngot %.1000s", document, got.body)
	}
	if writes := f.writes(); len(writes) > 0 {
		f.Errorf("%s wrote %q", document, writes)
	}
	return refused.Reason
}

// tokenOfWrite returns who sends a mutation: for an organization somebody who looks at people one by one.
func tokenOfWrite(write writeCall) string {
	if strings.Contains(write.field, "Default") {
		return instanceOwnerToken
	}
	return "dev-org-owner"
}

// checkDigest wants a mutation with the digest of a whole preview to be refused without a write while its figures can't be found
// again, and to be made as soon as they can.
func (f *lookFailure) checkDigest() {
	f.Helper()
	got := mustPost(f.T, f.backend, as("dev-org-owner"), operation(`{ loginPolicyImpact(`+harmless+`) { digest } }`, nil))
	var body struct {
		Data struct{ LoginPolicyImpact struct{ Digest string } }
	}
	if err := json.Unmarshal([]byte(got.body), &body); err != nil || body.Data.LoginPolicyImpact.Digest == "" {
		f.Fatalf("%v in %.1000s", err, got.body)
	}
	document := fmt.Sprintf(`mutation { addSecondFactor(type: SECOND_FACTOR_TYPE_OTP_SMS, expectedDigest: %q) { sequence } }`, body.Data.LoginPolicyImpact.Digest)
	f.arm()
	refused := errorOf(mustPost(f.T, f.program, as("dev-org-owner"), operation(document, nil)))
	f.lift()
	if want := (outcome{Code: "FAILED_PRECONDITION", Reason: "IMPACT_NOT_KNOWN", Outcome: "NOT_EXECUTED"}); refused != want || len(f.writes()) > 0 {
		f.Errorf("got %+v, after the writes %q", refused, f.writes())
	}
	if got := mustPost(f.T, f.backend, as("dev-org-owner"), operation(document, nil)); !isData(got) {
		f.Errorf("once everybody can be looked at: got %.1000s", got.body)
	}
	removal := mustPost(f.T, f.backend, as("dev-org-owner"), operation(`mutation { removeSecondFactor(type: SECOND_FACTOR_TYPE_OTP_SMS) { sequence } }`, nil))
	if !isData(removal) {
		f.Error(removal.body)
	}
}
