package resolver_test

import (
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/vektah/gqlparser/v2/ast"
)

// allowedOnStalePolicy returns the mutations that may go ahead where ZITADEL certainly doesn't show the newest change
// of a login policy, and why. What any other mutation writes could undo that change, or hide that it is missing.
func allowedOnStalePolicy() map[string]string {
	return map[string]string{
		"resetLoginPolicy":                         "everything goes, whatever is shown",
		"addLoginPolicyIdentityProvider":           "a link builds on nothing that is shown, and hides nothing",
		"removeLoginPolicyIdentityProvider":        "the same",
		"addDefaultLoginPolicyIdentityProvider":    "the same",
		"removeDefaultLoginPolicyIdentityProvider": "the same",
		"setRestrictions":                          "it is about no login policy",
	}
}

// policyState is a policy and its event log as a scripted backend is ordered to have them, for the mutations of an
// organization's policy or of the instance's.
type policyState struct {
	orders   string
	instance bool
	// links is for a state in which mutations of links aren't allowed either, since they have to know whose the policy
	// is.
	links bool
}

// sendMutations sends every mutation of an organization's policy, or of the instance's, at the same time, and returns
// what became of each. Arguments are valid, extra ones are given where a mutation has them, and where it can it
// customizes an inherited policy.
func sendMutations(t *testing.T, p *program, backend *scriptedBackend, state policyState, extra map[string]string) map[string]mutationResult {
	t.Helper()
	found := map[string]mutationResult{}
	var mu sync.Mutex
	var group sync.WaitGroup
	for _, field := range schemaDefinition(t, "Mutation").Fields {
		if isRemovalFromPeople(field.Name) || slices.Contains(instanceFields(), field.Name) != state.instance {
			continue
		}
		document := mutationWithArguments(t, field, extra)
		token := state.orders + "+of=" + field.Name + strconv.Itoa(len(extra))
		group.Go(func() {
			got := mustPost(t, p, as(token), operation(document, nil))
			mu.Lock()
			defer mu.Unlock()
			found[field.Name] = mutationResult{document, got, backend.writesWith(token)}
		})
	}
	group.Wait()
	if len(found) < 8 {
		t.Fatalf("only %d mutations were sent, so this test proves nothing", len(found))
	}
	return found
}

// mutationResult is a mutation's reply and the writes that arrived at the backend.
type mutationResult struct {
	document string
	got      reply
	writes   []string
}

// mutationWithArguments is a document with a value for each required argument, and for those of extra.
func mutationWithArguments(t *testing.T, field *ast.FieldDefinition, extra map[string]string) string {
	t.Helper()
	var given []string
	for _, argument := range field.Arguments {
		value, ok := extra[argument.Name]
		switch kind := parseSchema(t).Definitions.ForName(argument.Type.Name()); {
		case ok:
		case argument.Name == "whenInherited":
			value = "CUSTOMIZE"
		case !argument.Type.NonNull || argument.DefaultValue != nil:
			continue
		case kind != nil && kind.Kind == ast.Enum:
			value = kind.EnumValues[1].Name // the first is unspecified
		case kind != nil && kind.Name == "RestrictionsPatch":
			value = "{disallowPublicOrgRegistration: true}"
		case kind != nil && kind.Kind == ast.InputObject:
			value = "{allowRegister: true}"
		case argument.Type.Name() == "ID":
			value = `"9"`
		default:
			t.Fatalf("%s(%s:) needs a value, and this test has none", field.Name, argument.Name)
		}
		given = append(given, argument.Name+": "+value)
	}
	arguments := ""
	if len(given) > 0 {
		arguments = "(" + strings.Join(given, ", ") + ")"
	}
	return "mutation { " + field.Name + arguments + " { sequence warnings { code } } }"
}

// TestNoWriteOnStalePolicy prevents that a mutation, also one that is added later, changes a login policy of which
// ZITADEL doesn't show the newest change. It has to read the event log and to refuse, unless allowedOnStalePolicy lists
// it.
func TestNoWriteOnStalePolicy(t *testing.T) {
	t.Parallel()
	backend := startScripted(t)
	p := start(t, "--backend", backend.url())
	for name, state := range map[string]policyState{
		"own":                {orders: "read=own+ListOrgChanges=log.changed-50.added-30.born-1"},
		"own, with events":   {orders: "read=own+ListEvents=log.changed-50.added-30.born-1"},
		"inherited":          {orders: "read=inherited+ListOrgChanges=log.added-50.born-1", links: true},
		"taken away":         {orders: "read=own+ListOrgChanges=log.removed-50.added-30.born-1", links: true},
		"the instance's own": {orders: "read=inherited+ListEvents=log.changed-50.added-30.born-1", instance: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for field, of := range sendMutations(t, p, backend, state, nil) {
				_, excused := allowedOnStalePolicy()[field]
				excused = excused && (!state.links || !strings.Contains(field, "IdentityProvider"))
				refused := errorOf(of.got).Reason == "POLICY_READ_BEHIND" && errorOf(of.got).Outcome == "NOT_EXECUTED" && len(of.writes) == 0
				if excused == refused {
					t.Errorf("%s\ngot %.500s, and wrote %v", of.document, of.got.body, of.writes)
				}
			}
		})
	}
}

// TestUncheckedWritesWarn prevents that a mutation silently changes a login policy where the event log can't be read,
// so that nobody knows whether what ZITADEL shows is up to date. It has a warning then. With an expected version, or
// with --require-event-log, nothing is written.
func TestUncheckedWritesWarn(t *testing.T) {
	t.Parallel()
	backend := startScripted(t)
	p := start(t, "--backend", backend.url())
	strict := start(t, "--backend", backend.url(), "--require-event-log")
	const unread = "ListOrgChanges=PERMISSION_DENIED/AUTH-5mWD2"
	for name, state := range map[string]policyState{
		"own":                {orders: "read=own+" + unread},
		"inherited":          {orders: "read=inherited~second-2+" + unread},
		"the instance's own": {orders: "read=inherited", instance: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for field, of := range sendMutations(t, p, backend, state, nil) {
				_, excused := allowedOnStalePolicy()[field]
				silent := isData(of.got) && !strings.Contains(of.got.body, "POLICY_NOT_CONFIRMED")
				if len(of.writes) > 0 && !excused && silent {
					t.Errorf("%s\ngot %.500s, and wrote %v", of.document, of.got.body, of.writes)
				}
			}
			checkNoWrites(t, sendMutations(t, strict, backend, state, map[string]string{"orgId": `"` + scriptedHome + `"`}), func(string) bool { return true })
			expecting := func(field string) bool {
				return schemaDefinition(t, "Mutation").Fields.ForName(field).Arguments.ForName("expectedSequence") != nil
			}
			checkNoWrites(t, sendMutations(t, p, backend, state, map[string]string{"expectedSequence": `"42"`, "orgId": `"` + scriptedHome + `"`}), expecting)
		})
	}
}

// checkNoWrites wants no writes by those mutations that meant selects, except where allowedOnStalePolicy lists them.
func checkNoWrites(t *testing.T, found map[string]mutationResult, meant func(field string) bool) {
	t.Helper()
	for field, of := range found {
		if _, excused := allowedOnStalePolicy()[field]; len(of.writes) > 0 && !excused && meant(field) {
			t.Errorf("%s\ngot %.500s, and wrote %v", of.document, of.got.body, of.writes)
		}
	}
}

// TestEveryWriteIsConfirmed prevents that a mutation is answered as if its change were in force where the policy never
// shows it: each meets a state in which its change doesn't show, and has the warning WRITTEN_NOT_IN_FORCE.
// (What isn't of a policy isn't looked for: ZITADEL's reads of restrictions and of people's factors may lag, and so prove
// nothing.)
func TestEveryWriteIsConfirmed(t *testing.T) {
	t.Parallel()
	const all, none = "second-1-2-3-4-5.multi-1.idp-9", "second"
	backend := startScripted(t)
	p := start(t, "--backend", backend.url(), "--confirm-writes", "on")
	var states []policyState
	for _, lists := range []string{all, none} {
		states = append(states,
			policyState{orders: "read=" + lists + "+ListOrgChanges=log.added-42.born-1"},
			policyState{orders: "read=inherited." + lists + "+ListOrgChanges=log.removed-30.born-1~log.added-42.removed-30.born-1"},
			policyState{orders: "read=inherited." + lists, instance: true})
	}
	warned, written := map[string]bool{}, map[string]bool{}
	for _, state := range states {
		for field, of := range sendMutations(t, p, backend, state, nil) {
			written[field] = written[field] || len(of.writes) > 0
			warned[field] = warned[field] || len(of.writes) > 0 && isData(of.got) && strings.Contains(of.got.body, "WRITTEN_NOT_IN_FORCE")
		}
	}
	ofNoPolicy := []string{"setRestrictions", "removeUserSecondFactor", "removeSecondFactorFromUsers"}
	for field, isWarned := range warned {
		if !slices.Contains(ofNoPolicy, field) && (!written[field] || !isWarned) {
			t.Errorf("%s: it wrote: %t, and was warned of: %t", field, written[field], isWarned)
		}
	}
}
